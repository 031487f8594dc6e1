package acts

import (
	"context"
	"crypto/rand"
	"strings"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// Credentials are what a client is configured with. Only a keyed hash of the secret is stored.
type Credentials struct {
	Name     string
	ClientID string
	Secret   string // empty for a public client
}

// AddClient registers an OpenID Connect client. It returns account.ClientFaults when the description is invalid, and
// db.ErrClientExists when the name is in use.
func (a *Acts) AddClient(ctx context.Context, t *db.Tx, who Actor, described account.Client) (Credentials, error) {
	if err := a.allow(ctx, t, who, MayManageClients); err != nil {
		return Credentials{}, err
	}
	d, err := described.Checked()
	if err != nil {
		return Credentials{}, err
	}
	c := &db.Client{ClientID: newClientText(), Name: d.Name, Public: d.Public, Scopes: d.Scopes, Signature: d.Signature,
		Redirects: d.Redirects, StartURL: d.StartURL, LogoutURL: d.LogoutURL}
	given := Credentials{Name: c.Name, ClientID: c.ClientID}
	if !c.Public {
		given.Secret = newClientText()
	}
	if err := t.AddClient(ctx, c, given.Secret, a.Now()); err != nil {
		return Credentials{}, err
	}
	return given, a.audit(ctx, t, who, events.ClientAdded.OK(nil, events.Details{Object: events.Object(c.Name)}))
}

// RenewClientSecret gives a client a new secret; the old one becomes invalid at once. stamp is that of the client as
// shown. Refused: PublicClient, ClientChanged.
func (a *Acts) RenewClientSecret(ctx context.Context, t *db.Tx, who Actor, id int64, stamp string) (Credentials, error) {
	if err := a.allow(ctx, t, who, MayManageClients); err != nil {
		return Credentials{}, err
	}
	c, err := t.Client(ctx, id)
	if err != nil {
		return Credentials{}, err
	}
	if c.Public {
		return Credentials{}, refuse(PublicClient)
	}
	if c.Stamp() != stamp {
		return Credentials{}, refuse(ClientChanged)
	}
	given := Credentials{Name: c.Name, ClientID: c.ClientID, Secret: newClientText()}
	if _, err := t.SetClientSecret(ctx, c, given.Secret); err != nil {
		return Credentials{}, err
	}
	return given, a.audit(ctx, t, who, events.ClientSecret.OK(nil, events.Details{Object: events.Object(c.Name)}))
}

// RemoveClient removes a client and everything that it was granted: its secret, codes and tokens become invalid at
// once. stamp is that of the client as shown. Refused: ClientChanged.
func (a *Acts) RemoveClient(ctx context.Context, t *db.Tx, who Actor, id int64, stamp, note string) error {
	if err := a.allow(ctx, t, who, MayManageClients); err != nil {
		return err
	}
	c, err := t.Client(ctx, id)
	if err != nil {
		return err
	}
	if c.Stamp() != stamp {
		return refuse(ClientChanged)
	}
	if _, err := t.RemoveClient(ctx, id); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.ClientRemoved.OK(nil, events.Details{Object: events.Object(c.Name), Grounds: events.Noted(note)}))
}

// newClientText draws 130 bits in letters and digits that need no quoting anywhere.
func newClientText() string { return strings.ToLower(rand.Text()) }
