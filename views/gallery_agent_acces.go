package views

import (
	"sesame/journey"
	"sesame/journey/events"
	"sesame/texts"
)

func agentAccessSamples() []Sample {
	const role = "superviseur"
	own := desk("mon-acces", role, Screen{Data: DeskAccessData{CanAddKey: true, Shortcuts: true, TOTP: true, Codes: 9,
		Keys: []DeskKey{{"0a1b2c3d4e5f6071", "Clé ajoutée le 3 novembre 2026 à 14 h 05 (Chrome sur Windows)", "le 23 novembre 2026 à 9 h 02"}, {"1b2c3d4e5f607182", "Clé ajoutée le 4 novembre 2026 à 8 h 30 (Firefox sur Linux)", ""}},
		Sessions: []SessionRow{{7, "Chrome sur Windows", "le 23 novembre 2026 à 9 h 02", "le 23 novembre 2026 à 14 h 05", true},
			{6, "Firefox sur Linux", "le 23 novembre 2026 à 8 h 40", "le 23 novembre 2026 à 14 h 01", false}}}})
	proof := desk("preuve", role, Screen{Action: "/agent/mon-acces/cles/0a1b2c3d4e5f6071/retrait", Username: "cpetit", Data: DeskProofData{Title: "Retirer une clé d'accès",
		About: "Clé ajoutée le 3 novembre 2026 à 14 h 05 (Chrome sur Windows)", Text: texts.AboutDroppingPasskey, Button: "Retirer la clé"}})
	password := desk("mot-de-passe", role, Screen{Action: "/agent/mon-acces/mot-de-passe", Username: "cpetit", Data: PasswordData{}})
	add := desk("agents-ajout", role, Screen{Action: "/agent/agents/ajout", Data: DeskAddAgentData{Roles: []string{"agent", "courrier", "superviseur"}}})
	row := DeskAgentRow{ID: 2, Login: "ymoreau", Role: "agent", State: "actif", Seen: "le 23 novembre 2026 à 14 h 05", Others: []string{"courrier", "superviseur"}}
	page := desk("agents-fiche", role, Screen{Action: "/agent/agents/2", Version: "agent.1.0.0", Data: row})
	log := desk("journal", role, Screen{Action: "/agent/journal", Values: map[string]string{"agent": "ymoreau", "jour": "23/11/2026"}, Data: DeskLogData{
		Older: "/agent/journal?agent=ymoreau&avant=51", Newest: "/agent/journal?agent=ymoreau",
		Rows: []DeskLogRow{{"le 23 novembre 2026 à 14 h 05", "ymoreau", events.AgentLogin.ForLog(events.OK, events.Details{Way: events.ByPasskey}), DeskLogFile{}}, {"le 23 novembre 2026 à 14 h 06", "ymoreau", events.MemberSeen.ForLog(events.OK, events.Details{}), DeskLogFile{Start: "3fa1b2c4", URL: someMember.URL, Acts: "/agent/journal?agent=ymoreau&dossier=12"}},
			{"le 23 novembre 2026 à 14 h 07", "ymoreau", events.MemberSeen.ForLog(events.OK, events.Details{}), DeskLogFile{Start: "77c0d1e2"}}}}})
	return []Sample{
		{"agent-mon-acces", own},
		{"agent-mon-acces-seul", own.with(func(s *Screen) {
			s.Data = DeskAccessData{Last: true, TOTP: true, Sessions: []SessionRow{{7, "Chrome sur Windows", "le 23 novembre 2026 à 9 h 02", "le 23 novembre 2026 à 14 h 05", true}}}
		})},
		{"agent-mon-acces-annuaire", own.with(func(s *Screen) {
			d := s.Data.(DeskAccessData)
			d.ByDirectory = true
			s.Data = d
		})},
		{"agent-mon-acces-annuaire-seul", own.with(func(s *Screen) {
			d := s.Data.(DeskAccessData)
			d.ByDirectory, d.FactorThere = true, true
			s.Notice, s.Data = texts.DirectoryOwnPassword, d
		})},
		{"agent-preuve", proof},
		{"agent-preuve-annuaire", proof.with(func(s *Screen) {
			d := s.Data.(DeskProofData)
			d.ByDirectory = true
			s.Data = d
		}).refused(FieldError{"", texts.DirectoryProofLate})},
		{"agent-preuve-cle", onStep(journey.Passkey, "ajout", Screen{Username: "cpetit",
			Data: DeskProofData{Title: "Ajouter une clé d'accès", Text: texts.AboutAddingPasskey, Button: "Continuer"}}).behindTheDesk("", role)},
		{"agent-preuve-application", onStep(journey.Authenticator, "preuve", Screen{Username: "cpetit",
			Data: DeskProofData{Title: "Enregistrer une application", Text: texts.AboutAuthenticator, Button: "Continuer"}}).behindTheDesk("", role)},
		{"agent-preuve-fausse", proof.refused(FieldError{"actuel", texts.PasswordNotYours})},
		{"agent-mot-de-passe-actuel", password},
		{"agent-nouvelle-application", onStep(journey.Authenticator, "nouvelle", Screen{
			Data: DeskNewFactorData{Login: "cpetit", Secret: sampleShared, QR: "/galerie/qr.png", Adding: true}}).behindTheDesk("", role)},
		{"agent-nouvelle-cle", onStep(journey.Passkey, "nouvelle", Screen{
			Data: DeskNewFactorData{Login: "cpetit", Passkey: samplePasskey, Host: "localhost", Adding: true}}).behindTheDesk("", role)},
		{"agent-agents", desk("agents", role, Screen{Data: DeskAgentsData{Agents: []DeskAgentRow{{ID: 1, Login: "cpetit", Name: "Camille Petit, Niort, poste 45 12", Role: role, State: "actif", You: true}, row}}})},
		{"agent-agents-ajout", add},
		{"agent-agents-ajout-refuse", add.refused(FieldError{"agent", required}, FieldError{"role", texts.ChooseRole})},
		{"agent-agents-ajout-pris", add.refused(FieldError{"agent", texts.AgentNameTaken}).with(func(s *Screen) {
			s.Values = map[string]string{"agent": "jmartin", "role": "agent"}
			s.Data = DeskAddAgentData{Roles: []string{"agent", "courrier", "superviseur"}, Taken: "jmartin", URL: "/agent/agents/2"}
		})},
		{"agent-agents-secret", onStep(journey.Invitation, "secret", Screen{
			Data: DeskSecretData{Login: "ymoreau", Role: "agent", Secret: sampleSecret, Until: "jeudi 26 novembre à 14 h 05", URL: "https://agents.example/agent/enrolement"}}).behindTheDesk("", role)},
		{"agent-agents-fiche", page},
		{"agent-agents-fiche-perimee", page.refused(FieldError{"", texts.AgentChanged})},
		{"agent-agents-fiche-soi", page.with(func(s *Screen) {
			s.Errors, s.Data = nil, DeskAgentRow{ID: 1, Login: "cpetit", Role: role, State: "actif", You: true}
		})},
		{"agent-agents-fiche-sans-acces", page.with(func(s *Screen) {
			s.Errors, s.Data = nil, DeskAgentRow{ID: 2, Login: "ymoreau", Role: "agent", State: "sans accès", Disabled: true, Others: row.Others}
		})},
		{"agent-agents-fiche-annuaire", page.with(func(s *Screen) {
			s.Errors, s.Data = nil, DeskAgentRow{ID: 2, Login: "ymoreau", Role: "agent", State: "actif", Directory: true, ByDirectory: true}
		}).refused(FieldError{"", texts.RoleFromDirectory})},
		{"agent-agents-fiche-attendu", page.with(func(s *Screen) {
			s.Notice, s.Data = texts.AgentAwaited, DeskAgentRow{ID: 2, Login: "ymoreau", Role: "agent", State: "attendu par l'annuaire", Directory: true, Awaited: true, Invited: true, Others: row.Others}
		})},
		{"agent-journal", log},
		{"agent-journal-dossier", log.with(func(s *Screen) {
			s.Values = nil
			s.Data = DeskLogData{Only: &DeskLogFile{Start: "3fa1b2c4", URL: someMember.URL, Number: 12}, AllFiles: "/agent/journal",
				Rows: []DeskLogRow{{"le 23 novembre 2026 à 14 h 06", "ymoreau", events.MemberSeen.ForLog(events.OK, events.Details{}), DeskLogFile{Start: "3fa1b2c4", URL: someMember.URL}}}}
		})},
		{"agent-journal-vide", log.with(func(s *Screen) { s.Values, s.Data = nil, DeskLogData{} })},
	}
}
