package member_test

import (
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"sesame/account"
	"sesame/handlers"
	"sesame/handlers/servicetest"
	"sesame/texts/textstest"
	"sesame/views"
)

var lasting = regexp.MustCompile(`^(\d+) (mois|jours|heures?|minutes)`)

// length parses « 12 mois » as the page writes it; a year is 12 months.
func length(t *testing.T, words string) time.Duration {
	t.Helper()
	parts := lasting.FindStringSubmatch(words)
	if parts == nil {
		t.Fatalf("%q begins with no length of time", words)
	}
	var n time.Duration
	if _, err := fmt.Sscan(parts[1], &n); err != nil {
		t.Fatal(err)
	}
	return n * map[string]time.Duration{"mois": 365 * 24 * time.Hour / 12, "jours": 24 * time.Hour, "heures": time.Hour, "heure": time.Hour, "minutes": time.Minute}[parts[2]]
}

// said is what the page says of each kind of data.
func said(p *servicetest.Page) map[string]string {
	found := map[string]string{}
	p.Doc.Find("dl dt").Each(func(_ int, dt *goquery.Selection) {
		found[strings.TrimSpace(dt.Text())] = textstest.Plain(strings.TrimSpace(dt.Next().Text()))
	})
	return found
}

// TestThePageOfDataSaysHowLongThingsAreKept stores something of each kind, and checks that the purge deletes it at the age that
// the page gives, and not an hour before.
func TestThePageOfDataSaysHowLongThingsAreKept(t *testing.T) {
	for what, query := range map[string]string{
		"Vos connexions et le journal de ce qui est fait":    `SELECT count(*) FROM logins`,
		"Les messages et les lettres que nous vous envoyons": `SELECT count(*) FROM outbox`,
		"Les messages que vous nous écrivez":                 `SELECT count(*) FROM contact_messages`,
		"Une demande de mot de passe":                        `SELECT count(*) FROM flows WHERE journey = 'oubli'`,
		"Les navigateurs que nous reconnaissons":             `SELECT count(*) FROM known_browsers`,
		"Le compte de vos essais":                            `SELECT count(*) FROM limit_events WHERE kind = 'code'`,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := servicetest.NewService(t)
			b := s.Browser()
			b.Establish(servicetest.Marie, servicetest.First)
			b.Post("/contact", url.Values{"sujet": {"a"}, "nom": {"b"}, "email": {"c@exemple.example"}, "message": {"d"}})
			s.Browser().Forget(servicetest.Marie, "email")
			life := length(t, said(b.Get("/donnees-personnelles"))[what])
			s.Deliver(slog.New(slog.DiscardHandler))
			left := func(after time.Duration) int {
				t.Helper()
				s.Wait(after)
				if err := s.DB.Purge(t.Context(), s.Now()); err != nil {
					t.Fatal(err)
				}
				return servicetest.Number(t, s.Raw(), query)
			}
			if left(life-time.Hour) == 0 {
				t.Errorf("gone an hour before %s", life)
			}
			if n := left(2 * time.Hour); n != 0 {
				t.Errorf("%d left an hour after %s", n, life)
			}
		})
	}
}

// cookieWatch records the cookies that a browser receives.
type cookieWatch struct {
	site  string
	given map[string]int // seconds of life, by name; 0 until the browser is closed
}

func (w *cookieWatch) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && strings.HasPrefix(r.URL.String(), w.site) {
		for _, c := range answer.Cookies() {
			if c.MaxAge >= 0 {
				w.given[c.Name] = c.MaxAge
			}
		}
	}
	return answer, err
}

// TestThePageOfDataListsTheCookiesThatTheServiceSets visits the pages on which a member's browser receives a cookie.
func TestThePageOfDataListsTheCookiesThatTheServiceSets(t *testing.T) {
	s := servicetest.NewProvider(t, people).Service(t, nil)
	b := s.Browser()
	watch := &cookieWatch{s.URL, map[string]int{}}
	b.Client.Transport = watch
	listed := map[string]string{}
	for name, words := range said(b.Get("/donnees-personnelles")) {
		if strings.HasPrefix(name, "sesame") {
			_, listed[name], _ = strings.Cut(words, "Durée : ")
		}
	}
	b.Get("/espace/mon-compte").At("/connexion", 200)
	b.FranceConnect("marie").At("/espace/mon-compte", 200)
	b.Post("/deconnexion", nil)
	b.Forget(servicetest.Marie, "email")
	if want, got := slices.Sorted(maps.Keys(watch.given)), slices.Sorted(maps.Keys(listed)); !slices.Equal(got, want) {
		t.Fatalf("the page lists %v, the service sets %v", got, want)
	}
	for name, seconds := range watch.given {
		if seconds == 0 {
			if !strings.HasPrefix(listed[name], "jusqu'à la déconnexion ou à la fermeture du navigateur") {
				t.Errorf("%s ends with the browser, the page says %q", name, listed[name])
			}
			continue
		}
		if life := length(t, listed[name]); life != time.Duration(seconds)*time.Second {
			t.Errorf("%s lives for %d seconds, the page says %q", name, seconds, listed[name])
		}
	}
}

// TestLegalPagesLeaveNothingHalfSaid compares a caisse that has given all legal facts with one that has given none.
func TestLegalPagesLeaveNothingHalfSaid(t *testing.T) {
	bare := servicetest.NewService(t).Browser()
	bare.Get("/mentions-legales").Says("Pour connaître son nom, demandez-le à la caisse", "Pour savoir qui héberge ce service, demandez-le")
	bare.Get("/donnees-personnelles").Says("Pour joindre le délégué à la protection des données, écrivez à la caisse", "La caisse vous dit combien de temps elle les garde").SaysNot("FranceConnect")
	bare.Get("/accessibilite").Says("non conforme", "aucun expert ne l'a encore vérifié").SaysNot("schéma pluriannuel", "Un audit a été fait")

	whole := servicetest.NewService(t, func(o *handlers.Options) {
		o.BackupsKept = "6 mois"
		o.Caisse.Legal = account.Legal{Director: "Camille Exemple", Host: "Hébergeur Exemple, 1 rue du Test", DPO: "dpo@msa.example", AccessPlan: "https://msa.example/schema",
			Audit: account.Audit{Report: "https://msa.example/audit", By: "la société Exemple", Rate: 875}}
		drawn, err := views.New(views.Options{Caisse: o.Caisse})
		if err != nil {
			t.Fatal(err)
		}
		o.Views = drawn
	}).Browser()
	whole.Get("/mentions-legales").Says("Camille Exemple", "Hébergeur Exemple, 1 rue du Test").SaysNot("demandez-le")
	whole.Get("/donnees-personnelles").Says("dpo@msa.example", "Celle qui héberge ce service : Hébergeur Exemple", "pendant 6 mois environ")
	p := whole.Get("/accessibilite").Says("Accessibilité : partiellement conforme", "Un audit a été fait par la société Exemple. 87,5 % des critères").SaysNot("non conforme", "aucun expert")
	for _, address := range []string{"https://msa.example/schema", "https://msa.example/audit"} {
		if p.Doc.Find(`a[href="`+address+`"]`).Length() != 1 {
			t.Errorf("no link to %s", address)
		}
	}
	whole.Get("/agent/accessibilite").Says("partiellement conforme").SaysNot("non conforme")
}
