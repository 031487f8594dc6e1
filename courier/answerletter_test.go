package courier

import (
	"bytes"
	"strings"
	"testing"

	"sesame/account"
	"sesame/db"
)

func TestALetterCarriesAnAnswer(t *testing.T) {
	for name, words := range map[string]string{
		"lines":                    "Votre carte est partie le 3 novembre.\n\nElle arrive sous dix jours.",
		"longest":                  strings.TrimSpace(strings.Repeat("Wagonnets et mouvements des comptes de la caisse. ", 25)[:1199]),
		"capitals":                 strings.TrimSpace(strings.Repeat("VEUILLEZ VENIR AU GUICHET AVEC VOTRE CARTE. ", 30)[:1199]),
		"words that hold together": strings.TrimSpace(strings.Repeat("« Ah ! » ; « Oh ! » : « MM ? » ", 38)),
		"words without an end":     strings.Repeat("W", 1199),
	} {
		l := longLetter
		l.Kind, l.Payload.Words, l.Payload.Secret, l.Payload.Kind = db.AnswerLetter, words, "", account.NIR
		var pdf bytes.Buffer
		if err := Letter(&pdf, longCaisse, []db.Letter{l}, paris(t)); err != nil {
			t.Fatal(err)
		}
		pages := readPDF(t, pdf.Bytes())
		text := sentence(pages[0])
		if len(pages) != 1 || !strings.Contains(strings.Join(strings.Fields(text), ""), strings.Join(strings.Fields(words), "")) || !strings.Contains(text, "Message KTR-482") {
			t.Errorf("%s: %d pages: %s", name, len(pages), text)
		}
		for _, w := range pages[0] {
			if w.YMin*point > bodyTop && (w.YMax*point > footTop || w.XMax*point > pageWidth-marginRight+0.5) {
				t.Errorf("%s: %q lies outside", name, w.Text)
			}
		}
	}
}
