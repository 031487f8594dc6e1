package courier

import (
	"strings"
	"testing"

	"sesame/account"
	"sesame/db"
)

func TestALetterThatIsHeldSaysWhy(t *testing.T) {
	h := db.LetterHold{Problems: []account.AddressProblem{{Line: 4, Reason: "La ligne 4 compte 43 caractères : 38 au plus.", Shorter: "y"}}, CameBack: afternoon, Late: true, Damaged: true}
	got := strings.Join(HoldReasons(h, paris(t)), "\n")
	for _, want := range []string{"La ligne 4 compte 43 caractères : 38 au plus. Une abréviation", "est revenu de cette adresse le 23 novembre 2026", "trop près de sa fin", "ne se lit plus"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
	if HoldReasons(db.LetterHold{}, paris(t)) != nil {
		t.Error("reasons for one that is not held")
	}
}
