package acts

import (
	"context"
	"errors"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// The lives of a client's codes and tokens. A code crosses one redirect (OAuth 2.0, RFC 6749, section 4.1.2, allows ten
// minutes); a token serves to read who logged in, which clients do at once.
const (
	codeLife  = time.Minute
	TokenLife = 10 * time.Minute
)

// ErrLoginGone means that the login cannot open a service: it has ended, or may only replace a temporary password.
var ErrLoginGone = errors.New("the login opens no service")

// OpenService gives a client a code for a login. waiting is the stored request that it answers; nil for a request
// answered at once. Errors: db.ErrNotFound, ErrLoginGone.
func (a *Acts) OpenService(ctx context.Context, who Actor, c *db.Client, loginID int64, r db.AuthorizationRequest, waiting []byte) (code string, err error) {
	err = a.DB.InTx(ctx, func(t *db.Tx) error {
		login, err := t.Login(ctx, loginID)
		if err != nil {
			return err
		}
		m, err := t.Member(ctx, login.MemberID)
		if err != nil {
			return err
		}
		if login.Method == string(events.ByTemporary) || login.Method != string(events.ByFranceConnect) && m.Personalising() || a.over(t, login, m) {
			return ErrLoginGone
		}
		if _, _, err := t.OpenClient(ctx, login, c.ID, a.Now()); err != nil {
			return err
		}
		if code, err = t.Grant(ctx, c.ID, login.ID, r, a.Now(), a.Now().Add(codeLife)); err != nil {
			return err
		}
		if waiting != nil {
			if err := t.AnswerAuthorization(ctx, waiting, a.Now()); err != nil {
				return err
			}
		}
		return a.audit(ctx, t, who, events.ServiceOpened.OK(m.IdentifierKey, events.Details{Object: events.Object(c.Name)}))
	})
	return code, err
}

// over says whether a login can no longer open a service: it has ended, or its account is suspended or closed.
func (a *Acts) over(t *db.Tx, login db.Login, m *db.Member) bool {
	return !login.EndedAt.IsZero() || t.Barred(m, a.Now())
}

// Opened is what a client gets in exchange for a code.
type Opened struct {
	Token   string // access token, for TokenLife
	Subject string // identifies the member to this client
	SID     string // identifies the login to this client
}

// ExchangeCode exchanges a code, whose client and proofs were checked, for an access token. It returns db.ErrCodeSpent
// when another request was first, ErrLoginGone when the login has ended or its account is suspended or closed.
func (a *Acts) ExchangeCode(ctx context.Context, g *db.Grant) (o Opened, err error) {
	err = a.DB.InTx(ctx, func(t *db.Tx) error {
		login, err := t.Login(ctx, g.Login.ID)
		if err != nil {
			return err
		}
		m, err := t.Member(ctx, login.MemberID)
		if err != nil {
			return err
		}
		if a.over(t, login, m) {
			return ErrLoginGone
		}
		first := false
		if o.Token, first, err = t.SpendCode(ctx, g, a.Now(), a.Now().Add(TokenLife)); err != nil {
			return err
		}
		if !first {
			return db.ErrCodeSpent
		}
		o.Subject, o.SID, err = t.ClientNames(ctx, g.Login, g.ClientID)
		return err
	})
	return o, err
}

// RevokeService invalidates the token of a grant, because the client asks for it or its code was presented a second
// time.
func (a *Acts) RevokeService(ctx context.Context, g *db.Grant) error {
	return a.DB.InTx(ctx, func(t *db.Tx) error { return t.RevokeGrant(ctx, g.ID) })
}

// RefuseService records that a request of a client was refused. name is the client's, empty for an unknown one.
func (a *Acts) RefuseService(ctx context.Context, who Actor, name string, cause events.Cause) error {
	return a.auditRefusalAlone(ctx, who, events.ServiceOpened.Refused(nil, events.Details{Object: events.Object(name), Cause: cause}))
}

// requestsPerHour is how many requests of clients are stored per hour and network address, because each is a row.
const requestsPerHour = 100

// KeepRequest stores a client's request until its member has logged in, for the browser with this key. Refused:
// TooManyAddresses.
func (a *Acts) KeepRequest(ctx context.Context, who Actor, browser []byte, w *db.Authorization) error {
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		until, err := networksFree(ctx, t.Reader, db.RequestsKept, who.limited(false), []account.Cap{{Max: requestsPerHour, Window: time.Hour}}, a.Now())
		if err != nil {
			return err
		}
		if !until.IsZero() {
			return refuseUntil(TooManyAddresses, until)
		}
		if err := countNetworks(ctx, t, db.RequestsKept, who.limited(false), a.Now()); err != nil {
			return err
		}
		return t.KeepAuthorization(ctx, browser, w, a.Now(), a.Now().Add(a.Limits.JourneyTTL))
	})
}

// LetRequestWait prolongs the pending request of the browser with this key, if there is one, until the journey ends
// that its member has to finish first; at most to the length of a session.
func (a *Acts) LetRequestWait(ctx context.Context, t *db.Tx, browser []byte, until time.Time) error {
	w, err := t.PendingAuthorization(ctx, browser, a.Now())
	if err != nil || w == nil {
		return err
	}
	if longest := w.CreatedAt.Add(a.Limits.SessionMax); until.After(longest) {
		until = longest
	}
	if !until.After(w.ExpiresAt) {
		return nil
	}
	return t.ProlongAuthorization(ctx, browser, w, until)
}
