package acts

import (
	"context"
	"errors"
	"strings"
	"time"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/events"
)

// try is a typed password to compare: the hashes to compare it with, and the counter of its failures.
type try struct {
	way     events.Way
	hash    string // empty for an unknown identifier or a member without this password
	former  []db.FormerTemporary
	typed   string
	counted tally
}

// tries returns the ways to read the typed password. A temporary password has 59 bits and cannot be guessed, so
// failures of text in its format count per account and network address: a stranger who blocks the account's login does
// not lock out its owner, to whom « oubli » has sent one. With spaces, as printed on a letter, or with words around it,
// the typed text may also be a permanent password. The cost depends only on the typed text.
func (a *Acts) tries(ctx context.Context, who Actor, key []byte, m *db.Member, password string, known bool) ([]try, error) {
	permanent := try{way: events.ByPassword, typed: gauge.NormalisePassword(password), counted: tally{kind: db.LoginFailures, subject: key}}
	if known {
		permanent.counted = tally{db.KnownFailures, key, who.Browser}
	}
	secret, found := account.FindTemporary(password)
	temporary := try{way: events.ByTemporary, typed: secret, counted: a.temporaryTries(who, key)}
	var memberID int64
	if m != nil {
		memberID, permanent.hash = m.ID, m.PasswordHash
		if m.Temporary != nil {
			temporary.hash = m.Temporary.Hash
		}
	}
	if !found {
		return []try{permanent}, nil
	}
	var err error
	if temporary.former, err = a.DB.FormerTemporaries(ctx, memberID, a.Now()); err != nil {
		return nil, err
	}
	if account.IsTemporary(password) {
		return []try{temporary}, nil
	}
	return []try{temporary, permanent}, nil
}

// formerTyped means that the password is a temporary one that was replaced or used.
type formerTyped struct{ db.FormerTemporary }

func (formerTyped) Error() string { return "a former temporary password" }

// wrongCause returns what can be said about a wrong password from the typed text alone, which costs the same for
// everybody.
func wrongCause(typed string) events.Cause {
	switch {
	case account.IsTemporary(typed):
		return events.UnknownTemporary
	case strings.ToLower(typed) != typed && strings.ToUpper(typed) == typed:
		return events.InCapitals
	}
	return events.WrongPassword
}

// checkPassword returns the authentication method and where the attempt was counted; the method is empty for a wrong
// password. When the identifier or the network address has made too many attempts, nothing is compared and until says
// when to try again. The error is formerTyped for a former temporary password. A former one that is still valid,
// because its successor went by letter, takes the place of m.Temporary.
func (a *Acts) checkPassword(ctx context.Context, who Actor, key []byte, m *db.Member, password string) (way events.Way, counted tally, until time.Time, err error) {
	known, err := a.known(ctx, a.DB.Reader, who, accountOf(m))
	if err != nil {
		return "", counted, time.Time{}, err
	}
	if known {
		ctx = keys.First(ctx)
	}
	tries, err := a.tries(ctx, who, key, m, password, known)
	if err != nil {
		return "", counted, time.Time{}, err
	}
	compared := false
	for _, t := range tries {
		blocked, err := a.reserveTry(ctx, who, t.counted, events.Login.Blocked(key, events.Details{}), func(tx *db.Tx) (time.Time, error) {
			return a.admit(ctx, tx, who, known, key)
		})
		if err != nil {
			return "", counted, time.Time{}, err
		}
		if !blocked.IsZero() {
			until = blocked
			continue
		}
		compared = true
		hashes := []string{t.hash}
		for _, f := range t.former {
			hashes = append(hashes, f.Hash)
		}
		which, err := a.Hasher.Which(ctx, hashes, t.typed)
		if errors.Is(err, keys.ErrBusy) {
			return "", counted, time.Time{}, errors.Join(err, a.DB.InTx(ctx, func(tx *db.Tx) error { return t.counted.uncount(ctx, tx) }))
		}
		if err != nil {
			return "", counted, time.Time{}, err
		}
		if which == 0 {
			return t.way, t.counted, time.Time{}, nil
		}
		if which > 0 && t.former[which-1].Alive {
			m.Temporary = &t.former[which-1].Temporary
			return t.way, t.counted, time.Time{}, nil
		}
		if which > 0 {
			return "", counted, time.Time{}, formerTyped{t.former[which-1]}
		}
	}
	if compared {
		until = time.Time{}
	}
	return "", counted, until, nil
}

// Compare verifies a password against a hash. An empty hash costs the same and never matches.
func (a *Acts) Compare(ctx context.Context, hash, password string) (bool, error) {
	if hash == "" {
		return false, a.Hasher.Burn(ctx, password)
	}
	return a.Hasher.Verify(ctx, hash, password)
}

// reserveTry counts an attempt before its password is checked, so that parallel attempts cannot exceed the limit. It
// returns until when attempts are refused; zero when this one may proceed. blocked is the audit event of a refusal.
// also may refuse because of the network address; it may be nil.
func (a *Acts) reserveTry(ctx context.Context, who Actor, counted tally, blocked events.Event, also func(*db.Tx) (time.Time, error)) (until time.Time, err error) {
	now := a.Now()
	err = a.DB.InTx(ctx, func(t *db.Tx) error {
		failures, err := counted.events(ctx, t.Reader, now.Add(-24*time.Hour))
		if err != nil {
			return err
		}
		if until = a.Limits.LoginRetry(failures, now); until.IsZero() && also != nil {
			if until, err = also(t); err != nil {
				return err
			}
			blocked.Target = nil // the address has to wait: one subject, however many identifiers it tries
		}
		if !until.IsZero() {
			return a.audit(ctx, t, who, blocked)
		}
		return counted.count(ctx, t, now)
	})
	return until, err
}

// temporaryTries returns the counter of failures with a temporary password, of an account and a network address. The
// account is its object, so that agents see these failures.
func (a *Acts) temporaryTries(who Actor, key []byte) tally {
	return tally{db.TemporaryFailures, a.DB.Keys().Index("temporary failures", key, who.Origin), key}
}

// settleTries takes back the counted attempt of a right password, and in a known browser all its failures. Failures of
// strangers stay until they age: if the owner's login reset their count, a stranger who had filled it would see that
// the identifier has an owner. The identifier no longer counts for the network address, so that many members behind one
// address do not block each other.
func (a *Acts) settleTries(ctx context.Context, t *db.Tx, who Actor, key []byte, counted tally) error {
	settle := counted.uncount
	if counted.kind == db.KnownFailures {
		settle = counted.forget
	}
	if err := settle(ctx, t); err != nil {
		return err
	}
	return a.dismiss(ctx, t, who, key)
}
