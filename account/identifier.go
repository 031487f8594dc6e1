package account

import (
	"strings"

	"sesame/texts"
)

// Kind is the nature of an identifier, told from its shape alone.
type Kind string

const (
	NIR   Kind = "nir"   // 13 characters, no key
	SIRET Kind = "siret" // 14 digits
	Tiers Kind = "tiers" // 1 to 20 letters and digits, given by the caisse
)

// maxTiers is the longest number that the caisse gives to a tiers, in characters.
const maxTiers = 20

// Identifier is what a member logs in with, in canonical form: no separator, upper case, a NIR without its key.
type Identifier struct {
	Kind  Kind
	Value string
}

var (
	errKey                  = &FieldError{texts.IdentifierKey}
	errIdentifierLong       = &FieldError{texts.IdentifierTooLong}
	errIdentifierCharacters = &FieldError{texts.IdentifierSigns}
)

// ParseIdentifier reads an identifier as people type it: spaces (no-break ones too), dots, dashes and case do not
// count, and a NIR comes with or without its 2-digit key. It judges the shape only: whether such a NIR or SIRET can
// exist is for CheckFor, and a wrong one typed at the door is simply unknown. Errors are *FieldError.
func ParseIdentifier(s string) (Identifier, error) {
	v, err := squeeze(s)
	if err != nil {
		return Identifier{}, err
	}
	switch {
	case v == "":
		return Identifier{}, ErrEmpty
	case len(v) > maxTiers:
		return Identifier{}, errIdentifierLong
	case len(v) == 13 && nirShaped(v):
		return Identifier{NIR, v}, nil
	case len(v) == 15 && nirShaped(v[:13]) && Digits(v[13:]):
		if key, err := NIRKey(v[:13]); err != nil || key != v[13:] {
			return Identifier{}, errKey
		}
		return Identifier{NIR, v[:13]}, nil
	case len(v) == 14 && Digits(v):
		return Identifier{SIRET, v}, nil
	}
	return Identifier{Tiers, v}, nil
}

// squeeze drops what people put between the groups and upper-cases the rest, which must be [A-Z0-9].
func squeeze(s string) (string, error) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case separator(r):
		case '0' <= r && r <= '9', 'A' <= r && r <= 'Z':
			b.WriteRune(r)
		case 'a' <= r && r <= 'z':
			b.WriteRune(r - 'a' + 'A')
		default:
			return "", errIdentifierCharacters
		}
	}
	return b.String(), nil
}

// Masked shows an identifier in a report: enough to find it in the file, never all of it nor its end.
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

// Digits says whether a text is ASCII digits alone; the empty one is.
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

// CheckFor is the strict rule, for what the back office sends: the kind that the category calls for, and a NIR or a
// SIRET that INSEE can have given. A tiers may have any number. Errors are *FieldError.
func (id Identifier) CheckFor(c Category) error {
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
