package handlers_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
	"sesame/texts/textstest"
)

// smsDue counts the SMS that may be sent.
func smsDue(t *testing.T, s *servicetest.Service) (n int) {
	t.Helper()
	due, err := s.DB.Due(t.Context(), s.Now(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range due {
		if m.Channel == account.SMS {
			n++
		}
	}
	return n
}

// TestThreeHundredSMSWaitForAnAgent: strangers with 30 network addresses request SMS for 300 members, with the ceiling of a
// small caisse. The program restarts in between, and between an agent's decisions.
func TestThreeHundredSMSWaitForAnAgent(t *testing.T) {
	s := servicetest.NewService(t, proxied, func(o *handlers.Options) { o.Limits = account.DefaultLimits() })
	var file strings.Builder
	file.WriteString("identifiant;categorie;raison_sociale;adresse6;email;portable\n")
	for i := range 300 {
		fmt.Fprintf(&file, "M%d;tiers;Étude %d;86000 POITIERS;m%d@poitou.example;06 39 98 %02d %02d\n", i, i, i, i/100, i%100)
	}
	s.ImportFiles(file.String(), "identifiant;nature;date;montant\n")
	a := &attackers{t: t, s: s}
	for i := range 300 {
		s.SetPassword(fmt.Sprintf("M%d", i), servicetest.First)
		if i == 150 {
			s.Restart()
		}
		p := a.program()
		p.address = fmt.Sprintf("10.1.0.%d", i/10+1)
		to := p.forgets(fmt.Sprintf("M%d", i), "sms")
		page, _ := p.does(to, nil)
		if waits := strings.Contains(textstest.Plain(page), "attend l'accord d'un agent"); waits != (i >= 30) {
			t.Fatalf("demand %d: its screen says that it waits: %v", i, waits)
		}
	}
	if n := smsDue(t, s); n != 30 {
		t.Errorf("%d SMS leave, want 30", n)
	}
	s.Restart()
	s.AgentBrowser(db.RoleMailroom).Get("/agent/en-attente").At("/agent/en-attente", 403)
	b := s.AgentBrowser(db.RoleAgent)
	b.Get("/agent").Says("270 envois attendent l'accord d'un agent")
	p := b.Get("/agent/en-attente").Says("Tout faire partir (270)", "Les 200 plus anciens sont montrés, sur 270.")
	p.Press("Faire partir ce qui est coché", nil).At("/agent/en-attente", 422).Says("Cochez ce que vous voulez décider")
	keys := p.Doc.Find(`[name="envoi"]`)
	two := url.Values{"envoi": {keys.Eq(0).AttrOr("value", ""), keys.Eq(1).AttrOr("value", "")}}
	b.Post("/agent/en-attente", two).At("/agent/en-attente", 422) // without a reason
	two.Set("motif", servicetest.Motive)
	b.Post("/agent/en-attente", two).At("/agent/en-attente?etat=parti&nombre=2", 200).Says("2 envois partent.", "Tout faire partir (268)")
	b.Post("/agent/en-attente", two).At("/agent/en-attente", 422).Says("Il n'y a plus rien à décider")
	if n := smsDue(t, s); n != 32 {
		t.Errorf("%d SMS leave after a release of two, want 32", n)
	}
	s.Restart()
	p = b.Get("/agent/en-attente")
	p.Press("Tout refuser (268)", servicetest.Fields{"raison": string(events.MotiveAttack)}).At("/agent/en-attente?etat=refuse&nombre=268", 200).
		Says("268 envois ne partiront pas.", "Rien n'attend pour l'instant.")
	s.Wait(61 * time.Minute)
	last := a.program()
	last.forgets("M299", "sms")
	if n := smsDue(t, s); n != 33 {
		t.Errorf("%d SMS leave once the hour is over, want 33", n)
	}
}
