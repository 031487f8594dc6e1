package web_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
)

func TestAProxyThatIsNotDeclaredIsToldOnceAnHour(t *testing.T) {
	var log bytes.Buffer
	behind := func(declared ...string) (*servicetest.Service, func(peer, forwarded string) string) {
		s := servicetest.NewService(t, func(o *handlers.Options) {
			o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))
			for _, d := range declared {
				o.TrustedProxies = append(o.TrustedProxies, netip.MustParsePrefix(d))
			}
		})
		return s, func(peer, forwarded string) string {
			log.Reset()
			r := httptest.NewRequest(http.MethodGet, s.URL+"/connexion", nil)
			r.RemoteAddr = peer
			r.Header.Set("X-Forwarded-For", forwarded)
			(*s.Pages.Load()).ServeHTTP(httptest.NewRecorder(), r)
			return log.String()
		}
	}
	home := func(s *servicetest.Service) string { return s.AgentBrowser(db.RoleAgent).Get("/agent").Text() }

	t.Run("on this machine or inside, at first sight", func(t *testing.T) {
		s, ask := behind()
		for _, inside := range []string{"127.0.0.1", "10.20.0.3", "192.168.7.1", "::1", "fd00::3", "fe80::3%eth0"} {
			peer := netip.MustParseAddr(inside)
			said := ask(netip.AddrPortFrom(peer, 51007).String(), "198.51.100.7")
			if strings.Count(said, "SESAME_TRUSTED_PROXIES") != 1 || !strings.Contains(said, "proxy="+peer.WithZone("").String()) || strings.Contains(said, "198.51.100") {
				t.Errorf("%s is logged so: %q", inside, said)
			}
			if again := ask(netip.AddrPortFrom(peer, 51008).String(), "198.51.100.8"); again != "" {
				t.Errorf("logged again: %s", again)
			}
		}
		s.Wait(time.Hour)
		if ask("10.20.0.3:1", "198.51.100.7") == "" {
			t.Error("silent after an hour")
		}
		if said := home(s); !strings.Contains(said, "10.20.0.3") || !strings.Contains(said, "SESAME_TRUSTED_PROXIES") {
			t.Errorf("agents read:\n%s", said)
		}
		s.Wait(24 * time.Hour)
		if said := home(s); strings.Contains(said, "SESAME_TRUSTED_PROXIES") {
			t.Error("agents read it a day later still")
		}
	})
	t.Run("on the internet, once it asks for ten clients: one person may write the header themselves", func(t *testing.T) {
		s, ask := behind()
		for n := range 30 {
			if said := ask("203.0.113.9:443", fmt.Sprintf("198.51.100.%d", n%9)); said != "" {
				t.Fatalf("logged for nine clients: %s", said)
			}
		}
		if said := home(s); strings.Contains(said, "203.0.113.9") {
			t.Error("agents read of a person")
		}
		if said := ask("203.0.113.9:443", "198.51.100.9"); !strings.Contains(said, "proxy=203.0.113.9") {
			t.Errorf("logged so: %q", said)
		}
	})
	t.Run("a declared one is silent, unless it writes no address", func(t *testing.T) {
		s, ask := behind("10.0.0.0/8")
		if said := ask("10.0.0.3:443", `"[2001:db8::7]:51007"`); said != "" || strings.Contains(home(s), "10.0.0.3") {
			t.Errorf("logged: %q", said)
		}
		if said := ask("10.0.0.3:443", "unknown"); !strings.Contains(said, "proxy=10.0.0.3") || strings.Contains(said, "unknown") {
			t.Errorf("logged so: %q", said)
		}
		if said := home(s); !strings.Contains(said, "10.0.0.3") || !strings.Contains(said, "X-Forwarded-For") {
			t.Errorf("agents read:\n%s", said)
		}
	})
}
