package acts_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/journey/events"
)

// mobiles are members who can be reached by SMS and by e-mail.
func (h *house) mobiles(n int) (identifiers []string) {
	h.t.Helper()
	file := "identifiant;categorie;nom;adresse5;email;portable\n"
	for i := range n {
		id := fmt.Sprintf("M%d", 1000+i)
		identifiers = append(identifiers, id)
		file += fmt.Sprintf("%s;tiers;NOM %d;4 rue Haute;m%d@poitou.example;06 39 98 %02d %02d\n", id, i, i, 20+i/100, i%100)
	}
	table, err := backoffice.OpenTable(strings.NewReader(file), backoffice.MemberColumns)
	h.must(err)
	if report, err := h.Import(h.t.Context(), acts.Command, acts.MembersFile, table, db.ImportOptions{}); err != nil || !report.Applied {
		h.t.Fatalf("%+v, %v", report, err)
	}
	return identifiers
}

// asks begins « oubli » by code for an identifier and requests the code by a channel, from a network address of its own.
func (h *house) asks(typed string, channel account.Channel, browser []byte) *db.Flow {
	h.t.Helper()
	ctx, who := h.t.Context(), h.stranger()
	who.Shared, who.Browser = true, browser
	s, err := h.LookUp(ctx, h.identifier(typed))
	h.must(err)
	var f *db.Flow
	h.must(h.tx(func(ctx context.Context, t *db.Tx) (err error) {
		f, err = h.BeginForgotten(ctx, t, who, journey.Forgotten, s, h.DB.Keys().Index("browser", []byte(typed)))
		return err
	}))
	f.Path = account.ByCode
	h.must(h.ChooseChannel(ctx, who, f, s.Member, channel))
	return f
}

func (h *house) messageWaits(f *db.Flow) bool {
	h.t.Helper()
	wait, err := h.WaitOf(h.t.Context(), f)
	h.must(err)
	return wait.Waits
}

func (h *house) heldNow() (waiting []db.HeldRow) {
	h.t.Helper()
	held, err := h.DB.HeldMessages(h.t.Context(), -1)
	h.must(err)
	for _, m := range held {
		waiting = append(waiting, m.Row())
	}
	return waiting
}

func TestBeyondTheCeilingStrangersWaitForAnAgent(t *testing.T) {
	h := newHouse(t, membersFile)
	h.Limits.SMSCeiling = account.Ceiling{Hour: 10, Day: 40}
	members := h.mobiles(30)
	var flows []*db.Flow
	for _, id := range members {
		flows = append(flows, h.asks(id, account.SMS, nil))
	}
	unknown := h.asks(nobody, account.SMS, nil)
	if n := len(h.sent()); n != 10 {
		t.Fatalf("%d SMS left, want 10", n)
	}
	if h.messageWaits(flows[9]) || !h.messageWaits(flows[10]) || !h.messageWaits(unknown) {
		t.Error("who waits is not who came after the tenth, nobody included")
	}
	byMail := h.asks(members[29], account.Email, nil)
	if sent := h.sent(); len(sent) != 1 || sent[0].Channel != account.Email || h.messageWaits(byMail) {
		t.Errorf("e-mail waits, too: %+v", sent)
	}
	waiting := h.heldNow()
	if len(waiting) != 20 {
		t.Fatalf("%d wait, want 20", len(waiting))
	}

	first, second := h.agent("cpetit", db.RoleAgent), h.agent("ymoreau", db.RoleAgent)
	h.clock = h.clock.Add(40 * time.Minute) // past the time that the codes had
	one := acts.Held{Messages: waiting[:1]}
	if n, _, err := h.Release(t.Context(), first, one, events.Noted("appel de l'adhérent")); n != 1 || err != nil {
		t.Fatalf("%d released, %v", n, err)
	}
	var refused *acts.Refused
	if _, _, err := h.Release(t.Context(), second, one, events.Noted("appel de l'adhérent")); !errors.As(err, &refused) || refused.Why != acts.HeldEnded {
		t.Errorf("a second agent: %v", err)
	}
	sent := h.sent()
	if len(sent) != 1 || !sent[0].Until.Equal(h.clock.Add(h.Limits.CodeTTL)) {
		t.Fatalf("the released code is not good from its release: %+v", sent)
	}
	if h.messageWaits(flows[10]) || !h.messageWaits(flows[11]) {
		t.Error("not the released one has left")
	}
	h.must(h.TryForgotten(t.Context(), h.stranger(), flows[10], sent[0].Secret))
	h.sent()

	err := h.tx(func(ctx context.Context, tx *db.Tx) error {
		n, err := h.Decline(ctx, tx, second, acts.Held{Messages: waiting}, events.Noted("attaque"))
		if n != 19 {
			t.Errorf("%d declined, want 19", n)
		}
		return err
	})
	if err != nil || len(h.heldNow()) != 0 || len(h.sent()) != 0 {
		t.Errorf("after all were declined: %v", err)
	}
	if h.messageWaits(unknown) {
		t.Error("nobody's waits on when all members' were decided")
	}
	if noted := h.noted(); !slices.Contains(noted, "held-released ok") || !slices.Contains(noted, "held-declined ok") {
		t.Errorf("the log has %q", noted)
	}
}

func TestAHeldMessageThatNobodyReleasesEndsWithItsDemand(t *testing.T) {
	h := newHouse(t, membersFile)
	h.Limits.SMSCeiling = account.Ceiling{Hour: 1, Day: 40}
	members := h.mobiles(2)
	for _, id := range members {
		h.asks(id, account.SMS, nil)
	}
	h.sent()
	if _, err := h.DB.ExpireOutbox(t.Context(), h.clock.Add(h.Limits.JourneyTTL)); err != nil {
		t.Fatal(err)
	}
	sent, err := h.DB.SentMessages(t.Context(), h.member(members[1]).ID, 1)
	if err != nil || sent[0].State != db.MessageExpired || sent[0].Failure != db.HeldTooLong {
		t.Errorf("%+v, %v", sent, err)
	}
	h.clock = h.clock.Add(time.Hour)
	h.asks(members[1], account.SMS, nil)
	if n := len(h.sent()); n != 1 {
		t.Errorf("%d SMS once the hour is over, want 1", n)
	}
}

func TestTheCaisseIsToldOfACeilingOnceAWindow(t *testing.T) {
	h := newHouse(t, membersFile)
	h.Limits.SMSCeiling = account.Ceiling{Hour: 5, Day: 100}
	members := h.mobiles(5)
	for i, id := range members {
		h.asks(id, account.SMS, nil)
		h.sent()
		for range 2 {
			h.must(h.TellBudgets(t.Context()))
		}
		want := 0
		if i == 3 {
			want = 1
		}
		if told := h.sent(); len(told) != want || want == 1 && (told[0].Kind != db.KindBudget || told[0].To != h.Caisse.ContactEmail) {
			t.Errorf("after %d of 5: %+v", i+1, told)
		}
	}
	h.clock = h.clock.Add(61 * time.Minute)
	h.must(h.TellBudgets(t.Context()))
	if told := h.sent(); len(told) != 0 {
		t.Errorf("told of an hour that is over: %+v", told)
	}
}

// letter requests a letter, as « oubli » does for a member who can be reached by letter only.
func (h *house) letter(typed string) (*db.Flow, acts.LetterState) {
	h.t.Helper()
	ctx := h.t.Context()
	s, err := h.LookUp(ctx, h.identifier(typed))
	h.must(err)
	var f *db.Flow
	h.must(h.tx(func(ctx context.Context, tx *db.Tx) (err error) {
		f, err = h.BeginForgotten(ctx, tx, h.stranger(), journey.Forgotten, s, h.DB.Keys().Index("browser", []byte(typed)))
		return err
	}))
	f.Channel = account.Email
	h.must(h.SendTemporary(ctx, h.stranger(), f, s.Member))
	state, err := h.LetterOf(ctx, f)
	h.must(err)
	return f, state
}

func TestALetterThatCameBackCountsNoMore(t *testing.T) {
	h := newHouse(t, membersFile)
	for range 3 {
		h.letter(paper)
		h.clock = h.clock.Add(8 * 24 * time.Hour)
	}
	who := h.agent("lfaure", db.RoleMailroom)
	if _, err := h.Print(t.Context(), who, db.Recto, nil, func(io.Writer, db.BatchDraft) error { return nil }, io.Discard); err != nil {
		t.Fatal(err)
	}
	newest, err := h.DB.LettersOfMember(t.Context(), h.member(paper).ID, 1)
	h.must(err)
	h.must(h.tx(func(ctx context.Context, tx *db.Tx) error {
		_, err := h.ReturnLetter(ctx, tx, who, newest[0].ID, newest[0].Stamp(), db.ReturnedUnknown)
		return err
	}))
	if _, state := h.letter(paper); state != (acts.LetterState{}) {
		t.Errorf("the next letter does not leave: %+v", state)
	}
}

func TestAFourthLetterWaitsAndAReleasedOneLeaves(t *testing.T) {
	h := newHouse(t, membersFile)
	for _, typed := range []string{paper, nobody} {
		for range 3 {
			if _, state := h.letter(typed); state != (acts.LetterState{}) {
				t.Fatalf("%s: %+v", typed, state)
			}
			h.clock = h.clock.Add(8 * 24 * time.Hour)
		}
	}
	own, state := h.letter(paper)
	others, same := h.letter(nobody)
	if !state.Quarter || !state.Waits.Equal(h.clock) || same != state {
		t.Fatalf("the fourth: %+v, nobody's %+v", state, same)
	}
	waiting, err := h.DB.LetterRequests(t.Context(), -1)
	if err != nil || len(waiting) != 1 {
		t.Fatalf("%+v, %v", waiting, err)
	}
	h.clock = h.clock.Add(5 * 24 * time.Hour)
	who, chosen := h.agent("cpetit", db.RoleAgent), acts.Held{Letters: []db.HeldRow{waiting[0].Row()}}
	if n, _, err := h.Release(t.Context(), who, chosen, events.Noted("appel de l'adhérente")); n != 1 || err != nil {
		t.Fatalf("%d released, %v", n, err)
	}
	queued, err := h.DB.WaitingLetters(t.Context(), h.clock)
	if err != nil || len(queued) != 1 || !queued[0].ExpiresAt.Equal(h.clock.Add(h.Limits.LetterTTL)) {
		t.Errorf("the released letter: %+v, %v", queued, err)
	}
	for _, f := range []*db.Flow{own, others} {
		if state, err := h.LetterOf(t.Context(), f); err != nil || state != (acts.LetterState{}) {
			t.Errorf("after the release: %+v, %v", state, err)
		}
	}
	var refused *acts.Refused
	if _, _, err := h.Release(t.Context(), who, chosen, events.Noted("encore")); !errors.As(err, &refused) || refused.Why != acts.HeldEnded {
		t.Errorf("a double click: %v", err)
	}
}

func TestALetterThatNobodyGrantsIsTold(t *testing.T) {
	h := newHouse(t, membersFile)
	m := h.member(sirius)
	h.must(h.tx(func(ctx context.Context, tx *db.Tx) error {
		return tx.AskLetter(ctx, db.LetterRequest{SubjectKey: m.IdentifierKey, MemberID: m.ID, Request: "KTR-482", Channel: account.Email, Why: db.WaitsBudget,
			AskedAt: h.clock, ExpiresAt: h.clock.Add(time.Hour)})
	}))
	h.must(h.EndLateLetterRequests(t.Context()))
	if told := h.sent(); len(told) != 0 {
		t.Errorf("told too early: %+v", told)
	}
	h.clock = h.clock.Add(time.Hour)
	h.must(h.EndLateLetterRequests(t.Context()))
	if told := h.sent(); len(told) != 1 || told[0].Kind != db.KindLetterDeclined || told[0].Request != "KTR-482" {
		t.Errorf("%+v", told)
	}
}

func TestAKnownBrowserPassesTheCeiling(t *testing.T) {
	h := newHouse(t, membersFile)
	h.Limits.SMSCeiling = account.Ceiling{Hour: 1, Day: 40}
	members, own := h.mobiles(3), h.DB.Keys().Index("browser", []byte("own"))
	h.must(h.tx(func(ctx context.Context, tx *db.Tx) error {
		return tx.RememberBrowser(ctx, db.Account{Member: h.member(members[1]).ID}, own, "Firefox", h.clock, h.clock.Add(24*time.Hour))
	}))
	for _, c := range []struct {
		id   string
		left int
	}{{members[0], 1}, {members[1], 1}, {members[2], 0}} {
		h.asks(c.id, account.SMS, own)
		if sent := h.sent(); len(sent) != c.left {
			t.Errorf("%s: %d SMS, want %d", c.id, len(sent), c.left)
		}
	}
}

func TestContactMailsWaitBeyondTheirCeiling(t *testing.T) {
	h := newHouse(t, membersFile)
	h.Limits.ContactCeiling = account.Ceiling{Hour: 1, Day: 40}
	write := func(who acts.Actor, number string) {
		t.Helper()
		h.must(h.tx(func(ctx context.Context, tx *db.Tx) error {
			return h.WriteContact(ctx, tx, who, &db.ContactMessage{Number: number, Subject: "Ma carte", Name: "Jeanne", Email: "jeanne@ferme.example", Message: "Bonjour"})
		}))
	}
	write(h.stranger(), "AAA-111")
	write(h.stranger(), "AAA-222")
	loggedIn := h.stranger()
	loggedIn.Kind = acts.Member
	write(loggedIn, "AAA-333")
	sent := h.sent()
	var left []string
	for _, m := range sent {
		left = append(left, m.Kind+" "+m.Request)
	}
	if want := []string{"contact AAA-111", "contact-received AAA-111", "contact AAA-333", "contact-received AAA-333"}; !slices.Equal(left, want) {
		t.Fatalf("%v left, want %v", left, want)
	}
	if n, _, err := h.Release(t.Context(), h.agent("cpetit", db.RoleAgent), acts.Held{Messages: h.heldNow()}, events.Noted("journée chargée")); n != 1 || err != nil {
		t.Fatalf("%d released, %v", n, err)
	}
	if sent := h.sent(); len(sent) != 1 || sent[0].Request != "AAA-222" {
		t.Errorf("%+v", sent)
	}
}

// A code that nobody can use any more is not sent: the attempts of its demand are used up, or a right answer has used it.
func TestACodeOfNoUseIsNotReleased(t *testing.T) {
	h := newHouse(t, membersFile)
	h.Limits.SMSCeiling = account.Ceiling{Hour: 1, Day: 40}
	members := h.gardeners(3)
	h.asks(members[0], account.SMS, nil)
	h.sent()
	tried, used, alive := h.asks(members[0], account.SMS, nil), h.asks(members[1], account.SMS, nil), h.asks(members[2], account.SMS, nil)
	for range h.Limits.CodeTries {
		var no *acts.Refused
		if err := h.TryForgotten(t.Context(), h.stranger(), tried, "00000"); !errors.As(err, &no) {
			t.Fatalf("a wrong code: %v", err)
		}
	}
	h.answersHeld(used, members[1], 31241)
	h.must(h.TryForgotten(t.Context(), h.stranger(), used, h.sent()[0].Secret))
	h.sent()
	who := h.agent("cpetit", db.RoleAgent)
	n, dropped, err := h.Release(t.Context(), who, acts.Held{Messages: h.heldNow()}, events.Noted("appel de l'adhérent"))
	if sent := h.sent(); n != 1 || dropped != 2 || err != nil || len(sent) != 1 || sent[0].Request != alive.Request {
		t.Errorf("%d released, %d dropped, %v: %+v", n, dropped, err, sent)
	}
	if len(h.heldNow()) != 0 {
		t.Error("a code of no use waits on")
	}
	if noted := h.noted(); !slices.Contains(noted, "held-released blocked") {
		t.Errorf("the log has %q", noted)
	}
}
