package account

import (
	"net/mail"
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
)

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
	if !ok || local == "" || strings.ContainsAny(s, "\"(),:;<>[\\] ") || strings.ContainsFunc(s, unicode.IsControl) || !utf8.ValidString(s) {
		return "", errEmail
	}
	for i := 0; i < len(local); i++ {
		if local[i] >= utf8.RuneSelf {
			return "", errLocal
		}
	}
	domain, err := idna.Lookup.ToASCII(strings.ToLower(domain))
	if err != nil || !strings.Contains(strings.Trim(domain, "."), ".") {
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

// MaskEmail masks an address for display to its owner: « j•••@poitou.example ».
func MaskEmail(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	_, first := utf8.DecodeRuneInString(local)
	return local[:first] + "•••@" + domain
}
