package acts_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
	"sesame/journey/acts"
)

// gardeners are members who can be reached by SMS only, who have logged in before, each with an amount of their own.
func (h *house) gardeners(n int) (identifiers []string) {
	h.t.Helper()
	members, payments := "identifiant;categorie;nom;adresse5;portable\n", "identifiant;nature;date;montant\n"
	for i := range n {
		id := fmt.Sprintf("16005861234%02d", i)
		identifiers = append(identifiers, id)
		members += fmt.Sprintf("%s;employeur_jardinier;NOM %d;4 rue Haute;06 39 98 30 %02d\n", id, i, i)
		payments += fmt.Sprintf("%s;cotisations_salaires;15/09/2026;312,4%d\n", id, i)
	}
	for _, file := range []struct {
		acts.File
		text string
	}{{acts.MembersFile, members}, {acts.PaymentsFile, payments}} {
		table, err := backoffice.OpenTable(strings.NewReader(file.text), file.Columns)
		h.must(err)
		if report, err := h.Import(h.t.Context(), acts.Command, file.File, table, db.ImportOptions{}); err != nil || !report.Applied {
			h.t.Fatalf("%+v, %v", report, err)
		}
	}
	return identifiers
}

func (h *house) answersHeld(f *db.Flow, typed string, cents int64) {
	h.t.Helper()
	var m *db.Member
	if f.MemberID != 0 {
		m = h.member(typed)
	}
	h.must(h.AnswerHeld(h.t.Context(), h.stranger(), f, m, acts.Reply{Nature: account.Payroll, Cents: cents}))
}

// waitOf is what the screen says about the SMS of a demand.
func (h *house) waitOf(f *db.Flow) acts.MessageWait {
	h.t.Helper()
	w, err := h.WaitOf(h.t.Context(), f)
	h.must(err)
	return w
}

func TestARightAnswerSendsAnSMSThatWaits(t *testing.T) {
	h := newHouse(t, membersFile)
	h.Limits.SMSCeiling = account.Ceiling{Hour: 1, Day: 40}
	members := h.gardeners(3)
	h.asks(members[0], account.SMS, nil)
	h.sent()
	own, other, unknown := h.asks(members[1], account.SMS, nil), h.asks(members[2], account.SMS, nil), h.asks("1600586123499", account.SMS, nil)
	h.clock = h.clock.Add(20 * time.Minute)
	h.answersHeld(own, members[1], 31299)
	h.answersHeld(other, members[2], 31299)
	h.answersHeld(unknown, "", 31299)
	if sent := h.sent(); len(sent) != 0 {
		t.Fatalf("a wrong answer sends %+v", sent)
	}
	h.answersHeld(own, members[1], 31241)
	sent := h.sent()
	if len(sent) != 1 || sent[0].Channel != account.SMS || !sent[0].Until.Equal(h.clock.Add(h.Limits.CodeTTL)) {
		t.Fatalf("a right answer sends %+v", sent)
	}
	h.answersHeld(other, members[2], 31299)
	h.answersHeld(unknown, "", 31299)
	answered := acts.MessageWait{Waits: true, Answered: true}
	for name, f := range map[string]*db.Flow{"right": own, "wrong": other, "nobody's": unknown} {
		if w := h.waitOf(f); w != answered {
			t.Errorf("after a %s answer the screen says %+v", name, w)
		}
		state, err := h.CodeState(t.Context(), f)
		if err != nil || state.Exhausted {
			t.Errorf("after a %s answer the code's time has not begun anew: %+v, %v", name, state, err)
		}
	}
	h.clock = h.clock.Add(29 * time.Minute) // past what the code had at first
	h.must(h.TryForgotten(t.Context(), h.stranger(), own, sent[0].Secret))
	if sent := h.sent(); len(sent) != 1 || sent[0].Kind != db.KindTemporary {
		t.Errorf("the right code sends %+v", sent)
	}
}

// What others see of the ceiling and of the account does not depend on whether the answer was right.
func TestAnAnswerForAnSMSThatWaitsTellsOthersNothing(t *testing.T) {
	for name, cents := range map[string]int64{"right": 31240, "wrong": 31299} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, membersFile)
			h.Limits.SMSCeiling = account.Ceiling{Hour: 1, Day: 40}
			member := h.gardeners(1)[0]
			h.asks(nobody, account.SMS, nil)
			var flows []*db.Flow
			for range h.Limits.CodesPerDay + 2 { // the last one has no message of its own
				flows = append(flows, h.asks(member, account.SMS, nil))
			}
			own, others := flows[len(flows)-1], flows[len(flows)-2]
			if !h.waitOf(own).Waits || !h.waitOf(others).Waits {
				t.Fatal("the demands do not wait")
			}
			for range 4 {
				h.answersHeld(own, member, cents)
			}
			left := 0
			if cents == 31240 {
				left = 3
			}
			if sent := h.sent(); len(sent) != left {
				t.Errorf("%d SMS left, want %d", len(sent), left)
			}
			if w := h.waitOf(others); w != (acts.MessageWait{Waits: true}) {
				t.Errorf("another demand shows %+v", w)
			}
			if w := h.waitOf(own); !w.NoMore {
				t.Errorf("a fourth answer is taken: %+v", w)
			}
			uses, err := h.Uses(t.Context(), h.DB.Reader)
			h.must(err)
			for _, u := range uses {
				if u.Budget == account.SMSBudget && u.Window > time.Hour && u.Spent != 4 {
					t.Errorf("the budget has %d, want 4", u.Spent)
				}
			}
		})
	}
}

func TestWhoKnowsTheAnswerFloodsNobody(t *testing.T) {
	h := newHouse(t, membersFile)
	h.Limits.SMSCeiling = account.Ceiling{Hour: 1, Day: 40}
	member := h.gardeners(1)[0]
	h.asks(nobody, account.SMS, nil)
	left := 0
	for range 4 {
		f := h.asks(member, account.SMS, nil)
		for range 3 {
			h.answersHeld(f, member, 31240)
		}
		left += len(h.sent())
	}
	if left != h.Limits.CodesPerDay {
		t.Errorf("%d SMS left, want %d", left, h.Limits.CodesPerDay)
	}
}

// Strangers' attempts can invalidate the code of an SMS while it waits for an agent. It would be useless when it arrives, and
// the answer would be lost.
func TestARightAnswerSendsACodeThatCounts(t *testing.T) {
	h := newHouse(t, membersFile)
	h.Limits.SMSCeiling = account.Ceiling{Hour: 1, Day: 40}
	member := h.gardeners(1)[0]
	h.asks(nobody, account.SMS, nil)
	own, unknown := h.asks(member, account.SMS, nil), h.asks("1600586123499", account.SMS, nil)
	h.must(h.tx(func(ctx context.Context, tx *db.Tx) error {
		for range h.Limits.ShortPerYear() {
			if err := errors.Join(tx.Count(ctx, db.WrongCodes, own.SubjectKey, h.clock), tx.Count(ctx, db.WrongCodes, unknown.SubjectKey, h.clock)); err != nil {
				return err
			}
		}
		return nil
	}))
	h.answersHeld(own, member, 31240)
	h.answersHeld(unknown, "", 31240)
	if own.CodesSent != unknown.CodesSent || h.waitOf(own) != h.waitOf(unknown) {
		t.Error("the demand for nobody differs")
	}
	sent := h.sent()
	if len(sent) != 1 {
		t.Fatalf("%d messages left", len(sent))
	}
	h.must(h.TryForgotten(t.Context(), h.stranger(), own, sent[0].Secret))
}

// A person who types the code has proved to hold the contact. The messages that a right answer sends there flood nobody, and
// the answers that released SMS do not count against it.
func TestAnAnswerAfterARightCodeCountsHoweverManyWereGiven(t *testing.T) {
	h := newHouse(t, membersFile)
	member := h.gardeners(1)[0]
	f := h.asks(member, account.SMS, nil)
	f.ThenQuestion = true
	h.must(h.tx(func(ctx context.Context, tx *db.Tx) error {
		for range h.Limits.CodesPerDay {
			if err := tx.Count(ctx, db.RightAnswers, f.SubjectKey, h.clock); err != nil {
				return err
			}
		}
		return nil
	}))
	h.must(h.TryForgotten(t.Context(), h.stranger(), f, h.sent()[0].Secret))
	h.must(h.Answer(t.Context(), h.stranger(), f, h.member(member), acts.Reply{Nature: account.Payroll, Cents: 31240}))
	if sent := h.sent(); len(sent) != 1 || sent[0].Kind != db.KindTemporary {
		t.Errorf("the right answer sends %+v", sent)
	}
}
