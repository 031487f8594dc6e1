package db

import (
	"context"
	"time"

	"sesame/account/backoffice"
)

// Reasons why the password of a letter is not valid, besides LeftUsed and LeftSuperseded.
const (
	DeadLate   LetterReason = "late-password" // it has expired
	DeadClosed LetterReason = "closed-account"
)

// LetterDeath says why a letter is useless: its password is not valid, or the account is closed or suspended. It is empty for
// a useful letter.
func (r Reader) LetterDeath(l LetterRow, now time.Time) LetterReason {
	switch {
	case l.Kind != PasswordLetter && l.Batch != 0: // nothing on the printed paper expires
		return ""
	case l.State == LetterExpired && l.Reason != "":
		return l.Reason
	case !now.Before(l.ExpiresAt):
		return DeadLate
	case l.barred || backoffice.Ended(l.closesOn, r.dayOf(now)):
		return DeadClosed
	case l.alive:
		return ""
	case l.used && l.Batch != 0:
		return LeftUsed
	}
	return LeftSuperseded
}

// DroppedLetters lists letters that were removed from the queue unprinted because they had become useless, and that have not
// expired: newest first, at most limit.
func (r Reader) DroppedLetters(ctx context.Context, now time.Time, limit int) ([]LetterRow, error) {
	return r.letterRows(ctx, `letters.id IN (SELECT id FROM letters INDEXED BY letters_unprinted WHERE state = 'expired' AND batch_id IS NULL
		AND expires_at > ? ORDER BY id DESC LIMIT ?) ORDER BY letters.id DESC`, seconds(now), limit)
}
