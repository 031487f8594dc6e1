package clients_test

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/acts"
)

const services = "/agent/services"

// portalForm describes a valid client.
var portalForm = servicetest.Fields{"nom": "Portail", "retour": "https://portail.example/retour\r\nhttp://localhost:3000/retour",
	"accueil": "https://portail.example/", "deconnexion": "https://portail.example/sortie"}

// serviceCalled reads a client.
func serviceCalled(t *testing.T, s *servicetest.Service, name string) *db.Client {
	t.Helper()
	c, err := s.DB.ClientByName(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// givenSecret is the secret that a page shows, which must be the valid one.
func givenSecret(t *testing.T, s *servicetest.Service, p *servicetest.Page) string {
	t.Helper()
	p.At(services+"/secret", 200)
	if p.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("kept by caches: %q", p.Header.Get("Cache-Control"))
	}
	codes := p.Doc.Find("code")
	if codes.Length() != 3 {
		t.Fatalf("%d values are shown", codes.Length())
	}
	c, err := s.DB.ClientByClientID(t.Context(), codes.Eq(1).Text())
	if err != nil {
		t.Fatal(err)
	}
	secret := codes.Eq(2).Text()
	if right, err := s.DB.IsClientSecret(t.Context(), c, secret); err != nil || !right {
		t.Errorf("the secret that is shown opens nothing: %v", err)
	}
	return secret
}

// addPortal adds a client without the agents' pages.
func addPortal(t *testing.T, s *servicetest.Service) {
	t.Helper()
	if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := (&acts.Acts{DB: s.DB, Now: s.Now}).AddClient(t.Context(), tx, acts.Command, account.Client{Name: "Portail", Redirects: []string{"https://portail.example/retour"}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestSupervisorsAddServices(t *testing.T) {
	t.Run("the secret is shown until it is noted down, and stands nowhere else", func(t *testing.T) {
		s := servicetest.NewService(t)
		boss := s.AgentBrowser(db.RoleSupervisor)
		form := boss.Get(services).Says("Aucun service n'est ouvert").Follow("Ajouter un service")
		p := form.Press("Ajouter ce service", portalForm)
		secret := givenSecret(t, s, p)
		c := serviceCalled(t, s, "Portail")
		if !slices.Equal(c.Redirects, []string{"http://localhost:3000/retour", "https://portail.example/retour"}) || c.StartURL != "https://portail.example/" ||
			c.LogoutURL != "https://portail.example/sortie" || c.Public || c.Signature != "RS256" {
			t.Errorf("stored as %+v", c)
		}
		p.Says(s.Options.BaseURL.String(), c.ClientID)
		givenSecret(t, s, boss.Get(services+"/secret"))                             // reloaded
		givenSecret(t, s, form.Press("Ajouter ce service", portalForm))             // the second of two clicks
		s.AgentBrowser(db.RoleSupervisor).Get(services+"/secret").At(services, 200) // somebody else
		p.Press("J'ai noté le secret", nil).At(services, 200).Says("Portail", "avec secret", "jamais")
		boss.Get(services+"/secret").At(services, 200)
		boss.Get(services).Follow("Portail").Says(c.ClientID, "https://portail.example/retour", "Jamais").SaysNot(secret)
		form.Press("Ajouter ce service", portalForm).At(services, 200).Says("Portail") // and once more, later
		boss.Get(services+"/ajout").Press("Ajouter ce service", portalForm).At(services+"/ajout", 422).Says("déjà celui d'un service")
		if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM audit WHERE event = 'client-added' AND object = 'Portail' AND actor = 'agent:superviseur1'`); n != 1 {
			t.Errorf("%d additions in the log", n)
		}
		boss.Get("/agent/journal").Says("a ajouté un service : Portail")
		s.SilentLog(t, secret, "portail.example")
	})
	t.Run("a public one has none", func(t *testing.T) {
		s := servicetest.NewService(t)
		boss := s.AgentBrowser(db.RoleSupervisor)
		form := boss.Get(services + "/ajout")
		public := servicetest.Fields{"nom": "Application", "retour": "https://app.example/", "genre": "public", "signature": "ES256"}
		p := form.Press("Ajouter ce service", public).Says("Le service est ajouté", "le service est public").SaysNot("Donner un nouveau secret")
		c := serviceCalled(t, s, "Application")
		p.At(fmt.Sprintf("%s/%d?etat=ajout", services, c.ID), 200)
		if !c.Public || c.Signature != "ES256" {
			t.Errorf("stored as %+v", c)
		}
		form.Press("Ajouter ce service", public).At(p.Path, 200) // the second of two clicks
		boss.Get(services+"/ajout").Press("Ajouter ce service", public).At(services+"/ajout", 422).Says("déjà celui d'un service")
		boss.Post(fmt.Sprintf("%s/%d", services, c.ID), url.Values{"version": {c.Stamp()}}).Says("il n'a pas de secret")
	})
	t.Run("it may learn what was ticked, and nothing else", func(t *testing.T) {
		s := servicetest.NewService(t)
		boss := s.AgentBrowser(db.RoleSupervisor)
		path, form := boss.Get(services+"/ajout").Form("Ajouter ce service", portalForm)
		for name, ticked := range map[string][]string{"Rien": nil, "Tout": {"identifiant", "phone", "email", "profile"}} {
			form.Set("nom", name)
			form["portee"] = ticked
			givenSecret(t, s, boss.Post(path, form))
		}
		if c := serviceCalled(t, s, "Rien"); strings.Join(c.Scopes, " ") != "openid" {
			t.Errorf("without a tick it may learn %q", c.Scopes)
		}
		if c := serviceCalled(t, s, "Tout"); strings.Join(c.Scopes, " ") != "openid profile email phone identifiant" {
			t.Errorf("with all ticked it may learn %q", c.Scopes)
		}
	})
	t.Run("what cannot be taken is said at once, and what was typed stays", func(t *testing.T) {
		s := servicetest.NewService(t)
		boss := s.AgentBrowser(db.RoleSupervisor)
		before := servicetest.Standing(t, s.Raw())
		path, form := boss.Get(services+"/ajout").Form("Ajouter ce service", servicetest.Fields{"nom": " ", "retour": "http://portail.example/", "accueil": "portail", "deconnexion": "https://a:b@c.example/"})
		form["portee"] = []string{"phone"}
		p := boss.Post(path, form).At(services+"/ajout", 422).Says("Ce champ est exigé.", "doit commencer par https://", "n'est pas une adresse complète", "contient un nom d'utilisateur")
		if got := p.Doc.Find("textarea").Text(); got != "http://portail.example/" {
			t.Errorf("of the addresses %q stayed", got)
		}
		if ticked, _ := p.Doc.Find("input[name=portee][checked]").Attr("value"); ticked != "phone" || p.Doc.Find("input[name=portee][checked]").Length() != 1 {
			t.Errorf("of the ticks %q stayed", ticked)
		}
		form.Del("genre")
		form.Set("signature", "none")
		form["portee"] = []string{"tout"}
		boss.Post(path, form).At(services+"/ajout", 422).Says("Dites si le service peut garder un secret.", "Cette signature n'existe pas.", "La portée « tout » n'existe pas.")
		if servicetest.Standing(t, s.Raw()) != before {
			t.Error("something has changed")
		}
	})
}

func TestSupervisorsRenewSecretsOfServices(t *testing.T) {
	s := servicetest.NewService(t)
	addPortal(t, s)
	boss, other := s.AgentBrowser(db.RoleSupervisor), s.AgentBrowser(db.RoleSupervisor)
	page, stale := boss.Get(services).Follow("Portail"), other.Get(services).Follow("Portail")
	first := givenSecret(t, s, page.Press("Donner un nouveau secret", nil))
	if again := givenSecret(t, s, page.Press("Donner un nouveau secret", nil)); again != first { // the second of two clicks
		t.Error("two clicks have given two secrets")
	}
	stale.Press("Donner un nouveau secret", nil).At(fmt.Sprintf("%s/%d", services, serviceCalled(t, s, "Portail").ID), 422).Says("a changé entre-temps")
	second := givenSecret(t, s, other.Get(services).Follow("Portail").Press("Donner un nouveau secret", nil))
	if right, err := s.DB.IsClientSecret(t.Context(), serviceCalled(t, s, "Portail"), first); err != nil || right || second == first {
		t.Errorf("the old secret opens: %v", err)
	}
	if n := s.AuditCount("client-secret-renewed", "ok"); n != 2 {
		t.Errorf("%d new secrets in the log", n)
	}
}

func TestSupervisorsRemoveServices(t *testing.T) {
	s := servicetest.NewService(t)
	addPortal(t, s)
	boss := s.AgentBrowser(db.RoleSupervisor)
	page := boss.Get(services).Follow("Portail")
	form := page.Follow("Retirer ce service…").Says("son secret et ses jetons ne servent plus")
	form.Press("Retirer ce service", servicetest.Fields{"motif": " "}).At(form.Path, 422).Says("Ce champ est exigé.")
	form.Press("Retirer ce service", servicetest.Fields{"motif": "demande de jeanne@poitou.example"}).At(form.Path, 422)
	serviceCalled(t, s, "Portail")
	form.Press("Retirer ce service", servicetest.Fields{"motif": "le portail ferme"}).At(services+"?etat=retrait", 200).Says("Le service est retiré", "Aucun service n'est ouvert")
	form.Press("Retirer ce service", servicetest.Fields{"motif": "le portail ferme"}).At(services+"?etat=retrait", 200) // the second of two clicks
	// Three other tabs.
	form.Press("Retirer ce service", servicetest.Fields{"motif": "le portail ferme", "page": "another tab"}).At(services+"?etat=absent", 200).Says("n'est pas, ou plus, dans la liste")
	page.Press("Donner un nouveau secret", nil).At(services+"?etat=absent", 200)
	boss.Get(page.Path).At(services+"?etat=absent", 200)
	if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM audit WHERE event = 'client-removed' AND object = 'Portail' AND note = 'le portail ferme'`); n != 1 {
		t.Errorf("%d removals in the log", n)
	}
	for _, path := range []string{services + "/x", services + "/x/retrait"} {
		boss.Get(path).At(path, 404)
	}
}

// notified adds a client with a logout notice.
func notified(t *testing.T, s *servicetest.Service) (delivery int64) {
	t.Helper()
	ctx, m := t.Context(), s.Member(servicetest.Marie)
	if err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := (&acts.Acts{DB: s.DB, Now: s.Now}).AddClient(ctx, tx, acts.Command, account.Client{Name: "Portail", Redirects: []string{"https://portail.example/retour"},
			LogoutURL: "https://portail.example/sortie"}); err != nil {
			return err
		}
		c, err := tx.ClientByName(ctx, "Portail")
		if err != nil {
			return err
		}
		id, err := tx.OpenLogin(ctx, m.ID, "password", "Firefox", s.Now())
		if err != nil {
			return err
		}
		login, err := tx.Login(ctx, id)
		if err != nil {
			return err
		}
		if _, _, err := tx.OpenClient(ctx, login, c.ID, s.Now()); err != nil {
			return err
		}
		_, err = tx.CloseLogin(ctx, m.ID, id, s.Now())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return int64(servicetest.Number(t, s.Raw(), `SELECT max(id) FROM deliveries WHERE kind = 'logout'`))
}

func TestSupervisorsSeeWhatBecameOfLogoutNotices(t *testing.T) {
	for name, c := range map[string]struct {
		fate func(ctx context.Context, d *db.DB, id int64, now time.Time) error
		says string
	}{
		"waiting":  {func(context.Context, *db.DB, int64, time.Time) error { return nil }, "en attente"},
		"received": {func(ctx context.Context, d *db.DB, id int64, now time.Time) error { return d.Delivered(ctx, id, now) }, "reçu le 23 novembre 2026 à 15 h 05"},
		"put off": {func(ctx context.Context, d *db.DB, id int64, now time.Time) error {
			return d.RetryDelivery(ctx, id, "http 503", now.Add(time.Minute))
		}, "en attente, un essai : il a répondu 503"},
		"never reached": {func(ctx context.Context, d *db.DB, id int64, now time.Time) error {
			return d.RetryDelivery(ctx, id, "connexion", now.Add(time.Minute))
		}, "un essai : il ne répond pas"},
		"refused": {func(ctx context.Context, d *db.DB, id int64, now time.Time) error {
			return d.DeliveryRefused(ctx, id, "http 400", now)
		}, "refusé le 23 novembre 2026 à 15 h 05 : il a répondu 400"},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewService(t)
			id := notified(t, s)
			if err := c.fate(t.Context(), s.DB, id, s.Now()); err != nil {
				t.Fatal(err)
			}
			boss := s.AgentBrowser(db.RoleSupervisor)
			boss.Get(services).Says(c.says).Follow("Portail").Says("Derniers avis de déconnexion", c.says)
		})
	}
}
