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

// PrintOrder is what an agent asks of the letters that wait.
type PrintOrder struct {
	Caisse   account.Caisse
	Location *time.Location
	Layout   db.LetterLayout
	Only     []int64 // chosen letters; nil for all
	Act      db.Act
}

// drafts bounds how often a batch is drawn again because something moved meanwhile.
const drafts = 3

// Print puts the letters that wait on paper, once: they are drawn, then claimed and their passwords wiped in one
// transaction, of which the last act is to write the PDF to w. Where an error is returned, what w holds is to be thrown
// away: its letters still wait. What it returns has no letters, so no password. A crash before the commit leaves them waiting; after it the batch stands, and what did not
// reach the paper is a lost batch, to be renewed. Errors: db.ErrNoLetters (the draft's Held says how many are held),
// db.ErrMoved where others keep acting on the same letters, or on those that were chosen.
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

// Renew puts letters that were lost, spoilt, or left too long back in the queue, each with a new temporary password that
// lives for life; the old ones are dead. The passwords are hashed one after the other before the transaction, about 25 ms
// each, so that logins keep the other cores. Errors: db.ErrMoved (nothing was changed), account.ErrBusy.
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

// HoldReasons says, for an agent, why a letter is not printed and what lets it go; none for one that is not held.
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
