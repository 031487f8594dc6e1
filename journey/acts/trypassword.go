package acts

import (
	"bytes"
	"context"
	"errors"
	"time"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/events"
)

// try is a password to compare: with which hashes, and the counter of its failures.
type try struct {
	way     events.Way
	hash    string   // empty for an unknown identifier or a member without this password
	former  []string // hashes of former temporary passwords
	typed   string
	kind    db.LimitKind
	subject []byte
}

// tries returns the ways to read the typed password. One in the format of a temporary password has 59 bits and cannot
// be guessed, so its failures count per account and network address: a stranger who blocks the account's login does not
// lock out its owner, to whom « oubli » has sent one. With spaces, as printed on a letter, or with words around it, what
// was typed may also be a permanent password. The cost depends only on what was typed.
func (a *Acts) tries(ctx context.Context, who Actor, key []byte, m *db.Member, password string) ([]try, error) {
	permanent := try{way: events.ByPassword, typed: gauge.NormalisePassword(password), kind: db.LoginFailures, subject: key}
	secret, found := account.FindTemporary(password)
	temporary := try{way: events.ByTemporary, typed: secret, kind: db.TemporaryFailures, subject: a.temporaryTries(who, key)}
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

// errFormer means that the password is a temporary one that was replaced or used.
var errFormer = errors.New("a former temporary password")

// checkPassword returns the authentication method, or "" for a wrong password. When the identifier or the network
// address has made too many attempts, nothing is compared and until says when to try again. errFormer for a former
// temporary password.
func (a *Acts) checkPassword(ctx context.Context, who Actor, key []byte, m *db.Member, password string) (way events.Way, until time.Time, err error) {
	tries, err := a.tries(ctx, who, key, m, password)
	if err != nil {
		return "", time.Time{}, err
	}
	compared := false
	for _, t := range tries {
		blocked, err := a.ReserveTry(ctx, who, t.kind, t.subject, events.Login.Blocked(key, events.Details{}), func(tx *db.Tx) (time.Time, error) {
			return a.admit(ctx, tx, who, key)
		})
		if err != nil {
			return "", time.Time{}, err
		}
		if !blocked.IsZero() {
			until = blocked
			continue
		}
		compared = true
		which, err := a.Hasher.Which(ctx, append([]string{t.hash}, t.former...), t.typed)
		if errors.Is(err, keys.ErrBusy) {
			return "", time.Time{}, errors.Join(err, a.DB.InTx(ctx, func(tx *db.Tx) error { return tx.Uncount(ctx, t.kind, t.subject) }))
		}
		if err != nil {
			return "", time.Time{}, err
		}
		if which == 0 {
			return t.way, time.Time{}, nil
		}
		if which > 0 {
			return "", time.Time{}, errFormer
		}
	}
	if compared {
		until = time.Time{}
	}
	return "", until, nil
}

// Compare verifies a password against a hash. An empty hash costs the same and never matches.
func (a *Acts) Compare(ctx context.Context, hash, password string) (bool, error) {
	if hash == "" {
		return false, a.Hasher.Burn(ctx, password)
	}
	return a.Hasher.Verify(ctx, hash, password)
}

// ReserveTry counts an attempt before its password is checked, so that parallel attempts cannot exceed the limit. It
// returns until when attempts are refused; zero when this one may proceed. blocked is the audit event of a refusal.
// also may refuse for another reason; it may be nil.
func (a *Acts) ReserveTry(ctx context.Context, who Actor, kind db.LimitKind, subject []byte, blocked events.Event, also func(*db.Tx) (time.Time, error)) (until time.Time, err error) {
	now := a.Now()
	err = a.DB.InTx(ctx, func(t *db.Tx) error {
		failures, err := t.Events(ctx, kind, subject, now.Add(-24*time.Hour))
		if err != nil {
			return err
		}
		if until = a.Limits.LoginRetry(failures, now); until.IsZero() && also != nil {
			if until, err = also(t); err != nil {
				return err
			}
		}
		target := blocked.Target
		switch {
		case !until.IsZero():
			return a.audit(ctx, t, who, blocked)
		case target != nil && !bytes.Equal(subject, target): // index by account, so that an agent can reset the counts from all network addresses
			return t.CountObject(ctx, kind, subject, target, now)
		}
		return t.Count(ctx, kind, subject, now)
	})
	return until, err
}

// temporaryTries is the subject key of an account and a network address together.
func (a *Acts) temporaryTries(who Actor, key []byte) []byte {
	return a.DB.Keys().Index("temporary failures", key, who.Origin)
}

// forgetTries subtracts the attempts counted before a successful login, so that many members behind one address do not
// block each other.
func (a *Acts) forgetTries(ctx context.Context, t *db.Tx, who Actor, key []byte) error {
	if err := t.Forget(ctx, db.LoginFailures, key); err != nil {
		return err
	}
	if err := t.Forget(ctx, db.TemporaryFailures, a.temporaryTries(who, key)); err != nil {
		return err
	}
	return t.ForgetObject(ctx, db.OriginIdentifiers, who.Origin, key)
}
