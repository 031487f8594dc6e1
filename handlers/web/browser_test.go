package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

const refusesCookies = "Votre navigateur refuse les cookies"

// asked checks that a page is the test whether the browser keeps cookies, on the way to another page.
func asked(p *servicetest.Page, to string) *servicetest.Page {
	path, value, found := strings.Cut(p.Path, "?temoin=")
	if !found || path != to || value == "" {
		p.At(to+"?temoin=…", 200)
	}
	return p
}

// The member's page at the desk says that their browser refuses cookies, and when; a stranger sees the same for members and
// unknown identifiers.
func TestTheDeskReadsThatCookiesAreRefused(t *testing.T) {
	const why = "Dernier refus, aujourd'hui à 15 h 05 : son navigateur refuse les cookies."
	s := servicetest.NewService(t)
	s.SetPassword(servicetest.Marie, servicetest.First)
	agent := s.AgentBrowser(db.RoleAgent)
	refusing := func() *servicetest.Browser {
		b := s.Browser()
		b.Client.Jar = nil
		return b
	}
	reads := func(identifier string, says bool) {
		t.Helper()
		if p := agent.Get(s.Sheet(identifier)); says {
			p.Says(why, "Autorisez les cookies dans les réglages de votre appareil")
		} else {
			p.SaysNot(why)
		}
	}
	refusing().LogIn(servicetest.Marie, servicetest.Second)
	reads(servicetest.Marie, false) // a wrong password leaves no word about cookies
	refusing().LogIn(servicetest.Marie, servicetest.First)
	reads(servicetest.Marie, true)
	s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	reads(servicetest.Marie, false) // the member has logged in since
	lengths := map[int]bool{}
	for _, identifier := range []string{servicetest.Lucien, servicetest.Nobody} {
		p := refusing().Get("/mot-de-passe-oublie").Press("Suivant", servicetest.Fields{"identifiant": identifier})
		asked(p, "/mot-de-passe-oublie/canal").Says(refusesCookies)
		lengths[len(p.Path)] = true
		if strings.Contains(p.Path, identifier) {
			t.Errorf("the address tells %s", identifier)
		}
	}
	if len(lengths) != 1 {
		t.Errorf("addresses of several lengths: %v", lengths)
	}
	reads(servicetest.Lucien, true)
	if n := s.AuditCount("cookies-refused", events.Refused); n != 3 {
		t.Errorf("noted %d times", n)
	}

	t.Run("an old, a foreign or an altered question notes nothing", func(t *testing.T) {
		b := refusing()
		old := b.Get("/mot-de-passe-oublie").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Lucien}).Path
		noted := s.AuditCount("cookies-refused", events.Refused)
		s.Wait(11 * time.Minute)
		for _, address := range []string{old, old[:len(old)-2] + "AA", "/connexion?temoin=1", "/connexion?temoin=AAAA"} {
			b.Get(address).Says(refusesCookies)
		}
		if n := s.AuditCount("cookies-refused", events.Refused); n != noted {
			t.Errorf("noted %d times more", n-noted)
		}
	})
	t.Run("who reloads the page over and over fills no log", func(t *testing.T) {
		b := refusing()
		p := b.Get("/mot-de-passe-oublie").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Lucien})
		for range 40 {
			b.Get(p.Path).Says(refusesCookies)
		}
		if n := s.AuditCount("cookies-refused", events.Refused); n > 40 {
			t.Errorf("noted %d times", n)
		}
	})
}

func TestWhoRefusesCookiesReadsItAndHowToGoOn(t *testing.T) {
	s := servicetest.NewService(t)
	s.SetPassword(servicetest.Marie, servicetest.First)
	refusing := func() *servicetest.Browser {
		b := s.Browser()
		b.Client.Jar = nil
		return b
	}
	t.Run("at log-in, with the right password", func(t *testing.T) {
		p := refusing().LogIn(servicetest.Marie, servicetest.First)
		asked(p, "/espace").Says(refusesCookies, s.Options.BaseURL.String(), s.Caisse.Phone)
	})
	t.Run("at log-in, with a temporary one, which goes on working after a proof: nobody can tell that it is the same browser", func(t *testing.T) {
		secret := s.Temporary(servicetest.Lucien)
		asked(refusing().LogIn(servicetest.Lucien, secret), "/personnalisation").Says(refusesCookies)
		p := s.Browser().LogIn(servicetest.Lucien, secret).At("/personnalisation/code", 200)
		p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindBrowserCode).Secret}).At("/personnalisation/mot-de-passe", 200)
	})
	t.Run("a wrong password is wrong", func(t *testing.T) {
		refusing().LogIn(servicetest.Marie, servicetest.Second).At("/connexion", 422).SaysNot("cookies")
	})
	t.Run("in « oubli » and « inscription », member or nobody; nothing leaves", func(t *testing.T) {
		s.Sent()
		for _, start := range []string{"/mot-de-passe-oublie", "/inscription"} {
			for _, identifier := range []string{servicetest.Marie, servicetest.Nobody} {
				p := refusing().Get(start).Press("Suivant", servicetest.Fields{"identifiant": identifier})
				if p.Says(refusesCookies); !strings.HasPrefix(p.Path, start+"/") {
					t.Errorf("stands at %s", p.Path)
				}
			}
		}
		if sent := s.Sent(); len(sent) != 0 {
			t.Errorf("sent %+v", sent)
		}
	})
	t.Run("what was written to the caisse has arrived, and says its number", func(t *testing.T) {
		p := refusing().Get("/contact").Press("Envoyer", servicetest.Fields{"sujet": "Ma carte", "nom": "Odile", "email": "odile@ailleurs.example", "message": "Bonjour"})
		number := s.LastOf(db.KindContactReceived).Request
		if p.Says("Votre message a bien été envoyé.", number); strings.Contains(p.Path, number) {
			t.Errorf("the number is in the address %s", p.Path)
		}
		refusing().Get(p.Path).Says(number)
		refusing().Get("/contact/confirmation?recu="+number).At("/contact", 200)
		s.Sent()
	})
	t.Run("an agent, with the right password or secret", func(t *testing.T) {
		s.EnrolAgent("jmartin", db.RoleAgent)
		p := refusing().DeskPassword("jmartin", servicetest.AgentPassword)
		p.At("/agent/second-facteur?temoin=1", 200).Says(refusesCookies, "commence par http://localhost:")
		refusing().DeskPassword("jmartin", servicetest.Second).At("/agent/connexion", 422).SaysNot("cookies")
		s.Browser().DeskPassword("jmartin", servicetest.AgentPassword).At("/agent/second-facteur", 200).SaysNot("cookies")
	})
	t.Run("the page stays until cookies are taken, then leads on", func(t *testing.T) {
		b := s.Browser()
		b.Get("/connexion?temoin=1").Says(refusesCookies)
		b.Get("/connexion?etat=fin&temoin=1").At("/connexion?etat=fin", 200).SaysNot(refusesCookies)
	})
	t.Run("whoever takes cookies is led to no other site", func(t *testing.T) {
		b := s.Browser()
		b.Get("/connexion")
		b.Client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		for _, path := range []string{"//evil.example/?temoin=1", "///evil.example/?temoin=1", "//evil.example/agent?temoin=1", `/\evil.example/?temoin=1`, "/%2Fevil.example/?temoin=1", "/%09/evil.example/?temoin=1"} {
			r, err := http.NewRequest(http.MethodGet, s.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if to := b.Do(r).Header.Get("Location"); !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\t") {
				t.Errorf("%s leads to %s", path, to)
			}
		}
	})
}

func TestWhoTakesCookiesReadsNothingOfThem(t *testing.T) {
	s := servicetest.NewService(t)
	s.SetPassword(servicetest.Marie, servicetest.First)
	for name, b := range map[string]*servicetest.Browser{"after the form": s.Browser(), "without having seen it": s.Browser()} {
		if name == "after the form" {
			b.Get("/connexion")
		}
		b.Post("/mot-de-passe-oublie", url.Values{"identifiant": {servicetest.Marie}}).At("/mot-de-passe-oublie/canal", 200)
		b.Post("/connexion", url.Values{"identifiant": {servicetest.Marie}, "mot_de_passe": {servicetest.First}}).At("/espace", 200)
	}
}

func TestWhoReadsAPageInsideAnApplicationIsToldWhereToOpenIt(t *testing.T) {
	s := servicetest.NewService(t)
	const (
		iPhone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
		android = "Mozilla/5.0 (Linux; Android 14; SM-A546B Build/UP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125.0.0.0 Mobile Safari/537.36 "
	)
	for agent, says := range map[string][]string{
		iPhone + "Mobile/15E148 [FBAN/FBIOS;FBAV/465.0.0.0]": {"dans Facebook", "Ouvrez-la dans Safari"},
		iPhone + "Mobile/15E148 Instagram 330.0.0.0":         {"dans Instagram", "Ouvrez-la dans Safari"},
		android + "[FB_IAB/FB4A;FBAV/465.0.0.0;]":            {"dans Facebook", "Ouvrez-la dans Chrome"},
		android:                  {"dans une autre application", "Ouvrez-la dans Chrome"},
		iPhone + "Mobile/15E148": {"dans une autre application", "Ouvrez-la dans Safari"},
		iPhone + "Version/17.5 Mobile/15E148 Safari/604.1":                                         nil,
		iPhone + "CriOS/125.0.0.0 Mobile/15E148 Safari/604.1":                                      nil,
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/125.0.0.0 Mobile Safari/537.36": nil,
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)": nil,
	} {
		b := s.Browser()
		b.Header = http.Header{"User-Agent": {agent}}
		for _, path := range []string{"/connexion", "/mot-de-passe-oublie", "/inscription", "/connexion?temoin=1"} {
			b.Client.Jar = nil
			p := b.Get(path).Says(says...)
			if says == nil {
				p.SaysNot("Ouvrez-la dans")
			}
		}
	}
}
