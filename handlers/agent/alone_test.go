package agent_test

import (
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
	"sesame/journey/acts"
	"sesame/journey/events"
)

// These tests are the rows of SECURITY.md, « What one agent alone can do »: one person tries to enter Marie's account.

const away = "complice@ailleurs.example"

// target is a service in which Marie has set a password, and one agent's browser.
func target(t *testing.T, role db.Role) (*servicetest.Service, string, *servicetest.Browser) {
	t.Helper()
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	login, b := s.NewAgent(role)
	s.Wait(time.Minute)
	return s, login, b
}

// safe fails if somebody else got a password or a code of Marie's.
func safe(t *testing.T, s *servicetest.Service) {
	t.Helper()
	for _, m := range s.Sent() {
		if m.To == away && m.Secret != "" && m.Kind != db.KindCallCode { // which opens nothing
			t.Errorf("a secret left for %s: %+v", away, m)
		}
	}
	if s.AuditCount("password-reset", events.OK) != 0 {
		t.Error("the password was reset")
	}
	s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
}

// invites adds an agent on the supervisor's page, and enrols them in another browser.
func invites(s *servicetest.Service, by *servicetest.Browser, login string, role db.Role) *servicetest.Browser {
	p := by.Get("/agent/agents/ajout").Press("Ajouter cet agent", servicetest.Fields{"agent": login, "role": string(role)})
	return enrolled(s, p, login)
}

// enrolled is the browser of somebody who has read the secret on a page and has enrolled with it.
func enrolled(s *servicetest.Service, p *servicetest.Page, login string) *servicetest.Browser {
	b := s.Browser()
	b.Enrols(login, p.Doc.Find("code").Text()).At("/agent/codes-de-secours", 200).Press("J'ai noté mes codes", nil).At("/agent", 200)
	return b
}

func approves(b *servicetest.Browser) *servicetest.Page {
	return b.Get("/agent/approbations/1").Press("Approuver la réinitialisation", servicetest.Fields{"motif": servicetest.Motive})
}

func TestAChainOfInvitationsApprovesNothing(t *testing.T) {
	s, _, chief := target(t, db.RoleSupervisor)
	second := invites(s, chief, "second", db.RoleSupervisor)
	third := invites(s, second, "tiers", db.RoleAgent)
	chief.Corrects(servicetest.Marie, servicetest.Fields{"email": away}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
	chief.Get(s.Sheet(servicetest.Marie)+"/reinitialisation").Says("Aucun collègue n'a son accès depuis 48 heures", "le 25 novembre 2026 à 15 h 06")
	chief.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200)
	for _, b := range []*servicetest.Browser{second, third} {
		approves(b).At("/agent/approbations/1", 422).Says("n'avait pas 48 heures")
	}
	safe(t, s)
}

func TestAnInvitedColleagueIsNoSecondAgent(t *testing.T) {
	for _, asks := range []string{"who took the access over", "the access that was taken over"} {
		s, _, chief := target(t, db.RoleSupervisor)
		login, _ := s.NewAgent(db.RoleAgent)
		taken := enrolled(s, chief.AgentPage(login).Press("Donner un nouveau secret", nil), login)
		one, two := chief, taken
		if asks != "who took the access over" {
			one, two = taken, chief
		}
		one.Corrects(servicetest.Marie, servicetest.Fields{"email": away}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
		p := one.Resets(servicetest.Marie, "email")
		if one == taken {
			p.At(s.Sheet(servicetest.Marie)+"/reinitialisation", 422).Says("Votre accès a moins de 48 heures")
		} else {
			p.At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200)
			approves(two).At("/agent/approbations/1", 422).Says("n'avait pas 48 heures")
		}
		safe(t, s)
	}
}

func TestANewRoleIsANewAccess(t *testing.T) {
	s, _, chief := target(t, db.RoleSupervisor)
	login, clerk := s.NewAgent(db.RoleMailroom)
	chief.AgentPage(login).Press("Changer le rôle", servicetest.Fields{"role": "agent"})
	chief.Corrects(servicetest.Marie, servicetest.Fields{"email": away})
	chief.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200)
	approves(clerk).At("/agent/approbations/1", 422).Says("n'avait pas 48 heures")
	safe(t, s)
}

// A supervisor's invitation gives access from the enrolment on.
func TestAnAccessCountsFrom(t *testing.T) {
	s, _, chief := target(t, db.RoleSupervisor)
	invites(s, chief, "second", db.RoleAgent)
	if opened := s.Agent("second").OpenedAt; !opened.Equal(s.Now()) {
		t.Errorf("an invited agent counts from %s", opened)
	}
	chief.AgentPage("second").Press("Donner un nouveau secret", nil)
	if opened := s.Agent("second").OpenedAt; !opened.IsZero() {
		t.Errorf("a new invitation leaves the access open since %s", opened)
	}
}

// added is the browser of an agent who was added on the server and enrols after this time.
func added(t *testing.T, s *servicetest.Service, login string, after time.Duration) *servicetest.Browser {
	t.Helper()
	var invitation acts.Invitation
	err := s.DB.InTx(t.Context(), func(tx *db.Tx) (err error) {
		invitation, err = (&acts.Acts{DB: s.DB, Now: s.Now}).AddAgent(t.Context(), tx, acts.Command, login, "", db.RoleAgent)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Wait(after)
	b := s.Browser()
	b.Enrols(login, invitation.Secret).At("/agent/codes-de-secours", 200).Press("J'ai noté mes codes", nil).At("/agent", 200)
	return b
}

func TestAnAgentAddedOnTheServerAgreesToNothingForTwoDays(t *testing.T) {
	s, _, chief := target(t, db.RoleSupervisor)
	second := added(t, s, "second", time.Minute)
	chief.Corrects(servicetest.Marie, servicetest.Fields{"email": away}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
	chief.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200)
	approves(second).At("/agent/approbations/1", 422).Says("n'avait pas 48 heures")
	safe(t, s)
}

// A new caisse adds its agents two days before it opens, so that those who enrol on the first morning can approve at once.
func TestAnAgentAddedOnTheServerCountsFromTheCommand(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	second := added(t, s, "second", 48*time.Hour)
	s.AgentBrowser(db.RoleAgent).Corrects(servicetest.Marie, servicetest.Fields{"email": "neuve@poitou.example"}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
	s.AgentBrowser(db.RoleAgent).Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200)
	approves(second).At(s.Sheet(servicetest.Marie)+"?etat=reinitialise", 200)
	if s.AuditCount("password-reset", events.OK) != 1 {
		t.Error("the password was not reset")
	}
}

func TestWaitingMakesNoAddressOfAnAgentsKnown(t *testing.T) {
	s, _, agent := target(t, db.RoleAgent)
	agent.Corrects(servicetest.Marie, servicetest.Fields{"email": away, "portable": ""}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200).
		Says("n'écrira aux nouvelles qu'une fois prouvées")
	s.Wait(90 * 24 * time.Hour)
	agent = s.AgentBrowser(db.RoleAgent)
	s.Browser().Forget(servicetest.Marie, "email")
	agent.Resets(servicetest.Marie, "email").At(s.Sheet(servicetest.Marie)+"?etat=approbation", 200).Says("attend l'accord d'un second agent")
	safe(t, s)
}

func TestAnAddressOfAnAgentsCountsOnceTheMemberHasProvedIt(t *testing.T) {
	const fresh, mobile = "neuve@poitou.example", "+33639987788"
	s, _, agent := target(t, db.RoleAgent)
	agent.Corrects(servicetest.Marie, servicetest.Fields{"email": fresh, "portable": "06 39 98 77 88"}).At(s.Sheet(servicetest.Marie)+"?etat=coordonnees", 200)
	s.Sent()
	s.Browser().Forget(servicetest.Marie, "email").At("/mot-de-passe-oublie/confirmation", 200)
	if sent := s.Sent(); len(sent) != 0 || len(s.Letters()) != 1 {
		t.Fatalf("%d letters, messages: %+v", len(s.Letters()), sent)
	}
	b := s.Browser()
	b.LogIn(servicetest.Marie, s.Letters()[0].Payload.Secret).Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second}).
		Press("Je confirme mes coordonnées", nil)
	b.Get("/personnalisation/code").Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindEmailCode).Secret}).At("/personnalisation/confirmation", 200)
	for channel, to := range map[string]string{"email": fresh, "sms": mobile} {
		s.Browser().Forget(servicetest.Marie, channel)
		if code := s.LastOf(db.KindCode); code.To != to {
			t.Errorf("the code asked for by %s went to %s", channel, code.To)
		}
	}
}

const slipButton = "Réinitialiser et obtenir la feuille"

// hands requests a slip, as an agent does who has seen an identity document.
func hands(b *servicetest.Browser, sheet string) *servicetest.Page {
	return b.Get(sheet+"/guichet").Press(slipButton, servicetest.Fields{"piece": "oui", "motif": servicetest.Motive})
}

func TestNoSlipAtTheCounterOnOnesOwnWord(t *testing.T) {
	s, login, agent := target(t, db.RoleAgent)
	sheet := s.Sheet(servicetest.Marie)
	hands(agent, sheet).At(sheet+"/guichet", 422).Says("il faut d'abord un code lu par l'adhérent")
	t.Run("what cannot be an answer does not count", func(t *testing.T) {
		agent.Get(sheet+"/guichet").Press("Vérifier la réponse", servicetest.Fields{"nature": "vitale", "reponse": servicetest.Marie}).At(sheet+"/guichet/question", 422).
			Says("Le numéro de série de la carte Vitale est un autre numéro")
	})
	t.Run("a wrong answer is the only one", func(t *testing.T) {
		agent.Get(sheet+"/guichet").Press("Vérifier la réponse", servicetest.Fields{"nature": "prestation", "reponse": "1,23"}).At(sheet+"/guichet/question", 422).Says("c'était la seule possible")
		agent.Get(sheet+"/guichet").Press("Vérifier la réponse", servicetest.Fields{"nature": "prestation", "reponse": "412,50"}).At(sheet+"/guichet/question", 422).Says("La question de sécurité est fermée")
		hands(agent, sheet).At(sheet+"/guichet", 422)
	})
	t.Run("an agreement of one's own is none", func(t *testing.T) {
		agent.Get(sheet+"/guichet").Press("Demander l'accord d'un second agent", servicetest.Fields{"motif_accord": servicetest.Motive}).At(sheet+"/guichet?etat=accord", 200).Says("Une demande attend")
		_, form := agent.Get("/agent/approbations/1").Form("Retirer ma demande", servicetest.Fields{"motif": servicetest.Motive})
		agent.Post("/agent/approbations/1", form).At("/agent/approbations/1", 422).Says("un autre agent doit décider")
		hands(agent, sheet).At(sheet+"/guichet", 422)
	})
	safe(t, s)
	t.Run("a colleague's is one for half an hour, for who has asked", func(t *testing.T) {
		_, two := s.NewAgent(db.RoleAgent)
		two.Get("/agent/approbations/1").Says("au guichet")
		approves(two).At("/agent/approbations?etat=feuille", 200).Says("votre collègue peut remettre la feuille")
		hands(two, sheet).At(sheet+"/guichet", 422)
		form := agent.Get(sheet + "/guichet").Says("vous pouvez remettre la feuille")
		s.Wait(9 * time.Minute)
		if slip := form.Press(slipButton, servicetest.Fields{"piece": "oui", "motif": servicetest.Motive}); slip.Header.Get("Content-Type") != "application/pdf" {
			t.Fatalf("answered %d", slip.Status)
		}
		s.Wait(22 * time.Minute)
		agent.EnterDesk(login)
		hands(agent, sheet).At(sheet+"/guichet", 422)
	})
}

func TestARightAnswerAllowsASlip(t *testing.T) {
	s, _, agent := target(t, db.RoleAgent)
	sheet := s.Sheet(servicetest.Lucien)
	agent.Get(sheet+"/guichet").Press("Vérifier la réponse", servicetest.Fields{"reponse": "1 234,56"}).At(sheet+"/guichet?etat=juste", 200).Says("par une réponse juste à la question de sécurité")
	if slip := hands(agent, sheet); slip.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("answered %d", slip.Status)
	}
}

func TestPastADaysNumberASlipAsksASecondAgent(t *testing.T) {
	s, _, agent := target(t, db.RoleAgent)
	sheet := s.Sheet(servicetest.Marie)
	agent.ProvesCaller(servicetest.Marie)
	for range s.Limits.SlipsPerDay {
		if slip := hands(agent, sheet); slip.Header.Get("Content-Type") != "application/pdf" {
			t.Fatalf("answered %d", slip.Status)
		}
	}
	hands(agent, sheet).At(sheet+"/guichet", 422).Says("autant de feuilles qu'un agent le peut seul")
	agent.Get(sheet+"/guichet").Press("Demander l'accord d'un second agent", servicetest.Fields{"motif_accord": servicetest.Motive})
	_, two := s.NewAgent(db.RoleAgent)
	approves(two).At("/agent/approbations?etat=feuille", 200)
	if slip := hands(agent, sheet); slip.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("with a second agent: %d", slip.Status)
	}
}

func TestAnAgentWhoOpensManyRecordsWaitsLongerEachTime(t *testing.T) {
	s := servicetest.NewService(t, func(o *handlers.Options) { o.Limits.RecordsPerHour = 2 })
	for i := 1; i <= 5; i++ {
		s.ImportAtStreet(i, "rue Haute")
	}
	sheet := func(n int) string { return s.Sheet(servicetest.Tiers(n)) }
	login, agent := s.NewAgent(db.RoleAgent)
	_, colleague := s.NewAgent(db.RoleAgent)
	home := s.AgentBrowser(db.RoleSupervisor)
	agent.Get(sheet(1)).At(sheet(1), 200)
	if strings.Contains(home.Get("/agent").Text(), login+" a ouvert") {
		t.Error("one record is told to superviseurs")
	}
	agent.Get(sheet(2)).At(sheet(2), 200)
	p := agent.Get(sheet(3)).At(sheet(3), 429).Says("les fiches de 2 adhérents ou plus en une heure", "à partir de 15 h 06")
	if p.Header.Get("Retry-After") != "60" {
		t.Errorf("the third one waits %s seconds", p.Header.Get("Retry-After"))
	}
	agent.Get(sheet(3)+"/reinitialisation").At(sheet(3)+"/reinitialisation", 429)
	agent.Get(sheet(1)).At(sheet(1), 200) // of this hour already
	colleague.Get(sheet(3)).At(sheet(3), 200)
	if n := s.AuditCount("member-seen", events.Blocked); n != 1 {
		t.Errorf("%d rows of refused looks of this minute are in the audit log, not 1", n)
	}
	s.Wait(time.Minute)
	agent.Get(sheet(3)).At(sheet(3), 200)
	if p := agent.Get(sheet(4)).At(sheet(4), 429); p.Header.Get("Retry-After") != "120" {
		t.Errorf("the next one waits %s seconds", p.Header.Get("Retry-After"))
	}
	home.Get("/agent").Says(login + " a ouvert les fiches de 3 adhérents en une heure, depuis 15 h 05.")
	s.Wait(time.Hour)
	agent = s.Browser()
	agent.EnterDesk(login)
	agent.Get(sheet(4)).At(sheet(4), 200)
	s.Wait(23 * time.Hour)
	if strings.Contains(s.AgentBrowser(db.RoleSupervisor).Get("/agent").Text(), login+" a ouvert") {
		t.Error("superviseurs are told for more than a day")
	}
}

func TestAnAgentWhoResetsManyPasswordsWaitsLongerEachTime(t *testing.T) {
	s := servicetest.NewService(t, func(o *handlers.Options) { o.Limits.ResetsPerHour = 2 })
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	login, agent := s.NewAgent(db.RoleAgent)
	sheet := s.Sheet(servicetest.Marie)
	for range 2 {
		agent.Resets(servicetest.Marie, "email").At(sheet+"?etat=reinitialise", 200)
	}
	agent.Resets(servicetest.Marie, "email").At(sheet+"/reinitialisation", 429).Says("Rien n'a été fait", "à partir de 15 h 06")
	agent.ProvesCaller(servicetest.Marie)
	hands(agent, sheet).At(sheet+"/guichet", 429).Says("Rien n'a été fait")
	if done, blocked := s.AuditCount("password-reset", events.OK), s.AuditCount("password-reset", events.Blocked); done != 2 || blocked != 1 {
		t.Errorf("%d resets are done and %d blocked in the audit log, not 2 and 1 for the minute", done, blocked)
	}
	s.AgentBrowser(db.RoleSupervisor).Get("/agent").Says(login + " a réinitialisé ou demandé à réinitialiser 2 mots de passe en une heure, depuis 15 h 05.")
	s.Wait(time.Minute)
	if slip := hands(agent, sheet); slip.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("after the wait: %d", slip.Status)
	}
}
