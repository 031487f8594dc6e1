package acts

import (
	"bytes"
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

// try is a password that is about to be compared: with which hash, and what its failure counts against.
type try struct {
	way     events.Way
	hash    string // empty for nobody, and for who has none
	typed   string
	kind    db.LimitKind
	subject []byte
}

// tries are the passwords that an entry may be. The form of a temporary one tells it: 59 bits are not guessed, so its
// failures count against an account and an address of the network together, and a stranger who keeps the login of an
// account blocked does not keep out its owner, whom « oubli » has sent one. Where spaces stand in it, as on a letter,
// it may as well be a permanent one. What this costs depends on what was typed and never on who asks.
func (a *Acts) tries(who Actor, key []byte, m *db.Member, password string) []try {
	permanent := try{way: events.ByPassword, typed: gauge.NormalisePassword(password), kind: db.LoginFailures, subject: key}
	joined := strings.Join(strings.Fields(password), "") // a letter prints it in groups
	temporary := try{way: events.ByTemporary, typed: account.NormaliseTemporary(joined), kind: db.TemporaryFailures,
		subject: a.temporaryTries(who, key)}
	if m != nil {
		permanent.hash = m.PasswordHash
		if m.Temporary != nil {
			temporary.hash = m.Temporary.Hash
		}
	}
	switch {
	case !account.IsTemporary(joined):
		return []try{permanent}
	case joined == password:
		return []try{temporary}
	}
	return []try{temporary, permanent}
}

// checkPassword returns the way in, or "" for a wrong password; until tells when to come back where nothing was
// compared, because the identifier, or the address that the request comes from, has had too many tries.
func (a *Acts) checkPassword(ctx context.Context, who Actor, key []byte, m *db.Member, password string) (way events.Way, until time.Time, err error) {
	compared := false
	for _, t := range a.tries(who, key, m, password) {
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
		right, err := a.Compare(ctx, t.hash, t.typed)
		if errors.Is(err, keys.ErrBusy) {
			return "", time.Time{}, errors.Join(err, a.DB.InTx(ctx, func(tx *db.Tx) error { return tx.Uncount(ctx, t.kind, t.subject) }))
		}
		if err != nil {
			return "", time.Time{}, err
		}
		if right {
			return t.way, time.Time{}, nil
		}
	}
	if compared {
		until = time.Time{}
	}
	return "", until, nil
}

// Compare compares with a hash; without one it costs the same and is wrong.
func (a *Acts) Compare(ctx context.Context, hash, password string) (bool, error) {
	if hash == "" {
		return false, a.Hasher.Burn(ctx, password)
	}
	return a.Hasher.Verify(ctx, hash, password)
}

// ReserveTry counts a try before its password is checked, so that parallel ones cannot slip under the limit. It says
// until when tries are refused, zero when this one may go on; blocked is then what the log is told, of its target. also
// may refuse for a reason of its own; nil for none.
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
		case target != nil && !bytes.Equal(subject, target): // so that an agent can lift what was counted of this account, wherever it came from
			return t.CountObject(ctx, kind, subject, target, now)
		}
		return t.Count(ctx, kind, subject, now)
	})
	return until, err
}

// temporaryTries is an account and an address of the network together.
func (a *Acts) temporaryTries(who Actor, key []byte) []byte {
	return a.DB.Keys().Index("temporary failures", key, who.Origin)
}

// forgetTries takes back what was counted before a password that was right: many members behind one address do not stop
// each other.
func (a *Acts) forgetTries(ctx context.Context, t *db.Tx, who Actor, key []byte) error {
	if err := t.Forget(ctx, db.LoginFailures, key); err != nil {
		return err
	}
	if err := t.Forget(ctx, db.TemporaryFailures, a.temporaryTries(who, key)); err != nil {
		return err
	}
	return t.ForgetObject(ctx, db.OriginIdentifiers, who.Origin, key)
}
