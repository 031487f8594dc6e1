package courier

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/texts"
)

// PrintOrder selects the waiting letters to print.
type PrintOrder struct {
	Caisse   account.Caisse
	Location *time.Location
	Layout   db.LetterLayout
	Only     []int64 // chosen letters; nil for all
	Act      db.Act
}

// drafts is how often a batch may be rendered again because the queue has changed.
const drafts = 3

// Print prints each waiting letter once. It renders the letters, then, in one transaction, claims them, wipes their
// passwords and, as its last act, writes the PDF to w. After an error, discard what w holds: the letters still wait.
// The returned draft has no letters, hence no passwords. A crash before the commit leaves the letters waiting; after
// it, the batch exists, and unprinted letters must be renewed as lost. Errors: db.ErrNoLetters (the draft's Held counts
// the held ones), db.ErrMoved when other agents keep changing the queue or the chosen letters.
func Print(ctx context.Context, d *db.DB, w io.Writer, o PrintOrder) (draft db.BatchDraft, err error) {
	for range drafts {
		if draft, err = d.DraftBatch(ctx, o.Layout, o.Only, o.Act); err != nil {
			draft.Letters = nil
			return draft, fmt.Errorf("draft a batch: %w", err)
		}
		var pdf bytes.Buffer
		if err = Batch(&pdf, o.Caisse, draft, o.Location); err != nil {
			break
		}
		err = d.InTx(ctx, func(t *db.Tx) error {
			if err := t.ClaimBatch(ctx, draft, o.Act); err != nil {
				return err
			}
			_, err := w.Write(pdf.Bytes())
			return err
		})
		if !errors.Is(err, db.ErrMoved) {
			break
		}
	}
	draft.Letters = nil
	if err != nil {
		return draft, fmt.Errorf("print a batch: %w", err)
	}
	return draft, nil
}

// Renew queues lost, damaged or overdue letters again, each with a new temporary password valid for life; the old
// passwords are revoked. It hashes the passwords one after the other before the transaction, about 25 ms each, so that
// the other cores remain available for logins. Errors: db.ErrMoved (nothing was changed), account.ErrBusy.
func Renew(ctx context.Context, d *db.DB, h *keys.Hasher, c db.LetterChoice, why db.LetterReason, life time.Duration, act db.Act) (db.Renewed, error) {
	var done db.Renewed
	letters, err := d.ReprintCandidates(ctx, c, act.At)
	if err != nil {
		return done, fmt.Errorf("renew letters: %w", err)
	}
	var renewals []db.Renewal
	for _, l := range letters {
		secret := account.NewTemporaryPassword()
		hash, err := h.Hash(ctx, secret)
		if err != nil {
			return done, fmt.Errorf("renew letters: %w", err)
		}
		renewals = append(renewals, db.Renewal{LetterID: l.ID, Secret: secret, Hash: hash})
	}
	err = d.InTx(ctx, func(t *db.Tx) (err error) {
		done, err = t.Requeue(ctx, renewals, why, life, act)
		return err
	})
	if err != nil {
		return db.Renewed{}, fmt.Errorf("renew letters: %w", err)
	}
	return done, nil
}

// HoldReasons explains to an agent why a letter is held and how to release it. It is empty for a letter that is not
// held.
func HoldReasons(h db.LetterHold, loc *time.Location) (reasons []string) {
	for _, p := range h.Problems {
		shorter := ""
		if p.Shorter != "" {
			shorter = texts.AddressShortens
		}
		reasons = append(reasons, texts.Join(p.Reason, shorter))
	}
	if !h.CameBack.IsZero() {
		reasons = append(reasons, texts.LetterCameBack(paperDay(h.CameBack.In(loc))))
	}
	if h.Late {
		reasons = append(reasons, texts.LetterTooLate)
	}
	if h.Damaged {
		reasons = append(reasons, texts.LetterDamaged)
	}
	return reasons
}
