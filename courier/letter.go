package courier

import (
	_ "embed"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/unicode/norm"

	"sesame/account"
	"sesame/db"
	"sesame/texts"
)

var (
	//go:embed fonts/atkinson-hyperlegible-next-latin-400-normal.ttf
	regular []byte
	//go:embed fonts/atkinson-hyperlegible-next-latin-700-normal.ttf
	bold []byte
)

// Positions on an A4 page, in millimetres from the top left corner. The page fits a long envelope folded in three and a
// C5 envelope folded in two. The window, 45 mm below the fold and 45 mm high, shows part of the upper third however the
// page shifts. The secret is printed below the first fold and below 164 mm, the lower limit of what can lie behind the
// window, so that it does not show through thin paper.
const (
	pageWidth    = 210.0
	marginLeft   = 20.0
	marginRight  = 20.0
	textWidth    = pageWidth - marginLeft - marginRight
	addressLeft  = 110.0
	addressTop   = 57.0
	addressWidth = 85.0
	envelopeTop  = 47.5 // the envelope's number, above the address
	firstFold    = 99.0
	middleFold   = 148.5
	secondFold   = 198.0
	bodyTop      = 110.0
	bodySize     = 12.5 // points
	bodyLine     = 6.1
	secretTop    = 167.0
	secretHeight = 18.0
	footTop      = 286.0
)

// Letter writes a PDF of letters without a cover sheet, one per page, with times in loc. The output is deterministic.
// It returns an error when an address cannot be printed.
func Letter(w io.Writer, c account.Caisse, letters []db.Letter, loc *time.Location) error {
	p := newPaper(c, loc, "Mots de passe temporaires")
	if len(letters) > 0 {
		p.dated(letters[0].CreatedAt)
	}
	for _, l := range letters {
		if err := p.letter(l, ""); err != nil {
			return err
		}
	}
	return p.write(w)
}

// paper is a PDF document being written.
type paper struct {
	*fpdf.Fpdf
	caisse account.Caisse
	loc    *time.Location
}

// newPaper creates an empty document. The title is visible in the file's metadata, so it must name nobody.
func newPaper(c account.Caisse, loc *time.Location, title string) *paper {
	p := &paper{Fpdf: fpdf.New("P", "mm", "A4", ""), caisse: c, loc: loc}
	p.SetCatalogSort(true)
	p.SetCompression(true)
	p.SetLang("fr")
	p.SetTitle(title, true)
	p.SetMargins(marginLeft, marginLeft, marginRight)
	p.SetAutoPageBreak(false, 0)
	p.SetCellMargin(0)
	p.AddUTF8FontFromBytes("atkinson", "", regular)
	p.AddUTF8FontFromBytes("atkinson", "B", bold)
	return p
}

func (p *paper) dated(at time.Time) {
	p.SetCreationDate(at)
	p.SetModificationDate(at)
}

func (p *paper) write(w io.Writer) error {
	if err := p.Output(w); err != nil {
		return fmt.Errorf("write letters: %w", err)
	}
	return nil
}

// letter draws a letter on a new page; foot names its sheet and batch.
func (p *paper) letter(l db.Letter, foot string) error {
	if problems := account.CheckAddress(l.Payload.Lines); len(problems) > 0 {
		return fmt.Errorf("letter %s: line %d of its address does not fit", l.Reference, problems[0].Line)
	}
	p.AddPage()
	p.sender()
	p.folds()
	p.address(l.Payload.Lines)
	switch l.Kind {
	case db.IdentifierLetter:
		p.identifier(l.Payload)
	case db.AnswerLetter:
		p.answer(l.Payload)
	default:
		p.password(l.Payload)
	}
	p.foot(foot)
	return nil
}

// heading draws the title of a letter, the number of its demand, its date and the salutation.
func (p *paper) heading(title string, l db.LetterPayload) { p.titled(title, "Demande", l) }

// titled is heading for a letter whose number is not that of a demand; of says what has that number.
func (p *paper) titled(title, of string, l db.LetterPayload) {
	at := l.At.In(p.loc)
	p.SetXY(marginLeft, bodyTop)
	p.text("B", 14, 7, title)
	p.text("", 11, 5.5, fmt.Sprintf("%s %s, %s", of, l.Request, paperDay(at)+" à "+frenchHour(at)))
	p.Ln(3)
	p.text("", bodySize, bodyLine, greeting(l.Name))
	p.Ln(2)
}

// password draws a letter with a temporary password.
func (p *paper) password(l db.LetterPayload) {
	p.heading("Votre mot de passe temporaire", l)
	p.text("", bodySize, bodyLine, "Un nouveau mot de passe a été demandé pour votre espace privé. Voici un mot de passe temporaire. "+
		"Il ne sert qu'une fois, pour choisir ensuite le vôtre.")
	p.secret(l)
	p.Ln(2.5)
	p.instructions(l.Kind, "Détruisez cette lettre. Ne donnez ce mot de passe à personne : votre caisse ne vous le demandera jamais.")
	p.Ln(2.5)
	p.text("", bodySize, bodyLine, fmt.Sprintf("Ce n'est pas vous qui avez fait cette demande ? N'utilisez pas ce mot de passe. Appelez-nous au %s. Nous répondons %s.",
		p.caisse.Phone, p.caisse.Hours))
}

// longestGreeting is the maximum length of a name, in characters, that leaves room for the secret.
const longestGreeting = 150

func greeting(name string) string {
	if name == "" || utf8.RuneCountInString(name) > longestGreeting {
		return "Madame, Monsieur,"
	}
	return name + ","
}

// paperDay formats a day as « 23 novembre 2026 ». On paper, the year cannot be mistaken for a code by a phone.
func paperDay(t time.Time) string {
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return fmt.Sprintf("%s %s %d", day, months[t.Month()-1], t.Year())
}

// typeset applies French typography with ordinary no-break spaces, because the fonts have no narrow one.
func typeset(s string) string {
	s = strings.ReplaceAll(texts.Typeset(s), "\u202f", "\u00a0")
	return printable(strings.ReplaceAll(s, "Se connecter", "Se\u00a0connecter"))
}

// undrawn maps letters that the fonts lack and that Unicode does not decompose.
var undrawn = strings.NewReplacer("ł", "l", "Ł", "L", "đ", "d", "Đ", "D", "ı", "i")

// printable keeps the characters that the fonts have (Latin-1 and French). Other letters lose their accents; a
// character without a base letter becomes a question mark.
func printable(s string) string {
	drawn := func(r rune) bool {
		return r == '\n' || r >= ' ' && r <= '~' || r >= '\u00a0' && r <= 'ÿ' || strings.ContainsRune("Œœ€’“”–—…", r)
	}
	var b strings.Builder
	for _, r := range undrawn.Replace(norm.NFC.String(s)) {
		if drawn(r) {
			b.WriteRune(r)
			continue
		}
		for _, part := range norm.NFD.String(string(r)) {
			switch {
			case unicode.Is(unicode.Mn, part):
			case drawn(part):
				b.WriteRune(part)
			default:
				b.WriteByte('?')
			}
		}
	}
	return b.String()
}
