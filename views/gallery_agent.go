package views

import (
	"slices"
	"time"

	"sesame/account"
	"sesame/journey"
	"sesame/texts"
)

// desk completes a screen of the agents' pages as a handler does for an agent with this role; an empty role means nobody is
// logged in.
func desk(template, role string, s Screen) Screen {
	s.Template = "agent/" + template
	if role == "" {
		return s
	}
	return s.behindTheDesk(template, role)
}

// behindTheDesk adds the agents' header to a screen; template selects the link that is marked as current.
func (s Screen) behindTheDesk(template, role string) Screen {
	begins := template == "accueil" || template == "adherents" // these pages contain the search
	s.Agent = &AgentBar{Login: "cpetit", Role: role, Find: role != "courrier" && !begins, Keys: true, Links: []AgentLink{
		{"/agent", "Accueil", template == "accueil"}, {"/agent/mon-acces", "Mon accès", template == "mon-acces"},
	}}
	rights := AgentLink{"/agent/droits", "Droits", template == "droits"}
	if role != "superviseur" {
		s.Agent.Links = append(s.Agent.Links, rights)
		return s
	}
	s.Agent.Seldom = []AgentLink{{"/agent/agents", "Agents", template == "agents"}, {"/agent/journal", "Journal", template == "journal"}, rights}
	return s
}

// Invented: the values in the gallery give no access.
const (
	samplePasskey = `{"publicKey":{"challenge":"AAAA"}}` //nolint:gosec // G101: invented
	sampleSecret  = "k7mp q2wx yz34"                     //nolint:gosec // G101: invented
	sampleShared  = "JBSW Y3DP EHPK 3PXP"
)

func agentSamples() []Sample {
	return slices.Concat(agentDoorSamples(), agentAccessSamples(), agentLetterSamples(), agentTodoSamples(), agentHeldSamples(), agentMemberSamples(), agentActSamples(),
		agentMessageSamples(), agentImportSamples(), figureSamples(), agentServiceSamples(), agentStateSamples())
}

func agentDoorSamples() []Sample {
	login := onStep(journey.Login, "connexion", Screen{Data: DeskLoginData{}})
	byDirectory := login.with(func(s *Screen) { s.Data = DeskLoginData{Directory: "/agent/annuaire"} })
	enrol := onStep(journey.Enrolment, "secret", Screen{})
	password := onStep(journey.Enrolment, "mot-de-passe", Screen{Username: "cpetit", Data: PasswordData{}})
	factor := onStep(journey.Login, "second-facteur", Screen{Data: DeskFactorData{Login: "cpetit", Passkey: samplePasskey, TOTP: true, Host: "localhost"}})
	add := onStep(journey.Enrolment, "second-facteur", Screen{
		Data: DeskNewFactorData{Login: "cpetit", Passkey: samplePasskey, Secret: sampleShared, QR: "/galerie/qr.png", Host: "localhost"}})
	codes := onStep(journey.RecoveryCodes, "codes-de-secours", Screen{Data: DeskCodesData{Codes: []string{"k7mpq-2wxyz", "abcde-23456"}}})
	return []Sample{
		{"agent-connexion", login},
		{"agent-connexion-annuaire", byDirectory},
		{"agent-connexion-annuaire-seul", login.with(func(s *Screen) { s.Data = DeskLoginData{Directory: "/agent/annuaire", Only: true} })},
		{"agent-connexion-annuaire-panne", byDirectory.with(func(s *Screen) { s.Notice = texts.WithReference(texts.DirectoryDown, "ABCDEFGH") })},
		{"agent-connexion-annuaire-erreur", byDirectory.with(func(s *Screen) { s.Notice = texts.WithReference(texts.DirectoryFault, "ABCDEFGH") })},
		{"agent-connexion-annuaire-abandon", byDirectory.with(func(s *Screen) { s.Notice = texts.DirectoryDenied })},
		{"agent-connexion-annuaire-fin", byDirectory.with(func(s *Screen) { s.Notice = texts.DirectoryExpired })},
		{"agent-connexion-annuaire-role", byDirectory.with(func(s *Screen) { s.Notice = texts.DirectoryNoRole })},
		{"agent-connexion-annuaire-pris", byDirectory.with(func(s *Screen) { s.Notice = texts.DirectoryNameTaken })},
		{"agent-connexion-annuaire-nom", byDirectory.with(func(s *Screen) { s.Notice = texts.DirectoryUnfitName })},
		{"agent-connexion-annuaire-retire", byDirectory.with(func(s *Screen) { s.Notice = texts.DirectoryNoAccess })},
		{"agent-annuaire", desk("annuaire", "", Screen{Data: DirectoryData{URL: "/agent/annuaire/entree"}})},
		{"agent-annuaire-deconnexion", desk("annuaire", "", Screen{Notice: texts.DirectoryLeaving, Data: DirectoryData{URL: "https://annuaire.example/deconnexion", Leaving: true}})},
		{"agent-cookies", desk("cookies", "", Screen{Data: CookiesData{Address: "https://espace.exemple.fr"}})},
		{"agent-accessibilite", desk("accessibilite", "", Screen{Data: account.Legal{}})},
		{"agent-plan-du-site", desk("plan-du-site", "superviseur", Screen{})},
		{"agent-connexion-saisie-gardee", login.with(func(s *Screen) { s.Notice = texts.EntryKept })},
		{"agent-connexion-incorrect", login.refused(FieldError{"", texts.AgentLoginIncorrect})},
		{"agent-second-facteur", factor},
		{"agent-second-facteur-sans-application", factor.with(func(s *Screen) { s.Data = DeskFactorData{Login: "cpetit"} })},
		{"agent-second-facteur-faux", factor.refused(FieldError{"code", texts.FactorCodeWrong})},
		{"agent-enrolement", enrol},
		{"agent-enrolement-vide", enrol.refused(FieldError{"agent", required}, FieldError{"secret", required})},
		{"agent-mot-de-passe", password},
		{"agent-nouveau-facteur", add},
		{"agent-codes-de-secours", codes.behindTheDesk("", "superviseur")},
		{"agent-accueil", desk("accueil", "superviseur", Screen{Data: DeskData{Login: "cpetit", Reinforced: true, Proxies: []string{texts.UndeclaredProxy("10.20.0.3"), texts.UnreadableProxy("10.20.0.4")}, Find: true, Tasks: []DeskTask{{"3 courriers à imprimer", "/agent", true}}}})},
		{"agent-accueil-agents", desk("accueil", "superviseur", Screen{Data: DeskData{Login: "cpetit", Find: true, Colleagues: []string{
			texts.AgentOpenedMany("ymoreau", 64, "14 h 05"), texts.AgentResetMany("ymoreau", 20, "hier à 16 h 40"),
			texts.AgentAccessNew("lfaure", "agent", "hier à 9 h 10", "demain à 9 h 10")}}})},
		{"agent-accueil-plafonds", desk("accueil", "agent", Screen{Data: DeskData{Login: "cpetit", Find: true, Budgets: []string{
			texts.Join(texts.Sentence(texts.BudgetUse("sms", time.Hour, 60, 60)), texts.BudgetFull), texts.Join(texts.Sentence(texts.BudgetUse("letter", 24*time.Hour, 81, 100)), texts.BudgetNear)},
			Tasks: []DeskTask{{"240 envois attendent l'accord d'un agent", "/agent/en-attente", true}}}})},
		{"agent-accueil-pannes", desk("accueil", "agent", Screen{Data: DeskData{Login: "cpetit", Find: true, Troubles: []string{
			texts.Sentence(texts.SMSStuck("13 h 50", 3, "la passerelle ne répond pas")), texts.Sentence(texts.ProviderRefuses("La Poste", "14 h 05", 12))}}})},
		{"agent-accueil-vide", desk("accueil", "agent", Screen{Data: DeskData{Login: "cpetit"}})},
		{"agent-droits", desk("droits", "superviseur", Screen{Data: DeskRightsData{Yours: "superviseur", Roles: []string{"agent", "courrier", "superviseur"},
			Rights: []DeskRight{{"Chercher un adhérent", []bool{true, false, true}}, {"Voir les statistiques", []bool{false, false, true}}}}})},
		{"agent-erreur-403", desk("erreur", "", Screen{Data: ErrorData{Status: 403}})},
		{"agent-erreur-403-ecrit", desk("erreur", "", Screen{Data: ErrorData{Status: 403, Written: "deuxième appel, code jamais venu"}})},
		{"agent-erreur-403-partie", desk("erreur", "", Screen{Data: ErrorData{Status: 403, Done: texts.TodoPartly(3, 12)}})},
		{"agent-erreur-404", desk("erreur", "", Screen{Data: ErrorData{Status: 404}})},
		{"agent-erreur-429", desk("erreur", "", Screen{Data: ErrorData{Status: 429, Message: texts.RecordsSlowed(60), RetryAt: "14 h 07"}})},
		{"agent-erreur-500-partie", desk("erreur", "", Screen{Data: ErrorData{Status: 500, Reference: "7f3a-91c2", Done: texts.TodoPartly(3, 12)}})},
		{"agent-erreur-500", desk("erreur", "", Screen{Data: ErrorData{Status: 500, Reference: "7f3a-91c2"}})},
	}
}
