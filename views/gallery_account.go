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
	demanded, _ := events.JourneyBegun.ForMember(events.OK)
	const windows, phone = "Firefox sur Windows", "Safari sur iPhone"
	security := SecurityData{ //nolint:gosec // G101: words
		Email: "marie.dupont@poitou.example", EmailVerified: true, HasPassword: true, PasswordSince: "3 novembre 2026",
		Mobile: "06 39 98 12 34", MobileVerified: true, Landline: "05 36 49 01 02", Others: 2, LastLogin: "hier à 9 h 30",
	}
	page := Screen{Template: "email-mot-de-passe", Member: someone, Data: security}
	space := Screen{Template: "espace", Member: someone, Data: EspaceData{Name: "Madame Marie Dupont", LastLogin: "hier à 9 h 30", CallWords: []string{"moulin cerise"}}}
	phones := onStep(journey.Phones, "saisie", Screen{Member: someone, Username: someIdentifier, Data: PhonesData{SMS: true}, Values: map[string]string{"portable": "06 39 98 12 34"}})
	mobile := onStep(journey.Phones, "code", Screen{Member: someone, Request: "LMP-739", Data: CodeData{Destination: "06 39 98 77 88", Channel: "sms", Minutes: 30, Digits: 4}})
	devices := Screen{Template: "appareils", Member: someone, Data: DevicesData{
		Sessions: []DeviceRow{
			{ID: 12, Device: texts.Device(windows), Since: "aujourd'hui à 14 h 05", How: "mot de passe", Seen: "à l'instant", Current: true, Opened: []string{"Portail", "Documents"}},
			{ID: 11, Device: texts.Device("Chrome sur Android"), Number: 1, Since: "aujourd'hui à 13 h 50", How: "FranceConnect", Seen: "il y a 10 minutes"},
			{ID: 9, Device: texts.Device("Chrome sur Android"), Number: 2, Since: "aujourd'hui à 9 h 30", How: "mot de passe", Seen: "aujourd'hui à 9 h 31"},
		},
		Browsers: []BrowserRow{
			{ID: 3, Version: 1791217200, Device: texts.Device(windows), Since: "le 5 octobre à 18 h 20", Seen: "aujourd'hui à 14 h 05", Current: true},
			{ID: 4, Version: 1793176200, Device: texts.Device("Chrome sur Android"), Since: "le 28 octobre à 9 h 30", Seen: "hier à 9 h 30"},
		},
	}}
	proof := Screen{Template: "empreinte-mot-de-passe", Member: someone, Username: someIdentifier, Action: "/espace/mon-compte/empreinte"}
	history := Screen{Template: "historique", Member: someone, Data: HistoryData{Before: 51, Later: true, Rows: []HistoryRow{
		{When: "aujourd'hui à 14 h 05", What: texts.LoginIn(loggedIn, "mot de passe", texts.Device(windows))},
		{When: "aujourd'hui à 14 h 02", What: loginRefused},
		{When: "hier à 20 h 09", What: demanded},
	}}}
	return append([]Sample{
		{"espace", space},
		{"espace-demande", space.with(func(s *Screen) { s.Data = EspaceData{Name: "Madame Marie Dupont", DemandSince: "20 h 09"} })},
		{"espace-demande-annulee", space.with(func(s *Screen) { s.Notice = texts.DemandCancelled })},
		{"espace-services", space.with(func(s *Screen) {
			s.Data = EspaceData{Name: "Madame Marie Dupont", LastLogin: "hier à 9 h 30",
				Services: []ServiceLink{{"Documents", "https://documents.example/"}, {"Portail de la caisse", "https://portail.example/"}}}
		})},
		{"espace-bientot-fermee", space.with(func(s *Screen) { s.Ends = &SessionEnd{At: "14 h 05", Seconds: 100, Stay: "/espace"} })},
		{"espace-lettre-revenue", space.with(func(s *Screen) { s.Data = EspaceData{Name: "Madame Marie Dupont", LetterBack: "3 novembre 2026"} })},
		{"espace-premiere-fois", space.with(func(s *Screen) { s.Data = EspaceData{Name: "Madame Marie Dupont"} })},
		{"compte", Screen{Template: "compte", Member: someone, Data: CompteData{
			Name: "Madame Marie Dupont", Category: account.Particulier, Address: []string{"12 rue des Tilleuls", "Le Bourg", "86000 Poitiers"},
		}}},
		{"compte-lettre-revenue", Screen{Template: "compte", Member: someone, Data: CompteData{
			Name: "Madame Marie Dupont", Category: account.Particulier, Address: []string{"12 rue des Tilleuls", "Le Bourg", "86000 Poitiers"}, LetterBack: "3 novembre 2026",
		}}},
		{"compte-represente", Screen{Template: "compte", Member: someone, Data: CompteData{
			Name: "Madame Marie Dupont", Category: account.Particulier,
			Actors: []CompteMandate{{"Mme Anne Martin, UDAF 79", "tutelle", "jusqu'au 3 mars 2027"}}, For: []CompteMandate{{"1 62 ** ** *** *** (J.M.)", "mandat", ""}},
		}}},
		{"compte-employeur-jardinier", Screen{Template: "compte", Member: someone, Data: CompteData{
			Name: "SCI du Grand Chemin de la Petite Garenne-Saint-Germain", Category: account.EmployeurJardinier,
		}}},
		{"email-mot-de-passe", page},
		{"email-mot-de-passe-demande", page.with(func(s *Screen) {
			d := security
			d.DemandSince = "20 h 09"
			s.Data = d
		})},
		{"email-mot-de-passe-portable", page.with(func(s *Screen) {
			d := security
			d.MobilePending = PendingMobile{Number: "06 39 98 77 88", Sent: true}
			s.Data = d
		})},
		{"email-mot-de-passe-portable-plafond", page.with(func(s *Screen) {
			d := security
			d.MobilePending = PendingMobile{Number: "06 39 98 77 88"}
			s.Data = d
		})},
		{"email-mot-de-passe-enregistre", page.with(func(s *Screen) { s.Notice = texts.PhonesSaved })},
		{"email-mot-de-passe-franceconnect", page.with(func(s *Screen) { s.Data = SecurityData{Email: security.Email} })},
		{"telephones", phones},
		{"telephones-refuse", phones.refused(
			FieldError{"portable", texts.PhoneMalformed}, FieldError{"mot_de_passe_actuel", texts.PasswordNotYours},
		)},
		{"telephones-saisie-rendue", phones.with(func(s *Screen) {
			s.Values, s.Notice = map[string]string{"portable": "06 39 98 77 88"}, texts.EntryBack
		})},
		{"telephones-sans-sms", phones.with(func(s *Screen) { s.Data = PhonesData{} })},
		{"telephones-code", mobile},
		{"telephones-code-plafond", mobile.with(func(s *Screen) {
			s.Request, s.Data = "", CodeData{Destination: "06 39 98 77 88", Channel: "sms", Minutes: 30, Digits: 4, Exhausted: true, NoMore: true}
		})},
		{"telephones-code-vide", mobile.refused(FieldError{"code", required})},
		{"telephones-confirmation", onStep(journey.Phones, "confirmation", Screen{Member: someone})},
		{"appareils", devices},
		{"appareils-seul", devices.with(func(s *Screen) {
			s.Notice = texts.OthersClosed
			s.Data = DevicesData{Sessions: []DeviceRow{{ID: 12, Device: texts.Device(windows), Since: "aujourd'hui à 14 h 05", How: "mot de passe", Current: true}}}
		})},
		{"appareils-empreinte", devices.with(func(s *Screen) {
			s.Notice = texts.MemberPasskeyAdded
			s.Data = DevicesData{MayAddPasskey: true,
				Sessions: []DeviceRow{{ID: 12, Device: texts.Device(phone), Since: "aujourd'hui à 14 h 05", How: "empreinte ou visage", Current: true}},
				Passkeys: []PasskeyRow{
					{ID: "a1", Device: texts.Device(phone), Since: "le 5 octobre à 18 h 20", Used: "aujourd'hui à 14 h 05"},
					{ID: "b2", Device: texts.Device("Chrome sur Android"), Since: "hier à 9 h 30"},
				}}
		})},
		{"appareils-empreinte-possible", devices.with(func(s *Screen) {
			s.Data = DevicesData{MayAddPasskey: true, Sessions: []DeviceRow{{ID: 12, Device: texts.Device(phone), Since: "aujourd'hui à 14 h 05", How: "mot de passe", Current: true}}}
		})},
		{"espace-empreinte", space.with(func(s *Screen) { s.Data = EspaceData{Name: "Madame Marie Dupont", OffersPasskey: true} })},
		{"empreinte-mot-de-passe", proof},
		{"empreinte-mot-de-passe-refuse", proof.refused(FieldError{"actuel", texts.PasswordNotYours})},
		{"empreinte-mot-de-passe-plein", proof.refused(FieldError{"", texts.MemberPasskeyTooMany})},
		{"empreinte-mot-de-passe-sans-reponse", proof.refused(FieldError{"", texts.MemberPasskeyMissed})},
		{"empreinte-appareil", Screen{Template: "empreinte-appareil", Member: someone, Action: "/espace/mon-compte/empreinte/appareil", Data: PasskeyData{Options: `{"publicKey":{"challenge":"AAAA","rp":{"id":"poitou.example","name":"MSA"},"user":{"id":"AAAA","name":"Marie","displayName":"Marie"},"pubKeyCredParams":[{"type":"public-key","alg":-7}]}}`}}},
		{"historique", history},
		{"historique-vide", history.with(func(s *Screen) { s.Data = HistoryData{} })},
	}, changeSamples()...)
}

func changeSamples() []Sample {
	c, a := journey.Change, journey.Address
	current := onStep(c, "mot-de-passe-actuel", Screen{Member: someone, Username: someIdentifier, Data: CurrentPasswordData{}})
	chosen := onStep(c, "nouveau-mot-de-passe", Screen{Member: someone, Username: someIdentifier, Data: PasswordData{Proposed: proposedPassword}})
	address := onStep(a, "saisie", Screen{Member: someone, Username: someIdentifier})
	code := onStep(a, "code", Screen{Member: someone, Request: "LMP-739", Data: CodeData{
		Destination: "marie@nouvelle.example", Channel: "email", Minutes: 30, Digits: 4,
	}})
	return []Sample{
		{"changement-mot-de-passe-actuel", current},
		{"changement-mot-de-passe-actuel-incorrect", current.refused(FieldError{"actuel", texts.PasswordNotYours})},
		{"changement-mot-de-passe-actuel-non-fait", current.with(func(s *Screen) { s.Notice = texts.EntryNotSent })},
		{"changement-mot-de-passe-actuel-franceconnect", current.with(func(s *Screen) { s.Data = CurrentPasswordData{FranceConnectProof: true} })},
		{"changement-nouveau-mot-de-passe", chosen},
		{"changement-nouveau-mot-de-passe-fort", chosen.refused(FieldError{"confirmation", required}).with(func(s *Screen) {
			s.Data = PasswordData{Proposed: proposedPassword, Verdict: judged(proposedPassword)}
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
