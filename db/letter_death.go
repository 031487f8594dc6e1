package db

import (
	"context"
	"time"

	"sesame/account/backoffice"
)

// Why the password of a letter opens nothing, besides LeftUsed and LeftSuperseded.
const (
	DeadLate   LetterReason = "late-password" // its time is over
	DeadClosed LetterReason = "closed-account"
)

// LetterDeath says why a letter is of no use: its password opens nothing, or the account that it is about. Empty for one that is.
func (r Reader) LetterDeath(l LetterRow, now time.Time) LetterReason {
	switch {
	case l.Kind != PasswordLetter && l.Batch != 0: // nothing on the paper ends
		return ""
	case l.State == LetterExpired && l.Reason != "":
		return l.Reason
	case !now.Before(l.ExpiresAt):
		return DeadLate
	case l.barred || backoffice.Ended(l.closesOn, r.today(now)):
		return DeadClosed
	case l.alive:
		return ""
	case l.used && l.Batch != 0:
		return LeftUsed
	}
	return LeftSuperseded
}

// DroppedLetters lists letters that nobody has printed and that were taken out of the queue, being of no use, although their time
// is not over: newest first, at most limit.
func (r Reader) DroppedLetters(ctx context.Context, now time.Time, limit int) ([]LetterRow, error) {
	return r.letterRows(ctx, `letters.id IN (SELECT id FROM letters INDEXED BY letters_unprinted WHERE state = 'expired' AND batch_id IS NULL
		AND expires_at > ? ORDER BY id DESC LIMIT ?) ORDER BY letters.id DESC`, seconds(now), limit)
}
