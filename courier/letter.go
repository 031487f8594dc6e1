package courier

import (
	_ "embed"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/unicode/norm"

	"sesame/account"
	"sesame/db"
)

var (
	//go:embed fonts/atkinson-hyperlegible-next-latin-400-normal.ttf
	regular []byte
	//go:embed fonts/atkinson-hyperlegible-next-latin-700-normal.ttf
	bold []byte
)

// Places on an A4 page, in millimetres from its top left corner. The page is folded in three; the window of the
// envelope shows part of the upper third, so all that is secret stands below the first fold.
const (
	pageWidth    = 210.0
	marginLeft   = 20.0
	marginRight  = 20.0
	textWidth    = pageWidth - marginLeft - marginRight
	addressLeft  = 110.0
	addressTop   = 57.0
	addressWidth = 85.0
	addressLines = 6 // of 38 characters (NF Z 10-011)
	firstFold    = 99.0
	secondFold   = 198.0
	bodyTop      = 104.0
	bodySize     = 13.0 // points
	bodyLine     = 6.5
)

// Letter writes a PDF to print, one page a letter, the hours as loc shows them. The same letters give the same bytes.
// An address of more than 6 lines is an error.
func Letter(w io.Writer, c account.Caisse, letters []db.Letter, loc *time.Location) error {
	p := paper{Fpdf: fpdf.New("P", "mm", "A4", ""), caisse: c, loc: loc}
	p.SetCatalogSort(true)
	p.SetCompression(true)
	p.SetLang("fr")
	p.SetTitle("Mots de passe temporaires", true)
	p.SetMargins(marginLeft, marginLeft, marginRight)
	p.SetAutoPageBreak(false, 0)
	p.SetCellMargin(0)
	p.AddUTF8FontFromBytes("atkinson", "", regular)
	p.AddUTF8FontFromBytes("atkinson", "B", bold)
	if len(letters) > 0 {
		p.SetCreationDate(letters[0].CreatedAt)
		p.SetModificationDate(letters[0].CreatedAt)
	}
	for _, l := range letters {
		if n := len(l.Payload.Lines); n > addressLines {
			return fmt.Errorf("letter %s: an address of %d lines, %d at most", l.Reference, n, addressLines)
		}
		p.page(l.Payload)
	}
	if err := p.Output(w); err != nil {
		return fmt.Errorf("write letters: %w", err)
	}
	return nil
}

// paper is a document under way.
type paper struct {
	*fpdf.Fpdf
	caisse account.Caisse
	loc    *time.Location
}

// page draws one letter.
func (p *paper) page(l db.LetterPayload) {
	p.AddPage()
	p.head(l)
	at, until := l.At.In(p.loc), l.Until.In(p.loc)

	p.SetXY(marginLeft, bodyTop)
	p.write("B", 14, 7, "Votre mot de passe temporaire")
	p.write("", 11, 5.5, fmt.Sprintf("Demande %s, %s", l.Request, paperDay(at)+" à "+frenchHour(at)))
	p.Ln(3)
	greeting := "Madame, Monsieur"
	if l.Name != "" {
		greeting = l.Name
	}
	p.write("", bodySize, bodyLine, greeting+",")
	p.Ln(2)
	p.write("", bodySize, bodyLine, "Un nouveau mot de passe a été demandé pour votre espace privé. Voici un mot de passe temporaire. "+
		"Il ne sert qu'une fois, pour choisir ensuite le vôtre.")
	p.Ln(3)
	p.secret(l.Secret)
	p.write("", bodySize, bodyLine, "Il s'écrit en minuscules et en chiffres, sans 0 ni 1. Les espaces ne comptent pas.")
	p.write("B", bodySize, bodyLine, "Il est valable jusqu'au "+paperDay(until)+" à "+frenchHour(until)+".")
	p.Ln(3)
	p.write("B", bodySize, bodyLine, "Ce que vous devez faire")
	for i, step := range p.steps() {
		y := p.GetY()
		p.SetX(marginLeft)
		p.SetFont("atkinson", "", bodySize)
		p.Cell(7, bodyLine, fmt.Sprintf("%d.", i+1))
		p.SetLeftMargin(marginLeft + 7)
		p.SetXY(marginLeft+7, y)
		p.write("", bodySize, bodyLine, step)
		p.SetLeftMargin(marginLeft)
	}
	p.Ln(3)
	p.write("", bodySize, bodyLine, fmt.Sprintf("Si vous n'êtes pas à l'origine de cette demande, ne vous servez pas de ce mot de passe et appelez-nous au %s (%s).",
		p.caisse.Phone, p.caisse.Hours))
	p.Ln(3)
	p.write("", bodySize, bodyLine, p.caisse.Name)
}

// steps are what the reader does next; the address is on paper, where it cannot be clicked.
func (p *paper) steps() []string {
	open := "Ouvrez la page de connexion de votre espace privé."
	if p.caisse.Host != "" {
		open = "Dans votre navigateur, tapez l'adresse " + p.caisse.Host + " et ouvrez « Se connecter »."
	}
	return []string{
		open,
		"Tapez votre identifiant, puis le mot de passe temporaire, et appuyez sur « Se connecter ».",
		"Choisissez votre propre mot de passe : la page vous guide.",
		"Détruisez cette lettre. Ne donnez ce mot de passe à personne : votre caisse ne vous le demandera jamais.",
	}
}

// paperDay is « 23 novembre 2026 »: on paper no phone reads the year as a code.
func paperDay(t time.Time) string {
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return fmt.Sprintf("%s %s %d", day, months[t.Month()-1], t.Year())
}

// unbroken ties French punctuation to its word, and the parts of an hour together.
var unbroken = strings.NewReplacer("Se connecter", "Se\u00a0connecter", "« ", "«\u00a0", " »", "\u00a0»", " :", "\u00a0:", " h ", "\u00a0h\u00a0")

// undrawn are letters that the fonts lack and that Unicode does not take apart.
var undrawn = strings.NewReplacer("ł", "l", "Ł", "L", "đ", "d", "Đ", "D", "ı", "i")

// printable keeps what the fonts can draw (Latin-1 and French); other letters lose their marks, and what has no plain
// letter behind it becomes a question mark.
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
