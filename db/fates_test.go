package db_test

import (
	"errors"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

func someMember(t *testing.T, d *db.DB) *db.Member {
	t.Helper()
	members(t, d, smallHeader+"2850586194123;particulier;Dupré;86370 VIVONNE;a@poitou.example;;\n")
	return member(t, d, "2850586194123")
}

// posted returns the reference of a message that was sent to this address; member 0 means no member.
func posted(t *testing.T, d *db.DB, member int64, to string, at time.Time) string {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		return tx.Post(t.Context(), member, db.Message{Kind: db.KindCode, Channel: "email", To: to, At: at}, at, at.Add(time.Hour))
	})
	if err != nil {
		t.Fatal(err)
	}
	due, err := d.Due(t.Context(), at, 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("%d messages are due, %v", len(due), err)
	}
	if err := d.Sent(t.Context(), due[0].ID, at); err != nil {
		t.Fatal(err)
	}
	return due[0].Reference
}

func report(t *testing.T, d *db.DB, reference string, fate db.Fate, code string, at time.Time) (changed bool) {
	t.Helper()
	if err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		changed, err = tx.Report(t.Context(), account.Email, reference, fate, code, at)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return changed
}

func TestWhatComesBackAboutAMessage(t *testing.T) {
	d := openDB(t)
	m := someMember(t, d)
	reference := posted(t, d, m.ID, "a@poitou.example", noon)
	for _, c := range []struct {
		because string
		fate    db.Fate
		code    string
		changes bool
	}{
		{"a delay is noted", db.FateDelayed, "4.4.1", true},
		{"the same news twice changes nothing", db.FateDelayed, "4.4.1", false},
		{"then it arrives", db.FateDelivered, "2.0.0", true},
		{"a delay told late changes nothing", db.FateDelayed, "4.4.1", false},
		{"one that was accepted may still come back", db.FateBounced, "5.1.1", true},
		{"twice is once", db.FateBounced, "5.1.1", false},
		{"nothing undoes that", db.FateDelivered, "2.0.0", false},
	} {
		if got := report(t, d, reference, c.fate, c.code, noon.Add(time.Minute)); got != c.changes {
			t.Errorf("%s: changed %v", c.because, got)
		}
	}
	if report(t, d, "UNKNOWN", db.FateBounced, "5.1.1", noon) {
		t.Error("a message that nobody has sent has come back")
	}
	var other bool
	if err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
		other, err = tx.Report(t.Context(), account.SMS, reference, db.FateBounced, "sms-rejete", noon)
		return err
	}); err != nil || other {
		t.Errorf("a gateway tells of a mail: %v %v", other, err)
	}
	sent, err := d.SentMessages(t.Context(), m.ID, 10)
	if err != nil || len(sent) != 1 || sent[0].Fate != db.FateBounced || sent[0].FateCode != "5.1.1" || !sent[0].FateAt.Equal(noon.Add(time.Minute)) {
		t.Errorf("messages %+v, %v", sent, err)
	}
	told, err := d.AuditOf(t.Context(), m.Identifier(), 10)
	if err != nil || len(told) != 1 || told[0].Kind() != events.MessageBounced || told[0].Channel != "email" || told[0].Cause != "5.1.1" {
		t.Errorf("events %+v, %v", told, err)
	}
}

// A message that was not sent cannot have bounced.
func TestAMessageThatWaitsHasNoFate(t *testing.T) {
	d := openDB(t)
	if err := d.InTx(t.Context(), func(tx *db.Tx) error {
		return tx.Post(t.Context(), 0, db.Message{Kind: db.KindCode, Channel: "email", To: "a@poitou.example", At: noon}, noon, noon.Add(time.Hour))
	}); err != nil {
		t.Fatal(err)
	}
	due, err := d.Due(t.Context(), noon, 1)
	if err != nil {
		t.Fatal(err)
	}
	if report(t, d, due[0].Reference, db.FateBounced, "5.1.1", noon) {
		t.Error("it has come back before it left")
	}
	if err := d.HandOver(t.Context(), due[0].ID, 1); err != nil {
		t.Fatal(err)
	}
	if !report(t, d, due[0].Reference, db.FateBounced, "5.1.1", noon) {
		t.Error("it was given away, and what came back was not noted")
	}
}

func TestAnAddressThatRefused(t *testing.T) {
	d := openDB(t)
	m := someMember(t, d)
	m.Contacts = map[db.ContactKind]db.Contact{db.Email: {Value: "a@poitou.example"}}
	refused := func() (db.SentMessage, bool) {
		t.Helper()
		found, err := d.RefusedAt(t.Context(), m, "email")
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			t.Fatal(err)
		}
		return found, err == nil
	}
	first := posted(t, d, m.ID, "a@poitou.example", noon)
	if _, told := refused(); told {
		t.Error("nothing came back, and the address is said to refuse")
	}
	report(t, d, first, db.FateDelayed, "4.4.1", noon)
	if _, told := refused(); told {
		t.Error("a delay is no refusal")
	}
	report(t, d, first, db.FateBounced, "5.1.1", noon.Add(time.Minute))
	if found, told := refused(); !told || found.FateCode != "5.1.1" || !found.CreatedAt.Equal(noon) {
		t.Errorf("the refusal is not told: %+v", found)
	}
	m.Contacts[db.Email] = db.Contact{Value: "b@poitou.example"}
	if _, told := refused(); told {
		t.Error("another address refuses nothing")
	}
	m.Contacts[db.Email] = db.Contact{Value: "a@poitou.example", VerifiedAt: noon.Add(time.Hour)}
	if _, told := refused(); told {
		t.Error("a code sent there came back since")
	}
	m.Contacts[db.Email] = db.Contact{Value: "A@poitou.example"}
	if _, told := refused(); !told {
		t.Error("the same address in capitals is the same")
	}
	report(t, d, posted(t, d, m.ID, "a@poitou.example", noon.Add(2*time.Hour)), db.FateDelivered, "2.0.0", noon.Add(2*time.Hour))
	if _, told := refused(); told {
		t.Error("a message has arrived there since")
	}
}
