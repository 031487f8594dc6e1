package courier

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
)

// twenty are letters to all kinds of addresses, as the database stores them; every other one is long.
func twenty() db.BatchDraft {
	b := db.BatchDraft{LetterBatch: db.LetterBatch{Number: 1234, Actor: "agent:odile.marchand", Layout: db.Recto, Count: 20, CreatedAt: afternoon}}
	addresses := [][]string{
		{"4, chemin des Noyers", "La Planche", "86370 Vivonne"},
		{"APPARTEMENT 12 ESCALIER B COULOIR OUEST", "Résidence Les Peupliers de la Vallée MM", "123 bis chemin de la Maladrerie WWWWWW", "Lieu-dit La Grande Métairie du Moulin", "86190 Saint-Sauveur-en-Puisaye-sur-Yon"},
		{"12 chemin Sévère", "97490 Sainte-Clotilde", "La Réunion"},
		{"BP 4", "98845 Nouméa Cedex"},
		{"Grote Markt 1, bus 3", "8000 Brügge", "Belgique"},
	}
	for i := range 20 {
		name := []string{"Madame Marie-Bernadette Wœhrlé-Müller", "M. Luc Roux", "EARL du Grand Pré"}[i%3]
		b.Letters = append(b.Letters, db.Letter{ID: int64(i + 1), Reference: fmt.Sprint("REF", i), CreatedAt: afternoon, Payload: db.LetterPayload{
			Lines: account.Shortened(account.PostalAddress(name, nil, addresses[i%5])), Name: name,
			Secret: fmt.Sprintf("%c2mw%c3gm%c4qp", 'p'+i%10, 'a'+i%8, 'r'+i%9), Request: fmt.Sprintf("KTR-%d", 222+i), At: afternoon, Until: afternoon.Add(30 * 24 * time.Hour),
		}})
	}
	return b
}

func TestABatchIsACoverSheetAndOneLetterAPage(t *testing.T) {
	for layout, step := range map[db.LetterLayout]int{db.Recto: 1, db.RectoVerso: 2} {
		t.Run(string(layout), func(t *testing.T) {
			b := twenty()
			b.Layout = layout
			var first, again bytes.Buffer
			for _, w := range []*bytes.Buffer{&first, &again} {
				if err := Batch(w, longCaisse, b, paris(t)); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(first.Bytes(), again.Bytes()) {
				t.Error("two PDF of the same batch differ")
			}
			pages := readPDF(t, first.Bytes())
			covers := 0
			for covers < len(pages) && strings.HasPrefix(sentence(pages[covers]), "Lot de courriers") {
				covers++
			}
			letters := pages[(covers+step-1)/step*step:]
			if len(letters) != 20*step {
				t.Fatalf("%d pages, %d of them the cover sheet", len(pages), covers)
			}
			for i, page := range letters {
				if i%step == 1 {
					if len(page) > 0 {
						t.Errorf("on a back: %s", sentence(page))
					}
					continue
				}
				l := b.Letters[i/step]
				fitsItsEnvelope(t, page, l, fmt.Sprintf("%s, lot 1234, lettre %d", l.Payload.Request, i/step+1))
				if text := sentence(page); !strings.Contains(text, fmt.Sprintf("Lot 1234, lettre %d sur 20", i/step+1)) || !strings.Contains(text, l.Payload.Request) {
					t.Errorf("letter %d: %s", i/step+1, text)
				}
			}
			var cover string
			for _, page := range pages[:covers] {
				cover += sentence(page) + " "
				for _, w := range page {
					if w.YMax*point > 292 || w.XMax*point > 195 || w.XMin*point < 15 {
						t.Errorf("%q runs off the cover sheet", w.Text)
					}
				}
			}
			for _, want := range []string{"Lot de courriers n° 1234", "20 lettres", "23 novembre 2026", "par odile.marchand", string(layout), "Imprimé et compté par", "S'il en manque une",
				"1 KTR-222 M. W. VIVONNE", "2 KTR-223 L. R. SAINT SAUVEUR EN PUISAYE SUR YON", "20 KTR-241", "E. D. G. SAINTE CLOTILDE", "BELGIQUE"} {
				if !strings.Contains(cover, want) {
					t.Errorf("the cover sheet does not say %q:\n%s", want, cover)
				}
			}
			for _, l := range b.Letters {
				for _, never := range []string{l.Payload.Name, l.Payload.Secret[:4], l.Payload.Secret[4:8], l.Payload.Secret[8:]} {
					if strings.Contains(cover, never) {
						t.Errorf("the cover sheet says %q", never)
					}
				}
			}
		})
	}
}

func TestALongBatchHasItsContentsOnSeveralPages(t *testing.T) {
	b := twenty()
	for len(b.Letters) < 90 {
		b.Letters = append(b.Letters, b.Letters[len(b.Letters)%20])
	}
	var pdf bytes.Buffer
	if err := Batch(&pdf, aCaisse, b, paris(t)); err != nil {
		t.Fatal(err)
	}
	pages := readPDF(t, pdf.Bytes())
	covers := len(pages) - 90
	if covers != 3 || !strings.HasPrefix(sentence(pages[2]), "Lot de courriers n° 1234, suite") || !strings.Contains(sentence(pages[covers-1]), "90 KTR-") {
		t.Errorf("%d pages before the letters; the last one: %s", covers, sentence(pages[max(covers-1, 0)]))
	}
}

// The properties of a PDF are shown in lists of files: they hold no name and no secret.
func TestThePropertiesOfAPDFTellNothing(t *testing.T) {
	var batch, slip bytes.Buffer
	b := twenty()
	if err := Batch(&batch, aCaisse, b, paris(t)); err != nil {
		t.Fatal(err)
	}
	if err := Slip(&slip, aCaisse, b.Letters[0].Payload, paris(t)); err != nil {
		t.Fatal(err)
	}
	for name, pdf := range map[string][]byte{"batch": batch.Bytes(), "slip": slip.Bytes()} {
		file := filepath.Join(t.TempDir(), "a.pdf")
		if err := os.WriteFile(file, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		info, err := exec.Command("pdfinfo", "-meta", "-custom", file).CombinedOutput()
		if err != nil {
			t.Fatal(err)
		}
		general, err := exec.Command("pdfinfo", file).CombinedOutput()
		if err != nil || !bytes.Contains(general, []byte("Title")) {
			t.Fatalf("%s, %v", general, err)
		}
		for _, l := range b.Letters {
			for _, never := range []string{"Wœhrlé", "Roux", "EARL", l.Payload.Secret, l.Payload.Secret[:4], l.Payload.Request} {
				if strings.Contains(string(info)+string(general), never) {
					t.Errorf("%s: %q in %s", name, never, general)
				}
			}
		}
	}
}

func TestASlipIsOnePageWithoutAnAddress(t *testing.T) {
	l := longLetter.Payload
	var first, again bytes.Buffer
	for _, w := range []*bytes.Buffer{&first, &again} {
		if err := Slip(w, longCaisse, l, paris(t)); err != nil {
			t.Fatal(err)
		}
	}
	pages := readPDF(t, first.Bytes())
	if len(pages) != 1 || !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Fatalf("%d pages, or other bytes", len(pages))
	}
	text := sentence(pages[0])
	for _, want := range []string{"remis en main propre le 23 novembre 2026 à 14 h 05", l.Name + ",", "mmmm wwww mmmm", "valable jusqu'au 23 décembre 2026 à 14 h 05",
		"Détruisez cette feuille", longCaisse.Phone, longCaisse.Host} {
		if !strings.Contains(text, want) {
			t.Errorf("the slip does not say %q:\n%s", want, text)
		}
	}
	for _, w := range pages[0] {
		if w.XMin*point > 105 && w.YMax*point < firstFold || w.YMax*point > 292 || w.XMax*point > 195 {
			t.Errorf("%q is out of place", w.Text)
		}
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"Madame Marie-Bernadette Wœhrlé": "M. W.", "M. élie Roux": "É. R.", "EARL du Grand Pré": "E. D. G.", "": "", "Monsieur": ""} {
		if got := initials(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
