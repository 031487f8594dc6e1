package servicetest

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/agent/directory"
)

// Directory is a stand-in of a caisse's directory, in one of three shapes.
type Directory struct {
	*provider
	Shape string
}

// Colleague is an agent as the directory holds them.
type Colleague struct {
	Claims map[string]any `json:"claims"`
	ACR    string         `json:"acr,omitempty"`
	AMR    []string       `json:"amr,omitempty"`
}

// The shapes.
const (
	Keycloak   = "keycloak"
	ADFS       = "adfs"
	ProConnect = "proconnect"
)

// NewDirectory starts a stand-in with these people.
func NewDirectory(t *testing.T, shape string, people map[string]Colleague) *Directory {
	t.Helper()
	return &Directory{newProvider(t, "directory.mjs", map[string]any{"shape": shape, "people": people}), shape}
}

// Config is what a caisse sets for a directory of this shape.
func (d *Directory) Config() directory.Config {
	c := directory.Config{Issuer: d.URL, ClientID: FcClient, ClientSecret: FcSecret, Scopes: []string{"profile"},
		Roles: map[string]db.Role{"sesame-agents": db.RoleAgent, "sesame-courrier": db.RoleMailroom, "sesame-chefs": db.RoleSupervisor}}
	switch d.Shape {
	case Keycloak:
		c.LoginClaim, c.RoleClaim = "preferred_username", "realm_access.roles"
	case ADFS:
		c.LoginClaim, c.RoleClaim = "upn", "groups"
	case ProConnect:
		c.LoginClaim, c.RoleClaim, c.Levels, c.Hint = "email", "groups", []string{"eidas1"}, "caisse"
	}
	return c
}

// Service is a service whose agents come by this directory.
func (d *Directory) Service(t *testing.T, log io.Writer, change func(*directory.Config)) *Service {
	t.Helper()
	// The stand-in dates its tokens and cookies by the machine's clock, and the browser's jar reads that one too.
	return newServiceUnder(t, time.Now, func(o *handlers.Options) {
		c := d.Config()
		if change != nil {
			change(&c)
		}
		o.Directory, o.AgentURL = directory.New(c), o.BaseURL
		if log != nil {
			o.Log = slog.New(slog.NewTextHandler(log, nil))
		}
	})
}

// ChangingIDToken makes the directory say something else in its ID tokens while do runs.
func (d *Directory) ChangingIDToken(change func(claims map[string]any), do func()) {
	d.ChangingToken(func(token string) string { return Claims(d.Key, token, change) }, do)
}

// ChangingToken makes ID tokens pass through change while do runs.
func (d *Directory) ChangingToken(change func(token string) string, do func()) {
	d.Changing("/token", IDToken(change), do)
}

// Directory goes from the agents' login page to the directory, identifies there and comes back.
func (b *Browser) Directory(name string) *Page {
	b.s.t.Helper()
	p := b.Get("/agent/connexion").Follow("Entrer avec l'annuaire de la caisse").Choose(name)
	if p.Doc.Find("a[href='/agent/annuaire/entree']").Length() == 0 {
		return p // refused
	}
	return p.Follow("Continuer")
}

// CatchDirectory identifies at the directory and stops at the address that it sends the browser back to.
func (b *Browser) CatchDirectory(name string) (back string) {
	b.s.t.Helper()
	action, form := b.Get("/agent/annuaire").Form("Continuer", Fields{"identity": name})
	b.Client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/agent/annuaire/retour" {
			back = r.URL.RequestURI()
			return errCaught
		}
		return nil
	}
	defer func() { b.Client.CheckRedirect = nil }()
	response, err := b.Client.PostForm(action, form)
	if response != nil {
		response.Body.Close()
	}
	if !errors.Is(err, errCaught) {
		b.s.t.Fatalf("no return to catch: %v", err)
	}
	return back
}
