package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sesame/handlers/servicetest"
)

func TestAKnownAndAnUnknownIdentifierCannotBeToldApart(t *testing.T) {
	t.Run("in « oubli », on each way that a member may take", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First) // takes the path by code; Albert (letter) and Lucien (question) stay as the imported file has them
		s.CatchUpDecoys()
		members := map[string][]string{}
		for _, id := range []string{servicetest.Marie, servicetest.Lucien, servicetest.Silence, servicetest.Ferme, servicetest.Jardin, servicetest.Notaire} {
			// The channel does not matter: the screen is the same with another one.
			way, traces := s.StrangerWalk(id, "email")
			members[way] = traces
		}
		seen := map[string]bool{}
		for i := range 60 {
			for _, id := range []string{fmt.Sprintf("29912861%05d", i), servicetest.NobodysSIRET(i), fmt.Sprintf("X%d", i)} {
				if len(seen) == len(members) {
					return
				}
				s.Wait(24 * time.Hour) // so that no limit of letters or codes affects the comparison
				way, traces := s.StrangerWalk(id, "email")
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
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		s.Temporary(servicetest.Lucien)
		s.Wait(s.Limits.LetterTTL + time.Hour) // expired
		s.Temporary(servicetest.Ferme)
		var want []string
		for _, id := range []string{servicetest.Nobody, servicetest.Marie, servicetest.Lucien, servicetest.Ferme, servicetest.Jardin, servicetest.Notaire, servicetest.NobodyCo, "INC4471"} {
			for _, password := range []string{"Un-mot7de-passe", "abcdefghjkm2"} {
				var got []string
				for range 6 {
					got = append(got, s.Browser().LogIn(id, password).Trace(id))
				}
				s.Wait(2 * time.Hour)
				if want == nil {
					want = got
				}
				for i := range got {
					if diff := cmp.Diff(want[i], got[i]); diff != "" {
						t.Errorf("%s with %s, try %d: %s", id, password, i+1, diff)
					}
				}
				s.Wait(24 * time.Hour)
			}
		}
	})
	t.Run("at the inscription", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		ways := map[string]bool{}
		walk := func(id string) (way string) {
			p := s.Browser().Get("/inscription").Press("Suivant", servicetest.Fields{"identifiant": id})
			way = p.Trace(id)
			if strings.HasSuffix(p.Path, "/question") {
				choice := servicetest.Fields{"montant": "1,01"}
				if p.Doc.Find(`[name="nature"]`).Length() > 0 {
					choice["nature"] = "prestation"
				}
				p = p.Press("Suivant", choice)
				way += p.Trace(id)
				p = p.Press("Envoyer ma réponse", nil)
				way += p.Trace(id)
			}
			return way + p.Press("Suivant", servicetest.Fields{"canal": "sms"}).Trace(id)
		}
		for _, id := range []string{servicetest.Marie, servicetest.Lucien, servicetest.Silence, servicetest.Ferme, servicetest.Jardin, servicetest.Notaire} {
			ways[walk(id)] = true
		}
		for i := range 12 {
			for _, id := range []string{fmt.Sprintf("29912861%05d", i), servicetest.NobodysSIRET(i), fmt.Sprintf("X%d", i)} {
				if !ways[walk(id)] {
					t.Errorf("%s went a way that no member goes", id)
				}
			}
		}
	})
}
