package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

func TestAgentsActsAreFoundAmongTheMembers(t *testing.T) {
	d := openDB(t)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
		for i, e := range []db.Event{
			{Name: "login", Actor: "member"},
			{Name: "agent-login", Actor: "agent:a_b", Reason: "totp"},
			{Name: "agent-login", Actor: "stranger", Result: db.ResultRefused, Reason: "password of a_b"},
			{Name: "agent-login", Actor: "stranger", Result: db.ResultRefused, Reason: "password of axb"},
			{Name: "agent-added", Actor: "system", Reason: "a_b agent"},
			{Name: "agent-disabled", Actor: "agent:boss", Reason: "a_b"},
			{Name: "login", Actor: "stranger", Reason: "a_b"},
			{Name: "import", Actor: "agent:a_b", Reason: "members"},
		} {
			if e.Result == "" {
				e.Result = db.ResultOK
			}
			err = errors.Join(err, tx.Audit(ctx, e, noon.Add(time.Duration(i)*time.Hour)))
		}
		return err
	})
	for name, c := range map[string]struct {
		q    db.AgentActs
		want string
	}{
		"everybody's, newest first":   {db.AgentActs{Limit: 10}, "[8 6 5 4 3 2]"},
		"one agent's, and about them": {db.AgentActs{Login: "a_b", Limit: 10}, "[8 6 5 3 2]"},
		"the next page":               {db.AgentActs{Login: "a_b", Before: 5, Limit: 1}, "[3]"},
		"within some hours":           {db.AgentActs{From: noon.Add(2 * time.Hour), To: noon.Add(4 * time.Hour), Limit: 10}, "[4 3]"},
		"nobody's":                    {db.AgentActs{Login: "b", Limit: 10}, "[]"},
	} {
		rows, err := d.AgentActs(t.Context(), c.q)
		if err != nil {
			t.Fatal(err)
		}
		seqs := []int64{}
		for _, r := range rows {
			seqs = append(seqs, r.Seq)
		}
		if got := fmt.Sprint(seqs); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	var id, parent, unused int
	var plan string
	raw, err := sql.Open("sqlite3", d.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if err := raw.QueryRow(`EXPLAIN QUERY PLAN `+db.QueryAgentActs, 1, 1, 1, "", 1).Scan(&id, &parent, &unused, &plan); err != nil || !strings.Contains(plan, "audit_by_agents") {
		t.Errorf("the whole log is read: %s, %v", plan, err)
	}
}
