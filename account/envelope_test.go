package account

import "testing"

func TestTheNumberOfAnEnvelopeIsReadAsAScannerTypesIt(t *testing.T) {
	for _, c := range []struct {
		batch int64
		sheet int
	}{{1, 1}, {12, 3}, {1234, 300}, {999_999, 20}, {1_234_567, 8}} {
		written := EnvelopeNumber(c.batch, c.sheet)
		if len(written) < 10 {
			t.Errorf("%d/%d is written %q", c.batch, c.sheet, written)
		}
		if batch, sheet, ok := ParseEnvelopeNumber(" " + written[:4] + " " + written[4:] + "\r"); !ok || batch != c.batch || sheet != c.sheet {
			t.Errorf("%q is read %d/%d, %t", written, batch, sheet, ok)
		}
		wrong := []byte(written)
		wrong[3] = '0' + (wrong[3]-'0'+1)%10
		if _, _, ok := ParseEnvelopeNumber(string(wrong)); ok {
			t.Errorf("%s, which has a wrong digit, is taken", wrong)
		}
	}
	if got := EnvelopeNumber(12, 3); got != "0000120030" {
		t.Errorf("letter 3 of batch 12 is %s", got)
	}
	if batch, sheet, ok := ParseEnvelopeNumber(`àààà&éàà"à`); !ok || batch != 12 || sheet != 3 {
		t.Errorf("typed on a French keyboard as on an American one: %d/%d, %t", batch, sheet, ok)
	}
	for _, typed := range []string{"0000 12\u202f003 0", "'0000120030", "000012-003-0", "００００１２００３０", "\u200b0000120030\ufeff", "Lot 12, lettre 3", "lot\u00a0n° 12 – feuille 3."} {
		if batch, sheet, ok := ParseEnvelopeNumber(typed); !ok || batch != 12 || sheet != 3 {
			t.Errorf("%q is read %d/%d, %t", typed, batch, sheet, ok)
		}
	}
	for _, typed := range []string{"", "KTR-482", "lot 0, lettre 0", "lot 12", "12", "0000000000", "000012003", "00001200É4", "99999999999999999999999990"} {
		if _, _, ok := ParseEnvelopeNumber(typed); ok {
			t.Errorf("%q is taken for the number of an envelope", typed)
		}
	}
}
