package account

import (
	"net/mail"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"sesame/texts"
)

// Limits of an e-mail address, in bytes (RFC 5321, section 4.5.3.1).
const (
	maxEmail      = 254
	maxEmailLocal = 64
)

var (
	errEmail = &FieldError{texts.EmailMalformed}
	errLocal = &FieldError{texts.EmailAccented}
	errLong  = &FieldError{texts.EmailTooLong}

	errSeveral = &FieldError{texts.EmailSeveral}
)

// ReadEmail is ParseEmail for text typed or pasted by a user: it also removes what surrounds the address (« mailto: », a
// name and angle brackets, quotation marks, a trailing comma or point) and blanks next to @ and points.
func ReadEmail(s string) (string, error) { return ParseEmail(bareEmail(s)) }

// ParseEmail parses one address. Surrounding blanks are dropped; the domain is converted to lower case and, if it has
// accents, to punycode. Control characters, display names, quotes and lists are rejected, so that the result is safe in
// a header. Errors are *FieldError.
func ParseEmail(s string) (string, error) {
	s = strings.TrimFunc(s, Blank)
	if s == "" {
		return "", ErrEmpty
	}
	if len(s) > maxEmail {
		return "", errLong
	}
	local, domain, ok := strings.Cut(s, "@")
	if strings.Contains(domain, "@") {
		return "", errSeveral
	}
	if !ok || local == "" || strings.ContainsAny(s, "\"(),:;<>[\\] ") || strings.ContainsFunc(s, unicode.IsControl) || !utf8.ValidString(s) {
		return "", errEmail
	}
	if !isASCII(local) {
		return "", errLocal
	}
	domain, err := idna.Lookup.ToASCII(strings.ToLower(domain))
	if err != nil || !strings.Contains(strings.Trim(domain, "."), ".") {
		return "", errEmail
	}
	if Digits(domain[strings.LastIndex(domain, ".")+1:]) { // an address of the network
		return "", errEmail
	}
	address := local + "@" + domain
	if len(local) > maxEmailLocal || len(address) > maxEmail {
		return "", errLong
	}
	if parsed, err := mail.ParseAddress(address); err != nil || parsed.Address != address {
		return "", errEmail
	}
	return address, nil
}

var (
	inBrackets = regexp.MustCompile(`<([^<>]*@[^<>]*)>`)
	mailto     = regexp.MustCompile(`(?i)^(?:mailto:|https?://)([^?]*).*$`)
	emailLabel = regexp.MustCompile(`(?i)^\pZ*(?:(?:mon|ma|mes|votre|adresse|e-?mail|mail|m[eéè]l|courriel|[eé]lectronique|internet|contact|voici|c'est|est)[\pZ:]+)+` + // « E-mail : »
		`|\pZ*\([^()@]*\)\pZ*$|[\pZ,;\-–]+(?:merci|svp|perso|personnel(?:le)?|pro|professionnel(?:le)?|maison|domicile|bureau|travail)[\pZ.!]*$`) // « (perso) », « - perso »
	besideSign = regexp.MustCompile(`[\pZ\t]*([@.])[\pZ\t]*`)
)

// bareEmail removes what surrounds an address.
func bareEmail(s string) string {
	s = dropRunes(keyed(s), func(r rune) bool { return unicode.Is(unicode.Cf, r) })
	s = strings.ReplaceAll(s, "’", "'")
	if bare := emailLabel.ReplaceAllString(s, ""); !strings.HasPrefix(bare, "@") { // « contact @ poitou.example »
		s = bare
	}
	if found := inBrackets.FindAllStringSubmatch(s, -1); len(found) == 1 {
		s = found[0][1]
	}
	around := func(r rune) bool { return Blank(r) || strings.ContainsRune("\"'`’«»“”<>()[],;:.!/", r) }
	s = strings.TrimFunc(s, around)
	s = strings.TrimFunc(mailto.ReplaceAllString(s, "$1"), around)
	return besideSign.ReplaceAllString(s, "$1")
}

// SameEmail says whether two addresses, as ParseEmail returns them, lead to the same mailbox. Capitals make no difference:
// a mail server may tell them apart before the @, but none does.
func SameEmail(a, b string) bool { return strings.EqualFold(a, b) }

// ourLetters are the letters besides a to z with which a domain is displayed: those that Afnic registers under .fr.
const ourLetters = "ßàáâãäåæçèéêëìíîïñòóôõöœùúûüýÿ"

// ShowEmail formats an address for display: a punycode domain is shown with its accents. A domain with other letters
// stays in punycode, because some of them look like a to z in another alphabet, and one provider would be mistaken for
// another.
func ShowEmail(address string) string {
	local, domain, ok := strings.Cut(address, "@")
	if !ok {
		return address
	}
	shown, err := idna.Lookup.ToUnicode(domain)
	if err != nil || strings.ContainsFunc(shown, func(r rune) bool { return r >= utf8.RuneSelf && !strings.ContainsRune(ourLetters, r) }) {
		return address
	}
	return local + "@" + shown
}

// MaskEmail masks an address for display to its owner: « j•••@poitou.example ».
func MaskEmail(address string) string {
	local, domain, _ := strings.Cut(ShowEmail(address), "@")
	_, first := utf8.DecodeRuneInString(local)
	return local[:first] + "•••@" + domain
}
