package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sesame/account"
)

const (
	maxSearch      = 200 // maximum length used, in bytes
	maxSearchWords = 8   // maximum number of words used; the rest is ignored
	maxRun         = 4   // maximum number of words that are tried as one
)

// said are words that callers say about a member but that are not part of the name. They are ignored beside other
// words.
var said = []string{"m", "mr", "mm", "mme", "mmes", "mlle", "melle", "monsieur", "madame", "mademoiselle", "messieurs", "mesdames", "ne", "nee", "veuve", "vve", "me", "maitre",
	"epouse", "nom", "prenom", "dans", "chez", "habite", "habitant", "departement", "dept", "annee", "siren", "siret", "tel", "telephone", "portable", "mail"}

// categories are words that callers say about the member's category, title or legal form. They may also be part of a
// name, so they are ignored only if nobody is found with them (Search.Leaner).
var categories = []string{"adherent", "adherente", "agricole", "agriculteur", "agricultrice", "assure", "assuree", "chef", "conjoint", "conjointe", "coop", "cooperative", "cuma",
	"curatelle", "curateur", "curatrice", "docteur", "dossier", "dr", "earl", "elevage", "employeur", "entreprise", "ets", "eurl", "exploitant", "exploitante", "exploitation",
	"famille", "femme", "ferme", "fille", "fils", "frere", "gaec", "gfa", "gie", "heritiers", "indivision", "jardinier", "mari", "mere", "notaire", "ouvrier", "ouvriere",
	"particulier", "pere", "retraite", "retraitee", "sa", "salarie", "salariee", "sarl", "sas", "sasu", "scea", "scev", "sci", "selarl", "snc", "societe", "soeur", "succession",
	"tiers", "tutelle", "tuteur", "tutrice"}

// kind is the kind of data that an alternative is compared with.
type kind int

const (
	spelled    kind = iota // a word of the name or of the address
	dialled                // a telephone number
	mailed                 // an e-mail address
	mailbox                // the part of an e-mail address before the @
	born                   // a birth date, or a part of it
	livingIn               // a département
	identified             // the beginning of an identifier
)

// alternative is one meaning of a word that was typed.
type alternative struct {
	kind  kind
	text  string
	sound string // of spelled; empty if the word has other characters than letters
	date  date   // of born
}

// searchedWord is one word, or one number of several words, with all its possible meanings.
type searchedWord struct {
	alternatives []alternative
	rarity       int  // members match few words of a high rarity: these are looked up first
	passed       bool // ignored if nobody is found with it: one of categories, or initials
}

// Rarities. That of a word is its length.
const (
	rareNumber = 1000
	rareTown   = 300
	frequent   = 1
)

// Parse parses the text of the search field. Any text is accepted.
func Parse(text string) (s Search) {
	text = strings.ToValidUTF8(text[:min(len(text), maxSearch)], " ")
	if id, err := account.ParseIdentifier(text); err == nil {
		s.Identifier = id
	}
	var rest []string
	for tokens := strings.FieldsFunc(text, account.Blank); len(tokens) > 0; {
		before := ""
		if len(rest) > 0 {
			before = rest[len(rest)-1]
		}
		word, n := leadingNumber(tokens, before)
		if n == 0 {
			rest, tokens = append(rest, tokens[0]), tokens[1:]
			continue
		}
		s.words, tokens = append(s.words, word), tokens[n:]
	}
	s.words = append(s.words, textWords(rest, len(s.words) > 0)...)
	s.words = s.words[:min(len(s.words), maxSearchWords)]
	for _, w := range s.words {
		for i := range w.alternatives {
			if a := &w.alternatives[i]; a.kind == spelled && plain(a.text) {
				a.sound = sound(a.text)
			}
		}
	}
	slices.SortStableFunc(s.words, func(a, b searchedWord) int { return b.rarity - a.rarity })
	return s
}

// textWords parses the tokens that are not numbers. beside says that there are numbers, too.
func textWords(tokens []string, beside bool) (words []searchedWord) {
	meanings := map[string][]alternative{} // of a word as part of its token
	var all []string
	for _, token := range tokens {
		folded := foldedTokens(token)
		if heard := endingHeard(token, folded); heard != "" {
			meanings[folded[len(folded)-1]] = []alternative{{kind: spelled, text: heard}}
		}
		for _, w := range folded {
			if meanings[w] == nil {
				meanings[w] = tokenMeanings(token, len(tokens) == 1 && !beside)
			}
		}
		all = append(all, folded...)
	}
	all = spelledOut(all)
	if names := withoutSaid(all); beside || slices.ContainsFunc(names, func(w string) bool { return !particle(w) }) {
		all = names
	}
	for i, w := range all {
		all[i] = oneSaint(w)
	}
	for i, w := range all {
		if particle(w) || slices.Contains(fillers, w) {
			continue
		}
		word := searchedWord{rarity: len(w), passed: slices.Contains(categories, w) || initials(w)}
		for _, run := range runs(all, i) {
			word.alternatives = append(word.alternatives, alternative{kind: spelled, text: run})
		}
		if full, ok := streetKinds[w]; ok {
			word.alternatives = append(word.alternatives, alternative{kind: spelled, text: full})
		}
		if word.alternatives = append(word.alternatives, meanings[w]...); postcode(w) {
			word.rarity = rareTown
		}
		words = append(words, word)
	}
	if len(words) == 0 && !beside {
		for _, w := range all {
			if utf8.RuneCountInString(w) > 1 {
				words = append(words, searchedWord{alternatives: []alternative{{kind: spelled, text: w}}, rarity: len(w)})
			}
		}
	}
	return words
}

// endingHeard returns the last word of a token that ends in é as if it ended in er, for its sound: without their accents,
// Gautié does not sound like Gauthier. It is empty for any other token.
func endingHeard(token string, folded []string) string {
	token = strings.TrimRight(strings.ToLower(token), "s.,;:")
	if len(folded) == 0 || !strings.HasSuffix(token, "é") && !strings.HasSuffix(token, "ée") {
		return ""
	}
	return strings.TrimRight(folded[len(folded)-1], "es") + "er"
}

// initials says whether a word may be the initials of given names: one letter, or two consonants, as in « jb delaunay ».
func initials(w string) bool {
	return len(w) == 1 && w[0] >= 'a' && w[0] <= 'z' || len(w) == 2 && strings.Trim(w, "bcdfghjklmnpqrstvwxz") == ""
}

func withoutSaid(words []string) (names []string) {
	for _, w := range words {
		if !slices.Contains(said, w) {
			names = append(names, w)
		}
	}
	return names
}

// tokenMeanings returns what a token may mean besides its words: an identifier of letters and digits, or the part of an
// e-mail address before the @.
func tokenMeanings(token string, alone bool) (meanings []alternative) {
	token = strings.Trim(token, ".,;:!?()«»\"'")
	digits := strings.ContainsAny(token, "0123456789")
	if alone || digits || strings.ContainsAny(token, "._") {
		meanings = append(meanings, alternative{kind: mailbox, text: strings.ToLower(token)})
	}
	if digits && len(token) >= identifierStart {
		meanings = append(meanings, alternative{kind: identified, text: strings.ToUpper(token)})
	}
	return meanings
}

// runs returns the word at i, alone and joined with its neighbours, because people write both Vandermeersch and Van der
// Meersch.
func runs(words []string, i int) (joined []string) {
	joined = append([]string{words[i]}, abbreviatedSaint(words[i])...)
	for length := 2; length <= maxRun; length++ {
		for from := max(0, i-length+1); from <= i && from+length <= len(words); from++ {
			run := words[from : from+length]
			if particle(run[length-1]) || slices.ContainsFunc(run, func(w string) bool { return slices.Contains(fillers, w) }) ||
				slices.ContainsFunc(run[:length-2], func(w string) bool { return len(w) > len("ster") }) {
				continue
			}
			joined = append(joined, strings.Join(run, ""))
		}
	}
	return joined
}
