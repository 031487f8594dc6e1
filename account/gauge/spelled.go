package gauge

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

const (
	spelled      = 30 // price of the ways to write numbers in words, in guesses
	mostBeside   = 3  // maximum of letters beside numbers and months: « le 24 mai »
	hundred      = 100
	thousand     = 1000
	frenchScore  = 20 // quatre-vingts
	frenchFours  = 4
	frenchSixty  = 60
	mostSpelled  = 9999 // a year; larger numbers are read as several
	longestMonth = 9
)

// cardinals are the French words that make up numbers, the longest first.
var cardinals = func() (all []numberWord) {
	for n, names := range map[int]string{
		0: "zero", 1: "un une premier premiere", 2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six", 7: "sept", 8: "huit", 9: "neuf", 10: "dix", 11: "onze",
		12: "douze", 13: "treize", 14: "quatorze", 15: "quinze", 16: "seize", frenchScore: "vingt vingts", 30: "trente", 40: "quarante", 50: "cinquante",
		frenchSixty: "soixante", 70: "septante", 80: "huitante octante", 90: "nonante", hundred: "cent cents", thousand: "mille",
	} {
		for name := range strings.FieldsSeq(names) {
			all = append(all, numberWord{name, n})
		}
	}
	slices.SortFunc(all, func(a, b numberWord) int { return cmp.Or(len(b.text)-len(a.text), strings.Compare(a.text, b.text)) })
	return all
}()

// withDigits writes numbers in words as digits: « Vingt-quatre-Mai-1985 » becomes « 24-mai-1985 ». It returns an empty
// string unless two number words, or one and a month, make up all letters of the password except a few.
func withDigits(ascii string) string {
	lower := lowered(ascii)
	var b strings.Builder
	found, beside := 0, 0
	for at := 0; at < len(lower); {
		if value, used, end := spelledNumber(lower, at); end > at {
			last := b.String()
			if last != "" && kindOf(last[len(last)-1]) == digit {
				b.WriteByte('-')
			}
			b.WriteString(strconv.Itoa(value))
			if end < len(lower) && kindOf(lower[end]) == digit {
				b.WriteByte('-')
			}
			found, at = found+used, end
			continue
		}
		if month := monthAt(lower, at); month != "" {
			b.WriteString(month)
			found, at = found+1, at+len(month)
			continue
		}
		if kindOf(lower[at]) == letter {
			if beside++; beside > mostBeside {
				return ""
			}
		}
		b.WriteByte(lower[at])
		at++
	}
	if found < 2 {
		return ""
	}
	return b.String()
}

// saidNumbers are the numbers that people write as digits in set phrases: « 1 tiens vaut mieux que 2 tu l'auras ».
var saidNumbers = map[string]string{
	"1": "un", "2": "deux", "3": "trois", "4": "quatre", "5": "cinq", "6": "six", "7": "sept", "8": "huit", "9": "neuf", "10": "dix", "12": "douze", "20": "vingt",
	"30": "trente", "36": "trentesix", "40": "quarante", "80": "quatrevingts", "100": "cent", "101": "centun", "1000": "mille", "1001": "milleetun",
	"20000": "vingtmille",
}

// withNumberWords writes the numbers before the last letter of a text in words; it returns an empty string if there are
// none.
func withNumberWords(ascii string) string {
	last := strings.LastIndexFunc(ascii, func(r rune) bool { return r < firstPictograph && kindOf(byte(r)) == letter }) //nolint:gosec // G115: below 128
	var b strings.Builder
	found := false
	for at := 0; at < len(ascii); {
		end := at
		for end < last && kindOf(ascii[end]) == digit {
			end++
		}
		if word := saidNumbers[ascii[at:end]]; word != "" {
			b.WriteString(word)
			found, at = true, end
			continue
		}
		end = max(end, at+1)
		b.WriteString(ascii[at:end])
		at = end
	}
	if !found {
		return ""
	}
	return b.String()
}

// spelledNumber reads a number of one or more words, with or without hyphens, blanks and « et » between them. It
// returns its value, how many words it has, and where it ends; at if there is none.
func spelledNumber(lower string, at int) (value, used, end int) {
	next := func(from int) (number, to int) {
		for _, w := range cardinals {
			if strings.HasPrefix(lower[from:], w.text) {
				return w.n, from + len(w.text)
			}
		}
		return 0, from
	}
	end = at
	total, part, last := 0, 0, -1 // the thousands, the part below a thousand, and the last word
	for from := at; ; {
		number, to := next(from)
		if to == from {
			break
		}
		switch {
		case number == thousand && total == 0:
			total, part = max(part, 1)*thousand, 0
		case number == hundred && part < hundred:
			part = max(part, 1) * hundred
		case number == frenchScore && last == frenchFours:
			part += frenchFours*frenchScore - frenchFours
		case last < 0, last >= hundred, last >= frenchScore && number < 10, (last == frenchSixty || last == frenchScore && part%hundred == frenchFours*frenchScore) && number < frenchScore,
			last == 10 && number >= 7 && number < 10:
			part += number
		default:
			return total + part, used, end
		}
		if total+part > mostSpelled {
			return value, used, end
		}
		value, last, end, used = total+part, number, to, used+1
		from = to
		if from < len(lower) && strings.IndexByte(compounds, lower[from]) >= 0 {
			from++
		}
		if rest, ok := strings.CutPrefix(lower[from:], "et"); ok && rest != "" {
			after := len(lower) - len(rest)
			if strings.IndexByte(compounds, rest[0]) >= 0 {
				after++
			}
			if number, to := next(after); to > after && (number == 1 || number == 11) {
				from = after
			}
		}
	}
	return value, used, end
}

// monthAt returns the name of the month at a position, or an empty string.
func monthAt(lower string, at int) string {
	for end := min(len(lower), at+longestMonth); end > at+2; end-- {
		if strings.Contains(months, " "+lower[at:end]+" ") {
			return lower[at:end]
		}
	}
	return ""
}
