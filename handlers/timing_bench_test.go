package handlers_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
)

// timingSample is the number of requests of each kind that are timed at each door (SECURITY.md, promise 1).
const timingSample = 1000

// measures is the number of measurements of a door. The median counts, so that another load of the machine at one moment
// decides nothing.
const measures = 3

// BenchmarkStrangersTiming times each door for members' and for unknown identifiers, in random order, with the courier running
// beside them, and fails if the AUC is out of bounds: the probability that a member's request takes longer than one for an
// unknown identifier. 0.50 ± 0.03 tells them apart no better than a coin.
func BenchmarkStrangersTiming(b *testing.B) {
	for _, door := range []struct {
		name  string
		path  account.Path                                                     // path whose journeys are timed; empty for all
		stand func(*testing.B, *servicetest.Browser, string) *servicetest.Page // brings the browser before the door
		enter func(p *servicetest.Page) (path string, form url.Values)         // the request that is timed; an empty path for none
	}{
		{"login", "", func(_ *testing.B, br *servicetest.Browser, _ string) *servicetest.Page { return br.Get("/connexion") }, nil},
		{"oubli", "", func(_ *testing.B, br *servicetest.Browser, _ string) *servicetest.Page {
			return br.Get("/mot-de-passe-oublie")
		}, nil},
		{"inscription", "", func(_ *testing.B, br *servicetest.Browser, _ string) *servicetest.Page { return br.Get("/inscription") }, nil},
		{"oubli-code", account.ByCode, toChannel, func(p *servicetest.Page) (string, url.Values) {
			return p.Form("Suivant", servicetest.Fields{"canal": "email"})
		}},
		{"oubli-wrong-code", account.ByCode, toCode, func(p *servicetest.Page) (string, url.Values) {
			return p.Form("Valider", servicetest.Fields{"code": neverRight})
		}},
		{"oubli-wrong-answer", account.ByQuestion, toQuestion, func(p *servicetest.Page) (string, url.Values) {
			if p.Doc.Find(`[name="nature"]`).Length() == 0 { // the question of a category that no member of this service has
				return "", nil
			}
			return p.Press("Suivant", servicetest.Fields{"nature": "prestation", "montant": "0,01"}).Form("Envoyer ma réponse", nil)
		}},
	} {
		b.Run(door.name, func(b *testing.B) {
			for b.Loop() {
				var found []float64
				for range measures {
					known, unknown := timeDoor(b, timingService(b, door.path), door.name, door.stand, door.enter)
					found = append(found, auc(inSeconds(known), inSeconds(unknown)))
					b.ReportMetric(float64(median(known).Microseconds()), "µs-known")
					b.ReportMetric(float64(median(unknown).Microseconds()), "µs-unknown")
				}
				slices.Sort(found)
				b.ReportMetric(found[measures/2], "AUC")
				if off := found[measures/2] - 0.5; off < -bound || off > bound {
					b.Errorf("%s tells members from nobody by its time: AUC %.3f", door.name, found)
				}
			}
		})
	}
}

// neverRight has the length of these services' codes: one in 10⁸ is right.
const neverRight = "99999999"

func toChannel(_ *testing.B, br *servicetest.Browser, id string) *servicetest.Page {
	return br.Get("/mot-de-passe-oublie").Press("Suivant", servicetest.Fields{"identifiant": id})
}

func toCode(b *testing.B, br *servicetest.Browser, id string) *servicetest.Page {
	return toChannel(b, br, id).Press("Suivant", servicetest.Fields{"canal": "email"})
}

func toQuestion(b *testing.B, br *servicetest.Browser, id string) *servicetest.Page {
	return toChannel(b, br, id).Press("Suivant", servicetest.Fields{"canal": "email"})
}

func knownID(i int) string   { return fmt.Sprintf("28507861%05d", i) }
func unknownID(i int) string { return fmt.Sprintf("29912862%05d", i) }

// timingService creates a service with as many members as are timed, all on one path of « oubli », or half by code and half by
// question.
func timingService(b *testing.B, path account.Path) *servicetest.Service {
	s, _ := withCourier(b, func(o *handlers.Options) {
		o.Hasher = keys.NewHasher(runtime.GOMAXPROCS(0), 64)
		o.Limits.CodeDigits = len(neverRight)
	})
	var file strings.Builder
	file.WriteString("identifiant;categorie;nom;prenom;adresse6;email;portable;carte_vitale\n")
	for i := range timingSample {
		fmt.Fprintf(&file, "%s;particulier;Nom%d;Jeanne;86000 POITIERS;m%d@poitou.example;06 39 98 %02d %02d;80001234567%04d\n", knownID(i), i, i, i/100, i%100, i)
	}
	s.ImportFiles(file.String(), "identifiant;nature;date;montant\n")
	err := s.DB.InTx(b.Context(), func(t *db.Tx) error {
		for i := range timingSample {
			if path == account.ByQuestion || path == "" && i%2 == 1 {
				continue
			}
			if err := t.EndPersonalisation(b.Context(), s.Member(knownID(i)).ID, s.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	s.CatchUpDecoys()
	return s
}

// timeDoor times one request for each identifier, known and unknown in random order.
func timeDoor(b *testing.B, s *servicetest.Service, name string, stand func(*testing.B, *servicetest.Browser, string) *servicetest.Page, enter func(*servicetest.Page) (string, url.Values)) (known, unknown []time.Duration) {
	order := rand.Perm(2 * timingSample)
	for _, n := range order {
		id, times := knownID(n/2), &known
		if n%2 == 1 {
			id, times = unknownID(n/2), &unknown
		}
		br := s.Browser()
		br.Client.CheckRedirect = nil
		p := stand(b, br, id)
		if enter != nil && !strings.HasSuffix(p.Path, wanted(name)) {
			continue // a path that this door does not time
		}
		var (
			path string
			form url.Values
		)
		switch {
		case enter != nil:
			if path, form = enter(p); path == "" {
				continue
			}
		case name == "login":
			path, form = p.Form("Se connecter", servicetest.Fields{"identifiant": id, "mot_de_passe": "Un-mot7de-passe"})
		default:
			path, form = p.Form("Suivant", servicetest.Fields{"identifiant": id})
		}
		br.Client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		began := time.Now()
		br.Post(path, form)
		*times = append(*times, time.Since(began))
	}
	return known, unknown
}

// wanted returns the path suffix of the step at which a door is timed.
func wanted(door string) string {
	switch door {
	case "oubli-code":
		return "/canal"
	case "oubli-wrong-code":
		return "/code"
	}
	return "/question"
}

func inSeconds(times []time.Duration) (seconds []float64) {
	for _, d := range times {
		seconds = append(seconds, d.Seconds())
	}
	return seconds
}

func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}
