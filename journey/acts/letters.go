package acts

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"sesame/account"
	"sesame/db"
)

// drafts bounds how often a batch is drawn again because something moved meanwhile.
const drafts = 3

// Print puts the letters that wait on paper, once: they are drawn, then claimed and their passwords wiped in one
// transaction, of which the last act is to write the PDF to w. only are chosen letters, nil for all. Where an error is
// returned, what w holds is to be thrown away: its letters still wait. What it returns has no letters, so no password. A
// crash before the commit leaves them waiting; after it the batch stands, and what did not reach the paper is a lost batch,
// to be renewed. Errors: db.ErrNoLetters (the draft's Held says how many are held), db.ErrMoved where others keep acting on
// the same letters, or on those that were chosen.
func (a *Acts) Print(ctx context.Context, who Actor, layout db.LetterLayout, only []int64, draw func(io.Writer, db.BatchDraft) error, w io.Writer) (draft db.BatchDraft, err error) {
	act := a.byHand(who)
	for range drafts {
		if draft, err = a.DB.DraftBatch(ctx, layout, only, act); err != nil {
			draft.Letters = nil
			return draft, fmt.Errorf("draft a batch: %w", err)
		}
		var pdf bytes.Buffer
		if err = draw(&pdf, draft); err != nil {
			break
		}
		err = a.DB.InTx(ctx, func(t *db.Tx) error {
			if err := a.allow(ctx, t, who, MayPrint); err != nil {
				return err
			}
			if err := t.ClaimBatch(ctx, draft, act); err != nil {
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

// RenewLetters puts letters that were lost, spoilt, or left too long back in the queue, each with a new temporary password;
// the old ones are dead. The passwords are hashed one after the other before the transaction, about 25 ms each, so that
// logins keep the other cores. Errors: db.ErrMoved (nothing was changed), keys.ErrBusy.
func (a *Acts) RenewLetters(ctx context.Context, who Actor, c db.LetterChoice, why db.LetterReason) (db.Renewed, error) {
	act := a.byHand(who)
	letters, err := a.DB.ReprintCandidates(ctx, c, act.At)
	if err != nil {
		return db.Renewed{}, fmt.Errorf("renew letters: %w", err)
	}
	var renewals []db.Renewal
	for _, l := range letters {
		p, err := a.NewTemporary(ctx)
		if err != nil {
			return db.Renewed{}, fmt.Errorf("renew letters: %w", err)
		}
		renewals = append(renewals, db.Renewal{LetterID: l.ID, Secret: p.Secret, Hash: p.Hash})
	}
	var done db.Renewed
	err = a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		if err := a.allow(ctx, t, who, MayPrint); err != nil {
			return err
		}
		done, err = t.Requeue(ctx, renewals, why, a.Limits.LetterTTL, act)
		return err
	})
	if err != nil {
		return db.Renewed{}, fmt.Errorf("renew letters: %w", err)
	}
	return done, nil
}

// PostBatch notes that a batch, or the chosen letters of it, left with the post. version is that of the page (BatchVersion).
// db.ErrMoved where it is another one now.
func (a *Acts) PostBatch(ctx context.Context, t *db.Tx, who Actor, number int64, version string, only []int64) error {
	if err := a.allow(ctx, t, who, MayPrint); err != nil {
		return err
	}
	b, err := t.LetterBatch(ctx, number)
	if err != nil {
		return err
	}
	letters, err := t.LettersOfBatch(ctx, number)
	if err != nil {
		return err
	}
	if BatchVersion(b, letters) != version {
		return db.ErrMoved
	}
	_, err = t.MarkPosted(ctx, number, only, a.byHand(who))
	return err
}

// BatchVersion changes with what the page of a batch says.
func BatchVersion(b db.LetterBatch, letters []db.LetterRow) string {
	newest := int64(0)
	for _, l := range letters {
		newest = max(newest, l.DoneAt.Unix())
	}
	return fmt.Sprintf("%d-%d-%d", len(letters), b.States[db.LetterPrinted], newest)
}

// ReturnLetter notes that the post brought a letter back: its password dies, which killed says. db.ErrMoved where the letter
// is not on its way any more.
func (a *Acts) ReturnLetter(ctx context.Context, t *db.Tx, who Actor, id int64, reason db.LetterReason) (killed bool, err error) {
	if err := a.allow(ctx, t, who, MayPrint); err != nil {
		return false, err
	}
	return t.MarkReturned(ctx, id, reason, a.byHand(who))
}

// AcceptAddress lets a held letter go with the shortened writing of its address that the agent has seen, of that version.
// left is what no abbreviation mends: then nothing is changed. db.ErrMoved where the address is another one now.
func (a *Acts) AcceptAddress(ctx context.Context, t *db.Tx, who Actor, id int64, version string, seen func(db.LetterRow) string) (left []account.AddressProblem, err error) {
	if err := a.allow(ctx, t, who, MayPrint); err != nil {
		return nil, err
	}
	queue, err := t.LetterQueue(ctx, a.Now())
	if err != nil {
		return nil, err
	}
	for _, l := range queue {
		if l.ID == id && seen(l) == version {
			return t.AcceptAddress(ctx, id, a.byHand(who))
		}
	}
	return nil, db.ErrMoved
}

// byHand is how letters note who acts on them, and when.
func (a *Acts) byHand(who Actor) db.Act {
	return db.Act{Actor: who.String(), Origin: who.Origin, At: a.Now()}
}
