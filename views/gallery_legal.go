package views

import (
	"time"

	"sesame/account"
	"sesame/texts"
)

// legalSamples are the legal pages of a caisse that has configured everything, and of one that has configured nothing.
func legalSamples() []Sample {
	said := account.Legal{Director: "Camille Exemple, directrice générale", Host: "Hébergeur d'exemple, 2 place du Marché, 86000 Poitiers, 05 49 00 00 01", DPO: "dpo@caisse.example",
		AccessPlan: "https://caisse.example/schema", Audit: account.Audit{Report: "https://caisse.example/audit", By: "la société Exemple, en novembre 2026", Rate: 875}}
	limits := account.DefaultLimits()
	kept := keptByDefault()
	cookies := []CookieRow{
		{"__Host-sesame", texts.CookieSession, texts.CookieSessionLife(limits.SessionIdle, limits.SessionMax)},
		{"__Host-sesame-navigateur", texts.CookieBrowser, texts.CookieUntilClosed},
		{"__Host-sesame-connu", texts.CookieKnown, texts.CookieKnownLife(limits.KnownBrowserTTL)},
		{"__Host-sesame-page", texts.CookiePage, texts.Lasting(time.Hour)},
	}
	known := kept
	known.Backups = "12 mois"
	return []Sample{
		{"mentions-legales", Screen{Template: "mentions-legales", Data: said}},
		{"mentions-legales-incompletes", Screen{Template: "mentions-legales", Data: account.Legal{}}},
		{"donnees-personnelles", Screen{Template: "donnees-personnelles", Data: PrivacyData{DPO: said.DPO, Host: said.Host, FranceConnect: true, SMS: true, Kept: known,
			Cookies: append(cookies[:4:4], CookieRow{"__Host-sesame-franceconnect", texts.CookieFranceConnect, texts.Lasting(10 * time.Minute)})}}},
		{"donnees-personnelles-incompletes", Screen{Template: "donnees-personnelles", Data: PrivacyData{Kept: kept, Cookies: cookies}}},
		{"accessibilite", Screen{Template: "accessibilite", Data: account.Legal{}}},
		{"accessibilite-auditee", Screen{Template: "accessibilite", Data: said}},
		{"accessibilite-rapport-seul", Screen{Template: "accessibilite", Data: account.Legal{Audit: account.Audit{Report: said.Audit.Report}}}},
	}
}

// keptByDefault returns the retention periods of a service with the default limits.
func keptByDefault() Kept {
	limits := account.DefaultLimits()
	return Kept{History: "12 mois", Counts: "90 jours", Tries: "2 jours", Journey: texts.Lasting(25 * time.Hour), Ended: texts.Lasting(24 * time.Hour), Code: texts.Lasting(limits.CodeTTL),
		Temporary: texts.Lasting(limits.TemporaryTTL), Letter: texts.Lasting(limits.LetterTTL), Known: texts.Lasting(limits.KnownBrowserTTL), Closed: texts.Lasting(limits.ClosedKeep)}
}
