package acts

import (
	"context"
	"errors"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// The lives of what a client is given. A code crosses one redirect (OAuth 2.0, RFC 6749, section 4.1.2, allows ten minutes);
// a token serves to read who came in, which clients do at once.
const (
	codeLife  = time.Minute
	TokenLife = 10 * time.Minute
)

// ErrLoginGone means that the login that is to open a service has ended, or may only replace a temporary password.
var ErrLoginGone = errors.New("the login opens no service")

// OpenService gives a client a code for a login. waiting is the stored request that it answers; nil for a request answered
// at once. db.ErrNotFound and ErrLoginGone.
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

// over says that a login opens nothing any more: it has ended, or its account is suspended or closed.
func (a *Acts) over(t *db.Tx, login db.Login, m *db.Member) bool {
	return !login.EndedAt.IsZero() || t.Barred(m, a.Now())
}

// Opened is what a client is given for a code.
type Opened struct {
	Token   string // access token, for TokenLife
	Subject string // by what the client knows the member
	SID     string // and the login
}

// ExchangeCode exchanges a code, whose client and proofs were checked, for an access token. db.ErrCodeSpent when another
// request was first, ErrLoginGone when the login opens nothing any more.
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

// RevokeService invalidates the token of a grant: the client asks for it, or its code came a second time.
func (a *Acts) RevokeService(ctx context.Context, g *db.Grant) error {
	return a.DB.InTx(ctx, func(t *db.Tx) error { return t.RevokeGrant(ctx, g.ID) })
}

// RefuseService notes that a request of a client was refused. name is the client's, empty for an unknown one.
func (a *Acts) RefuseService(ctx context.Context, who Actor, name string, cause events.Cause) error {
	return a.auditRefusalAlone(ctx, who, events.ServiceOpened.Refused(nil, events.Details{Object: events.Object(name), Cause: cause}))
}

// requestsPerHour is how many requests of clients are kept per hour and network address: each is a row.
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

// LetRequestWait lets the request that waits in the browser with this key, if any, wait until a time: the end of the journey
// that its member has to finish first. It waits no longer than a session lasts.
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
