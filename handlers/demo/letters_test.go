package demo

import (
	"testing"

	"sesame/account"
	"sesame/db"
)

func TestTheDemonstrationHasWorkForTheMailroom(t *testing.T) {
	d := filled(t)
	queue, err := d.LetterQueue(t.Context(), now)
	if err != nil {
		t.Fatal(err)
	}
	printable, long, cameBack := 0, 0, 0
	for _, l := range queue {
		switch {
		case len(l.Hold.Problems) == 1 && l.Hold.Problems[0].Shorter != "":
			long++
		case !l.Hold.CameBack.IsZero():
			cameBack++
		case !l.Hold.Held():
			printable++
		}
	}
	if printable < 3 || long != 1 || cameBack != 1 {
		t.Errorf("%d letters can be printed, %d have a long line, %d go where one came back from", printable, long, cameBack)
	}
	batches, err := d.LetterBatches(t.Context(), 0, 10)
	if err != nil || len(batches) != 2 || batches[0].States[db.LetterPrinted] != 2 || batches[1].States[db.LetterPosted] != 3 || batches[1].States[db.LetterReturned] != 1 {
		t.Errorf("batches %+v, %v", batches, err)
	}
	for _, secret := range letterSecrets() {
		if !account.IsTemporary(secret) {
			t.Errorf("%s is not written as temporary passwords are", secret)
		}
	}
}
