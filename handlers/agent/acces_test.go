package agent_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
)

const own = "/agent/mon-acces"

func TestOwnAccess(t *testing.T) {
	t.Run("each change asks for the current password, and a wrong one changes nothing", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.AgentBrowser(db.RoleAgent)
		s.AddPasskey("agent1", "bureau")
		before := servicetest.Standing(t, s.Raw())
		removal, _ := b.Get(own).Doc.Find(`a[aria-label="Retirer la clé : Clé bureau"]`).Attr("href")
		paths := []string{removal, own + "/application", own + "/application/retrait", own + "/codes-de-secours"}
		for i, path := range paths {
			for _, wrong := range []string{"", "Faux-Sillon3Brume", strings.Repeat("é", 129)} {
				if i == 3 && wrong == "Faux-Sillon3Brume" {
					continue // the fourth wrong one is enough
				}
				b.Post(path, url.Values{"actuel": {wrong}}).At(path, 422).Says("Votre mot de passe actuel")
			}
		}
		b.Post(own+"/mot-de-passe", url.Values{"actuel": {"Faux-Sillon3Brume"}, "nouveau": {servicetest.Second}, "confirmation": {servicetest.Second}}).At(own+"/mot-de-passe", 422)
		if servicetest.Standing(t, s.Raw()) != before {
			t.Error("something has changed")
		}
		b.Post(own+"/sessions", url.Values{"actuel": {"Faux-Sillon3Brume"}})
		if late := b.Post(own+"/sessions", url.Values{"actuel": {servicetest.AgentPassword}}).At(own+"/sessions", 429); late.Header.Get("Retry-After") != "60" {
			t.Errorf("one may come back after %q", late.Header.Get("Retry-After"))
		}
		if n, m := s.AuditCount("agent-password-proved", "refused"), s.AuditCount("agent-password-proved", "blocked"); n != 5 || m != 1 {
			t.Errorf("%d refused, %d blocked in the log", n, m)
		}
		s.Browser().DeskPassword("agent1", servicetest.AgentPassword).At("/agent/second-facteur", 200) // these are not the login's tries
	})
	t.Run("another password: the old one stops, other sessions and half-open doors end, this session has a new id", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.AgentBrowser(db.RoleAgent)
		s.Wait(31 * time.Second)
		elsewhere, half := s.Browser(), s.Browser()
		elsewhere.EnterDesk("agent1").At("/agent", 200)
		half.DeskPassword("agent1", servicetest.AgentPassword).At("/agent/second-facteur", 200)
		id := b.DeskCookie()
		p := b.Get(own + "/mot-de-passe")
		p.Press("Changer mon mot de passe", servicetest.Fields{"actuel": servicetest.AgentPassword, "nouveau": "azerty", "confirmation": "azerty"}).At(own+"/mot-de-passe", 422)
		p.Press("Changer mon mot de passe", servicetest.Fields{"actuel": servicetest.AgentPassword, "nouveau": servicetest.AgentPassword, "confirmation": servicetest.AgentPassword}).Says("déjà le vôtre")
		p.Press("Changer mon mot de passe", servicetest.Fields{"actuel": servicetest.AgentPassword, "nouveau": servicetest.Second, "confirmation": servicetest.Second}).At(own+"?etat=mot-de-passe", 200)
		if b.DeskCookie() == id {
			t.Error("the session id is the same")
		}
		elsewhere.Get("/agent").At("/agent/connexion?etat=fin", 200)
		half.Get("/agent/second-facteur").At("/agent/connexion?etat=trop-tard", 200)
		s.Browser().DeskPassword("agent1", servicetest.AgentPassword).At("/agent/connexion", 422)
		s.Browser().DeskPassword("agent1", servicetest.Second).At("/agent/second-facteur", 200)
	})
	t.Run("an authenticator is replaced once the new one has shown its code, in the same session, within ten minutes", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.AgentBrowser(db.RoleAgent)
		p := b.Get(own+"/application").Press("Continuer", servicetest.Fields{"actuel": servicetest.AgentPassword}).At(own+"/application/nouvelle", 200)
		p.Press("Valider le code", servicetest.Fields{"code": p.NotShownCode()}).At(own+"/application/nouvelle", 422)
		p.Press("Valider le code", servicetest.Fields{"code": "12"}).At(own+"/application/nouvelle", 422)
		code := p.ShownCode()
		s.Wait(5 * time.Second)
		p.Press("Valider le code", servicetest.Fields{"code": code}).At(own+"?etat=application", 200)
		s.Wait(time.Minute)
		s.Browser().EnterDesk("agent1").At("/agent/second-facteur", 422)                                       // the old one
		p.Press("Valider le code", servicetest.Fields{"code": p.ShownCode()}).At(own+"?etat=application", 200) // the second of two clicks

		p = b.Get(own+"/application").Press("Continuer", servicetest.Fields{"actuel": servicetest.AgentPassword})
		s.Wait(9 * time.Minute)
		b.Get(own)
		s.Wait(time.Minute)
		p.Press("Valider le code", servicetest.Fields{"code": p.ShownCode()}).At(own, 200)
		if n := s.AuditCount("agent-authenticator-set", "ok"); n != 1 {
			t.Errorf("%d authenticators were set", n)
		}
	})
	t.Run("the last second factor stays; one that is not alone goes, with the other sessions", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.AgentBrowser(db.RoleAgent)
		b.Get(own).SaysNot("Retirer mon application").Says("Vous n'avez qu'un second facteur")
		b.Get(own+"/application/retrait").Press("Retirer l'application", servicetest.Fields{"actuel": servicetest.AgentPassword}).At(own+"/application/retrait", 422).Says("votre seul second facteur")
		s.AddPasskey("agent1", "bureau")
		s.Wait(31 * time.Second)
		elsewhere := s.Browser()
		elsewhere.EnterDesk("agent1")
		removal, _ := b.Get(own).Doc.Find(`a[aria-label^="Retirer la clé"]`).Attr("href")
		p := b.Get(removal).Says("Clé bureau")
		p.Press("Retirer la clé", servicetest.Fields{"actuel": servicetest.AgentPassword}).At(own+"?etat=cle-retiree", 200).Says("Aucune clé")
		p.Press("Retirer la clé", servicetest.Fields{"actuel": servicetest.AgentPassword}).At(own+"?etat=cle-retiree", 200) // the second of two clicks
		p.Press("Retirer la clé", servicetest.Fields{"actuel": servicetest.AgentPassword, "page": "another tab"}).At(own, 200).Says("Aucune clé")
		elsewhere.Get("/agent").At("/agent/connexion?etat=fin", 200)
	})
	t.Run("of two tabs that remove the last two factors, one is refused", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.AgentBrowser(db.RoleAgent)
		s.AddPasskey("agent1", "bureau")
		removal, _ := b.Get(own).Doc.Find(`a[aria-label^="Retirer la clé"]`).Attr("href")
		pages := []*servicetest.Page{b.Get(removal), b.Get(own + "/application/retrait")}
		var all sync.WaitGroup
		barrier := make(chan struct{})
		for i, button := range []string{"Retirer la clé", "Retirer l'application"} {
			all.Go(func() {
				<-barrier
				pages[i].Press(button, servicetest.Fields{"actuel": servicetest.AgentPassword})
			})
		}
		close(barrier)
		all.Wait()
		if n := servicetest.Number(t, s.Raw(), `SELECT (SELECT count(*) FROM agent_passkeys) + (SELECT count(*) FROM agents WHERE totp_secret IS NOT NULL)`); n != 1 {
			t.Errorf("%d second factors are left", n)
		}
	})
	t.Run("new recovery codes: the old ones are dead, the new ones are shown until they are noted down", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.AgentBrowser(db.RoleAgent)
		p := b.Get(own+"/codes-de-secours").Press("Avoir de nouveaux codes", servicetest.Fields{"actuel": servicetest.AgentPassword}).At("/agent/codes-de-secours", 200)
		code := p.Doc.Find("code").First().Text()
		p.Press("J'ai noté mes codes", nil).At("/agent", 200)
		b.Get("/agent/codes-de-secours").At("/agent", 200)
		s.Browser().DeskPassword("agent1", servicetest.AgentPassword).Press("Valider", servicetest.Fields{"code": "abcde-fghjk"}).At("/agent/second-facteur", 422)
		s.Browser().DeskPassword("agent1", servicetest.AgentPassword).Press("Valider", servicetest.Fields{"code": code}).At("/agent?etat=secours", 200)
		b.Get(own).Says("Il vous en reste 9.")
	})
	t.Run("the other sessions are closed", func(t *testing.T) {
		s := servicetest.NewService(t)
		b, elsewhere := s.AgentBrowser(db.RoleAgent), s.Browser()
		s.Wait(31 * time.Second)
		elsewhere.EnterDesk("agent1").At("/agent", 200)
		b.Get(own).FollowAndPress(t, own+"/sessions", "Fermer mes autres sessions", servicetest.Fields{"actuel": servicetest.AgentPassword}).At(own+"?etat=sessions", 200)
		elsewhere.Get("/agent").At("/agent/connexion?etat=fin", 200)
	})
}

func TestTheLogOfTheAgents(t *testing.T) {
	s := servicetest.NewService(t)
	boss := s.AgentBrowser(db.RoleSupervisor)
	clerk := s.AgentBrowser(db.RoleMailroom)
	clerk.Get("/agent/agents").At("/agent/agents", 403)
	s.Browser().DeskPassword("courrier2", "Faux-Sillon3Brume")
	s.Browser().LogIn(servicetest.Marie, "Faux-Sillon3Brume")
	p := boss.Get("/agent/journal").Says("courrier2", "a demandé ce que son rôle n'ouvre pas", "une entrée a été refusée : mot de passe de courrier2", "est entré : code de l'application")
	if strings.Index(p.Text(), "une entrée a été refusée") > strings.Index(p.Text(), "est entré") {
		t.Error("the newest does not come first")
	}
	if n := s.AuditCount("agent-log-read", "ok"); n != 1 {
		t.Errorf("looking stands %d times in the log", n)
	}
	p.Press("Filtrer", servicetest.Fields{"agent": "é", "jour": "hier"}).At("/agent/journal", 422)
	p.Press("Filtrer", servicetest.Fields{"agent": "courrier2"}).At("/agent/journal?agent=courrier2", 200).Says("mot de passe de courrier2", "n'ouvre pas").SaysNot("a lu ce journal")
	p.Press("Filtrer", servicetest.Fields{"agent": "courrier2", "jour": "22/11/2026"}).At("/agent/journal?agent=courrier2&jour=2026-11-22", 200).Says("Rien n'est noté")
	for _, written := range []string{"22.11.2026", " 22-11-2026\u00a0", "2026-11-22", "'22/11/2026"} {
		p.Press("Filtrer", servicetest.Fields{"agent": "\u00a0courrier2 ", "jour": written}).At("/agent/journal?agent=courrier2&jour=2026-11-22", 200)
	}
	p.Press("Filtrer", servicetest.Fields{"agent": " ", "jour": "\u00a0"}).At("/agent/journal", 200)
	p.Press("Filtrer", servicetest.Fields{"jour": "23/11/2026"}).At("/agent/journal?jour=2026-11-23", 200).Says("n'ouvre pas")
	p.Press("Filtrer", servicetest.Fields{"agent": "superviseur_"}).At("/agent/journal", 422).Says("Personne n'a ce nom d'agent").SaysNot("Rien n'est noté")
	for range 60 {
		clerk.Get("/agent/agents")
	}
	first := boss.Get("/agent/journal?agent=courrier2")
	older, _ := first.Doc.Find("a:contains('Voir plus ancien')").Attr("href")
	if rows := first.Doc.Find("tbody tr").Length(); rows != 50 || older == "" {
		t.Fatalf("%d rows on the first page, then %q", rows, older)
	}
	boss.Get(older).Says("n'ouvre pas", "Revenir aux plus récents").SaysNot("Voir plus ancien")
}
