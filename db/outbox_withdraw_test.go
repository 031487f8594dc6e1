package db_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"sesame/db"
)

// Messages that give access to an account are not sent once the back office has closed it; an answer to a question is.
func TestMessagesOfAClosedAccountAreWithdrawn(t *testing.T) {
	d := openDB(t)
	members(t, d, wideHeader+wide(t, "fin=24/11/2026")+wide(t, "identifiant=T1", "categorie=tiers", "fin="))
	post := func(identifier, kind string) {
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			return tx.Post(ctx, member(t, d, identifier).ID, db.Message{Kind: kind, Channel: "email", To: identifier + " " + kind}, noon, noon.Add(48*time.Hour))
		})
	}
	for _, kind := range []string{db.KindCode, db.KindEmailCode, db.KindBrowserCode, db.KindTemporary, db.KindLetterNotice, db.KindCallWords, db.KindCallCode, db.KindContactAnswer} {
		post(zoe, kind)
	}
	post("T1", db.KindCode)
	waits := func(now time.Time) (to []string) {
		if _, err := d.ExpireOutbox(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		due, err := d.Due(t.Context(), now, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range due {
			to = append(to, w.To)
		}
		return to
	}
	if got := waits(noon); len(got) != 9 {
		t.Errorf("the day before: %q", got)
	}
	if err := d.HandOver(t.Context(), 2, 1); err != nil { // on its way at midnight
		t.Fatal(err)
	}
	want := []string{zoe + " " + db.KindEmailCode, zoe + " " + db.KindContactAnswer, "T1 " + db.KindCode}
	if got := waits(noon.Add(12 * time.Hour)); !slices.Equal(got, want) {
		t.Errorf("on the day: %q", got)
	}
	sent, err := d.SentMessages(t.Context(), member(t, d, zoe).ID, 10)
	if err != nil || sent[7].State != db.MessageExpired || sent[7].Failure != db.WithdrawnClosed {
		t.Errorf("%+v, %v", sent, err)
	}
	if err := d.HandOver(t.Context(), 1, 1); !errors.Is(err, db.ErrWithdrawn) {
		t.Errorf("handing it over: %v", err)
	}
}
