package views

import "sesame/texts"

// ownSamples are the pages on which members download their data and close their space.
func ownSamples() []Sample {
	kept := keptByDefault()
	taken := Screen{Template: "mes-donnees", Member: someone, Username: someIdentifier, Action: "/espace/mon-compte/donnees",
		Data: OwnDataData{HasPassword: true, PasswordSince: "3 novembre 2026", DPO: "dpo@caisse.example", Kept: kept}} //nolint:gosec // G101: a day and an address
	closing := Screen{Template: "fermer-espace", Member: someone, Username: someIdentifier, Action: "/espace/mon-compte/fermeture",
		Data: OwnClosingData{HasPassword: true, Keep: kept.Closed}}
	return []Sample{
		{"mes-donnees", taken},
		{"mes-donnees-refuse", taken.refused(FieldError{"actuel", texts.PasswordNotYours})},
		{"mes-donnees-trop", taken.refused(FieldError{"", texts.TooManyExports("demain à 14 h 05")})},
		{"mes-donnees-sans-mot-de-passe", taken.with(func(s *Screen) { s.Data = OwnDataData{Kept: kept} })},
		{"fermer-espace", closing},
		{"fermer-espace-refuse", closing.refused(FieldError{"actuel", texts.PasswordNotYours}, FieldError{"accord", texts.ClosingUnticked})},
		{"fermer-espace-sans-mot-de-passe", closing.with(func(s *Screen) { s.Data = OwnClosingData{Keep: kept.Closed} })},
		{"fermer-espace-tutelle", closing.with(func(s *Screen) { s.Data = OwnClosingData{HasPassword: true, Guardian: true, Keep: kept.Closed} })},
		{"espace-ferme", Screen{Template: "espace-ferme", Data: OwnClosingData{Keep: kept.Closed}}},
	}
}
