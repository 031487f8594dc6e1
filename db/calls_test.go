package db_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"sesame/account/backoffice"
	"sesame/db"
)

func TestNoTwoCallsOfAMemberHaveTheSameWords(t *testing.T) {
	d := openDB(t)
	load(t, d, backoffice.MemberColumns, smallHeader+"1650586194003;tiers;Aubert;86000 Poitiers;;;\n", db.ImportOptions{Confirmed: true})
	n := 0
	draw := func() string { // each pair is drawn twice
		n++
		return fmt.Sprintf("moulin %d", n/2)
	}
	seen := map[string]bool{}
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		a, err := tx.AddAgent(t.Context(), "cpetit", db.RoleAgent, noon)
		if err != nil {
			return err
		}
		if err := tx.Invite(t.Context(), a, "verger3champ", noon, noon.Add(time.Hour), noon); err != nil {
			return err
		}
		if err := tx.Enrol(t.Context(), a, tx.InvitationKey(a, "verger3champ"), db.Enrolment{PasswordHash: "hash"}, noon); err != nil {
			return err
		}
		if a, err = tx.Agent(t.Context(), a.ID); err != nil {
			return err
		}
		login, err := tx.OpenAgentLogin(t.Context(), a, "Firefox", nil, noon)
		if err != nil {
			return err
		}
		for i := range 5 {
			at := noon.Add(time.Duration(i) * time.Minute)
			c, err := tx.BeginCall(t.Context(), 1, login, draw, at, at.Add(time.Hour))
			if err != nil {
				return err
			}
			if seen[c.Words] {
				t.Errorf("« %s » again", c.Words)
			}
			seen[c.Words] = true
			now, err := tx.CallOf(t.Context(), 1, login)
			if err != nil || now.Words != c.Words {
				t.Errorf("the call of this session is %+v, %v", now, err)
			}
		}
		all, err := tx.Calls(t.Context(), 1)
		for i, c := range all {
			if live := c.Live(noon.Add(5 * time.Minute)); live != (i == len(all)-1) {
				t.Errorf("call %d is live: %v", i, live)
			}
		}
		if len(all) != 5 {
			t.Errorf("%d calls", len(all))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.CallOf(t.Context(), 1, 99); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("somebody else's session has a call: %v", err)
	}
}
