package handlers_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// varying is what may differ between two answers of one kind: request numbers, the version of a form, the hour of the
// clock; nothing else.
var varying = regexp.MustCompile(`[BCDFGHJKLMNPRSTVWXZ]{3}-[2-9]{3}|name="version" value="[0-9a-f]{8}-|\d+\x{a0}h\x{a0}\d+`)

// trace is all that a stranger sees of an answer.
func (p *page) trace(identifier string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s\n", p.status, p.path)
	for _, name := range slices.Sorted(maps.Keys(p.header)) {
		value := p.header.Get(name)
		switch name {
		case "Date", "Content-Length":
			continue
		case "Set-Cookie":
			value = regexp.MustCompile(`=[^;]+;`).ReplaceAllString(value, "=;")
		}
		fmt.Fprintf(&b, "%s: %s\n", name, value)
	}
	b.WriteString(strings.ReplaceAll(varying.ReplaceAllString(p.raw, ""), identifier, "IDENTIFIER"))
	return b.String()
}

// strangerWalk is a stranger's way through « oubli »: what each screen asks is answered, wrongly.
func (s *service) strangerWalk(identifier, channel string) (way string, traces []string) {
	b := s.browser()
	p := b.get("/mot-de-passe-oublie").press("Suivant", fields{"identifiant": identifier})
	keep := func(q *page) *page {
		traces = append(traces, q.trace(identifier))
		way += " " + strings.TrimPrefix(q.path, "/mot-de-passe-oublie/")
		return q
	}
	keep(p)
	p = keep(p.press("Suivant", fields{"canal": channel}))
	switch {
	case strings.HasSuffix(p.path, "/code"):
		for range 4 {
			p = keep(p.press("Valider", fields{"code": "12345678"})) // never right: codes have 4 digits
		}
		keep(p.press("Renvoyer un nouveau code", nil))
		s.wait(time.Minute)
		p = keep(b.get("/mot-de-passe-oublie/code").press("Renvoyer un nouveau code", nil))
		keep(p.press("Abandonner", nil))
	case strings.HasSuffix(p.path, "/question"):
		choice := fields{}
		if p.doc.Find(`[name="nature"]`).Length() > 0 {
			choice["nature"] = "prestation"
			way += " particulier"
		}
		choice["reponse"] = "pas un montant"
		p = keep(p.press("Suivant", choice))
		choice["reponse"] = "1,01"
		keep(p.press("Suivant", choice))
	}
	return way, traces
}

func TestAKnownAndAnUnknownIdentifierCannotBeToldApart(t *testing.T) {
	t.Run("in « oubli », on each way that a member may take", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first) // case 1; Albert (letter) and Lucien (question) stay as the file left them
		members := map[string][]string{}
		for _, id := range []string{marie, lucien, silence, ferme, jardin, notaire} {
			// Each member's own channel: another one makes no difference on the screen either.
			way, traces := s.strangerWalk(id, "email")
			members[way] = traces
		}
		seen := map[string]bool{}
		for i := range 60 {
			for _, id := range []string{fmt.Sprintf("29912861%05d", i), fmt.Sprintf("9000001110%04d", i), fmt.Sprintf("X%d", i)} {
				if len(seen) == len(members) {
					return
				}
				s.wait(24 * time.Hour) // so that no limit of the letters or codes is in the way of a comparison
				way, traces := s.strangerWalk(id, "email")
				known, taken := members[way]
				if !taken {
					t.Fatalf("%s went a way that no member goes: %s", id, way)
				}
				if seen[way] {
					continue
				}
				seen[way] = true
				for step := range traces {
					if diff := cmp.Diff(known[step], traces[step]); diff != "" {
						t.Errorf("way%s, answer %d differs: %s", way, step, diff)
					}
				}
			}
		}
		if len(seen) < 3 {
			t.Errorf("unknown identifiers went %d of %d ways only: %v", len(seen), len(members), seen)
		}
	})
	t.Run("at the login: unknown, never connected, pending, expired, with a password, blocked", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		s.temporary(lucien)
		s.wait(s.limits.LetterTTL + time.Hour) // expired
		s.temporary(ferme)
		var want []string
		for _, id := range []string{nobody, marie, lucien, ferme, jardin, notaire, nobodyCo, "inconnu"} {
			for _, password := range []string{"Un-mot7de-passe", "abcdefghjkm2"} {
				var got []string
				for range 6 {
					got = append(got, s.browser().logIn(id, password).trace(id))
				}
				s.wait(2 * time.Hour)
				if want == nil {
					want = got
				}
				for i := range got {
					if diff := cmp.Diff(want[i], got[i]); diff != "" {
						t.Errorf("%s with %s, try %d: %s", id, password, i+1, diff)
					}
				}
				s.wait(24 * time.Hour)
			}
		}
	})
	t.Run("at the inscription", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		ways := map[string]bool{}
		walk := func(id string) (way string) {
			p := s.browser().get("/inscription").press("Suivant", fields{"identifiant": id})
			way = p.trace(id)
			if strings.HasSuffix(p.path, "/question") {
				choice := fields{"reponse": "1,01"}
				if p.doc.Find(`[name="nature"]`).Length() > 0 {
					choice["nature"] = "prestation"
				}
				p = p.press("Suivant", choice)
				way += p.trace(id)
			}
			return way + p.press("Suivant", fields{"canal": "sms"}).trace(id)
		}
		for _, id := range []string{marie, lucien, silence, ferme, jardin, notaire} {
			ways[walk(id)] = true
		}
		for i := range 12 {
			for _, id := range []string{fmt.Sprintf("29912861%05d", i), fmt.Sprintf("9000001110%04d", i), fmt.Sprintf("X%d", i)} {
				if !ways[walk(id)] {
					t.Errorf("%s went a way that no member goes", id)
				}
			}
		}
	})
}
