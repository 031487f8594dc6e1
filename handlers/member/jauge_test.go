package member_test

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"sesame/account/gauge"
	"sesame/handlers"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

// asked is the level and the advice that the gauge returns for a password.
func asked(b *servicetest.Browser, password string) string {
	return b.Post("/jauge", map[string][]string{"nouveau": {password}}).At("/jauge", 200).Doc.Find("p").Text()
}

func TestTheGaugeSaysWhatTheFormRefuses(t *testing.T) {
	const start = "/espace/mon-compte/mot-de-passe"
	s := servicetest.NewService(t)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	p := b.Get(start).Press("Suivant", servicetest.Fields{"actuel": servicetest.First}).At(start+"/nouveau-mot-de-passe", 200)
	for chosen, why := range map[string]string{
		servicetest.First:           "déjà le vôtre",
		servicetest.First + "!2026": "ressemble trop",
		"Tracteur2024!":             "se devine vite",
	} {
		if said := asked(b, chosen); !strings.Contains(said, "faible") || !strings.Contains(said, why) {
			t.Errorf("%s: the gauge says %s; want %s", why, said, why)
		}
		refused := p.Press("Suivant", servicetest.Fields{"nouveau": chosen, "confirmation": chosen}).At(start+"/nouveau-mot-de-passe", 422)
		if level := refused.Doc.Find("#jauge strong").Text(); level != "faible" {
			t.Errorf("%s: the form's gauge says %q", why, level)
		}
	}
	if said := asked(b, servicetest.Second); strings.Contains(said, "faible") {
		t.Errorf("a good one: %s", said)
	}
}

// The gauge reveals something about the member's data at most 300 times an hour, and the audit log records that.
func TestQuestionsToTheGaugeAreBoundedForEachMember(t *testing.T) {
	const most = 300
	s := servicetest.NewService(t)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	own := s.Member(servicetest.Marie).Profile.LastName + "-1947-!a"
	own = strings.ToUpper(own[:1]) + own[1:]
	for range most - 1 {
		asked(b, "Abc")
	}
	if said := asked(b, own); !strings.Contains(said, "votre nom") {
		t.Fatalf("within the bound: %s", said)
	}
	if rows := s.Audited(events.PasswordsJudged.Name()); len(rows) != 0 {
		t.Fatalf("%d events within the bound", len(rows))
	}
	for range 3 {
		if said := asked(b, own); strings.Contains(said, "votre nom") {
			t.Errorf("past the bound: %s", said)
		}
	}
	if rows := s.Audited(events.PasswordsJudged.Name()); len(rows) != 1 {
		t.Errorf("%d events past the bound; want one", len(rows))
	}
	s.Wait(time.Hour + time.Minute)
	b.LogIn(servicetest.Marie, servicetest.First)
	if said := asked(b, own); !strings.Contains(said, "votre nom") {
		t.Errorf("an hour later: %s", said)
	}
}

// A stranger's password is compared with nobody's data; the cost is limited per network.
func TestQuestionsOfStrangersToTheGaugeAreBoundedForEachNetwork(t *testing.T) {
	const advised, most = 300, 1_000
	s := servicetest.NewService(t, func(o *handlers.Options) { o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	ask := func(b *servicetest.Browser) *servicetest.Page {
		return b.Post("/jauge", map[string][]string{"nouveau": {"Tracteur-violon-42"}})
	}
	for n := range most {
		p := ask(s.From("198.51.100.7")).At("/jauge", http.StatusOK).Says("moyen")
		if said := p.Doc.Find("p").Text(); strings.Contains(said, "convient") != (n < advised) {
			t.Fatalf("answer %d: %q", n+1, said)
		}
	}
	for range 2 {
		p := ask(s.From("198.51.100.7")).At("/jauge", http.StatusTooManyRequests).RetryAfter(time.Hour)
		if said := p.Doc.Find("p").Text(); said != "" {
			t.Errorf("past the bound: %q", said)
		}
	}
	if rows := s.Audited(events.PasswordsJudged.Name()); len(rows) != 1 {
		t.Errorf("%d events past the bound; want one", len(rows))
	}
	ask(s.From("203.0.113.7")).At("/jauge", http.StatusOK)
	member := s.Browser()
	member.Establish(servicetest.Marie, servicetest.First)
	ask(member).At("/jauge", http.StatusOK).Says("moyen")
	s.Wait(time.Hour)
	ask(s.From("198.51.100.7")).At("/jauge", http.StatusOK).Says("moyen")
}

// Ten thousand questions about a member reveal what the first 300 revealed: 700 answers are those for anybody, and then the gauge is
// silent, while the form goes on.
func TestTenThousandQuestionsTellWhatTheFirstOnesTold(t *testing.T) {
	const advised, most, questions = 300, 1_000, 10_000
	s := servicetest.NewService(t)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	password := "Zk-" + strings.ReplaceAll(s.Member(servicetest.Marie).Profile.BirthDate, "-", ":") + "!" // as nobody writes a date
	told, alone := 0, gauge.Judge(password, gauge.Personal{Words: []string{s.Caisse.Name}}).Level.String()
	for n := range questions {
		status := http.StatusOK
		if n >= most {
			status = http.StatusTooManyRequests
		}
		p := b.Post("/jauge", map[string][]string{"nouveau": {password}}).At("/jauge", status)
		switch said := p.Doc.Find("strong").Text(); {
		case n >= most && said != "":
			t.Fatalf("answer %d: %q", n+1, said)
		case n < most && said != alone:
			told++
		}
	}
	if told != advised {
		t.Errorf("%d of %d answers told of the member's date of birth; want %d", told, questions, advised)
	}
	if rows := s.Audited(events.PasswordsJudged.Name()); len(rows) != 1 {
		t.Errorf("%d events; want one", len(rows))
	}
	const start = "/espace/mon-compte/mot-de-passe"
	b.Get(start).Press("Suivant", servicetest.Fields{"actuel": servicetest.First}).At(start+"/nouveau-mot-de-passe", 200).
		Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second}).At(start+"/confirmation", 200)
}
