package main

import (
	"context"
	"fmt"
	"time"

	"sesame/handlers/agent/directory"
)

// noDirectory is the answer for « no directory »: agents then have a password here.
const noDirectory = "aucun"

// directoryQuestions are about the agents' directory. The answer noDirectory to the first one, which Enter gives by default,
// skips the others.
var directoryQuestions = []question{
	{asks: "Annuaire de la caisse par lequel les agents entrent (OpenID Connect), comme https://annuaire.caisse.fr/realms/caisse ; aucun : ils ont un mot de passe ici",
		choose: chooseDirectory, chosen: chosenDirectory,
		explains: "Keycloak, AD FS, ProConnect… Déclarez-y l'adresse de ce service, suivie de /agent/annuaire/retour. L'annuaire est essayé tout de suite."},
	{setting: "SESAME_AGENT_OIDC_CLIENT_ID", asks: "Identifiant que l'annuaire a donné à ce service (client_id)", due: hasDirectory, check: given(func(c *config) bool { return c.Directory.ClientID != "" })},
	{setting: "SESAME_AGENT_OIDC_CLIENT_SECRET", asks: "Secret que l'annuaire a donné à ce service (client_secret)", due: hasDirectory, check: given(func(c *config) bool { return c.Directory.ClientSecret != "" })},
	{setting: "SESAME_AGENT_OIDC_LOGIN_CLAIM", asks: "Donnée de l'annuaire qui dit le nom de l'agent", due: hasDirectory, check: given(func(c *config) bool { return c.Directory.LoginClaim != "" })},
	{setting: "SESAME_AGENT_OIDC_ROLE_CLAIM", asks: "Donnée de l'annuaire qui dit les rôles, comme groups ou realm_access.roles", due: hasDirectory,
		offers: func(*installation) string { return "groups" }, check: given(func(c *config) bool { return c.Directory.RoleClaim != "" })},
	{setting: "SESAME_AGENT_OIDC_ROLES", asks: "Rôle de chacune de ses valeurs (sesame-agents=agent, sesame-courrier=courrier, sesame-chefs=superviseur)", due: hasDirectory,
		check: given(func(c *config) bool { return len(c.Directory.Roles) > 0 })},
	{setting: "SESAME_AGENT_OIDC_SECOND_FACTOR", asks: "Qui demande le second facteur : ici, ou annuaire s'il l'a déjà demandé", due: hasDirectory},
	{setting: "SESAME_AGENT_OIDC_ACR", asks: "Niveau par lequel l'annuaire le prouve (acr ou amr, comme mfa)", check: given(func(c *config) bool { return len(c.Directory.Levels) > 0 }),
		due: func(i *installation) bool { return i.values["SESAME_AGENT_OIDC_SECOND_FACTOR"] == "annuaire" }},
}

// given is a check that the answer is not empty.
func given(answered func(*config) bool) func(*config) error {
	return func(c *config) error {
		if !answered(c) {
			return errAnswerMissing
		}
		return nil
	}
}

func hasDirectory(i *installation) bool { return i.values["SESAME_AGENT_OIDC_ISSUER"] != "" }

func chosenDirectory(i *installation) string {
	if hasDirectory(i) {
		return i.values["SESAME_AGENT_OIDC_ISSUER"]
	}
	return noDirectory
}

// chooseDirectory keeps the address of a directory that answers, or removes all settings of a directory.
func chooseDirectory(i *installation, answer string) error {
	if answer == noDirectory {
		for _, s := range directorySettings {
			delete(i.values, s.name)
		}
		return nil
	}
	issuer := question{setting: "SESAME_AGENT_OIDC_ISSUER", check: func(c *config) error {
		limited, cancel := context.WithTimeout(context.Background(), tryTime)
		defer cancel()
		err := unanswered(directory.New(directory.Config{Issuer: c.Directory.Issuer, Authorities: c.Authorities}).Check(limited, time.Now))
		if err != nil {
			return fmt.Errorf("il ne répond pas comme un annuaire (%w) : vérifiez l'adresse et le réseau, ou répondez « %s » et recommencez plus tard", err, noDirectory)
		}
		return nil
	}}
	return issuer.take(i, answer)
}
