package account

import (
	"strings"

	"sesame/texts"
)

// Kind is the type of an identifier, determined by its format alone.
type Kind string

const (
	NIR   Kind = "nir"   // 13 characters, no key
	SIRET Kind = "siret" // 14 digits
	Tiers Kind = "tiers" // 1 to 20 letters and digits, assigned by the caisse
)

// maxTiers is the maximum length of a tiers identifier, in characters.
const maxTiers = 20

// Identifier identifies a member, in canonical form: no separator, upper case, a NIR without its key.
type Identifier struct {
	Kind  Kind
	Value string
}

var (
	errKey                  = &FieldError{texts.IdentifierKey}
	errIdentifierLong       = &FieldError{texts.IdentifierTooLong}
	errIdentifierCharacters = &FieldError{texts.IdentifierSigns}
)

// ParseIdentifier parses an identifier as typed by a user: spaces (including no-break spaces), dots, dashes and case
// are ignored; a NIR may include its 2-digit key. It checks the format only, so that a NIR or SIRET that cannot exist
// is treated as unknown at login; CheckFor checks existence. Errors are *FieldError.
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

// Digits says whether a text consists of ASCII digits only; true for the empty text.
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
