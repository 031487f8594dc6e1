package db_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account/search"
	"sesame/db"
	"sesame/db/dbtest"
)

// TestASearchFindsAllWhoFit compares the results of the index with a comparison of every member, for texts about some of them:
// words, beginnings, words with a typing error, years, départements and numbers. The members fill two groups, and many live in
// one town.
func TestASearchFindsAllWhoFit(t *testing.T) {
	const people, texts, most, similar = 600, 400, 25, 10 // most and similar as SearchMembers has them
	d := openDB(t)
	members(t, d, smallHeader+"T1;tiers;A;86000 POITIERS;;;\n")
	tamper(t, d, fmt.Sprintf(`UPDATE members SET id = %d`, 262_144-people/3))
	var all []*search.Traits
	var file strings.Builder
	file.WriteString("identifiant;categorie;nom;prenom;date_naissance;adresse4;adresse6;email;portable\n")
	for i := range people {
		p := personBeside(i)
		of := search.Searchable{Identifier: fmt.Sprintf("X%d", i), LastName: p.LastName, FirstName: p.FirstName, BirthDate: p.Born.Format(time.DateOnly),
			Address: []string{p.Street, p.Town}, Email: fmt.Sprintf("x%d@poitou.example", i), Phones: [3]string{"+33" + phoneOf(i)[1:]}}
		all = append(all, search.TraitsOf(of))
		fmt.Fprintf(&file, "%s;tiers;%s;%s;%s;%s;%s;%s;%s\n", of.Identifier, of.LastName, of.FirstName, p.Born.Format("02/01/2006"), p.Street, p.Town, of.Email, phoneOf(i))
	}
	members(t, d, file.String())
	draw := rand.New(rand.NewPCG(7, 11))
	found := map[string]int{}
	for range texts {
		text := textAbout(draw, draw.IntN(people))
		asked := search.Parse(text)
		if asked.Words() == 0 {
			continue
		}
		who := func(way search.Way, but ...[]string) (ids []string) {
			for i, traits := range all {
				id := fmt.Sprintf("X%d", i)
				if asked.Fits(way, traits) && !slices.ContainsFunc(but, func(s []string) bool { return slices.Contains(s, id) }) {
					ids = append(ids, id)
				}
			}
			return ids
		}
		written := who(search.ByWord)
		if len(written) == 0 {
			written = who(search.ByBeginning)
		}
		heard := who(search.BySound, written)
		var near []string
		if len(written) <= most && len(written)+len(heard) < similar {
			near = who(search.BySlip, written, heard)
		}
		r, err := d.SearchMembers(t.Context(), text, most)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if len(written)+len(heard)+len(near) == 0 { // only then names that resemble one of the words are looked for
			r.Near = db.SearchMatches{}
		}
		for _, by := range []struct {
			name string
			got  db.SearchMatches
			want []string
			most int
		}{{"written", r.Written, written, most}, {"heard", r.Heard, heard, similar}, {"near", r.Near, near, similar}} {
			var got []string
			for _, m := range by.got.Members {
				got = append(got, m.Profile.Identifier)
			}
			found[by.name] += len(got)
			slices.Sort(got)
			slices.Sort(by.want)
			if len(by.want) <= by.most && !slices.Equal(got, by.want) || len(got) != min(len(by.want), by.most) || by.got.More != (len(by.want) > by.most) ||
				slices.ContainsFunc(got, func(id string) bool { return !slices.Contains(by.want, id) }) {
				t.Errorf("%q, %s: %q, more %v, but %q fit", text, by.name, got, by.got.More, by.want)
			}
		}
	}
	for _, way := range []string{"written", "heard", "near"} {
		if found[way] < texts/10 {
			t.Errorf("%d found as %s: the texts try too little", found[way], way)
		}
	}
}

// personBeside lives in one of few towns and streets; no name begins like a street, because beginnings of streets are not
// searched.
func personBeside(n int) dbtest.Person {
	p := dbtest.Someone(n)
	p.Town = dbtest.Someone(n % 7).Town
	p.Street = []string{"rue du Zyzome", "Le Zybourg", "rue du Zyzône", "La Zygrange"}[n%4]
	return p
}

// textAbout is a text that somebody may type to find a person: one to three things, each perhaps with a typing error.
func textAbout(draw *rand.Rand, n int) string {
	p := personBeside(n)
	things := []string{p.LastName, p.LastName, p.FirstName, p.FirstName, p.TownName(), p.Town[:2], p.Town[:5], p.Street, p.Born.Format("2006"), p.Born.Format("02/01/2006"), phoneOf(n),
		dbtest.CommonSurname(n), fmt.Sprintf("%.4s", p.LastName), fmt.Sprintf("%.3s", p.FirstName)}
	var words []string
	for range 1 + draw.IntN(3) {
		thing := []rune(things[draw.IntN(len(things))])
		if at := draw.IntN(len(thing)); len(thing) > 4 && thing[at] > '9' && draw.IntN(2) == 0 {
			switch at = min(at, len(thing)-2); draw.IntN(6) { // without the last letter, it would be a beginning
			case 0:
				thing = slices.Delete(thing, at, at+1)
			case 1:
				thing = slices.Insert(thing, at, 'n')
			case 2:
				thing[at] = 'r'
			case 3:
				thing[at], thing[at+1] = thing[at+1], thing[at]
			default: // which sounds the same
				thing = slices.Insert(thing, at, thing[at])
			}
		}
		words = append(words, string(thing))
	}
	return strings.Join(words, " ")
}
