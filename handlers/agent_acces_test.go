package handlers_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"sesame/db"
)

const own = "/agent/mon-acces"

func TestOwnAccess(t *testing.T) {
	t.Run("each change asks for the current password, and a wrong one changes nothing", func(t *testing.T) {
		s := newService(t)
		b := s.agentBrowser(db.RoleAgent)
		s.giveKey("agent1", "bureau")
		before := standing(t, s.raw())
		removal, _ := b.get(own).doc.Find(`a[aria-label="Retirer la clé : Clé bureau"]`).Attr("href")
		paths := []string{removal, own + "/application", own + "/application/retrait", own + "/codes-de-secours"}
		for i, path := range paths {
			for _, wrong := range []string{"", "Faux-Sillon3Brume", strings.Repeat("é", 129)} {
				if i == 3 && wrong == "Faux-Sillon3Brume" {
					continue // the fourth wrong one is enough
				}
				b.post(path, url.Values{"actuel": {wrong}}).at(path, 422).says("Votre mot de passe actuel")
			}
		}
		b.post(own+"/mot-de-passe", url.Values{"actuel": {"Faux-Sillon3Brume"}, "nouveau": {second}, "confirmation": {second}}).at(own+"/mot-de-passe", 422)
		if standing(t, s.raw()) != before {
			t.Error("something has changed")
		}
		b.post(own+"/sessions", url.Values{"actuel": {"Faux-Sillon3Brume"}})
		if late := b.post(own+"/sessions", url.Values{"actuel": {agentPassword}}).at(own+"/sessions", 429); late.header.Get("Retry-After") != "60" {
			t.Errorf("one may come back after %q", late.header.Get("Retry-After"))
		}
		if n, m := s.logged("agent-password-proved", "refused"), s.logged("agent-password-proved", "blocked"); n != 5 || m != 1 {
			t.Errorf("%d refused, %d blocked in the log", n, m)
		}
		s.browser().deskPassword("agent1", agentPassword).at("/agent/second-facteur", 200) // these are not the login's tries
	})
	t.Run("another password: the old one stops, other sessions and half-open doors end, this session has a new id", func(t *testing.T) {
		s := newService(t)
		b := s.agentBrowser(db.RoleAgent)
		s.wait(31 * time.Second)
		elsewhere, half := s.browser(), s.browser()
		elsewhere.enterDesk("agent1").at("/agent", 200)
		half.deskPassword("agent1", agentPassword).at("/agent/second-facteur", 200)
		id := b.deskCookie()
		p := b.get(own + "/mot-de-passe")
		p.press("Changer mon mot de passe", fields{"actuel": agentPassword, "nouveau": "azerty", "confirmation": "azerty"}).at(own+"/mot-de-passe", 422)
		p.press("Changer mon mot de passe", fields{"actuel": agentPassword, "nouveau": agentPassword, "confirmation": agentPassword}).says("déjà le vôtre")
		p.press("Changer mon mot de passe", fields{"actuel": agentPassword, "nouveau": second, "confirmation": second}).at(own+"?etat=mot-de-passe", 200)
		if b.deskCookie() == id {
			t.Error("the session id is the same")
		}
		elsewhere.get("/agent").at("/agent/connexion?etat=fin", 200)
		half.get("/agent/second-facteur").at("/agent/connexion?etat=trop-tard", 200)
		s.browser().deskPassword("agent1", agentPassword).at("/agent/connexion", 422)
		s.browser().deskPassword("agent1", second).at("/agent/second-facteur", 200)
	})
	t.Run("an authenticator is replaced once the new one has shown its code, in the same session, within ten minutes", func(t *testing.T) {
		s := newService(t)
		b := s.agentBrowser(db.RoleAgent)
		p := b.get(own+"/application").press("Continuer", fields{"actuel": agentPassword}).at(own+"/application/nouvelle", 200)
		p.press("Valider le code", fields{"code": "000000"}).at(own+"/application/nouvelle", 422)
		p.press("Valider le code", fields{"code": "12"}).at(own+"/application/nouvelle", 422)
		code := p.shownCode()
		s.wait(5 * time.Second)
		p.press("Valider le code", fields{"code": code}).at(own+"?etat=application", 200)
		s.wait(time.Minute)
		s.browser().enterDesk("agent1").at("/agent/second-facteur", 422) // the old one
		p.press("Valider le code", fields{"code": p.shownCode()}).at(own, 200)

		p = b.get(own+"/application").press("Continuer", fields{"actuel": agentPassword})
		s.wait(9 * time.Minute)
		b.get(own)
		s.wait(time.Minute)
		p.press("Valider le code", fields{"code": p.shownCode()}).at(own, 200)
		if n := s.logged("agent-authenticator-set", "ok"); n != 1 {
			t.Errorf("%d authenticators were set", n)
		}
	})
	t.Run("the last second factor stays; one that is not alone goes, with the other sessions", func(t *testing.T) {
		s := newService(t)
		b := s.agentBrowser(db.RoleAgent)
		b.get(own).silent("Retirer mon application").says("Vous n'avez qu'un second facteur")
		b.get(own+"/application/retrait").press("Retirer l'application", fields{"actuel": agentPassword}).at(own+"/application/retrait", 422).says("votre seul second facteur")
		s.giveKey("agent1", "bureau")
		s.wait(31 * time.Second)
		elsewhere := s.browser()
		elsewhere.enterDesk("agent1")
		removal, _ := b.get(own).doc.Find(`a[aria-label^="Retirer la clé"]`).Attr("href")
		p := b.get(removal).says("Clé bureau")
		p.press("Retirer la clé", fields{"actuel": agentPassword}).at(own+"?etat=cle-retiree", 200).says("Aucune clé")
		p.press("Retirer la clé", fields{"actuel": agentPassword}).at(removal, 404) // a stale page
		elsewhere.get("/agent").at("/agent/connexion?etat=fin", 200)
	})
	t.Run("of two tabs that remove the last two factors, one is refused", func(t *testing.T) {
		s := newService(t)
		b := s.agentBrowser(db.RoleAgent)
		s.giveKey("agent1", "bureau")
		removal, _ := b.get(own).doc.Find(`a[aria-label^="Retirer la clé"]`).Attr("href")
		pages := []*page{b.get(removal), b.get(own + "/application/retrait")}
		var all sync.WaitGroup
		barrier := make(chan struct{})
		for i, button := range []string{"Retirer la clé", "Retirer l'application"} {
			all.Go(func() {
				<-barrier
				pages[i].press(button, fields{"actuel": agentPassword})
			})
		}
		close(barrier)
		all.Wait()
		if n := number(t, s.raw(), `SELECT (SELECT count(*) FROM agent_passkeys) + (SELECT count(*) FROM agents WHERE totp_secret IS NOT NULL)`); n != 1 {
			t.Errorf("%d second factors are left", n)
		}
	})
	t.Run("new recovery codes: the old ones are dead, the new ones are shown until they are noted down", func(t *testing.T) {
		s := newService(t)
		b := s.agentBrowser(db.RoleAgent)
		p := b.get(own+"/codes-de-secours").press("Avoir de nouveaux codes", fields{"actuel": agentPassword}).at("/agent/codes-de-secours", 200)
		code := p.doc.Find("code").First().Text()
		p.press("J'ai noté mes codes", nil).at("/agent", 200)
		b.get("/agent/codes-de-secours").at("/agent", 200)
		s.browser().deskPassword("agent1", agentPassword).press("Valider", fields{"code": "abcde-fghjk"}).at("/agent/second-facteur", 422)
		s.browser().deskPassword("agent1", agentPassword).press("Valider", fields{"code": code}).at("/agent?etat=secours", 200)
		b.get(own).says("Il vous en reste 9.")
	})
	t.Run("the other sessions are closed", func(t *testing.T) {
		s := newService(t)
		b, elsewhere := s.agentBrowser(db.RoleAgent), s.browser()
		s.wait(31 * time.Second)
		elsewhere.enterDesk("agent1").at("/agent", 200)
		b.get(own).press2(t, own+"/sessions", "Fermer mes autres sessions", fields{"actuel": agentPassword}).at(own+"?etat=sessions", 200)
		elsewhere.get("/agent").at("/agent/connexion?etat=fin", 200)
	})
}

func TestSupervisorsManageAgents(t *testing.T) {
	t.Run("added, enrolled, given another role, kept out at the next page, let in again", func(t *testing.T) {
		s := newService(t)
		boss := s.agentBrowser(db.RoleSupervisor)
		add := boss.get("/agent/agents/ajout")
		add.press("Ajouter cet agent", nil).at("/agent/agents/ajout", 422).says("Choisissez un rôle.")
		add.press("Ajouter cet agent", fields{"agent": "Élise !", "role": "agent"}).at("/agent/agents/ajout", 422)
		add.press("Ajouter cet agent", fields{"agent": "superviseur1", "role": "agent"}).at("/agent/agents/ajout", 422).says("déjà celui d'un agent")
		p := add.press("Ajouter cet agent", fields{"agent": " Pmercier ", "role": "agent"}).at("/agent/agents/secret", 200)
		secret := p.doc.Find("code").Text()
		p.says("jeudi 26 novembre", s.options.AgentURL.String()+"/agent/enrolement").press("J'ai donné le secret", nil).at("/agent/agents", 200).says("invité")
		boss.get("/agent/agents/secret").at("/agent/agents", 200)

		b := s.browser()
		b.enrols("pmercier", secret).press("J'ai noté mes codes", nil).at("/agent", 200).says("pmercier (agent)")
		s.browser().get("/agent/enrolement").press("Suivant", fields{"agent": "pmercier", "secret": secret}).at("/agent/enrolement", 422)
		stale := boss.agentPage("pmercier")
		boss.agentPage("pmercier").press("Changer le rôle", fields{"role": "courrier"}).says("Le rôle est changé", "courrier")
		b.get("/agent").says("pmercier (courrier)")
		for _, button := range []string{"Retirer l'accès", "Donner un nouveau secret", "Changer le rôle"} {
			stale.press(button, fields{"role": "superviseur"}).says("a changé entre-temps", "courrier")
		}
		b.get("/agent").at("/agent", 200)
		boss.agentPage("pmercier").press("Changer le rôle", nil).says("Choisissez un rôle.")
		boss.agentPage("pmercier").press("Retirer l'accès", nil).says("L'accès est retiré", "sans accès")
		b.get("/agent").at("/agent/connexion?etat=fin", 200)
		s.browser().deskPassword("pmercier", agentPassword).at("/agent/connexion", 422).says("Agent ou mot de passe incorrect.")
		again := boss.agentPage("pmercier").press("Donner un nouveau secret", nil).at("/agent/agents/secret", 200)
		s.browser().enrols("pmercier", again.doc.Find("code").Text()).at("/agent/codes-de-secours", 200)

		for event, reason := range map[string]string{"agent-added": "pmercier agent", "agent-role-changed": "pmercier courrier", "agent-disabled": "pmercier", "agent-invited": "pmercier courrier"} {
			if n := number(t, s.raw(), `SELECT count(*) FROM audit WHERE event = ? AND reason = ? AND actor = 'agent:superviseur1'`, event, reason); n != 1 {
				t.Errorf("%s %q stands %d times in the log", event, reason, n)
			}
		}
		if _, _, err := s.db.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("nobody acts on themselves, and who is not there is told so", func(t *testing.T) {
		s := newService(t)
		boss := s.agentBrowser(db.RoleSupervisor)
		s.agentBrowser(db.RoleSupervisor)
		me := s.agent("superviseur1")
		before := standing(t, s.raw())
		boss.agentPage("superviseur1").silent("Changer le rôle", "Retirer l'accès")
		for _, act := range []string{"role", "retrait", "invitation", "rien"} {
			boss.post(fmt.Sprintf("/agent/agents/%d", me.ID), url.Values{"acte": {act}, "role": {"agent"}, "version": {me.Stamp()}}).says("Personne ne change son propre rôle")
		}
		other := s.agent("superviseur2")
		boss.post(fmt.Sprintf("/agent/agents/%d", other.ID), url.Values{"acte": {"rien"}, "version": {other.Stamp()}}).at(fmt.Sprintf("/agent/agents/%d", other.ID), 400)
		for _, path := range []string{"/agent/agents/999", "/agent/agents/x"} {
			boss.get(path).at(path, 404)
			boss.post(path, nil).at(path, 404)
		}
		if standing(t, s.raw()) != before {
			t.Error("something has changed")
		}
	})
	t.Run("of two supervisors who keep each other out at once, one stays", func(t *testing.T) {
		for range 5 {
			s := newService(t)
			one, two := s.agentBrowser(db.RoleSupervisor), s.agentBrowser(db.RoleSupervisor)
			pages := []*page{one.agentPage("superviseur2"), two.agentPage("superviseur1")}
			var all sync.WaitGroup
			barrier := make(chan struct{})
			for _, p := range pages {
				all.Go(func() {
					<-barrier
					p.press("Retirer l'accès", nil)
				})
			}
			close(barrier)
			all.Wait()
			if n := number(t, s.raw(), `SELECT count(*) FROM agents WHERE disabled_at IS NULL`); n != 1 {
				t.Fatalf("%d supervisors are left", n)
			}
		}
	})
}

func TestTheLogOfTheAgents(t *testing.T) {
	s := newService(t)
	boss := s.agentBrowser(db.RoleSupervisor)
	s.agentBrowser(db.RoleMailroom).get("/agent/agents").at("/agent/agents", 403)
	s.browser().deskPassword("courrier2", "Faux-Sillon3Brume")
	s.browser().logIn(marie, "Faux-Sillon3Brume")
	p := boss.get("/agent/journal").says("courrier2", "a demandé ce que son rôle n'ouvre pas", "une entrée a été refusée : mot de passe de courrier2", "est entré (code de l'application)")
	if strings.Index(p.text(), "une entrée a été refusée") > strings.Index(p.text(), "est entré") {
		t.Error("the newest does not come first")
	}
	if n := s.logged("agent-log-read", "ok"); n != 1 {
		t.Errorf("looking stands %d times in the log", n)
	}
	p.press("Filtrer", fields{"agent": "é", "jour": "hier"}).at("/agent/journal", 422)
	p.press("Filtrer", fields{"agent": "courrier2"}).at("/agent/journal?agent=courrier2", 200).says("mot de passe de courrier2", "n'ouvre pas").silent("a lu ce journal")
	p.press("Filtrer", fields{"agent": "courrier2", "jour": "22/11/2026"}).at("/agent/journal?agent=courrier2&jour=2026-11-22", 200).says("Rien n'est noté")
	p.press("Filtrer", fields{"jour": "23/11/2026"}).at("/agent/journal?jour=2026-11-23", 200).says("n'ouvre pas")
	p.press("Filtrer", fields{"agent": "superviseur_"}).says("Rien n'est noté")
	for range 60 {
		s.browser().post("/agent/connexion", url.Values{"agent": {"courrier2"}, "mot_de_passe": {"x"}})
	}
	first := boss.get("/agent/journal?agent=courrier2")
	older, _ := first.doc.Find("a:contains('Voir plus ancien')").Attr("href")
	if rows := first.doc.Find("tbody tr").Length(); rows != 50 || older == "" {
		t.Fatalf("%d rows on the first page, then %q", rows, older)
	}
	boss.get(older).says("n'ouvre pas", "Revenir aux plus récents").silent("Voir plus ancien")
}
