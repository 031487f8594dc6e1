package walks

import (
	"fmt"
	"testing"

	"sesame/server/servertest"
)

// caisseDirectory starts a directory in the shape of Keycloak on another site than the service, and returns its address.
func caisseDirectory(t *testing.T) (issuer string) {
	t.Helper()
	port := servertest.FreePort(t)
	issuer = fmt.Sprintf("http://127.0.0.1:%d", port)
	person := func(name string, roles ...string) map[string]any {
		return map[string]any{"claims": map[string]any{"preferred_username": name, "realm_access": map[string]any{"roles": roles}}, "amr": []string{"pwd"}}
	}
	nodeProgram(t, "the directory", "../handlers/servicetest/testdata/directory.mjs", map[string]any{"issuer": issuer, "port": port, "shape": "keycloak", "clientId": "sesame", "clientSecret": "secret of a test", "caisse": caisseName,
		"people": map[string]any{"pmercier": person("pmercier", "sesame-agents"), "visiteur": person("visiteur")}})
	return issuer
}

// The session's cookie is not sent with a redirect from another site: the login by the directory works in a real browser all
// the same, with scripts and without.
func TestAnAgentComesInByTheDirectory(t *testing.T) {
	for name, js := range map[string]bool{"with JavaScript": true, "without JavaScript": false} {
		t.Run(name, func(t *testing.T) {
			issuer := caisseDirectory(t)
			s := newSite(t, "", "SESAME_AGENT_OIDC_ISSUER="+issuer, "SESAME_AGENT_OIDC_CLIENT_ID=sesame", "SESAME_AGENT_OIDC_CLIENT_SECRET=secret of a test",
				"SESAME_AGENT_OIDC_ROLE_CLAIM=realm_access.roles", "SESAME_AGENT_OIDC_ROLES=sesame-agents=agent")
			s.start()
			identifies := func(p *person, name string) {
				p.Press("Entrer avec l'annuaire de la caisse")
				p.Fill("Nom dans l'annuaire", name)
				p.Press("Continuer")
			}
			visitor := newPerson(t, s.url, js)
			visitor.Open("/agent")
			identifies(visitor, "visiteur")
			visitor.Reads("ne vous donne aucun rôle ici")
			p := newPerson(t, s.url, js)
			p.Open("/agent")
			identifies(p, "pmercier")
			p.Heading("Choisir mon second facteur")
			p.At("/agent/enrolement/second-facteur")
			p.Fill("Code de l'application", p.authenticator())
			p.Press("Valider le code")
			p.Heading("Mes codes de secours")
			p.Press("J'ai noté mes codes")
			p.At("/agent")
			p.Press("Se déconnecter")
			p.Press("Se déconnecter") // the browser is on the directory's page
			p.Reads("Vous avez quitté l'espace des agents")
			identifies(p, "pmercier")
			p.At("/agent/second-facteur")
		})
	}
}
