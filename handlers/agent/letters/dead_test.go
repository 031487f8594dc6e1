package letters_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
	"sesame/texts/textstest"
)

// replaces sends the nth member another temporary password by e-mail.
func replaces(t *testing.T, s *servicetest.Service, n int) {
	t.Helper()
	if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return tx.IssueTemporary(context.Background(), s.Member(servicetest.Tiers(n)).ID, db.Temporary{Hash: "another", Channel: account.Email, IssuedAt: s.Now().Add(time.Second), ExpiresAt: s.Now().Add(time.Hour)})
	}); err != nil {
		t.Fatal(err)
	}
}

func TestALetterWhosePasswordIsDeadSaysSo(t *testing.T) {
	s := servicetest.NewService(t)
	secrets := s.QueueLetters(5)
	b := s.AgentBrowser(db.RoleMailroom)
	b.Prints(s.WaitingLetter(1).ID, s.WaitingLetter(2).ID, s.WaitingLetter(3).ID).Secrets()
	waits := s.WaitingLetter(4)
	s.Wait(time.Minute)
	replaces(t, s, 1)
	replaces(t, s, 4)
	s.Browser().LogIn(servicetest.Tiers(2), secrets[2]).Press("Suivant", servicetest.Fields{"nouveau": servicetest.AgentPassword, "confirmation": servicetest.AgentPassword})
	lot := servicetest.Courriers + "/lots/1"
	rows := b.Get(lot).Says("2 lettres à poster ne marchent plus").Doc.Find("tbody tr")
	for i, says := range []string{texts.DeadReplaced, texts.DeadUsed, ""} {
		row := textstest.Plain(rows.Eq(i).Text())
		if dead := strings.Contains(row, "ne marche plus"); dead != (says != "") || !strings.Contains(row, says) {
			t.Errorf("letter %d: %s", i+1, row)
		}
	}
	t.Run("one that waits is not printed, and is counted apart", func(t *testing.T) {
		b.Get(servicetest.Courriers).Says("À imprimer : 1", "Jamais imprimés, et sans suite : 1", waits.Request+" : Mme Jeanne Aubert4", texts.DeadReplaced)
		if got := b.Prints().Secrets(); len(got) != 1 || got[0] != secrets[5] {
			t.Errorf("printed %q", got)
		}
		if err := s.DB.Purge(t.Context(), s.Now()); err != nil {
			t.Fatal(err)
		}
		b.Get(servicetest.Courriers).Says("Jamais imprimés, et sans suite : 1", waits.Request, texts.DeadReplaced)
	})
	t.Run("one of a suspended account, and one whose time is over", func(t *testing.T) {
		if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.SetStatus(t.Context(), s.Member(servicetest.Tiers(3)), db.Status{State: db.StateSuspended, At: s.Now(), By: "system"}, s.Now())
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if row := b.Get(lot).Doc.Find("tbody tr").Eq(2); !strings.Contains(textstest.Plain(row.Text()), texts.DeadClosed) {
			t.Errorf("of a suspended account: %s", row.Text())
		}
		s.Wait(s.Limits.LetterTTL)
		if row := s.AgentBrowser(db.RoleMailroom).Get(servicetest.Courriers + "/lots/2").Doc.Find("tbody tr").Eq(0); !strings.Contains(textstest.Plain(row.Text()), texts.DeadLate) {
			t.Errorf("whose time is over: %s", row.Text())
		}
	})
}

// A letter stays valid beside a later one, because the person who requested that one has proved nothing.
func TestALetterBesideAnotherIsNotDead(t *testing.T) {
	s := servicetest.NewService(t)
	s.QueueLetters(1)
	b := s.AgentBrowser(db.RoleMailroom)
	b.Prints().Secrets()
	if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return tx.IssueTemporary(t.Context(), s.Member(servicetest.Tiers(1)).ID, db.Temporary{Hash: "another", Channel: account.Letter, IssuedAt: s.Now().Add(time.Second), ExpiresAt: s.Now().Add(time.Hour), Beside: true})
	}); err != nil {
		t.Fatal(err)
	}
	b.Get(servicetest.Courriers + "/lots/1").SaysNot("ne marche plus")
}
