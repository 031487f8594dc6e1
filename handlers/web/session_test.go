package web_test

import (
	"net/http"
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
)

func TestPasswordManagersAreToldWhoseAPasswordIsAndWhereItIsChanged(t *testing.T) {
	const wellKnown, screen = "/.well-known/change-password", "/espace/mon-compte/mot-de-passe"
	s := servicetest.NewService(t)
	whose := func(p *servicetest.Page) string {
		return p.Doc.Find(`form input[autocomplete="username"]`).AttrOr("value", "")
	}
	b := s.Browser()
	p := b.LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).At("/personnalisation/mot-de-passe", 200)
	if got := whose(p); got != servicetest.Marie {
		t.Errorf("the new password is kept under %q", got)
	}
	_, sent := p.Form("Suivant", nil)
	for name, values := range sent {
		if values[0] == servicetest.Marie {
			t.Errorf("the identifier is sent as %q", name)
		}
	}
	b.Establish(servicetest.Marie, servicetest.First)
	p = b.Get(wellKnown).At(screen, 200)
	if got := whose(p); got != servicetest.Marie {
		t.Errorf("the current password is looked for under %q", got)
	}
	if got := whose(p.Press("Suivant", servicetest.Fields{"actuel": servicetest.First})); got != servicetest.Marie {
		t.Errorf("the changed password is kept under %q", got)
	}
	if p := s.Browser().Get(wellKnown); p.Status != http.StatusOK || p.Path != "/connexion" || whose(p) != "" {
		t.Errorf("a stranger comes to %s (%d), as %q", p.Path, p.Status, whose(p))
	}
	// Browsers use the address only if another one under /.well-known/ is answered 404.
	b.Get("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200").At("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200", http.StatusNotFound)
	agent := s.AgentBrowser(db.RoleAgent)
	p = agent.Get("/agent/mon-acces/mot-de-passe").At("/agent/mon-acces/mot-de-passe", 200)
	if got, login := whose(p), p.Doc.Find(".membre span").Text(); got == "" || login != got+" (agent)" {
		t.Errorf("the password of the agent « %s » is kept under %q", login, got)
	}
}
