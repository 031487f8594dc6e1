package courier

import (
	"maps"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sesame/db"
)

// No text that strangers type into the contact form, that a file contains or that agents answer becomes a header or a recipient
// of a mail in the SMTP dialogue.
func TestNothingTypedBecomesAHeaderOfAMail(t *testing.T) {
	const evil = "x\r\nBcc: tous@evil.example\r\n\r\n<script>"
	for _, kind := range []string{db.KindContact, db.KindContactAnswer, db.KindCode, db.KindTemporary} {
		t.Run(kind, func(t *testing.T) {
			relay := newScripted(t, nil)
			s, err := NewSMTP("smtp://127.0.0.1:"+relay.port()+"?tls=none", "a@poitou.example", aCaisse.Host)
			if err != nil {
				t.Fatal(err)
			}
			sent := aMessage(kind)
			sent.Name, sent.Request, sent.Detail = evil, evil, evil
			for name := range sent.Fields {
				if name != "email" { // an address was read as one before (account.ParseEmail)
					sent.Fields[name] = evil
				}
			}
			m, err := renderMail(aCaisse, sent, paris(t))
			if err != nil {
				t.Fatal(err)
			}
			m.Reference = "REF1"
			if err := s.SendMail(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			if commands := relay.commands(); strings.Count(commands, "RCPT") != 1 || strings.Contains(commands, "evil") {
				t.Errorf("the relay was told\n%s", commands)
			}
			got, err := mail.ReadMessage(strings.NewReader(receive(t, relay)))
			if err != nil {
				t.Fatal(err)
			}
			known := []string{"Auto-Submitted", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Reply-To", "Subject", "To"}
			unknown := slices.DeleteFunc(slices.Sorted(maps.Keys(got.Header)), func(name string) bool { return slices.Contains(known, name) })
			if diff := cmp.Diff([]string{}, unknown); diff != "" {
				t.Errorf("headers (-want +got)\n%s", diff)
			}
		})
	}
}
