package courier

import (
	"fmt"
	"io"
	"strings"
	"time"

	"sesame/account"
	"sesame/db"
)

// Batch writes the PDF of a batch: a cover sheet for the agent who prints it, then one letter per page. With
// recto-verso, the back of each sheet stays blank. The output is deterministic. It returns an error when an address
// cannot be printed.
func Batch(w io.Writer, c account.Caisse, b db.BatchDraft, loc *time.Location) error {
	p := newPaper(c, loc, "Lot de courriers")
	p.dated(b.CreatedAt)
	p.cover(b)
	for i, l := range b.Letters {
		p.turn(b.Layout)
		if err := p.letter(l, fmt.Sprintf("Lot %d, lettre %d sur %d", b.Number, i+1, len(b.Letters))); err != nil {
			return err
		}
		if err := p.envelope(l.Payload.Request, b.Number, i+1); err != nil {
			return err
		}
	}
	p.turn(b.Layout)
	return p.write(w)
}

// turn ends a sheet: with recto-verso it adds a blank page after an odd number of pages.
func (p *paper) turn(layout db.LetterLayout) {
	if layout == db.RectoVerso && p.PageNo()%2 == 1 {
		p.AddPage()
	}
}

const (
	tableLine   = 6.0
	tableBottom = 276.0 // millimetres from the top; the table continues on another page
)

// cover draws the cover sheet, which stays at the caisse. It holds no name, identifier or secret.
func (p *paper) cover(b db.BatchDraft) {
	at := b.CreatedAt.In(p.loc)
	p.AddPage()
	p.SetXY(marginLeft, 18)
	p.text("B", 20, 9, fmt.Sprintf("Lot de courriers n° %d", b.Number))
	p.text("", bodySize, bodyLine, p.caisse.Name)
	p.Ln(3)
	sheets := "recto"
	if b.Layout == db.RectoVerso {
		sheets = "recto-verso, dos blanc"
	}
	p.text("", bodySize, bodyLine, fmt.Sprintf("Créé le %s à %s par %s. Impression %s.", paperDay(at), frenchHour(at), printer(b.Actor), sheets))
	p.text("B", 16, 8.5, lettersOf(len(b.Letters))+" à la suite de cette page de garde")
	p.Ln(2)
	p.initials("Imprimé et compté par", "Mis sous pli par", "Posté le")
	p.text("B", bodySize, bodyLine, "À l'impression")
	p.numbered(
		"Comptez les lettres : chacune porte son numéro en bas à droite.",
		"S'il en manque une, ou si une feuille est abîmée, ne relancez pas l'impression de ce fichier. Dans « Courriers », ouvrez le lot, "+
			"cochez la lettre et choisissez de la refaire : elle revient avec un nouveau mot de passe, l'ancien ne marche plus. Détruisez la feuille abîmée.",
		"Si le lot entier est perdu, faites de même pour tout le lot.",
		"Supprimez ce fichier une fois imprimé, et notez le lot comme posté quand il est parti. Cette page reste à la caisse.",
	)
	p.Ln(4)
	p.contents(b)
}

// initials draws a box for the initials of each person who handles the batch.
func (p *paper) initials(labels ...string) {
	width := textWidth / float64(len(labels))
	y := p.GetY()
	p.SetLineWidth(0.2)
	for i, label := range labels {
		x := marginLeft + float64(i)*width
		p.Rect(x, y, width, 18, "D")
		p.SetFont("atkinson", "", 9)
		p.SetXY(x+2, y+1)
		p.Cell(width-4, 5, printable(label))
	}
	p.SetXY(marginLeft, y+18)
	p.Ln(4)
}

// contents lists the letters, on as many pages as needed.
func (p *paper) contents(b db.BatchDraft) {
	head := func() {
		p.row("B", "Lettre", "Demande", "Initiales", "Commune ou pays")
		p.SetLineWidth(0.3)
		p.Line(marginLeft, p.GetY(), pageWidth-marginRight, p.GetY())
	}
	head()
	for i, l := range b.Letters {
		if p.GetY()+tableLine > tableBottom {
			p.foot(fmt.Sprintf("Lot %d, page de garde", b.Number))
			p.AddPage()
			p.SetXY(marginLeft, 18)
			p.text("B", 14, 8, fmt.Sprintf("Lot de courriers n° %d, suite", b.Number))
			head()
		}
		p.row("", fmt.Sprint(i+1), l.Payload.Request, initials(l.Payload.Name), account.Town(l.Payload.Lines))
	}
	p.foot(fmt.Sprintf("Lot %d, page de garde", b.Number))
}

func (p *paper) row(style string, cells ...string) {
	p.SetFont("atkinson", style, 11)
	p.SetX(marginLeft)
	for i, width := range []float64{18, 34, 28, textWidth - 80} {
		p.CellFormat(width, tableLine, printable(cells[i]), "", 0, "LM", false, 0, "")
	}
	p.Ln(tableLine)
}

func lettersOf(letters int) string {
	if letters == 1 {
		return "1 lettre"
	}
	return fmt.Sprintf("%d lettres", letters)
}

// printer returns the display name of the agent who printed a batch.
func printer(actor string) string {
	if login, ok := strings.CutPrefix(actor, "agent:"); ok {
		return login
	}
	return "la commande « sesame courriers »"
}

// initials returns at most three initials of a name without its civility: with the town, they identify the letter.
func initials(name string) string {
	var found []string
	for _, word := range strings.Fields(name) {
		switch strings.ToLower(strings.TrimSuffix(word, ".")) {
		case "m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "me", "dr":
			continue
		}
		if first := []rune(word)[:1]; len(found) < 3 {
			found = append(found, strings.ToUpper(string(first))+".")
		}
	}
	return strings.Join(found, " ")
}
