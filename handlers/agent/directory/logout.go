package directory

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"sesame/handlers/openid"
)

// logoutEvent is the event in a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.4).
const logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

// tokenLife is the maximum age of a logout token.
const tokenLife = 5 * time.Minute

// Ended identifies the logout at the directory: a person, one of their sessions, or both.
type Ended struct{ Subject, SID string }

var errNoLogout = errors.New("not a logout token")

// ReadLogout verifies a logout token. A token that is used twice has no further effect.
func (d *Directory) ReadLogout(ctx context.Context, raw string, now func() time.Time) (Ended, error) {
	ctx, cancel := d.client.Context(ctx)
	defer cancel()
	p, err := d.client.Provider(now)
	if err != nil {
		return Ended{}, err
	}
	checked, err := p.Signed.Verify(ctx, raw)
	if err != nil {
		return Ended{}, err
	}
	var said struct {
		SID    string         `json:"sid"`
		Nonce  *string        `json:"nonce"`
		Events map[string]any `json:"events"`
	}
	if err := checked.Claims(&said); err != nil {
		return Ended{}, err
	}
	_, logout := said.Events[logoutEvent]
	if !logout || !typedLogout(raw) || said.Nonce != nil || checked.Subject == "" && said.SID == "" || !recent(checked, now()) {
		return Ended{}, errNoLogout
	}
	return Ended{checked.Subject, said.SID}, nil
}

// typedLogout says whether the header of a verified token has the type of a logout token, so that no other token is
// accepted.
func typedLogout(raw string) bool {
	encoded, _, _ := strings.Cut(raw, ".")
	plain, err := base64.RawURLEncoding.DecodeString(encoded)
	var header struct {
		Type string `json:"typ"`
	}
	return err == nil && json.Unmarshal(plain, &header) == nil && strings.EqualFold(header.Type, "logout+jwt")
}

func recent(token *oidc.IDToken, now time.Time) bool {
	return !token.IssuedAt.After(now.Add(openid.ClockSkew)) && token.IssuedAt.After(now.Add(-tokenLife))
}

// NamedRight compares the issuer named in a response with the directory's (RFC 9207), to reject the response of another
// provider. A directory that announces the parameter must send it.
func (d *Directory) NamedRight(issuer string, now func() time.Time) bool {
	if issuer != "" {
		return issuer == d.Issuer
	}
	p, err := d.client.Provider(now)
	return err != nil || !p.NamesItself
}
