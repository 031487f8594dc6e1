package views

import (
	"sesame/account"
	"sesame/journey"
	"sesame/journey/events"
	"sesame/texts"
)

func accountSamples() []Sample {
	loggedIn, _ := events.Login.ForMember(events.OK)
	loginRefused, _ := events.Login.ForMember(events.Refused)
	security := SecurityData{
		Email: "marie.dupont@poitou.example", EmailVerified: true, HasPassword: true,
		Logins: []LoginRow{
			{When: "le 3 novembre 2026 à 14 h 05", How: "mot de passe", Device: "Firefox sur Windows"},
			{When: "le 28 octobre 2026 à 9 h 30", How: "FranceConnect", Device: "Chrome sur Android"},
		},
		Sessions: []SessionRow{
			{ID: 12, Device: "Firefox sur Windows", Since: "le 3 novembre 2026 à 14 h 05", Seen: "à l'instant", Current: true, Opened: []string{"Portail", "Documents"}},
			{ID: 11, Device: "Chrome sur Android", Since: "le 3 novembre 2026 à 13 h 50", Seen: "il y a 10 minutes"},
		},
		Browsers: []BrowserRow{
			{ID: 3, Device: "Firefox sur Windows", Since: "le 5 octobre 2026 à 18 h 20", Seen: "le 3 novembre 2026 à 14 h 05", Current: true},
			{ID: 4, Device: "Chrome sur Android", Since: "le 28 octobre 2026 à 9 h 30", Seen: "le 28 octobre 2026 à 9 h 30"},
		},
		History: []HistoryRow{
			{When: "le 3 novembre 2026 à 14 h 05", What: loggedIn},
			{When: "le 3 novembre 2026 à 14 h 02", What: loginRefused},
		},
	}
	page := Screen{Template: "email-mot-de-passe", Member: someone, Username: someIdentifier, Data: security, Values: map[string]string{"portable": "06 12 34 56 78"}}
	return append([]Sample{
		{"espace", Screen{Template: "espace", Member: someone, Data: EspaceData{Name: "Madame Marie Dupont", LastLogin: "le 3 novembre 2026 à 14 h 05", CallWords: []string{"moulin cerise"}}}},
		{"espace-services", Screen{Template: "espace", Member: someone, Data: EspaceData{Name: "Madame Marie Dupont", LastLogin: "le 3 novembre 2026 à 14 h 05",
			Services: []ServiceLink{{"Documents", "https://documents.example/"}, {"Portail de la caisse", "https://portail.example/"}}}}},
		{"espace-premiere-fois", Screen{Template: "espace", Member: someone, Data: EspaceData{Name: "Madame Marie Dupont"}}},
		{"compte", Screen{Template: "compte", Member: someone, Data: CompteData{
			Name: "Madame Marie Dupont", Category: account.Particulier, Address: []string{"12 rue des Tilleuls", "Le Bourg", "86000 Poitiers"},
		}}},
		{"compte-employeur-jardinier", Screen{Template: "compte", Member: someone, Data: CompteData{
			Name: "SCI du Grand Chemin de la Petite Garenne-Saint-Germain", Category: account.EmployeurJardinier,
		}}},
		{"email-mot-de-passe", page},
		{"email-mot-de-passe-refuse", page.refused(
			FieldError{"portable", texts.PhoneMalformed}, FieldError{"mot_de_passe_actuel", texts.PasswordNotYours},
		)},
		{"email-mot-de-passe-enregistre", page.with(func(s *Screen) { s.Notice = texts.PhonesSaved })},
		{"email-mot-de-passe-franceconnect", page.with(func(s *Screen) {
			s.Data = SecurityData{Email: security.Email, Sessions: security.Sessions[:1]}
		})},
	}, changeSamples()...)
}

func changeSamples() []Sample {
	c, a := journey.Change, journey.Address
	current := onStep(c, "mot-de-passe-actuel", Screen{Member: someone, Username: someIdentifier, Data: CurrentPasswordData{}})
	chosen := onStep(c, "nouveau-mot-de-passe", Screen{Member: someone, Username: someIdentifier, Data: PasswordData{}})
	address := onStep(a, "saisie", Screen{Member: someone, Username: someIdentifier})
	code := onStep(a, "code", Screen{Member: someone, Request: "LMP-739", Data: CodeData{
		Destination: "marie@nouvelle.example", Channel: "email", Minutes: 30, Digits: 4,
	}})
	return []Sample{
		{"changement-mot-de-passe-actuel", current},
		{"changement-mot-de-passe-actuel-incorrect", current.refused(FieldError{"actuel", texts.PasswordNotYours})},
		{"changement-mot-de-passe-actuel-franceconnect", current.with(func(s *Screen) { s.Data = CurrentPasswordData{FranceConnectProof: true} })},
		{"changement-nouveau-mot-de-passe", chosen},
		{"changement-nouveau-mot-de-passe-fort", chosen.refused(FieldError{"confirmation", required}).with(func(s *Screen) {
			s.Data = PasswordData{Verdict: judged(proposedPassword)}
		})},
		{"changement-confirmation", onStep(c, "confirmation", Screen{Member: someone, Data: WayOnData{Way: "/espace"}})},
		{"adresse-saisie", address},
		{"adresse-saisie-vide", address.refused(FieldError{"actuel", required}, FieldError{"email", required})},
		{"adresse-saisie-douteuse", address.with(askedAbout(texts.EmailKeep))},
		{"adresse-code", code},
		{"adresse-code-vide", code.refused(FieldError{"code", required})},
		{"adresse-confirmation", onStep(a, "confirmation", Screen{Member: someone})},
	}
}
