package member_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
)

const (
	passkeyDoor = "/connexion/empreinte"
	devices     = "/espace/mon-compte/appareils"
	addPasskey  = "/espace/mon-compte/empreinte"
)

// adds creates a passkey of the member who is logged in in this browser.
func adds(t *testing.T, s *servicetest.Service, b *servicetest.Browser) *servicetest.Authenticator {
	t.Helper()
	phone := servicetest.NewAuthenticator(t, s.URL)
	phone.Adds(b)
	return phone
}

// asks begins a log-in by passkey.
func asks(b *servicetest.Browser) *servicetest.Page { return b.Get("/connexion").PressPasskey() }

func answers(p *servicetest.Page, with string) *servicetest.Page {
	return p.Press("Se connecter", servicetest.Fields{"reponse": with})
}

func TestAMembersPasskeyOpensTheirSpace(t *testing.T) {
	s := servicetest.ByName(t, servicetest.NewService)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	b.Get("/espace").Says("Se connecter avec l'empreinte ou le visage de mon téléphone", "Non merci")
	phone := adds(t, s, b)
	told := s.Sent()
	if len(told) != 1 || told[0].Kind != db.KindPasskeyAdded || told[0].To != "marie@poitou.example" {
		t.Errorf("told %+v", told)
	}
	b.Get("/espace").SaysNot("Non merci")
	b.Get(devices).Says("Empreinte ou visage", "Pas encore utilisé.")

	s.Wait(time.Minute)
	other := s.Browser()
	p := asks(other)
	answers(p, phone.Sign(p.Asked())).At("/espace", 200)
	other.Get(devices).Says("par empreinte ou visage", "Utilisé aujourd'hui", "Ce navigateur")
	other.Get("/espace/mon-compte/historique").Says("ajout d'un appareil qui ouvre l'espace", "connexion par empreinte ou visage")
	if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM logins WHERE method = 'passkey'`); n != 1 {
		t.Errorf("%d logins by passkey", n)
	}
	other.LogOut()
	for range 30 { // strangers who block the password leave the device's owner alone
		s.Browser().LogIn(servicetest.Marie, "faux")
	}
	p = asks(other)
	answers(p, phone.Sign(p.Asked())).At("/espace", 200)

	s.Sent()
	action, found := b.Get(devices).Doc.Find(`form[action*="/empreintes/"]`).Attr("action")
	if !found {
		t.Fatal("no device to remove")
	}
	stranger := s.Browser()
	stranger.Establish(servicetest.Lucien, servicetest.First)
	stranger.Post(action, nil)
	b.Get(devices).Says("Retirez ceux qui ne sont pas à vous. Navigateur inconnu")
	b.Post(action, nil).At(devices+"?etat=empreinte-retiree", 200).SaysNot("Pas encore utilisé.", "Retirez ceux qui ne sont pas à vous. Téléphone")
	b.Get("/espace/mon-compte/historique").Says("retrait d'un appareil qui ouvrait l'espace")
	b.Post(action, nil).At(devices+"?etat=empreinte-retiree", 200) // in another tab, or by a double click
	removed := 0
	for _, m := range s.Sent() {
		if m.Kind == db.KindPasskeyRemoved {
			removed++
		}
	}
	if removed != 1 {
		t.Errorf("%d removals are told", removed)
	}
	p = asks(s.Browser())
	answers(p, phone.Sign(p.Asked())).At(passkeyDoor+"/reponse", 422).Says("Connectez-vous avec votre identifiant et votre mot de passe.")
	s.Browser().Get("/connexion").Says("Identifiant")
}

// A challenge for a passkey is valid once, in one browser, for five minutes. The passkey must have verified its owner, and its
// counter must grow.
func TestAPasskeysAnswerCountsOnce(t *testing.T) {
	s := servicetest.ByName(t, servicetest.NewService)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	phone := adds(t, s, b)
	refused := func(p *servicetest.Page) {
		t.Helper()
		p.At(passkeyDoor+"/reponse", 422).Says("Votre empreinte ou votre visage n'a pas ouvert votre espace.")
	}

	first, other := s.Browser(), s.Browser()
	p := asks(first)
	answer := phone.Sign(p.Asked())
	asks(other)
	refused(other.Post(passkeyDoor+"/reponse", url.Values{"reponse": {answer}})) // another browser's
	answers(p, answer).At("/espace", 200)
	first.LogOut()
	refused(first.Post(passkeyDoor+"/reponse", url.Values{"reponse": {answer}})) // taken
	p = asks(first)
	refused(answers(p, answer)) // signed for another challenge

	p = asks(first)
	answer = phone.Sign(p.Asked())
	s.Wait(5 * time.Minute)
	refused(answers(p, answer))
	first.Get(passkeyDoor).At("/connexion", 200)

	p = asks(first)
	answer = phone.Sign(p.Asked())
	refused(answers(p, "{}"))
	refused(first.Post(passkeyDoor+"/reponse", url.Values{"reponse": {answer}})) // a wrong answer has taken the challenge

	phone.Unknown = true
	p = asks(first)
	refused(answers(p, phone.Sign(p.Asked())))
	phone.Unknown = false

	elsewhere := *phone
	elsewhere.Origin = "http://voleur.example"
	p = asks(first)
	refused(answers(p, elsewhere.Sign(p.Asked())))

	phone.Count = 0
	p = asks(first)
	refused(answers(p, phone.Sign(p.Asked())))
	rows := s.Audited("login")
	if last := rows[len(rows)-1]; last.Cause != "sign-counter" || last.Way != "passkey" || last.Result != "refused" {
		t.Errorf("the counter that went back is noted as %+v", last)
	}
	phone.Count = 10
	p = asks(first)
	answers(p, phone.Sign(p.Asked())).At("/espace", 200)
}

func TestAPasskeyIsAskedTheSameOfEverybody(t *testing.T) {
	s := servicetest.ByName(t, servicetest.NewService)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	adds(t, s, b)
	asks(s.Browser()).Says("Posez votre doigt") // Sign and Make look at the options
	unknown := servicetest.NewAuthenticator(t, s.URL)
	p := asks(s.Browser())
	answers(p, unknown.Sign(p.Asked())).At(passkeyDoor+"/reponse", 422).Says("Votre empreinte ou votre visage n'a pas ouvert votre espace.")
}

func TestAPasskeyIsAddedByWhoKnowsThePassword(t *testing.T) {
	s := servicetest.ByName(t, servicetest.NewService)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	b.Get(addPasskey).Press("Continuer", servicetest.Fields{"actuel": "Tabouret-Orageux7Moisson"}).At(addPasskey, 422).Says("mot de passe")
	b.Get(addPasskey+"/appareil").At(addPasskey, 200)
	phone := servicetest.NewAuthenticator(t, s.URL)
	p := b.Get(addPasskey).Press("Continuer", servicetest.Fields{"actuel": servicetest.First})
	answer := phone.Make(p.Asked())
	if strings.Contains(p.Asked(), servicetest.Marie) {
		t.Error("the device is told the identifier")
	}
	s.Browser().Post(addPasskey+"/appareil", url.Values{"reponse": {answer}}).At("/connexion?etat=perdu", 200)
	other := s.Browser()
	other.Establish(servicetest.Lucien, servicetest.First)
	other.Post(addPasskey+"/appareil", url.Values{"reponse": {answer}}).At(addPasskey+"/appareil", 422).Says("L'appareil n'a pas été ajouté.")
	p.Press("Ajouter cet appareil", servicetest.Fields{"reponse": answer}).At(devices+"?etat=empreinte", 200)
	p.Press("Ajouter cet appareil", servicetest.Fields{"reponse": answer}).At(addPasskey+"/appareil", 422)

	for range db.MemberPasskeys - 1 {
		adds(t, s, b)
	}
	b.Get(devices).SaysNot("Ajouter cet appareil")
	phone = servicetest.NewAuthenticator(t, s.URL)
	p = b.Get(addPasskey).Press("Continuer", servicetest.Fields{"actuel": servicetest.First})
	p.Press("Ajouter cet appareil", servicetest.Fields{"reponse": phone.Make(p.Asked())}).At(addPasskey+"/appareil", 422).Says("Vous avez déjà 5 appareils")
}

func TestNonMerciIsRemembered(t *testing.T) {
	s := servicetest.ByName(t, servicetest.NewService)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	b.Get("/espace").Press("Non merci", nil).At("/espace", 200).SaysNot("Non merci")
	s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200).SaysNot("Non merci")
	b.Get(devices).Says("Ajouter cet appareil")
}

func TestAResetByAnAgentRemovesPasskeys(t *testing.T) {
	s := servicetest.ByName(t, servicetest.NewService)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	phone := adds(t, s, b)
	_, agent := s.NewAgent(db.RoleAgent)
	agent.Resets(servicetest.Marie, "courrier").At(s.Sheet(servicetest.Marie)+"?etat=reinitialise", 200)
	if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM member_passkeys`); n != 0 {
		t.Errorf("%d passkeys are left", n)
	}
	p := asks(s.Browser())
	answers(p, phone.Sign(p.Asked())).At(passkeyDoor+"/reponse", 422)
}

func TestTheEndOfAnAccountRemovesPasskeys(t *testing.T) {
	s := servicetest.ByName(t, servicetest.NewService)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	phone := adds(t, s, b)
	s.ImportFiles("identifiant;categorie;nom;adresse6;fin\n"+servicetest.Marie+";particulier;Dupont;86000 POITIERS;25/11/2026\n", "identifiant;nature;date;montant\n")
	s.Wait(36 * time.Hour)
	p := asks(s.Browser())
	answers(p, phone.Sign(p.Asked())).At(passkeyDoor+"/reponse", 422)
	if err := s.DB.CloseEnded(t.Context(), s.Now()); err != nil {
		t.Fatal(err)
	}
	if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM member_passkeys`); n != 0 {
		t.Errorf("%d passkeys are left", n)
	}
}
