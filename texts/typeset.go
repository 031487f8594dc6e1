package texts

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Spaces at which a line does not break: one of normal width, and a narrow one.
const (
	unbroken = "\u00a0"
	narrow   = "\u202f"
)

// numbers matches what people compare with a message they received, read out or dial: the number of a demand, KTR-482, and a
// telephone number written in groups. Screens and mails keep each of them on one line.
var numbers = regexp.MustCompile(`\b[B-DF-HJ-NPR-TV-XZ]{3}-[2-9]{3}\b|(?:\+[0-9]{1,3} |\b0 ?)[0-9]{1,3}(?: [0-9]{2,3}){2,4}\b`)

// Typeset applies French typography to a sentence: ’ for an apostrophe, and a no-break space before : ; ! ? » € % and « h
// », after «, and between the thousands of a number. Sentences are written with the plain characters of a keyboard;
// screens, mails and letters call this when they draw them. An SMS does not, because its alphabet lacks these characters.
// An address (a word with @ or /) stays as it is.
func Typeset(s string) string {
	var b strings.Builder
	done := 0 // s[:done] is in b
	for i := range len(s) {
		sign := ""
		switch {
		case s[i] == '\'' && apostrophe(s, i):
			sign = "’"
		case s[i] == ' ':
			sign = space(s[:i], s[i+1:])
		}
		if sign != "" {
			b.WriteString(s[done:i] + sign)
			done = i + 1
		}
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// apostrophe says whether the character at i follows a letter, outside an address.
func apostrophe(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	start, length := strings.LastIndexByte(s[:i], ' ')+1, strings.IndexByte(s[i:], ' ')
	word := s[start:]
	if length >= 0 {
		word = s[start : i+length]
	}
	return unicode.IsLetter(before) && !strings.ContainsAny(word, "@/")
}

// space returns the no-break space that replaces a plain one between two parts of a sentence; empty if the plain one stays.
func space(before, after string) string {
	switch {
	case strings.HasSuffix(before, "«"), strings.HasPrefix(after, "»"), strings.HasPrefix(after, ":"):
		return unbroken
	case after != "" && strings.IndexByte(";!?", after[0]) >= 0:
		return narrow
	case endsInDigit(before) && (strings.HasPrefix(after, "€") || strings.HasPrefix(after, "%") || after == "h" || strings.HasPrefix(after, "h ")):
		return unbroken
	case strings.HasSuffix(before, " h") && endsInDigit(before[:len(before)-2]) && beginsWithDigit(after):
		return unbroken
	case endsInDigit(before) && beginsWithDigit(after) && thousands(before, after):
		return narrow
	}
	return ""
}

// thousands says whether the two parts meet inside a number written in groups of three digits, as 1 234 567. A telephone
// number and an identifier are grouped in other ways, and may be copied: they keep their spaces.
func thousands(before, after string) bool {
	number := before[len(strings.TrimRight(before, "0123456789 ")):] + " " + after[:len(after)-len(strings.TrimLeft(after, "0123456789 "))]
	for i, group := range strings.Fields(number) {
		if i == 0 && (len(group) > 3 || group[0] == '0') || i > 0 && len(group) != 3 {
			return false
		}
	}
	return true
}

func endsInDigit(s string) bool { return s != "" && s[len(s)-1] >= '0' && s[len(s)-1] <= '9' }

func beginsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// HasNumber says whether a sentence contains a number that is dialled or compared. It first checks for any digit, which takes a
// hundredth of the pattern's time, because most sentences contain none.
func HasNumber(s string) bool { return strings.ContainsAny(s, "0123456789") && numbers.MatchString(s) }

// MarkNumbers replaces each number in a text that is dialled or compared by a template of package regexp, where $0 is the
// number.
func MarkNumbers(s, by string) string { return numbers.ReplaceAllString(s, by) }
