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

// drafts is how often a batch may be rendered again because the queue has changed.
const drafts = 3

// Print prints each waiting letter once. It renders the letters, then, in one transaction, claims them, wipes their
// passwords and, as its last act, writes the PDF to w. only lists chosen letters; nil means all. After an error,
// discard what w holds: the letters still wait. The returned draft has no letters, hence no passwords. A crash before
// the commit leaves the letters waiting; after it, the batch exists, and unprinted letters must be renewed as lost.
// Errors: db.ErrNoLetters (the draft's Held counts the held ones), db.ErrMoved when other agents keep changing the
// queue or the chosen letters.
func (a *Acts) Print(ctx context.Context, who Actor, layout db.LetterLayout, only []db.ChosenLetter, draw func(io.Writer, db.BatchDraft) error, w io.Writer) (draft db.BatchDraft, err error) {
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

// RenewLetters queues lost, damaged or overdue letters again, each with a new temporary password; the old passwords are
// revoked. It hashes the passwords one after the other before the transaction, about 25 ms each, so that the other
// cores remain available for logins. Errors: db.ErrMoved (nothing was changed), keys.ErrBusy.
func (a *Acts) RenewLetters(ctx context.Context, who Actor, c db.LetterChoice, why db.LetterReason) (db.Renewed, error) {
	act := a.byHand(who)
	letters, err := a.DB.ReprintCandidates(ctx, c, act.At)
	if err != nil {
		return db.Renewed{}, fmt.Errorf("renew letters: %w", err)
	}
	var renewals []db.Renewal
	for _, l := range letters {
		if l.Kind != db.PasswordLetter {
			renewals = append(renewals, db.Renewal{LetterID: l.ID})
			continue
		}
		p, err := a.NewTemporary(ctx, l.MemberID)
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

// PostBatch records that a batch, or the chosen letters of it, were posted. version is that of the page (BatchVersion).
// db.ErrMoved when the batch has changed since.
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

// BatchVersion is a fingerprint of the content of a batch's page.
func BatchVersion(b db.LetterBatch, letters []db.LetterRow) string {
	newest := int64(0)
	for _, l := range letters {
		newest = max(newest, l.DoneAt.Unix())
	}
	return fmt.Sprintf("%d-%d-%d", len(letters), b.States[db.LetterPrinted], newest)
}

// ReturnLetter records that a letter was returned by the postal service and revokes its password; killed says whether
// it had one. stamp is that of the letter as the agent has seen it. db.ErrMoved when it is another letter, or in another state.
func (a *Acts) ReturnLetter(ctx context.Context, t *db.Tx, who Actor, id int64, stamp string, reason db.LetterReason) (killed bool, err error) {
	if err := a.allow(ctx, t, who, MayPrint); err != nil {
		return false, err
	}
	l, err := t.Letter(ctx, id)
	if err != nil {
		return false, err
	}
	if l.Stamp() != stamp {
		return false, db.ErrMoved
	}
	return t.MarkReturned(ctx, id, reason, a.byHand(who))
}

// SeenAddress is the address of a waiting letter as an agent has seen it.
type SeenAddress struct {
	LetterID  int64
	Version   string                    // of the address on the agent's page
	VersionOf func(db.LetterRow) string // computes the version of the address as it is now
}

// stands says whether the letter still has the address that the agent has seen.
func (s SeenAddress) stands(l db.LetterRow) bool { return s.VersionOf(l) == s.Version }

// AcceptAddress releases a held letter with the abbreviated address that the agent has seen. left lists the problems that
// abbreviation cannot solve; then nothing is changed. db.ErrMoved when the address has changed since.
func (a *Acts) AcceptAddress(ctx context.Context, t *db.Tx, who Actor, seen SeenAddress) (left []account.AddressProblem, err error) {
	if err := a.allow(ctx, t, who, MayPrint); err != nil {
		return nil, err
	}
	return t.AcceptAddress(ctx, seen.LetterID, seen.stands, a.byHand(who))
}

// byHand converts the actor for operations on letters.
func (a *Acts) byHand(who Actor) db.Act {
	return db.Act{Actor: who.String(), Origin: who.Origin, At: a.Now()}
}
