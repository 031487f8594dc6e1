package gauge

import (
	"math"
	"strings"

	"sesame/account/gauge/words"
)

// Prices, in guesses, of the changes that are undone before a password is read again.
const (
	compound       = 4   // hyphens, blanks and similar signs between letters
	regular        = 3   // the same characters after each letter, or digits that count up
	maskedSentence = 8   // signs for letters throughout a sentence
	leastBlanks    = 2   // blanks or hyphens in a sentence
	namedBits      = 4.0 // bits per letter under which letters sound like a name
	leastSplit     = 5   // least letters of a word with characters inserted at one place
	leastSpread    = 6   // least letters of a word with different characters inserted at different places
)

// compounds are the signs that join the words of a compound.
const compounds = "-_ .'"

// rewriting is a text from which a password may have been made, and the price of that change.
type rewriting struct {
	text    string
	price   float64
	repeats bool // repetitions were removed
	names   bool // an unlisted name is accepted, too
	numbers bool // numbers in words were replaced by digits
	said    bool // digits were replaced by words; only a set phrase is accepted
}

// takes says whether a reading of the rewritten text is accepted. Removing characters from random letters gives names
// by chance, and so does removing the repetition from one of two words: moka and coucou.
func (r rewriting) takes(f finding, read, typed *frenchReading) bool {
	switch {
	case r.numbers:
		return true
	case r.said:
		return f.why == Saying
	}
	switch f.why {
	case Word, Saying, Keys, Address:
		return true
	case Common: // the filter of the million has false positives
		letters := lettersOnly(read.lower)
		return read.lexicon.Bits(letters) <= soundsMost(len(letters))*float64(len(letters))
	case Name, Words:
		letters, once := lettersOnly(typed.lower), lettersOnly(read.lower)
		if r.repeats && len(letters) >= leastInitials && read.lexicon.Bits(once)-initialsBits(once) > repeatedGain*float64(len(once)) {
			return false // initials of a sentence, some of which are equal
		}
		return (r.names || r.repeats) && !typed.twoEveryday(letters)
	}
	return r.repeats
}

// rewritings returns the texts from which a password may have been made, the likeliest first.
func (f *frenchReading) rewritings() []rewriting {
	ascii := f.typed
	var all []rewriting
	base, price := ascii, 1.0
	if once, times := squeezeRepeats(ascii, sameLetter); times > 1 {
		base, price = once, times
		all = append(all, rewriting{text: once, price: times, repeats: true})
	}
	if rest, cost := withoutCopies(base); cost > 1 {
		all = append(all, rewriting{text: rest, price: price * cost, repeats: true})
		base, price = rest, price*cost
	}
	if alone, cost := f.withoutFrames(); cost > 1 {
		all = append(all, rewriting{text: joinCompounds(alone), price: cost * compound})
	}
	if whole := withSaints(base); whole != base {
		all = append(all, rewriting{text: joinCompounds(whole), price: price * compound})
	}
	if joined := joinCompounds(base); joined != base {
		all = append(all, rewriting{text: joined, price: price * compound})
	}
	if plain := withLetters(ascii); plain != ascii && strings.Count(ascii, " ")+strings.Count(ascii, "-") >= leastBlanks {
		all = append(all, rewriting{text: plain, price: maskedSentence, names: true})
		if alone, cost := f.reader.read(plain).withoutFrames(); cost > 1 {
			all = append(all, rewriting{text: joinCompounds(alone), price: maskedSentence * cost})
		}
	}
	if said := withNumberWords(ascii); said != "" {
		all = append(all, rewriting{text: said, price: regular, said: true})
	}
	if digits := withDigits(ascii); digits != "" {
		all = append(all, rewriting{text: digits, price: spelled, numbers: true})
	}
	if alone, cost, names := f.lettersAlone(base); alone != "" {
		all = append(all, rewriting{text: alone, price: price * cost, names: names})
	}
	return all
}

// joinCompounds removes the hyphens, blanks and similar signs between two letters, « Saint-Étienne », and lower-cases
// the capitals after them.
func joinCompounds(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if i > 1 && strings.IndexByte(compounds, s[i-1]) >= 0 && lettersBefore(s, i-1) > 1 && lettersAfter(s, i) > 1 {
			b.WriteString(lowered(s[i : i+1]))
			continue
		}
		if i > 0 && i < len(s)-1 && strings.IndexByte(compounds, s[i]) >= 0 && kindOf(s[i-1]) == letter && kindOf(s[i+1]) == letter {
			continue
		}
		if i > 1 && s[i-1] == '\'' && kindOf(s[i]) == letter { // Maixent-l'École
			b.WriteString(lowered(s[i : i+1]))
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// withSaints writes St and Ste as saint and sainte before a name: St-Maixent, SteHermine.
func withSaints(s string) string {
	var b strings.Builder
	for at := 0; at < len(s); {
		n := lettersAfter(lowered(s), at)
		word := s[at : at+n]
		for _, short := range [...]string{"ste", "st"} {
			lower := lowered(word)
			if !strings.HasPrefix(lower, short) || len(word) == len(short) && (at+n+1 >= len(s) || strings.IndexByte(compounds, s[at+n]) < 0 || kindOf(s[at+n+1]) != letter) {
				continue
			}
			if len(word) > len(short) && (word[len(short)] == lower[len(short)] || word[len(short)-1] != lower[len(short)-1]) {
				continue
			}
			b.WriteString("saint" + short[2:])
			word = lower[len(short):]
			break
		}
		b.WriteString(word)
		at += n
		if n == 0 {
			b.WriteByte(s[at])
			at++
		}
	}
	return b.String()
}

// lettersAlone removes all characters between the letters of a password: M*a*r*i*e, Ma!1rie, M1a2r3i4e. The price is
// that of the inserted characters and of their places; names says that the way of insertion leaves no doubt.
func (f *frenchReading) lettersAlone(s string) (alone string, price float64, names bool) {
	first, last := 0, len(s)-1
	for first < len(s) && kindOf(s[first]) != letter {
		first++
	}
	for last > first && kindOf(s[last]) != letter {
		last--
	}
	var kept, put strings.Builder
	groups, same, group := 0, true, ""
	kept.WriteString(s[:first])
	letters := 0
	for at := first; at <= last; {
		end := at
		for kindOf(s[end]) != letter {
			end++
		}
		if end > at {
			groups++
			same = same && (groups == 1 || s[at:end] == group)
			group = s[at:end]
			put.WriteString(group)
		}
		kept.WriteByte(s[end])
		letters++
		at = end + 1
	}
	everywhere := groups >= letters-1-letters/5
	least := leastSpread
	switch {
	case same && groups > 1 || everywhere:
		least = shortWord
	case groups == 1:
		least = leastSplit
	}
	if groups == 0 || letters < least {
		return "", 0, false
	}
	kept.WriteString(s[last+1:])
	price = placesPrice(groups, letters-1)
	switch {
	case same:
		price *= readDress(group).guesses
	case allDigits(put.String()) && straight(put.String()):
		price *= regular
	default:
		price *= min(readDress(put.String()).guesses, math.Pow(rareSign, float64(put.Len())))
	}
	return kept.String(), max(compound, price), same && groups > 1 || everywhere || groups == 1 && f.oneName(s[first:last+1])
}

// oneName says whether the letters around one insertion sound like a single name, no part of which is a word.
func (f *frenchReading) oneName(s string) bool {
	lower := lowered(s)
	before, after := lettersAfter(lower, 0), lettersBefore(lower, len(lower))
	name := lower[:before] + lower[len(lower)-after:]
	return len(name) >= leastSpread && f.lexicon.Bits(name) < namedBits*float64(len(name)) && !f.twoWords(lower[:before], lower[len(lower)-after:], s[before:before+1])
}

// twoWords says whether the parts before and after a separator are words; with a hyphen, a blank or a dot between them,
// one word is enough.
func (f *frenchReading) twoWords(before, after, separator string) bool {
	known := func(part string) bool {
		h := words.Of(part)
		return len(part) >= shortWord && (f.lexicon.Rank(h) > 0 || f.common(h, part))
	}
	if strings.Contains(compounds, separator) {
		return known(before) || known(after)
	}
	return known(before) && known(after)
}

// placesPrice returns the price of the places of groups between letters.
func placesPrice(groups, gaps int) float64 {
	if groups >= gaps {
		return regular
	}
	return min(binomial(gaps, groups), math.Pow(regular, float64(groups))*float64(gaps))
}

func allDigits(s string) bool { return len(s) > 1 && onlyDigits(s) == s }
