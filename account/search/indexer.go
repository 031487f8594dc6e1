package search

import "strings"

// Indexer computes terms and caches those of frequent names and towns. It is not safe for concurrent use.
type Indexer struct {
	names, towns map[string][]Term
}

// maxKnown is the maximum number of texts in each cache: some megabytes.
const maxKnown = 1 << 14

// Terms appends the terms of a member to terms; the result may contain duplicates.
func (x *Indexer) Terms(terms []Term, s Searchable) []Term {
	for _, name := range s.names() {
		terms = append(terms, known(&x.names, name, nameTerms)...)
	}
	for _, line := range s.towns() {
		terms = append(terms, known(&x.towns, line, townTerms)...)
	}
	for _, line := range s.streets() {
		for _, word := range streetWords(line) {
			terms = append(terms, wordTerm(word)|inAddress)
			if !kindsOfStreet[word] {
				terms = appendInAddress(terms, slipTerms(word))
			}
		}
	}
	for _, phone := range s.Phones {
		if phone != "" {
			terms = append(terms, phoneTerm(phoneWord(phone)))
		}
	}
	if s.Email != "" {
		terms = append(terms, emailTerm(foldedEmail(s.Email)))
	}
	if d, ok := isoDate(s.BirthDate); ok {
		t, _ := dateTerm(d)
		terms = append(terms, t)
	}
	if t, _, ok := identifierTerm(s.Identifier); ok {
		terms = append(terms, t)
	}
	return terms
}

func nameTerms(name string) (terms []Term) {
	for _, forms := range searchForms(name) {
		for _, word := range forms {
			terms = append(terms, slipTerms(word)...)
			terms = append(terms, spellingTerms(word)...)
		}
	}
	return terms
}

func townTerms(line string) (terms []Term) {
	for _, forms := range searchForms(line) {
		for _, word := range forms {
			terms = appendInAddress(terms, slipTerms(word))
			terms = appendInAddress(terms, spellingTerms(word))
		}
	}
	return terms
}

func appendInAddress(terms, more []Term) []Term {
	for _, t := range more {
		terms = append(terms, t|inAddress)
	}
	return terms
}

// spellingTerms returns the terms of a word and of its beginnings.
func spellingTerms(word string) []Term {
	terms := []Term{wordTerm(word)}
	if t, _, ok := beginningTerm(word); ok && len(word) > beginning {
		terms = append(terms, t)
	}
	return terms
}

// known returns the terms of a text from a cache, or computes and caches them.
func known(cache *map[string][]Term, text string, compute func(string) []Term) []Term {
	if text == "" {
		return nil
	}
	if terms, ok := (*cache)[text]; ok {
		return terms
	}
	terms := compute(text)
	if *cache == nil || len(*cache) == maxKnown {
		*cache = make(map[string][]Term)
	}
	(*cache)[strings.Clone(text)] = terms // copy, so that the cache does not keep the whole line in memory
	return terms
}
