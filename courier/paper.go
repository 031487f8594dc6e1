package courier

import (
	"strings"

	"sesame/db"
)

// head draws the upper third: who writes, to whom, and the marks to fold by.
func (p *paper) head(l db.LetterPayload) {
	p.SetLineWidth(0.2)
	p.Line(5, firstFold, 10, firstFold)
	p.Line(5, secondFold, 10, secondFold)

	p.SetRightMargin(pageWidth - addressLeft + 5)
	p.SetXY(marginLeft, 18)
	p.write("B", 13, 6, p.caisse.Name)
	for line := range strings.FieldsFuncSeq(p.caisse.Address, func(r rune) bool { return r == '\n' || r == ',' }) {
		p.write("", 10, 4.8, strings.TrimSpace(line))
	}
	p.write("", 10, 4.8, "Téléphone : "+p.caisse.Phone)
	p.write("", 10, 4.8, p.caisse.Hours)
	p.SetRightMargin(marginRight)

	for i, line := range l.Lines {
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

// secret draws the password in large type between two rules, in groups of four that are easier to copy.
func (p *paper) secret(secret string) {
	var groups []string
	for s := secret; s != ""; {
		n := min(4, len(s))
		groups, s = append(groups, s[:n]), s[n:]
	}
	y := p.GetY()
	p.SetLineWidth(0.5)
	p.Rect(marginLeft, y, textWidth, 18, "D")
	p.SetFont("atkinson", "B", 30)
	p.SetXY(marginLeft, y)
	p.CellFormat(textWidth, 18, strings.Join(groups, "   "), "", 1, "CM", false, 0, "")
	p.Ln(3)
}

// write sets a paragraph from margin to margin: style, size in points, height of a line in millimetres.
func (p *paper) write(style string, size, height float64, s string) {
	left, _, right, _ := p.GetMargins()
	p.SetFont("atkinson", style, size)
	p.SetX(left)
	p.MultiCell(pageWidth-left-right, height, printable(unbroken.Replace(s)), "", "L", false)
}
