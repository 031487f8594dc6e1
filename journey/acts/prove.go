package acts

import (
	"context"
	"errors"

	"sesame/account/gauge"
	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/events"
)

// ProvePassword verifies the current password of a logged-in member, with the same limits as a login. Refused:
// WrongPassword, TooManyPasswords.
func (a *Acts) ProvePassword(ctx context.Context, who Actor, m *db.Member, password string) error {
	key := m.IdentifierKey
	counted := tally{kind: db.PasswordProofs, subject: key}
	until, err := a.reserveTry(ctx, who, counted, events.PasswordProved.Blocked(key, events.Details{}), nil)
	if err != nil {
		return err
	}
	if !until.IsZero() {
		return refuseUntil(TooManyPasswords, until)
	}
	right := false
	if m.PasswordHash != "" {
		right, err = a.Hasher.Verify(ctx, m.PasswordHash, gauge.NormalisePassword(password))
	}
	switch {
	case errors.Is(err, keys.ErrBusy):
		return errors.Join(err, a.DB.InTx(ctx, func(t *db.Tx) error { return counted.uncount(ctx, t) }))
	case err != nil:
		return err
	case !right:
		if err := a.auditAlone(ctx, who, events.PasswordProved.Refused(key, events.Details{})); err != nil {
			return err
		}
		return refuse(WrongPassword)
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		if err := counted.forget(ctx, t); err != nil {
			return err
		}
		return a.audit(ctx, t, who, events.PasswordProved.OK(key, events.Details{}))
	})
}
