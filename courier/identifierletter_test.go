package courier

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"sesame/account"
	"sesame/db"
)

func TestGroupedIdentifiers(t *testing.T) {
	for _, c := range []struct {
		kind       account.Kind
		identifier string
		want       string
	}{
		{account.NIR, "1850786123456", "1  85  07  86  123  456"}, {account.NIR, "1852A86123456", "1  85  2A  86  123  456"},
		{account.SIRET, "12345678900012", "123  456  789  00012"}, {account.Tiers, "NOT4471", "NOT4471"},
	} {
		if got := grouped(c.kind, c.identifier); got != c.want {
			t.Errorf("%s: %q", c.identifier, got)
		}
	}
}

// The letter states the identifier and what it is for, below the part that a window can show, and fits its page.
func TestALetterTellsAnIdentifier(t *testing.T) {
	for kind, identifier := range map[account.Kind]string{account.NIR: "1850786123456", account.SIRET: "12345678900012", account.Tiers: strings.Repeat("W", 20)} {
		l := longLetter
		l.Kind, l.Payload.Kind, l.Payload.Number, l.Payload.Secret = db.IdentifierLetter, kind, identifier, ""
		var pdf bytes.Buffer
		if err := Letter(&pdf, longCaisse, []db.Letter{l}, paris(t)); err != nil {
			t.Fatal(err)
		}
		pages := readPDF(t, pdf.Bytes())
		text := sentence(pages[0])
		if len(pages) != 1 || !strings.Contains(strings.ReplaceAll(text, " ", ""), identifier) || !strings.Contains(text, whatIdentifier[kind]) {
			t.Errorf("%d pages: %s", len(pages), text)
		}
		if strings.Contains(text, "temporaire") {
			t.Error("it speaks of a temporary password")
		}
		first := slices.IndexFunc(pages[0], func(w word) bool { return strings.HasPrefix(w.Text, identifier[:1]) && w.YMin*point > secretTop })
		if first < 0 {
			t.Errorf("%s does not stand below %g mm", identifier, secretTop)
		}
		for _, w := range pages[0] {
			if w.YMin*point > bodyTop && (w.YMax*point > footTop || w.XMax*point > pageWidth-marginRight+0.5) {
				t.Errorf("%q lies outside", w.Text)
			}
		}
	}
}
