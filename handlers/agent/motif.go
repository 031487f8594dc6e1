package agent

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/unicode/norm"

	"sesame/account"
	"sesame/account/search"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/texts"
)

const (
	reasonLength = 200 // characters
	reasonDigits = 6   // so many digits, whatever their separators, may be an identifier or a telephone number
)

var (
	dayWritten = regexp.MustCompile(`\b\d{1,2}/\d{1,2}/20\d\d\b`)
	postcode   = regexp.MustCompile(`^\s*\d{5}\b`)
	// plainWords occur in names and streets but identify nobody.
	plainWords = strings.Fields("rue avenue route chemin place allee allees boulevard impasse cours quai square passage sentier lotissement residence batiment " +
		"appartement escalier etage zone lieu lieudit dit bis ter des les aux sur sous par pour dans ferme domaine societe entreprise earl gaec scea sarl sas sci saint sainte")
)

// parseReason reads the reason for an act. It is stored in the audit log, which must not identify the member.
func parseReason(c echo.Context, m *db.Member) (string, error) {
	return parseReasonIn(c, "motif", m.Profile)
}

// parseReasonIn reads a field with the reason for an act on whom the profile describes, or on nobody.
func parseReasonIn(c echo.Context, field string, p db.Profile) (string, error) {
	reason := strings.Join(strings.Fields(c.FormValue(field)), " ")
	switch {
	case reason == "":
		return "", web.RefuseField(field, account.ErrEmpty)
	case utf8.RuneCountInString(reason) > reasonLength:
		return "", web.Refuse(field, texts.ReasonTooLong(reasonLength))
	case tells(reason, p):
		return "", web.Refuse(field, texts.ReasonTells)
	}
	return reason, nil
}

// tells says whether a text contains a long number, an e-mail address, or a word of the member's name or street. A date
// is allowed.
func tells(text string, p db.Profile) bool {
	text = norm.NFKC.String(text)
	bare, run := strings.Builder{}, 0
	for _, r := range dayWritten.ReplaceAllStringFunc(text, undated) {
		switch {
		case unicode.IsDigit(r):
			run++
		case unicode.IsLetter(r):
			run = 0
		default:
			continue
		}
		if run == reasonDigits {
			return true
		}
		bare.WriteRune(unicode.ToUpper(r))
	}
	if strings.Contains(text, "@") || len(p.Identifier) > 3 && strings.Contains(bare.String(), p.Identifier) {
		return true
	}
	own := search.FoldedWords(strings.Join([]string{p.LastName, p.FirstName, p.Company}, " "))
	for _, line := range p.Address {
		if strings.ContainsAny(line, "0123456789") && !postcode.MatchString(line) { // a town identifies nobody
			own = append(own, search.FoldedWords(line)...)
		}
	}
	return slices.ContainsFunc(search.FoldedWords(text), func(w string) bool {
		return utf8.RuneCountInString(w) >= 3 && slices.Contains(own, w) && !slices.Contains(plainWords, w)
	})
}

// undated removes a date from a text; any other text is unchanged.
func undated(written string) string {
	if _, err := time.Parse("2/1/2006", written); err != nil {
		return written
	}
	return ""
}
