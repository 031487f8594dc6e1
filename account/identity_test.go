package account_test

import (
	"bytes"
	"testing"

	"sesame/account"
	"sesame/account/keys"
)

func TestIdentityKey(t *testing.T) {
	keys, err := keys.NewKeyring(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	key := func(family, given, born string) []byte {
		return account.Identity{FamilyName: family, GivenNames: given, BirthDate: born}.Key(keys.Index)
	}
	alike := map[string][2][3]string{
		"case and accents":              {{"LEFÈVRE", "ÉLÉONORE", "1985-07-31"}, {"Lefevre", "Eleonore", "1985-07-31"}},
		"decomposed accents":            {{"Lefe\u0300vre", "Zoe\u0308", "1985-07-31"}, {"Lefèvre", "Zoë", "1985-07-31"}},
		"hyphens and spaces":            {{"Saint-Martin", "Jean-Pierre", "1985-07-31"}, {"SAINT MARTIN", "Jean Pierre", "1985-07-31"}},
		"apostrophes of both kinds":     {{"d'Alençon", "M’Barek", "1985-07-31"}, {"D’ALENCON", "M'Barek", "1985-07-31"}},
		"a particle written together":   {{"de La Tour", "Luc", "1985-07-31"}, {"Delatour", "Luc", "1985-07-31"}},
		"ligatures":                     {{"Cœur", "Lætitia", "1985-07-31"}, {"COEUR", "LAETITIA", "1985-07-31"}},
		"the other given names are not": {{"Dupont", "Marie Jeanne Louise", "1985-07-31"}, {"Dupont", "Marie", "1985-07-31"}},
	}
	for name, pair := range alike {
		t.Run("alike: "+name, func(t *testing.T) {
			a, b := key(pair[0][0], pair[0][1], pair[0][2]), key(pair[1][0], pair[1][1], pair[1][2])
			if len(a) != 16 || !bytes.Equal(a, b) {
				t.Errorf("%x and %x", a, b)
			}
		})
	}
	someone := key("Dupont", "Marie", "1985-07-31")
	for name, other := range map[string][]byte{
		"family name": key("Dupond", "Marie", "1985-07-31"),
		"given name":  key("Dupont", "Maria", "1985-07-31"),
		"birth date":  key("Dupont", "Marie", "1985-07-30"),
	} {
		if len(other) != 16 || bytes.Equal(someone, other) {
			t.Errorf("another %s: %x", name, other)
		}
	}
	for name, none := range map[string][]byte{
		"family name": key("-", "Marie", "1985-07-31"), "given name": key("Dupont", " ", "1985-07-31"), "birth date": key("Dupont", "Marie", ""),
	} {
		if none != nil {
			t.Errorf("a key without %s", name)
		}
	}
}

func TestIdentityFits(t *testing.T) {
	marie := account.Identity{FamilyName: "Dupont", GivenNames: "Marie Jeanne", Gender: "female", BirthDate: "1985-07-31", BirthPlace: "86123", BirthCountry: "99100"}
	with := func(change func(*account.Identity)) account.Identity {
		i := marie
		change(&i)
		return i
	}
	born := func(date, place, country string) account.Identity {
		return with(func(i *account.Identity) { i.BirthDate, i.BirthPlace, i.BirthCountry = date, place, country })
	}
	const nir = "2850786123456"
	for _, c := range []struct {
		name       string
		who        account.Identity
		nir, given string
		want       bool
	}{
		{"the same person", marie, nir, "Marie", true},
		{"all given names on both sides", marie, nir, "MARIE-JEANNE", true},
		{"the file knows one name more", with(func(i *account.Identity) { i.GivenNames = "Marie" }), nir, "Marie Jeanne", true},
		{"a twin whose first given name begins alike", with(func(i *account.Identity) { i.GivenNames = "Marie Louise" }), nir, "Marie-Jeanne", false},
		{"no given name in the file", marie, nir, "", false},
		{"another sex", with(func(i *account.Identity) { i.Gender = "male" }), nir, "Marie", false},
		{"a sex that is not told", with(func(i *account.Identity) { i.Gender = "unspecified" }), nir, "Marie", false},
		{"a provisional NIR of a woman", marie, "8850786123456", "Marie", true},
		{"a provisional NIR of a man", marie, "7850786123456", "Marie", false},
		{"another year", born("1986-07-31", "86123", "99100"), nir, "Marie", false},
		{"another month", born("1985-06-30", "86123", "99100"), nir, "Marie", false},
		{"a NIR that does not know the month", marie, "2852086123456", "Marie", true},
		{"another commune", born("1985-07-31", "86194", "99100"), nir, "Marie", false},
		{"born abroad, NIR of a commune", born("1985-07-31", "", "99351"), nir, "Marie", false},
		{"neither commune nor country told", born("1985-07-31", "", ""), nir, "Marie", false},
		{"born abroad, same country", born("1985-07-31", "", "99351"), "2850799351456", "Marie", true},
		{"born abroad, another country", born("1985-07-31", "", "99352"), "2850799351456", "Marie", false},
		{"born in France, NIR of a birth abroad", marie, "2850799351456", "Marie", false},
		{"overseas", born("1985-07-31", "97105", "99100"), "2850797105456", "Marie", true},
		{"Corse before 1976, under its former number", born("1960-07-31", "2A004", "99100"), "2600720004456", "Marie", true},
		{"Corse under its own", born("1985-07-31", "2B033", "99100"), "285072B033456", "Marie", true},
		{"Corse, another commune", born("1960-07-31", "2A005", "99100"), "2600720004456", "Marie", false},
		{"Seine before 1968", born("1950-07-31", "93066", "99100"), "2500775066456", "Marie", true},
		{"Seine is no reason after 1968", born("1985-07-31", "93066", "99100"), "2850775066456", "Marie", false},
		{"Algeria before 1962", born("1950-07-31", "", "99352"), "2500792004456", "Marie", true},
		{"no birth abroad is told for a NIR of Algeria", born("1950-07-31", "", "99100"), "2500792004456", "Marie", false},
		{"no NIR at all", marie, "73282932000074", "Marie", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.who.Fits(c.nir, c.given); got != c.want {
				t.Errorf("Fits is %v", got)
			}
		})
	}
}
