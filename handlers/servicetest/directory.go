package servicetest

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"testing"

	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/agent/directory"
)

// Directory is a stand-in for a caisse's directory, in one of three shapes.
type Directory struct {
	*provider
	Shape string
}

// Colleague is an agent's entry in the directory.
type Colleague struct {
	Claims map[string]any `json:"claims"`
	ACR    string         `json:"acr,omitempty"`
	AMR    []string       `json:"amr,omitempty"`
}

// The shapes: the product that a directory imitates.
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

// Config returns the configuration of a caisse for a directory of this shape.
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

// Service returns a service whose agents log in by this directory.
func (d *Directory) Service(t *testing.T, log io.Writer, change func(*directory.Config)) *Service {
	t.Helper()
	// The stand-in dates its tokens and cookies by the machine's clock, and the browser's cookie jar uses that clock, too.
	return NewLiveService(t, func(o *handlers.Options) {
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

// ChangingIDToken changes the claims of the directory's ID tokens while do runs.
func (d *Directory) ChangingIDToken(change func(claims map[string]any), do func()) {
	d.ChangingToken(func(token string) string { return Claims(d.Key, token, change) }, do)
}

// ChangingToken passes the ID tokens through change while do runs.
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

// CatchDirectory identifies at the directory, and returns the address to which it redirects back, without visiting it.
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
