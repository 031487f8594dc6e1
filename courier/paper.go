package courier

import (
	"cmp"
	"fmt"
	"strings"

	"sesame/account"
	"sesame/db"
)

// sender draws the sender in the upper left corner.
func (p *paper) sender() {
	p.SetRightMargin(pageWidth - addressLeft + 5)
	p.SetXY(marginLeft, 18)
	p.text("B", 13, 6, p.caisse.Name)
	for line := range strings.FieldsFuncSeq(p.caisse.Address, func(r rune) bool { return r == '\n' || r == ',' }) {
		p.text("", 10, 4.8, strings.TrimSpace(line))
	}
	p.text("", 10, 4.8, "Téléphone : "+p.caisse.Phone)
	p.text("", 10, 4.8, p.caisse.Hours)
	p.SetRightMargin(marginRight)
}

// folds draws the fold marks: for three parts, and, shorter, for two.
func (p *paper) folds() {
	p.SetLineWidth(0.2)
	p.Line(5, firstFold, 10, firstFold)
	p.Line(5, middleFold, 7, middleFold)
	p.Line(5, secondFold, 10, secondFold)
}

// address draws the address in the window, at 11 points or as large as the width allows.
func (p *paper) address(lines []string) {
	for i, line := range lines {
		line = printable(line)
		for size := 11.0; ; size -= 0.5 {
			p.SetFont("atkinson", "", size)
			if p.GetStringWidth(line) <= addressWidth || size <= 6 {
				break
			}
		}
		p.SetXY(addressLeft, addressTop+float64(i)*5)
		p.Cell(addressWidth, 5, line)
	}
}

// secret draws the password in large type within a frame, in groups of four that are easy to copy, with its expiry
// above and a typing hint below.
func (p *paper) secret(l db.LetterPayload) {
	until := l.Until.In(p.loc)
	p.SetY(secretTop - bodyLine - 1.5)
	p.text("B", bodySize, bodyLine, "Il est valable jusqu'au "+paperDay(until)+" à "+frenchHour(until)+".")
	var groups []string
	for s := l.Secret; s != ""; {
		n := min(4, len(s))
		groups, s = append(groups, s[:n]), s[n:]
	}
	p.framed(strings.Join(groups, "   "))
	p.text("", bodySize, bodyLine, "Il s'écrit en minuscules et en chiffres, sans 0 ni 1. Les espaces ne comptent pas.")
}

// framed draws a number or a password in large type, below the part of the page that can show through the window of the
// envelope.
func (p *paper) framed(s string) {
	p.SetLineWidth(0.5)
	p.Rect(marginLeft, secretTop, textWidth, secretHeight, "D")
	size := 30.0
	for p.SetFont("atkinson", "B", size); p.GetStringWidth(s) > textWidth-8 && size > 10; p.SetFont("atkinson", "B", size) {
		size--
	}
	p.SetXY(marginLeft, secretTop)
	p.CellFormat(textWidth, secretHeight, printable(s), "", 1, "CM", false, 0, "")
	p.Ln(2)
}

// identifierWords describe the identifier with which a member logs in; the identifier itself must not be on the letter.
var identifierWords = map[account.Kind]string{
	account.NIR:   "votre identifiant : votre numéro de sécurité sociale, 13 caractères. Écrivez ensuite",
	account.SIRET: "votre identifiant : votre numéro SIRET, 14 chiffres. Écrivez ensuite",
	account.Tiers: "votre identifiant : le numéro donné par votre caisse. Écrivez ensuite",
}

// opening is the first step: how to reach the login page. The address is printed in full, because paper has no links.
func (p *paper) opening() string {
	if p.caisse.Host == "" {
		return "Ouvrez la page de connexion de votre espace privé."
	}
	return "Dans votre navigateur, écrivez l'adresse " + p.caisse.Host + " et ouvrez « Se connecter »."
}

// instructions draws the numbered steps for the reader.
func (p *paper) instructions(kind account.Kind, last string) {
	p.text("B", bodySize, bodyLine, "Ce que vous devez faire")
	p.numbered(p.opening(),
		"Écrivez "+cmp.Or(identifierWords[kind], "votre identifiant, puis")+" le mot de passe temporaire. Appuyez sur « Se connecter ».",
		"Choisissez votre propre mot de passe : la page vous guide.",
		last)
}

func (p *paper) numbered(steps ...string) {
	for i, step := range steps {
		y := p.GetY()
		p.SetX(marginLeft)
		p.SetFont("atkinson", "", bodySize)
		p.Cell(7, bodyLine, fmt.Sprintf("%d.", i+1))
		p.SetLeftMargin(marginLeft + 7)
		p.SetXY(marginLeft+7, y)
		p.text("", bodySize, bodyLine, step)
		p.SetLeftMargin(marginLeft)
	}
}

// foot draws a small line at the bottom right of the page.
func (p *paper) foot(s string) {
	p.SetFont("atkinson", "", 9)
	p.SetXY(marginLeft, footTop)
	p.CellFormat(textWidth, 4, typeset(s), "", 0, "R", false, 0, "")
}

// text draws a paragraph from margin to margin: style, size in points, line height in millimetres.
func (p *paper) text(style string, size, height float64, s string) {
	left, _, right, _ := p.GetMargins()
	p.SetFont("atkinson", style, size)
	p.SetX(left)
	p.MultiCell(pageWidth-left-right, height, typeset(s), "", "L", false)
}
