package gateway_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sesame/courier"
	"sesame/db"
	. "sesame/handlers/servicetest"
)

// left stores an SMS and a mail to Marie as sent, and returns their references.
func left(t *testing.T, s *Service) (sms, mail string) {
	t.Helper()
	m, now := s.Member(Marie), s.Now()
	err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return errors.Join(
			tx.Post(t.Context(), m.ID, db.Message{Kind: db.KindCode, Channel: "sms", To: "+33639981234", At: now}, now, now.Add(time.Hour)),
			tx.Post(t.Context(), m.ID, db.Message{Kind: db.KindCode, Channel: "email", To: "marie@poitou.example", At: now}, now, now.Add(time.Hour)))
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range s.Sent() {
		if w.Channel == "sms" {
			sms = w.Reference
		} else {
			mail = w.Reference
		}
		if err := s.DB.Sent(t.Context(), w.ID, now); err != nil {
			t.Fatal(err)
		}
	}
	return sms, mail
}

func TestADeliveryReportIsNotedOfItsOneMessage(t *testing.T) {
	for name, c := range map[string]struct {
		states string
		fate   db.Fate
		code   string
		agents string
	}{
		"delivered":            {"1", db.FateDelivered, "", "arrivé"},
		"not delivered":        {"2", db.FateBounced, "sms-non-remis", "le téléphone n'a pas reçu le message"},
		"rejected":             {"16", db.FateBounced, "sms-rejete", "l'opérateur a rejeté le message"},
		"delivered, then not":  {"1 2", db.FateBounced, "sms-non-remis", "le téléphone n'a pas reçu le message"},
		"rejected, then taken": {"16 1", db.FateBounced, "sms-rejete", "l'opérateur a rejeté le message"},
		"on its way":           {"4 8", "", "", "remis à la passerelle SMS"},
		"nonsense":             {"17 0 -1 un", "", "", "remis à la passerelle SMS"},
	} {
		t.Run(name, func(t *testing.T) {
			s := NewService(t)
			reference, _ := left(t, s)
			for state := range strings.SplitSeq(c.states, " ") {
				if p := s.Browser().Get(courier.ReportPath + reference + "?etat=" + state); p.Status != http.StatusNoContent {
					t.Errorf("%s: %d", state, p.Status)
				}
			}
			messages, err := s.DB.SentMessages(t.Context(), s.Member(Marie).ID, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range messages {
				if m.Channel == "email" && m.Fate != "" || m.Channel == "sms" && (m.Fate != c.fate || m.FateCode != c.code) {
					t.Errorf("%+v", m)
				}
			}
			s.AgentBrowser(db.RoleAgent).Get(s.Sheet(Marie)).Says(c.agents)
		})
	}
}

func TestAReportTellsNothingToWhoGuesses(t *testing.T) {
	s := NewService(t)
	_, mail := left(t, s)
	noted := func() string {
		return s.Rows() + fmt.Sprintf(", %d fates, %d rows of the audit log", Number(t, s.Raw(), `SELECT count(fate) FROM outbox`), Number(t, s.Raw(), `SELECT count(*) FROM audit`))
	}
	before := noted()
	guesses := []string{"AAAAAAAAAAAAAAAAAAAAAAAAAA", "%27%20OR%201=1", mail}
	for n := range 10 {
		guesses = append(guesses, fmt.Sprint(n)) // the number of a row
	}
	for _, guess := range guesses {
		if p := s.Browser().Get(courier.ReportPath + guess + "?etat=2"); p.Status != http.StatusNoContent {
			t.Errorf("%s: %d", guess, p.Status)
		}
	}
	if after := noted(); after != before {
		t.Errorf("changed:\n%s\nto:\n%s", before, after)
	}
}
