package courier

import (
	"fmt"

	"github.com/boombuler/barcode/datamatrix"

	"sesame/account"
)

const (
	envelopeModule = 0.55 // millimetres: hand scanners read it through the film of a window
	envelopeGap    = 2.0  // between the square and the text, more than the quiet zone that the standard requires
)

// envelope draws the number of the letter above its address, where the window shows it, as a square (DataMatrix) and as
// text, so that a returned envelope can be recorded unopened.
func (p *paper) envelope(request string, batch int64, sheet int) error {
	code, err := datamatrix.Encode(account.EnvelopeNumber(batch, sheet))
	if err != nil {
		return fmt.Errorf("draw the number of an envelope: %w", err)
	}
	p.modules(addressLeft, envelopeTop, envelopeModule, code)
	p.SetFont("atkinson", "", 7)
	p.SetXY(addressLeft+float64(code.Bounds().Dx())*envelopeModule+envelopeGap, envelopeTop)
	p.Cell(addressWidth/2, 3, printable(fmt.Sprintf("%s, lot %d, lettre %d", request, batch, sheet)))
	return nil
}
