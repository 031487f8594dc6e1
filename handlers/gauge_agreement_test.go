package handlers_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sesame/account/gauge"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

// While a member types, the gauge says what the form will decide, except about the current password, of which only the hash is
// stored.
func TestTheGaugeAndTheFormAgree(t *testing.T) { agree(t, 150) }

// BenchmarkTheGaugeAndTheFormAgree tries more passwords.
func BenchmarkTheGaugeAndTheFormAgree(b *testing.B) {
	for b.Loop() {
		agree(b, 2000)
	}
}

// agree submits entries of many kinds to the gauge and to the form of a member who changes a password, and compares the
// verdicts.
func agree(t testing.TB, entries int) {
	const (
		start     = "/espace/mon-compte/mot-de-passe"
		chosen    = start + "/nouveau-mot-de-passe"
		mostTried = 50 // in an hour: the form judges a few more
	)
	s := servicetest.NewService(t)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	kinds := entryKinds(t, s)
	r := rand.New(rand.NewPCG(1, 2))
	accepted := 0
	var page *servicetest.Page
	for n := range entries {
		if n%mostTried == 0 {
			if n > 0 {
				s.Wait(time.Hour + time.Minute)
				b.LogIn(servicetest.Marie, servicetest.First)
			}
			page = b.Get(start).Press("Suivant", servicetest.Fields{"actuel": servicetest.First}).At(chosen, 200)
		}
		entry := kinds[n%len(kinds)](r)
		typed := b.Post("/jauge", map[string][]string{"nouveau": {entry}}).At("/jauge", 200).Doc
		level, advice := typed.Find("strong").Text(), typed.Find("p + p").Text()
		p := page.Press("Suivant", servicetest.Fields{"nouveau": entry, "confirmation": entry + "x"}).At(chosen, 422)
		why := p.Doc.Find("#champ-nouveau-erreur").Text()
		if why == texts.PasswordsDiffer { // compared only after the entry is accepted
			why = ""
		}
		if said := p.Doc.Find("#jauge strong").Text(); why != "" && said != level {
			t.Errorf("%q: the gauge says %q while it is typed, and %q beside the form", entry, level, said)
		}
		if weak := level == "faible" || level == ""; weak != (why != "") {
			t.Errorf("%q is %q while it is typed; the form says %q", entry, level, why)
		}
		if !strings.Contains(why, advice) && why != "" {
			t.Errorf("%q: the gauge says %q, and the form %q", entry, advice, why)
		}
		if why == "" {
			accepted++
		}
	}
	if accepted < entries/5 || accepted > entries*4/5 {
		t.Errorf("%d of %d entries are accepted: too few of one sort to compare", accepted, entries)
	}
}

// entryKinds returns generators of entries: words with additions, on which the gauge was not trained, the member's data, random
// characters, proposals, and variants of the current password.
func entryKinds(t testing.TB, s *servicetest.Service) []func(*rand.Rand) string {
	var words []string
	for _, list := range []string{"mots", "noms", "communes"} {
		data, err := os.ReadFile(filepath.Join("..", "account", "gauge", "testdata", list+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		words = append(words, strings.Fields(string(data))...)
	}
	profile := s.Member(servicetest.Marie).Profile
	known := append([]string{profile.LastName, profile.FirstName, profile.BirthDate, profile.Identifier}, profile.Address...)
	capital := func(w string) string { return strings.ToUpper(w[:1]) + strings.ToLower(w[1:]) }
	word := func(r *rand.Rand) string { return words[r.IntN(len(words))] }
	const typable = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!?*+=-_."
	return []func(*rand.Rand) string{
		func(r *rand.Rand) string { return capital(word(r)) + fmt.Sprint(1950+r.IntN(77)) + "!" },
		func(r *rand.Rand) string { return capital(word(r)) + "-" + word(r) + fmt.Sprintf("%02d", r.IntN(100)) },
		func(r *rand.Rand) string { return capital(word(r)) + word(r) + fmt.Sprintf("%02d!", r.IntN(100)) },
		func(r *rand.Rand) string { return "Aa1!" + known[r.IntN(len(known))] + fmt.Sprint(r.IntN(1000)) },
		func(r *rand.Rand) string {
			all := make([]byte, 6+r.IntN(20))
			for i := range all {
				all[i] = typable[r.IntN(len(typable))]
			}
			return string(all)
		},
		func(*rand.Rand) string { return gauge.Propose() },
		func(r *rand.Rand) string { return servicetest.First + fmt.Sprint(r.IntN(1000)) },
		func(r *rand.Rand) string {
			return servicetest.First[:4+r.IntN(len(servicetest.First)-4)] + word(r) + "7!"
		},
	}
}
