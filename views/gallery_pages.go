package views

import "sesame/texts"

func pageSamples() []Sample {
	failure := func(d ErrorData) Screen { return Screen{Template: "erreur", Data: d} }
	contact := Screen{Template: "contact"}
	demand := Screen{Template: "demande", Action: "/demande", Data: DemandData{}}
	stands := func(lines ...string) Screen {
		return demand.with(func(s *Screen) {
			s.Values = map[string]string{"numero": "KTR-482", "identifiant": someIdentifier}
			s.Data = DemandData{Number: "KTR-482", Lines: lines}
		})
	}
	mail := DemoMail{
		N: 2, When: "le 3 novembre 2026 à 14 h 05", To: "marie.dupont@poitou.example", Channel: "email",
		Subject: "Votre code de confirmation, demande KTR-482", Text: "Bonjour Madame Marie Dupont,\n\nVotre code de confirmation :\n\n4821\n", HTML: true,
	}
	sms := DemoMail{N: 1, When: "le 3 novembre 2026 à 14 h 01", To: "06 12 34 56 78", Channel: "sms", Text: "Votre code :\n1234\n@espace.example #1234"}
	return []Sample{
		{"demande", demand},
		{"demande-vide", demand.refused(FieldError{"numero", required}, FieldError{"identifiant", required})},
		{"demande-numero", demand.refused(FieldError{"numero", texts.DemandNumberShape})},
		{"demande-trop", demand.refused(FieldError{"", texts.TooManyRequests("à partir de 14 h 05", "05 36 49 00 00")})},
		{"demande-code", stands(texts.DemandNumber("FBH-323"), texts.DemandCode("aujourd'hui à 14 h 05", "par SMS", "14 h 35"), texts.DemandCodeWhere)},
		{"demande-code-tard", stands(texts.DemandCodeLate("aujourd'hui à 14 h 05", "par SMS"))},
		{"demande-attend", stands(texts.DemandWaits)},
		{"demande-sans-suite", stands(texts.DemandLapsed("aujourd'hui à 14 h 05"))},
		{"demande-arretee", stands(texts.DemandEnded("aujourd'hui à 14 h 05"))},
		{"demande-envoyee", stands(texts.DemandSent("aujourd'hui à 14 h 05", "par e-mail"), texts.DemandGood("demain à 14 h 05"), texts.DemandAccepted("aujourd'hui à 14 h 06"))},
		{"demande-refusee", stands(texts.DemandSent("aujourd'hui à 14 h 05", "par e-mail"), texts.DemandGood("demain à 14 h 05"), texts.DemandRefused("aujourd'hui à 14 h 06"))},
		{"demande-finie", stands(texts.DemandSent("hier à 14 h 05", "par e-mail"), texts.DemandOver)},
		{"demande-remplacee", stands(texts.DemandSent("hier à 14 h 05", "par e-mail"), texts.DemandReplaced)},
		{"demande-lettre", stands(texts.DemandLetter("hier à 14 h 05", "le 12 novembre 2026"), texts.DemandPrinted("le 3 novembre 2026"))},
		{"demande-lettre-attend", stands(texts.DemandLetter("hier à 14 h 05", "le 12 novembre 2026"), texts.DemandNotPrinted)},
		{"demande-lettre-deja", stands(texts.DemandLetterBefore("le 3 novembre 2026"))},
		{"demande-lettre-accord", stands(texts.DemandLetterWaits("le 3 novembre 2026"))},
		{"demande-lettre-refusee", stands(texts.DemandLetterDeclined)},
		{"demande-inconnue", stands(texts.DemandUnknown, texts.DemandLetterLately("le 3 novembre 2026"))},
		{"contact", contact},
		{"contact-connecte", contact.with(func(s *Screen) {
			s.Member = someone
			s.Values = map[string]string{"identifiant": "2850586194012", "nom": "Madame Marie Dupont", "email": "marie.dupont@poitou.example"}
		})},
		{"contact-vide", contact.refused(FieldError{"sujet", required}, FieldError{"nom", required}, FieldError{"email", required}, FieldError{"message", required})},
		{"contact-douteux", contact.with(askedAbout(texts.EmailKeep)).with(func(s *Screen) {
			s.Errors = append([]FieldError{{"identifiant", texts.IdentifierLength(12)}}, s.Errors...)
			s.Values["identifiant"] = "2 85 05 86 194 01"
			s.Choices = append([]Choice{{ConfirmedName("identifiant"), "2 85 05 86 194 01", texts.IdentifierConfirm}}, s.Choices...)
		})},
		{"contact-confirmation", Screen{Template: "contact/confirmation", Data: ContactSentData{Number: "1042", Answer: texts.AnswerWithin(2)}}},
		{"cookies", Screen{Template: "cookies", Data: CookiesData{Address: "https://espace.exemple.fr"}}},
		{"cookies-application", Screen{Template: "cookies", Data: CookiesData{Address: "https://espace.exemple.fr", Advice: texts.InApp("Facebook", "Safari")}}},
		{"aide", Screen{Template: "aide"}},
		{"aide-facile", Screen{Template: "aide/facile"}},
		{"aide-fiche-carte", Screen{Template: "aide/fiche", Data: SheetData{"carte"}}},
		{"aide-fiche-cotisations", Screen{Template: "aide/fiche", Data: SheetData{"cotisations"}}},
		{"aide-fiche-identifiant", Screen{Template: "aide/fiche", Data: SheetData{"identifiant"}}},
		{"aide-fiche-code", Screen{Template: "aide/fiche", Data: SheetData{"code"}}},
		{"aide-fiche-mot-de-passe", Screen{Template: "aide/fiche", Data: SheetData{"mot-de-passe"}}},
		{"aide-fiche-connexion", Screen{Template: "aide/fiche", Data: SheetData{"connexion"}}},
		{"aide-fiche-canal", Screen{Template: "aide/fiche", Data: SheetData{"canal"}}},
		{"aide-fiche-coordonnees", Screen{Template: "aide/fiche", Data: SheetData{"coordonnees"}}},
		{"aide-fiche-temporaire", Screen{Template: "aide/fiche", Data: SheetData{"temporaire"}}},
		{"aide-fiche-lettre", Screen{Template: "aide/fiche", Data: SheetData{"lettre"}}},
		{"plan-du-site", Screen{Template: "plan-du-site"}},
		{"erreur-400", failure(ErrorData{Status: 400})},
		{"erreur-403", failure(ErrorData{Status: 403})},
		{"erreur-404", failure(ErrorData{Status: 404})},
		{"erreur-408", failure(ErrorData{Status: 408})},
		{"erreur-410", failure(ErrorData{Status: 410, Message: texts.ServiceNotOpen})},
		{"erreur-413", failure(ErrorData{Status: 413})},
		{"erreur-415", failure(ErrorData{Status: 415})},
		{"erreur-429", failure(ErrorData{Status: 429, RetryAt: "14 h 05"})},
		{"erreur-500", failure(ErrorData{Status: 500, Reference: "7f3a-91c2"})},
		{"erreur-503", failure(ErrorData{Status: 503, Reference: "7f3a-91c2"})},
		{"demo", Screen{Template: "demo", Data: DemoData{
			MemberTries: []DemoTry{
				{Title: "Se connecter", Start: "/demo/portail/connexion?identifiant=2850586194012", Name: "Marie Dupont", Identifier: "2850586194012", Password: "Brouette-7-lilas", Look: "le portail, à son nom"}, //nolint:gosec // G101: a sample of a screen
				{Title: "Mot de passe oublié, par e-mail", Start: "/mot-de-passe-oublie", Form: true, Name: "Jean Morin", Identifier: "1621186021044", Answer: "1 234,56 €", Look: "le code, dans les messages partis"},
			},
			AgentTries: []DemoTry{{Title: "Aider un adhérent", Start: "/agent/adherents", Name: "Camille Petit", Identifier: "cpetit", Password: "Tournesol-4-bocage", Code: "204 681", Look: "la page de Jean Morin"}}, //nolint:gosec // G101: a sample of a screen
			Calls:      []DemoCall{{Says: "« code jamais reçu »", Look: "la page de Jean Morin"}},
			Members: []DemoMember{
				{Name: "Madame Marie Dupont", Category: "particulier", State: "déjà connectée", Identifier: "2 85 05 86 194 012", Password: "Brouette-7-lilas"}, //nolint:gosec // G101: a sample of a screen
				{Name: "Monsieur Jean Morin", Category: "exploitant", State: "jamais connecté", Identifier: "1 62 11 86 021 044", Answers: []string{"Facture de cotisations : 1 234,56 €"}},
			},
			Agents:  []DemoAgent{{Name: "Camille Petit", Role: "superviseur", Login: "cpetit", Password: "Tournesol-4-bocage", Code: "204 681"}}, //nolint:gosec // G101: a sample of a screen
			Mails:   []DemoMail{mail, sms},
			Letters: []DemoLetter{{N: 1, When: "le 3 novembre 2026", To: "Monsieur Jean Morin"}},
		}}},
		{"demo-vide", Screen{Template: "demo", Data: DemoData{}}},
		{"franceconnect", Screen{Template: "franceconnect", Data: DemoFranceConnectData{Action: "/demo/franceconnect/authorize", State: "s", Nonce: "n", RedirectURI: "/connexion",
			People: []DemoPerson{{Identifier: "2850586194012", Name: "Marie Dupont"}, {Identifier: "1621186021044", Name: "Jean Morin"}}}}},
		{"portail", Screen{Template: "portail", Data: PortalData{Enter: "/demo/portail/connexion"}}},
		{"portail-ferme", Screen{Template: "portail", Data: PortalData{Enter: "/demo/portail/connexion", Ended: true}}},
		{"portail-ouvert", Screen{Template: "portail", Member: someone, Data: PortalData{Name: "Marie Dupont", Email: "marie.dupont@poitou.example",
			Leave: "/deconnexion/service", Back: "/demo/portail", IDToken: "ey"}}},
		{"galerie", Screen{Template: "galerie", Data: GalleryData{Names: []string{"connexion", "connexion-vide"}}}},
	}
}
