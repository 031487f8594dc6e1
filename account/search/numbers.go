package search

import (
	"strings"

	"sesame/account"
)

// leadingNumber reads a telephone number, an identifier's beginning, an e-mail address, a date, a year or a département at
// the start of tokens, and returns how many tokens it uses; n is 0 when there is none. before is the word before them.
func leadingNumber(tokens []string, before string) (word searchedWord, n int) {
	word.rarity = rareNumber
	add := func(alternatives ...alternative) { word.alternatives = append(word.alternatives, alternatives...) }
	if a, ok := address(tokens[0]); ok {
		add(a)
		return word, 1
	}
	written := bornOn(writtenDate(tokens[0]))
	if len(written) > 0 && strings.ContainsAny(tokens[0], "/.-") {
		add(written...)
		return word, 1
	}
	phone, ofPhone := leadingPhone(tokens)
	start, ofStart := leadingIdentifier(tokens)
	if n = max(ofPhone, ofStart); n > 0 {
		if ofPhone == n {
			add(alternative{kind: dialled, text: phoneWord(phone)})
		}
		if ofStart == n {
			add(alternative{kind: identified, text: start})
		}
		if n == 1 {
			add(written...)
		}
		return word, n
	}
	var folded []string
	for _, t := range tokens[:min(len(tokens), 4)] { // a date, and what follows
		folded = append(folded, strings.Join(foldedTokens(t), " "))
	}
	if found, of := spokenDate(folded); len(found) > 0 {
		if add(bornOn(found)...); strings.EqualFold(before, "du") { // rue du 8 mai 1945
			word.alternatives = []alternative{{kind: spelled, text: folded[of-1]}}
		}
		return word, of
	}
	if found := monthOf(folded); len(found) > 0 { // « juillet 47 »; Mars is a name, too, and 47 a département: it is read as a word of its own
		add(bornOn(found)...)
		add(alternative{kind: spelled, text: folded[0]})
		return word, 1
	}
	word.rarity = frequent
	for _, year := range years(folded[0]) {
		add(alternative{kind: born, date: date{year: year}})
	}
	if number, ok := departmentNumber(folded[0]); ok {
		add(alternative{kind: livingIn, text: number})
	}
	if len(word.alternatives) == 0 {
		return searchedWord{}, 0
	}
	add(alternative{kind: spelled, text: folded[0]}) // « GAEC 2000 », and the number of a house
	return word, 1
}

func bornOn(dates []date) (alternatives []alternative) {
	for _, d := range dates {
		alternatives = append(alternatives, alternative{kind: born, date: d})
	}
	return alternatives
}

// address reads an e-mail address.
func address(token string) (alternative, bool) {
	token = strings.ToLower(strings.Trim(token, "<>()[],;:.\"«»"))
	local, domain, ok := strings.Cut(token, "@")
	switch {
	case !ok || local == "":
		return alternative{}, false
	case domain == "":
		return alternative{kind: mailbox, text: local}, true
	}
	return alternative{kind: mailed, text: token}, true
}

// departmentNumber reads the number of a département: 79, 2A, 974. Both départements of Corsica count as 20, by which
// their postcodes begin, so that a search for 2A or 2B finds the members of both.
func departmentNumber(s string) (string, bool) {
	switch {
	case s == "2a" || s == "2b":
		return "20", true
	case len(s) == 2 && account.Digits(s) && s != "00":
		return s, true
	case len(s) == 3 && account.Digits(s) && department(s) == s:
		return s, true
	}
	return "", false
}

// leadingIdentifier reads the beginning of an identifier at the start of tokens: digits in one, a social security number
// in its usual groups, a SIREN or SIRET in groups of three.
func leadingIdentifier(tokens []string) (start string, n int) {
	first := tokens[0]
	grouped := func(fits func(token string) bool) {
		for start, n = first, 1; n < len(tokens) && fits(tokens[n]); n++ {
			start += strings.ToUpper(tokens[n])
		}
	}
	switch {
	case !account.Digits(first):
		return "", 0
	case len(first) >= identifierStart:
		grouped(func(t string) bool {
			return len(first) == len("732829320") && n == 1 && len(t) == len("00074") && account.Digits(t)
		})
	case len(first) == 1:
		grouped(func(t string) bool {
			return (len(t) == 2 || len(t) == 3) && (account.Digits(t) || strings.ContainsAny(t[1:], "abAB") && t[0] == '2')
		})
	case len(first) == 3:
		grouped(func(t string) bool {
			return account.Digits(t) && (len(t) == 3 || len(start) >= 9 && (len(t) == 5 || len(t) == 2))
		})
	}
	if len(start) < identifierStart {
		return "", 0
	}
	return start, n
}

// leadingPhone parses a telephone number at the start of tokens and returns how many tokens it uses; n is 0 when there
// is none. A postcode is not taken as the start of a number.
func leadingPhone(tokens []string) (e164 string, n int) {
	const shortest, longest = 9, 18 // digits: without the initial 0; with 00, a country code and « (0) »
	if postcode(tokens[0]) && tokens[0][0] != '0' {
		return "", 0
	}
	count := 0
	for i, t := range tokens {
		if strings.Trim(t, "0123456789+()./-") != "" {
			break
		}
		for _, c := range t {
			if c >= '0' && c <= '9' {
				count++
			}
		}
		if count > longest {
			break
		}
		if count < shortest {
			continue
		}
		if number, err := account.ParsePhone(strings.Join(tokens[:i+1], "")); err == nil {
			e164, n = number, i+1
		}
	}
	return e164, n
}
