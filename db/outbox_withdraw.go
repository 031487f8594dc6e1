package db

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrWithdrawn means that a message must not be sent any more.
var ErrWithdrawn = errors.New("the message was withdrawn")

// Reasons why a message was withdrawn before it was sent: outbox.failure of an expired message.
const (
	WithdrawnReplaced = "remplace"     // its code or password was replaced
	WithdrawnClosed   = "compte-ferme" // the account was closed
)

// withdrawable is an SQL condition on outbox: the message waits and no attempt to send it has begun.
const withdrawable = `state = 'waiting' AND handed_over = 0`

// kindsOfCodes are the kinds of message with a confirmation code.
const kindsOfCodes = `'` + KindCode + `', '` + KindEmailCode + `', '` + KindMobileCode + `', '` + KindBrowserCode + `'`

// withdrawFormerCodes withdraws the unsent messages of a flow's earlier codes, so that the end of an outage does not deliver
// codes that are no longer accepted. It costs the same for a decoy.
func (t *Tx) withdrawFormerCodes(ctx context.Context, flowID []byte, now time.Time) error {
	if former, err := t.CodeCount(ctx, flowID); err != nil || former == 0 {
		return err
	}
	_, err := t.exec(ctx, "withdraw codes", `UPDATE outbox SET state = 'expired', payload = NULL, done_at = ?1, failure = '`+WithdrawnReplaced+`'
		WHERE `+withdrawable+` AND kind IN (`+kindsOfCodes+`) AND member_id IS (SELECT member_id FROM flows WHERE id = ?2)
			AND created_at >= (SELECT min(created_at) FROM codes WHERE flow_id = ?2) AND request IN (SELECT request FROM codes WHERE flow_id = ?2)`, seconds(now), flowID)
	return err
}

// withdrawTemporary withdraws the unsent messages with a temporary password of a member.
func (t *Tx) withdrawTemporary(ctx context.Context, memberID int64, now time.Time) error {
	_, err := t.exec(ctx, "withdraw temporary passwords", `UPDATE outbox SET state = 'expired', payload = NULL, done_at = ?, failure = '`+WithdrawnReplaced+`'
		WHERE `+withdrawable+` AND kind = '`+KindTemporary+`' AND member_id = ?`, seconds(now), memberID)
	return err
}

// kindsOfAccess are the kinds of message that give access to an account, or prove the identity of a caller.
const kindsOfAccess = kindsOfCodes + `, '` + KindTemporary + `', '` + KindLetterNotice + `', '` + KindCallWords + `', '` + KindCallCode + `'`

// withdrawClosed withdraws the unsent messages that give access to accounts which are closed or suspended.
func (t *Tx) withdrawClosed(ctx context.Context, now time.Time) error {
	_, err := t.exec(ctx, "withdraw messages of closed accounts", `UPDATE outbox SET state = 'expired', payload = NULL, done_at = ?, failure = '`+WithdrawnClosed+`'
		WHERE `+withdrawable+` AND kind IN (`+kindsOfAccess+`)
			AND EXISTS (SELECT 1 FROM `+seenMembers+` WHERE id = outbox.member_id AND NOT `+openOn+`)`, seconds(now), t.dayOf(now))
	return err
}

// HandOver records, before the attempt, that a message is given to its relay or gateway for the nth time. Sent, Refused and
// Dropped record the result; after a failure, call it again with the previous number. It returns ErrWithdrawn when the
// message must not be sent any more.
func (d *DB) HandOver(ctx context.Context, id int64, times int) error {
	return d.InTx(ctx, func(t *Tx) error {
		n, err := t.exec(ctx, "hand a message over", `UPDATE outbox SET handed_over = ? WHERE id = ? AND state = 'waiting' AND held_at IS NULL`, times, id)
		if err == nil && n == 0 {
			err = fmt.Errorf("hand message %d over: %w", id, ErrWithdrawn)
		}
		return err
	})
}
