package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sesame/db"
	"sesame/handlers/agent/directory"
	"sesame/handlers/openid"
)

// directorySettings are the settings of the caisse's own directory (OpenID Connect), through which agents may log in.
var directorySettings = []setting{
	{name: "SESAME_AGENT_OIDC_ISSUER", help: "Adresse de l'annuaire de la caisse (OpenID Connect), par lequel les agents entrent, comme https://annuaire.caisse.example/realms/caisse ; sans elle ils ont un mot de passe ici.",
		set: setDirectoryIssuer},
	{name: "SESAME_AGENT_OIDC_CLIENT_ID", help: "Identifiant que l'annuaire a donné à ce service (client_id).",
		set: func(c *config, v string) error { c.Directory.ClientID = v; return nil }},
	{name: "SESAME_AGENT_OIDC_CLIENT_SECRET", secret: true, help: "Secret que l'annuaire a donné à ce service (client_secret).",
		set: func(c *config, v string) error { c.Directory.ClientSecret = v; return nil }},
	{name: "SESAME_AGENT_OIDC_SCOPES", fallback: "profile", help: "Ce qui est demandé à l'annuaire en plus d'openid (scope), séparé par des espaces : de quoi lire le nom et les rôles.",
		set: setDirectoryScopes},
	{name: "SESAME_AGENT_OIDC_LOGIN_CLAIM", fallback: "preferred_username", help: "Donnée qui dit le nom de l'agent : preferred_username, email, upn ou sub. Ce qui suit un @ ou précède un \\ n'en est pas.",
		set: func(c *config, v string) error { return setClaim(&c.Directory.LoginClaim, v) }},
	{name: "SESAME_AGENT_OIDC_ROLE_CLAIM", help: "Donnée qui dit les rôles, comme groups ; avec des points pour une donnée dans une autre, comme realm_access.roles.",
		set: func(c *config, v string) error { return setClaim(&c.Directory.RoleClaim, v) }},
	{name: "SESAME_AGENT_OIDC_ROLES", prose: true, help: "Rôle ici de chaque valeur de cette donnée, comme sesame-agents=agent, sesame-courrier=courrier, sesame-chefs=superviseur. Qui en a plusieurs a le plus large, qui n'en a aucun n'entre pas.",
		set: setDirectoryRoles},
	{name: "SESAME_AGENT_OIDC_SECOND_FACTOR", fallback: "ici", help: "Qui demande le second facteur : ici, par une clé d'accès ou une application, ou annuaire, qui l'a déjà demandé et le prouve par SESAME_AGENT_OIDC_ACR.",
		set: setDirectoryFactor},
	{name: "SESAME_AGENT_OIDC_ACR", help: "Niveaux demandés à l'annuaire (acr_values), séparés par des espaces ; l'un d'eux doit revenir dans acr ou amr.",
		set: func(c *config, v string) error { c.Directory.Levels = strings.Fields(v); return nil }},
	{name: "SESAME_AGENT_OIDC_IDP_HINT", help: "Fournisseur d'identité de la caisse chez ProConnect (idp_hint) : l'agent n'a plus à le choisir.",
		set: func(c *config, v string) error { c.Directory.Hint = v; return nil }},
	{name: "SESAME_AGENT_OIDC_ONLY", fallback: "non", help: "oui : les agents n'entrent plus que par l'annuaire, sauf les superviseurs qui ont un mot de passe ici, pour le jour où il ne répond pas.",
		set: setDirectoryOnly},
}

func setDirectoryIssuer(c *config, v string) error {
	c.Directory.Issuer = v
	err := openid.CheckIssuer(v)
	switch {
	case strings.HasSuffix(v, "/.well-known/openid-configuration"):
		return fmt.Errorf("« %s » : donnez l'adresse sans /.well-known/openid-configuration", v)
	case v == "" || err == nil:
		return nil
	case errors.Is(err, openid.ErrUnencrypted):
		return fmt.Errorf("« %s » : sans chiffrement, seuls localhost, 127.0.0.1 et [::1] sont admis ; écrivez https://", v)
	}
	return fmt.Errorf("« %s » n'est pas une adresse comme https://annuaire.caisse.example/realms/caisse", v)
}

func setDirectoryScopes(c *config, v string) error {
	if strings.Contains(v, ",") {
		return fmt.Errorf("« %s » : les mots se séparent par des espaces", v)
	}
	c.Directory.Scopes = slices.DeleteFunc(strings.Fields(v), func(s string) bool { return s == "openid" })
	return nil
}

// claimForm matches the name of a claim, or a path of names. A claim of AD FS may be a URL.
var claimForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./:-]*[A-Za-z0-9_]$`)

func setClaim(to *string, v string) error {
	if v != "" && !claimForm.MatchString(v) {
		return fmt.Errorf("« %s » n'est pas le nom d'une donnée comme groups ou realm_access.roles", v)
	}
	*to = v
	return nil
}

// setDirectoryRoles reads a list of « value=role ». A value may contain an equals sign: the last one counts.
func setDirectoryRoles(c *config, v string) error {
	var wrong []error
	c.Directory.Roles = map[string]db.Role{}
	for _, pair := range list(v) {
		at := strings.LastIndex(pair, "=")
		if at < 1 {
			wrong = append(wrong, fmt.Errorf("« %s » ne dit pas de quel rôle : écrivez par exemple %s=agent", pair, strings.Trim(pair, "= ")))
			continue
		}
		value, role := strings.TrimSpace(pair[:at]), db.Role(strings.TrimSpace(pair[at+1:]))
		switch {
		case !slices.Contains(db.Roles, role):
			wrong = append(wrong, fmt.Errorf("« %s » n'est pas un rôle : ce sont agent, courrier et superviseur", role))
		case c.Directory.Roles[value] != "":
			wrong = append(wrong, fmt.Errorf("« %s » y est deux fois", value))
		}
		c.Directory.Roles[value] = role
	}
	return errors.Join(wrong...)
}

func setDirectoryFactor(c *config, v string) error {
	if v != "ici" && v != "annuaire" {
		return fmt.Errorf("« %s » : écrivez ici, ou annuaire", v)
	}
	c.Directory.FactorHere = v == "ici"
	return nil
}

func setDirectoryOnly(c *config, v string) error {
	if v != "oui" && v != "non" {
		return fmt.Errorf("« %s » : écrivez oui, ou non", v)
	}
	c.Directory.Only = v == "oui"
	return nil
}

// directoryRules are the rules between the directory's settings.
var directoryRules = []rule{
	{[]string{"SESAME_AGENT_OIDC_ISSUER", "SESAME_AGENT_OIDC_CLIENT_ID", "SESAME_AGENT_OIDC_CLIENT_SECRET", "SESAME_AGENT_OIDC_ROLE_CLAIM", "SESAME_AGENT_OIDC_ROLES"}, func(c *config) bool {
		d := c.Directory
		all := d.Issuer != "" && d.ClientID != "" && d.ClientSecret != "" && d.RoleClaim != "" && len(d.Roles) > 0
		none := d.Issuer == "" && d.ClientID == "" && d.ClientSecret == "" && d.RoleClaim == "" && len(d.Roles) == 0
		return !all && !none
	}, always("SESAME_AGENT_OIDC_ISSUER, SESAME_AGENT_OIDC_CLIENT_ID, SESAME_AGENT_OIDC_CLIENT_SECRET, SESAME_AGENT_OIDC_ROLE_CLAIM et SESAME_AGENT_OIDC_ROLES vont ensemble : donnez les cinq, ou aucun")},
	{[]string{"SESAME_AGENT_OIDC_ISSUER", "SESAME_AGENT_OIDC_SCOPES", "SESAME_AGENT_OIDC_LOGIN_CLAIM", "SESAME_AGENT_OIDC_SECOND_FACTOR", "SESAME_AGENT_OIDC_ACR", "SESAME_AGENT_OIDC_IDP_HINT", "SESAME_AGENT_OIDC_ONLY"}, func(c *config) bool {
		return !c.Directory.Given() && slices.ContainsFunc([]string{"SCOPES", "LOGIN_CLAIM", "SECOND_FACTOR", "ACR", "IDP_HINT", "ONLY"}, func(name string) bool { return c.given["SESAME_AGENT_OIDC_"+name] })
	}, always("SESAME_AGENT_OIDC_ISSUER : ce réglage manque ; sans lui les autres SESAME_AGENT_OIDC_… ne servent à rien")},
	{[]string{"SESAME_AGENT_OIDC_SECOND_FACTOR", "SESAME_AGENT_OIDC_ACR"}, func(c *config) bool {
		return c.Directory.Given() && !c.Directory.FactorHere && len(c.Directory.Levels) == 0
	}, always("SESAME_AGENT_OIDC_ACR : ce réglage manque ; SESAME_AGENT_OIDC_SECOND_FACTOR=annuaire demande le niveau qui prouve les deux facteurs, comme mfa")},
}

// directory returns the client of the agents' directory; nil if none is configured.
func (c *config) directory() *directory.Directory {
	if !c.Directory.Given() {
		return nil
	}
	registered := c.Directory
	registered.Authorities = c.Authorities
	return directory.New(registered)
}
