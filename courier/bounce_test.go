package courier

import (
	"strings"
	"testing"

	"sesame/courier/inbound"
	"sesame/db"
)

// A notification as a real relay writes it: Postfix learns from the next relay that the mailbox is full.
func TestAMailThatComesBackThroughPostfix(t *testing.T) {
	next := newScripted(t, map[string]string{".": "552 5.2.2 mailbox full"})
	p := startPostfix(t, next.listener.Addr().String())
	m := aMail()
	m.Reference = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if err := p.mailer(t, "smtp://"+relayLogin+"@localhost:"+p.startTLS).SendMail(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	receive(t, next) // the mail itself, refused
	got, err := inbound.ReadBounce(strings.NewReader(receive(t, next)))
	if err != nil || got != (inbound.Bounce{Reference: m.Reference, Fate: db.FateBounced, Code: "5.2.2"}) {
		t.Errorf("read %+v, %v", got, err)
	}
}
