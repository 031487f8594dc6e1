package views

import (
	"sesame/account"
	"sesame/journey"
	"sesame/texts"
)

func agentServiceSamples() []Sample {
	const (
		role   = "superviseur"
		secret = "k7mp2qwxyz34abcdefghjkmnpq" //nolint:gosec // G101: invented
		id     = "q2wxyz34k7mpabcdefghjkmnpq"
	)
	held := DeskNotice{"le 23 novembre 2026 à 14 h 05", "en attente, 3 essais : il a répondu 503", true}
	taken := DeskNotice{"le 23 novembre 2026 à 9 h 02", "reçu le 23 novembre 2026 à 9 h 02", false}
	portal := DeskServiceData{Name: "Portail", ClientID: id, Scopes: account.ClientScopes, Signature: "RS256",
		Redirects: []string{"https://portail.example/oidc/retour", "https://portail.example/oidc/retour-silencieux?origine=espace-prive"},
		StartURL:  "https://portail.example/", LogoutURL: "https://portail.example/oidc/deconnexion",
		Added: "le 3 novembre 2026 à 14 h 05", Used: "le 23 novembre 2026 à 14 h 01", Notices: []DeskNotice{held, taken}}
	page := desk("services-fiche", role, Screen{Action: "/agent/services/1", Version: "0a1b", Data: portal})
	add := desk("services-ajout", role, Screen{Action: "/agent/services/ajout", Values: map[string]string{"genre": "secret", "signature": "RS256"}, Data: DeskAddServiceData{
		Scopes: []DeskScope{{"profile", true}, {"email", true}, {"phone", false}, {"identifiant", false}}, Signatures: account.ClientSignatures}})
	removal := desk("services-retrait", role, Screen{Action: "/agent/services/1/retrait", Version: "k3j2h4g5f6d7s8a9q1w2e3r4t5.0a1b2c3d", Data: DeskServiceRemovalData{Name: "Portail", URL: "/agent/services/1"}})
	return []Sample{
		{"agent-services", desk("services", role, Screen{Data: DeskServicesData{Services: []DeskServiceRow{
			{"/agent/services/1", "Portail", false, "openid, profile, email", "le 23 novembre 2026 à 14 h 01", &held},
			{"/agent/services/2", "Application des documents de la caisse", true, "openid", "", nil}}}})},
		{"agent-services-vide", desk("services", role, Screen{Notice: texts.ServiceRemoved, Data: DeskServicesData{}})},
		{"agent-services-fiche", page},
		{"agent-services-fiche-perimee", page.refused(FieldError{"", texts.ServiceChanged})},
		{"agent-services-fiche-publique", page.with(func(s *Screen) {
			s.Errors, s.Notice = nil, texts.ServiceAdded
			s.Data = DeskServiceData{Name: "Application", ClientID: id, Public: true, Scopes: []string{"openid"}, Signature: "ES256",
				Redirects: []string{"http://localhost:3000/retour"}, Added: "le 23 novembre 2026 à 14 h 05"}
		})},
		{"agent-services-ajout", add},
		{"agent-services-ajout-refuse", add.refused(FieldError{"nom", texts.ServiceNameTaken}, FieldError{"retour", texts.ClientRedirectMissing},
			FieldError{"accueil", texts.ClientURLScheme("http://portail.example/")}, FieldError{"genre", texts.ServiceChooseKind})},
		{"agent-services-secret", onStep(journey.ClientSecret, "secret", Screen{
			Data: DeskServiceSecretData{Name: "Portail", Issuer: "https://espace.example", ClientID: id, Secret: secret}}).behindTheDesk("", role)},
		{"agent-services-retrait", removal},
		{"agent-services-retrait-sans-motif", removal.refused(FieldError{"motif", required})},
	}
}
