package gauge

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// made is a password as a password manager makes it by ManagerRules, of the smallest length that they allow.
func made(r *rand.Rand) string {
	classes := []string{"abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", managerSigns}
	for {
		var b strings.Builder
		held := map[int]bool{}
		all := strings.Join(classes, "")
		for range managerLength {
			c := all[r.IntN(len(all))]
			b.WriteByte(c)
			for i, class := range classes {
				if strings.IndexByte(class, c) >= 0 {
					held[i] = true
				}
			}
		}
		if len(held) == len(classes) {
			return b.String()
		}
	}
}

func TestPasswordsThatManagersMakeAfterTheRulesAreAccepted(t *testing.T) {
	if want := "minlength: 12; maxlength: 128; required: lower; required: upper; required: digit; required: [-!?*+=_.]"; ManagerRules != want {
		t.Errorf("the rules are %q", ManagerRules)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		if p := made(r); !Judge(p, Personal{}).Accepted {
			t.Errorf("%q is refused", p)
		}
	}
}
