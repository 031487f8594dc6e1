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
	"sesame/journey/events"
)

func TestAgentsActsAreFoundAmongTheMembers(t *testing.T) {
	d := openDB(t)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
		named := events.Details{Way: events.ByPassword, Login: "a_b"}
		other := events.Details{Way: events.ByPassword, Login: "axb"}
		for i, e := range []events.Event{
			events.Login.OK(nil, events.Details{}).By("member", nil),
			events.AgentLogin.OK(nil, events.Details{Way: events.ByTOTP}).By("agent:a_b", nil),
			events.AgentLogin.Refused(nil, named).By("stranger", nil),
			events.AgentLogin.Refused(nil, other).By("stranger", nil),
			events.AgentAdded.OK(nil, events.Details{Login: "a_b", Role: "agent"}).By("system", nil),
			events.AgentDisabled.OK(nil, events.Details{Login: "a_b"}).By("agent:boss", nil),
			events.Login.Refused(nil, events.Details{}).By("stranger", nil),
			events.Imported.OK(nil, events.Details{Object: "adherents"}).By("agent:a_b", nil),
			events.Unblocked.OK([]byte{1}, events.Details{Grounds: events.Noted("a_b")}).By("agent:boss", nil), // typed by an agent: names nobody
			events.PasswordReset.OK([]byte{1}, events.Details{Channel: "sms", Login: "a_b"}).By("agent:boss", nil),
		} {
			err = errors.Join(err, tx.Audit(ctx, e, noon.Add(time.Duration(i)*time.Hour)))
		}
		return err
	})
	for name, c := range map[string]struct {
		q    db.AgentActs
		want string
	}{
		"everybody's, newest first":   {db.AgentActs{Limit: 10}, "[10 9 8 6 5 4 3 2]"},
		"one agent's, and about them": {db.AgentActs{Login: "a_b", Limit: 10}, "[10 8 6 5 3 2]"},
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

func TestAgentsActsAboutOneAccountAreFoundAmongTheOthers(t *testing.T) {
	d := openDB(t)
	members(t, d, smallHeader+"2850586194123;particulier;Dupré;86370 VIVONNE;;;\n2850586194124;particulier;Dupin;86370 VIVONNE;;;\n")
	zoe, max := member(t, d, "2850586194123"), member(t, d, "2850586194124")
	inTx(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
		for i, e := range []events.Event{
			events.MemberSeen.OK(zoe.IdentifierKey, events.Details{}).By("agent:odile", nil),
			events.MemberSeen.OK(max.IdentifierKey, events.Details{}).By("agent:odile", nil),
			events.MemberSeen.OK(zoe.IdentifierKey, events.Details{}).By("agent:paul", nil),
			events.Login.OK(zoe.IdentifierKey, events.Details{}).By("member", nil),
		} {
			err = errors.Join(err, tx.Audit(ctx, e, noon.Add(time.Duration(i)*time.Hour)))
		}
		return err
	})
	for want, q := range map[string]db.AgentActs{
		"[agent:paul agent:odile]": {About: zoe.Identifier(), Limit: 10},
		"[agent:odile]":            {About: zoe.Identifier(), Login: "odile", Limit: 10},
		"[agent:paul]":             {About: zoe.Identifier(), Limit: 1},
	} {
		rows, err := d.AgentActs(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var by []string
		for _, r := range rows {
			if r.Target != fmt.Sprintf("%x", zoe.IdentifierKey) {
				t.Errorf("a row about another account: %+v", r)
			}
			by = append(by, r.Actor)
		}
		if got := fmt.Sprint(by); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
