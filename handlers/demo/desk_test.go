package demo

import (
	"testing"
)

func TestTheDemonstrationsRequestCanBeApproved(t *testing.T) {
	d := filled(t)
	waiting, err := d.WaitingApprovals(t.Context(), now)
	if err != nil || len(waiting) != 1 {
		t.Fatalf("%d requests wait, %v", len(waiting), err)
	}
	agents, err := d.Agents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range agents {
		if !a.EnrolledAt.Before(waiting[0].AskedAt) {
			t.Errorf("%s came in at %s, the request at %s", a.Login, a.EnrolledAt, waiting[0].AskedAt)
		}
	}
}
