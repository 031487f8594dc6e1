package account

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// providers are the domains of the most common e-mail providers in France, most frequent first. A domain close to one of
// them is most often a typing error.
var providers = []string{
	"gmail.com", "orange.fr", "hotmail.fr", "hotmail.com", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "yahoo.fr", "outlook.fr",
	"outlook.com", "icloud.com", "live.fr", "yahoo.com", "bbox.fr", "neuf.fr", "msn.com", "aol.com", "gmx.fr", "club-internet.fr",
	"numericable.fr", "aliceadsl.fr", "cegetel.net", "protonmail.com", "proton.me", "mailo.com", "live.com", "aol.fr", "voila.fr", "noos.fr",
}

// genuine are existing domains of other providers that are close to one of the list above.
var genuine = []string{"mail.com", "ymail.com", "email.com", "hotmail.be", "gmx.com", "gmx.net", "gmx.de", "me.com", "mac.com", "pm.me", "proton.ch", "fmail.com"}

// underOneName are the providers with a single domain: their name under another top-level domain is a typing error.
var underOneName = []string{"gmail.com", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "icloud.com", "bbox.fr", "neuf.fr"}

// slippedEnds maps mistyped top-level domains, none of which exists, to the intended ones.
var slippedEnds = map[string]string{
	"con": "com", "cim": "com", "vom": "com", "xom": "com", "cmo": "com", "ocm": "com", "comm": "com", "coom": "com", "cpm": "com", "clm": "com", "conm": "com",
	"rf": "fr", "ft": "fr", "fe": "fr", "frr": "fr", "ffr": "fr", "fd": "fr", "fer": "fr", "nte": "net", "ner": "net", "ent": "net", "nett": "net",
}

// doubledEnds are the top-level domains that people append to a complete domain.
var doubledEnds = []string{"com", "fr", "net"}

// SuggestEmail returns the address that the user may have meant to type, or an empty text. members lists the domains that
// are common among the members of the caisse, in ASCII. It is a suggestion only: the user must be able to keep the address.
func SuggestEmail(typed string, members []string) string {
	address, err := ReadEmail(typed)
	if err != nil {
		if address, err = ParseEmail(mendedEmail(typed)); err != nil {
			return ""
		}
		return withDomain(address, nearestDomain(domainOf(address), members))
	}
	domain := domainOf(address)
	meant := nearestDomain(domain, members)
	if looks := lookOf(domain); meant == domain && looks != domain {
		meant = nearestDomain(looks, members)
	}
	if meant == domain || !isASCII(meant) {
		return ""
	}
	return withDomain(address, meant)
}

// asLatin maps letters of other alphabets to the letters a to z that they look like (Unicode Technical Standard 39).
var asLatin = strings.NewReplacer("а", "a", "с", "c", "ԁ", "d", "е", "e", "ɡ", "g", "һ", "h", "і", "i", "ı", "i", "ј", "j", "ӏ", "l", "ո", "n", "о", "o", "р", "p", "ԛ", "q",
	"ѕ", "s", "ѵ", "v", "ԝ", "w", "х", "x", "у", "y", "α", "a", "ι", "i", "ν", "v", "ο", "o", "ρ", "p", "υ", "u")

// lookOf returns a punycode domain in the Latin letters that it looks like; any other domain unchanged.
func lookOf(domain string) string {
	shown, err := idna.Lookup.ToUnicode(domain)
	if err != nil {
		return domain
	}
	return asLatin.Replace(shown)
}

var (
	// spokenAt matches the sign @ in words, also as written to hide an address from programs; spokenPoint matches a point in words.
	spokenAt    = regexp.MustCompile(`(?i)[(\[]\pZ*(?:at|arobas[es]?)\pZ*[)\]]|\pZ(?:at|arobas[es]?)\pZ`)
	spokenPoint = regexp.MustCompile(`(?i)[(\[]\pZ*(?:point|dot)\pZ*[)\]]|\pZ(?:point|dot)\pZ`)
	// bareAt matches what the @ key of a French keyboard types without AltGr, or without Alt.
	bareAt = regexp.MustCompile(`[à#]`)
)

// mendedEmail corrects the usual errors of an invalid address: @ and points in words, the @ key without its modifier,
// commas instead of points, repeated points and @, spaces, a provider without its point or its top-level domain.
func mendedEmail(typed string) string {
	if !strings.Contains(typed, "@") {
		typed = spokenPoint.ReplaceAllString(spokenAt.ReplaceAllString(norm.NFC.String(typed), "@"), ".")
		if len(bareAt.FindAllStringIndex(typed, 2)) == 1 && !strings.Contains(typed, "@") {
			typed = bareAt.ReplaceAllString(typed, "@")
		}
	}
	s := dropBlanks(bareEmail(typed))
	s = strings.NewReplacer(",", ".", ";", ".", ":", ".").Replace(s)
	for _, sign := range []string{"..", "@@", "@."} {
		for strings.Contains(s, sign) {
			s = strings.ReplaceAll(s, sign, sign[:1])
		}
	}
	s = strings.ReplaceAll(s, ".@", "@")
	if strings.Count(s, "@") == 1 && !strings.Contains(domainOf(s), ".") {
		s = withDomain(s, withPoint(strings.ToLower(domainOf(s))))
	}
	return s
}

// withPoint returns the provider that a domain without a point stands for: orange, orangefr, orange-fr; the domain
// itself if there is none.
func withPoint(domain string) string {
	for _, p := range providers {
		name, end := cutEnd(p)
		if domain == name+end || domain == name+"-"+end || domain == name && slices.Contains(underOneName, p) {
			return p
		}
	}
	return domain
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

func withDomain(address, domain string) string {
	return address[:strings.LastIndexByte(address, '@')+1] + domain
}

// nearestDomain returns the closest known domain, or the domain itself if it is known or none is close.
func nearestDomain(domain string, members []string) string {
	known := slices.Concat(providers, members)
	if slices.Contains(known, domain) || slices.Contains(genuine, domain) {
		return domain
	}
	if bare, ok := strings.CutPrefix(domain, "www."); ok && strings.Contains(bare, ".") {
		return nearestDomain(bare, members)
	}
	name, end := cutEnd(domain)
	if slices.Contains(doubledEnds, end) && slices.Contains(known, name) { // gmail.com.fr
		return name
	}
	for _, p := range underOneName {
		if own, _ := cutEnd(p); own == name {
			return p
		}
	}
	best, least := "", maxSlip+1
	for _, k := range known {
		if d := slipBetween(domain, k); d < least {
			best, least = k, d
		}
	}
	if best != "" {
		return best
	}
	if mended, ok := slippedEnds[end]; ok {
		return name + "." + mended
	}
	return domain
}

func cutEnd(domain string) (name, end string) {
	at := strings.LastIndexByte(domain, '.')
	return domain[:at], domain[at+1:]
}

// maxSlip is the maximum edit distance of a typing error.
const maxSlip = 3

// slipBetween returns the edit distance from a domain to a known one, or more than maxSlip if it is too large for the
// length of the name. In a name of up to three letters only transposed letters count as a typing error.
func slipBetween(domain, known string) int {
	name, end := cutEnd(domain)
	knownName, knownEnd := cutEnd(known)
	inName, inEnd := EditDistance(name, knownName), EditDistance(end, knownEnd)
	allowed := 2
	switch n := len(knownName); {
	case n <= 3:
		allowed = 0
		if inEnd == 0 && len(name) == n && inName == 1 && sameLetters(name, knownName) {
			allowed = 1
		}
	case n <= 5:
		allowed = 1
	}
	if inName > allowed || inEnd > 1 || inName == 2 && name[0] != knownName[0] {
		return maxSlip + 1
	}
	return inName + inEnd
}

func sameLetters(a, b string) bool {
	sorted := func(s string) string {
		bytes := []byte(s)
		slices.Sort(bytes)
		return string(bytes)
	}
	return sorted(a) == sorted(b)
}

// EditDistance is the optimal string alignment distance: insertions, deletions, substitutions and transpositions. If
// the lengths differ by more than maxSlip, it returns maxSlip+1 without computing it.
func EditDistance(a, b string) int {
	if a == b {
		return 0
	}
	x, y := []rune(a), []rune(b)
	if n := len(x) - len(y); n > maxSlip || n < -maxSlip {
		return maxSlip + 1
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			changed := 1
			if x[i-1] == y[j-1] {
				changed = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+changed)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
