package account_test

import (
	"testing"

	"sesame/account"
)

// RGAA 4.1.2 sets the limits at 50 % and at 100 %.
func TestTheConformityFollowsTheAudit(t *testing.T) {
	for rate, want := range map[int]string{0: "non conforme", 499: "non conforme", 500: "partiellement conforme", 999: "partiellement conforme", 1000: "totalement conforme"} {
		if got := (account.Audit{Rate: rate}).Conformity(); got != want {
			t.Errorf("%d: %s", rate, got)
		}
	}
	if got := (account.Audit{Rate: 875}).Percent(); got != "87,5" {
		t.Error(got)
	}
}
