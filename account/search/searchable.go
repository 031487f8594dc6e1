package search

import (
	"strings"

	"sesame/account"
)

// Searchable holds the values by which a member is found.
type Searchable struct {
	Identifier                   string
	LastName, FirstName, Company string
	BirthDate                    string    // 1985-12-31
	Address                      []string  // non-empty lines; the last one has the postcode and the town
	Email                        string    // empty if unknown
	Phones                       [3]string // E.164; empty if unknown
}

// names returns the fields that name the member.
func (s Searchable) names() [3]string { return [3]string{s.LastName, s.FirstName, s.Company} }

// towns returns the address lines with postcode and town; a country may follow them.
func (s Searchable) towns() []string { return s.Address[s.firstTown():] }

// streets returns the address lines above the town: street, place, home, building.
func (s Searchable) streets() []string { return s.Address[:s.firstTown()] }

func (s Searchable) firstTown() int {
	n := len(s.Address)
	if n > 1 && !strings.ContainsAny(s.Address[n-1], "0123456789") {
		return n - 2
	}
	return max(0, n-1)
}

// streetKinds maps abbreviations on envelopes to the full words.
var streetKinds = map[string]string{"r": "rue", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard", "rte": "route",
	"ch": "chemin", "che": "chemin", "pl": "place", "imp": "impasse", "all": "allee", "res": "residence", "lot": "lotissement", "sq": "square", "fg": "faubourg",
	"fbg": "faubourg", "crs": "cours", "ham": "hameau", "qua": "quartier", "dr": "docteur", "gal": "general", "mal": "marechal", "pdt": "president"}

// kindsOfStreet are the generic words of street names, such as « rue »: no slip is looked for in them.
var kindsOfStreet = func() map[string]bool {
	kinds := map[string]bool{}
	for _, kind := range streetKinds {
		kinds[kind] = true
	}
	return kinds
}()

// streetWords returns the searchable words of an address line above the town, without abbreviations.
func streetWords(line string) (words []string) {
	for _, t := range foldedTokens(line) {
		if full, ok := streetKinds[t]; ok {
			t = full
		}
		if t = oneSaint(t); !particle(t) {
			words = append(words, t)
		}
	}
	return words
}

// phoneWord formats a number as it is dialled, which is how agents search for it.
func phoneWord(e164 string) string {
	if national, ok := account.Dialled(e164); ok {
		return national
	}
	return e164
}

// foldedEmail returns an address in lower case, and its part before the @.
func foldedEmail(email string) (whole, local string) {
	whole = strings.ToLower(email)
	local, _, _ = strings.Cut(whole, "@")
	return whole, local
}

// postcode says whether a word has the form of a postcode.
func postcode(word string) bool { return len(word) == len("86370") && account.Digits(word) }

// department returns the number of the département of a postcode, as callers say it; 20 for both of Corsica.
func department(postcode string) string {
	if strings.HasPrefix(postcode, "97") || strings.HasPrefix(postcode, "98") {
		return postcode[:3]
	}
	return postcode[:2]
}
