package account

import (
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sesame/texts"
)

// Kind is the type of an identifier, determined by its format alone.
type Kind string

const (
	NIR   Kind = "nir"   // 13 characters, no key
	SIRET Kind = "siret" // 14 digits
	Tiers Kind = "tiers" // 1 to 20 letters and digits, assigned by the caisse
)

const (
	nirLength   = 13
	keyedLength = 15 // a NIR with its key
	siretLength = 14
	sirenLength = 9
)

// MaxTiers is the maximum length of a tiers identifier, in characters.
const MaxTiers = 20

// Identifier identifies a member, in canonical form: no separator, upper case, a NIR without its key.
type Identifier struct {
	Kind  Kind
	Value string
}

var (
	errKey                  = &FieldError{texts.IdentifierKey}
	errIdentifierLong       = &FieldError{texts.IdentifierTooLong}
	errIdentifierCharacters = &FieldError{texts.IdentifierSigns}
	errIdentifierEmail      = &FieldError{texts.IdentifierIsNoEmail}
)

// ParseIdentifier parses an identifier as typed by a user. Separators, case, invisible characters and a label such as
// « NIR » or « N° » are ignored; a NIR may include its 2-digit key; O is read as 0, l and I as 1, if the result is a NIR or a SIRET.
// It checks the characters and the length only; CheckFor and Doubt check whether such a NIR or SIRET can exist. Errors are
// *FieldError.
func ParseIdentifier(s string) (Identifier, error) {
	s = strings.TrimFunc(keyed(s), func(r rune) bool { return separator(r) || r == ',' || r == ';' })
	v, err := squeeze(s)
	if id, ok := national(v); ok {
		return id, nil
	}
	if id, ok := labelled(s); ok {
		return id, nil
	}
	if s != "" && strings.IndexByte(tiersLabelStarts, s[0]) >= 0 {
		if bare := tiersLabel.ReplaceAllString(s, ""); len(bare) < len(s) {
			v, err = squeeze(bare)
		}
	}
	if err != nil || strings.Contains(v, keyWord) { // the words are not part of it
		if bare, fault := squeeze(unlabelled(s)); fault == nil && (err != nil || len(bare) == keyedLength) && (Digits(bare) || corsican(bare)) {
			v, err = bare, nil
		}
	}
	if id, ok := national(v); ok { // it cannot exist: Doubt says why
		return id, nil
	}
	switch tooLong := len(v) > MaxTiers; {
	case (tooLong || errors.Is(err, errIdentifierCharacters)) && amongWords.MatchString(s):
		return Identifier{}, errWordsAround
	case err != nil:
		return Identifier{}, foreign(s, err)
	case v == "":
		return Identifier{}, ErrEmpty
	case tooLong:
		return Identifier{}, errIdentifierLong
	}
	return Identifier{Tiers, v}, nil
}

// foreign returns the error for a text with characters that no identifier contains. If the text without its accents is
// a name, or words around a number, the error says so; otherwise it is err.
func foreign(s string, err error) error {
	v, still := squeeze(Fold(s))
	if still != nil {
		return err
	}
	if doubt := doubtWords(v); errors.Is(doubt, errWithoutDigits) || errors.Is(doubt, errWordsAround) {
		return doubt
	}
	return err
}

// national recognises a NIR or a SIRET by its format. If letters were read as digits, a SIRET must also pass its checksum,
// because a tiers identifier may contain letters.
func national(v string) (Identifier, bool) {
	digits := asDigits(v)
	switch {
	case nirShaped(digits):
		return Identifier{NIR, digits}, true
	case keyFits(digits):
		return Identifier{NIR, digits[:nirLength]}, true
	case len(v) == siretLength && Digits(v), siretExists(digits):
		return Identifier{SIRET, digits}, true
	}
	return Identifier{}, false
}

var (
	// label matches the words that people write before a number: « NIR », « N° de sécurité sociale : ».
	label = regexp.MustCompile(`(?i)^(?:[\s:.°=#]|numéro|numero|num|identifiant|immatriculation|matricule|nir|n\.i\.r|nss|ss|siret|sécurité|securite|sécu|secu|sociale|mon|de|est|le|n[°o]?)+`)
	// keyLabel matches the word that people write before the key of a NIR.
	keyLabel = regexp.MustCompile(`(?i)[\s,(]*cl(?:ef|é|e)`)
	// amongWords matches a number with a separate word before or after it.
	amongWords = regexp.MustCompile(`\pL{3}[^\pL\d].*\d(?:\PL*\d){3}|\d(?:\PL*\d){3}[^\pL\d].*\pL{3}`)
	// tiersLabel matches the words before a number of the caisse that cannot be a part of it.
	tiersLabel = regexp.MustCompile(`(?i)^(?:mon\s+)?(?:n°|(?:numéro|numero|identifiant)[\s:])`)
)

// keyWord is the word before a key, in a number that was squeezed.
const keyWord = "CLE"

// labelStarts are the ASCII characters with which a label may begin. The digits begin a NIR whose key has a label.
const labelStarts = " \t\n\f\r:=#NnIiSsMmDd123478"

// tiersLabelStarts are the characters with which a tiersLabel begins, so that most numbers of a large file need no pattern.
const tiersLabelStarts = "NnIiMm"

// labelled parses the number that follows a label. Only a NIR or SIRET that can exist is accepted, because a tiers
// identifier may begin with any letters.
func labelled(s string) (Identifier, bool) {
	if s != "" && s[0] < utf8.RuneSelf && !strings.ContainsRune(labelStarts, rune(s[0])) {
		return Identifier{}, false
	}
	bare := unlabelled(s)
	if len(bare) == len(s) {
		return Identifier{}, false
	}
	v, err := squeeze(bare)
	if err != nil {
		return Identifier{}, false
	}
	id, ok := national(v)
	return id, ok && id.exists()
}

// unlabelled removes the words around a number.
func unlabelled(s string) string {
	return keyLabel.ReplaceAllString(label.ReplaceAllString(norm.NFC.String(s), ""), "")
}

// exists says whether INSEE can have assigned this NIR or SIRET.
func (id Identifier) exists() bool {
	return id.Kind == NIR && nirExists(id.Value) || id.Kind == SIRET && siretExists(id.Value)
}

// squeeze removes separators and converts to upper case; the rest must match [A-Z0-9].
func squeeze(s string) (string, error) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case separator(r):
		case '0' <= r && r <= '9', 'A' <= r && r <= 'Z':
			b.WriteRune(r)
		case 'a' <= r && r <= 'z':
			b.WriteRune(r - 'a' + 'A')
		case strings.Contains(s, "@"):
			return "", errIdentifierEmail
		default:
			return "", errIdentifierCharacters
		}
	}
	return b.String(), nil
}

// Masked returns a masked form for reports: enough to find the identifier in the file, never all of it nor its end.
func (id Identifier) Masked() string {
	v := id.Value
	switch {
	case id.Kind == NIR && len(v) == 13:
		return v[:1] + " " + v[1:3] + " ** ** *** ***"
	case id.Kind == SIRET && len(v) == 14:
		return v[:3] + " *** *** *****"
	}
	shown := min(2, len(v)/3)
	return v[:shown] + strings.Repeat("*", len(v)-shown)
}

// ForAgents returns the form that agents see beside a name: a whole SIRET, because it is public; of any other
// identifier, enough to distinguish homonyms, never all of it.
func (id Identifier) ForAgents() string {
	v := id.Value
	const start, end = 2, 3 // characters shown at the start and the end of a tiers identifier that is longer
	switch {
	case id.Kind == NIR && len(v) == nirLength:
		return v[:1] + " " + v[1:3] + " ** ** *** " + v[10:]
	case id.Kind == SIRET && len(v) == siretLength:
		return v[:3] + " " + v[3:6] + " " + v[6:9] + " " + v[9:]
	case len(v) > start+end:
		return v[:start] + strings.Repeat("*", len(v)-start-end) + v[len(v)-end:]
	}
	return id.Masked()
}

// Digits says whether a text consists of ASCII digits only; false for the empty text.
func Digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

var (
	errNIRWanted       = &FieldError{texts.IdentifierNIRWanted}
	errSIRETWanted     = &FieldError{texts.IdentifierSIRETWanted}
	errNIROrSIRET      = &FieldError{texts.IdentifierEitherKind}
	errNIRImpossible   = &FieldError{texts.IdentifierNIR}
	errSIRETImpossible = &FieldError{texts.IdentifierSIRET}
	errCategory        = &FieldError{texts.IdentifierOfNoOne}
)

// CheckFor is the strict check for the back office's files: the kind must match the category, and INSEE must be able to
// assign this NIR or SIRET. A tiers may have any identifier. Errors are *FieldError.
func (id Identifier) CheckFor(c Category) error {
	if c != TiersCategory && id.wrongKey() {
		return errKey
	}
	switch c {
	case TiersCategory:
		return nil
	case Particulier:
		if id.Kind != NIR {
			return errNIRWanted
		}
	case Entreprise:
		if id.Kind != SIRET {
			return errSIRETWanted
		}
	case Exploitant, EmployeurJardinier:
		if id.Kind != NIR && id.Kind != SIRET {
			return errNIROrSIRET
		}
	default:
		return errCategory
	}
	if id.Kind == NIR && !nirExists(id.Value) {
		return errNIRImpossible
	}
	if id.Kind == SIRET && !siretExists(id.Value) {
		return errSIRETImpossible
	}
	return nil
}
