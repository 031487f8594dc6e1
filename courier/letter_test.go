package courier

import (
	"bytes"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/texts/textstest"
)

// The longest possible content of a letter.
var (
	longCaisse = account.Caisse{
		Name: "Mutualité sociale agricole Ardèche Drôme Loire", Phone: "09 69 32 12 12 (prix d'un appel local)",
		Hours:   "du lundi au vendredi, de 8 h 30 à 12 h 30 et de 13 h 30 à 17 h",
		Address: "Service des adhérents\n43 avenue Albert-Raimond\nBP 80051\n42275 Saint-Priest-en-Jarez Cedex",
		Host:    "mon-espace-prive.ardeche-drome-loire.example",
	}
	longLetter = db.Letter{
		ID: 1, Reference: "REF1", CreatedAt: afternoon,
		Payload: db.LetterPayload{
			Lines: []string{
				"MADAME MARIE-BERNADETTE WŒHRLÉ-MÜLLER", "APPARTEMENT 12 ESCALIER B COULOIR NORD", "RÉSIDENCE LES PEUPLIERS DE LA VALLÉE M",
				"123 BIS CHEMIN DE LA MALADRERIE WWWWWW", "LIEU DIT LA GRANDE METAIRIE DU MOULIN", "86190 SAINT SAUVEUR EN PUISAYE SUR YON",
			},
			Kind: account.NIR, Name: "Madame Marie-Bernadette Wœhrlé-Müller", Secret: "mmmmwwwwmmmm", Request: "KTR-482",
			At: afternoon, Until: afternoon.Add(30 * 24 * time.Hour),
		},
	}
)

// word is a word in the output of pdftotext -bbox; positions are in points, from the top left corner of its page.
type word struct {
	XMin float64 `xml:"xMin,attr"`
	YMin float64 `xml:"yMin,attr"`
	XMax float64 `xml:"xMax,attr"`
	YMax float64 `xml:"yMax,attr"`
	Text string  `xml:",chardata"`
}

const point = 25.4 / 72 // millimetres

// readPDF reads a PDF with poppler: its words by page.
func readPDF(t *testing.T, pdf []byte) [][]word {
	t.Helper()
	file := filepath.Join(t.TempDir(), "lettres.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("qpdf", "--check", file).CombinedOutput(); err != nil {
		t.Fatalf("qpdf (make tools installs it): %v\n%s", err, out)
	}
	out, err := exec.Command("pdftotext", "-bbox", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Pages []struct {
			Words []word `xml:"word"`
		} `xml:"body>doc>page"`
	}
	if err := xml.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	var pages [][]word
	for _, page := range read.Pages {
		pages = append(pages, page.Words)
	}
	return pages
}

func sentence(words []word) string {
	var s []string
	for _, w := range words {
		s = append(s, w.Text)
	}
	return textstest.Plain(strings.Join(s, " "))
}

// fitsItsEnvelope checks a page of a letter: the window shows the address and the envelope's number and nothing else, the
// secret is not visible through the window or thin paper, and nothing is off the page.
func fitsItsEnvelope(t *testing.T, words []word, l db.Letter, envelope string) {
	t.Helper()
	var address, number, secret []word
	for _, w := range words {
		x, y, right, bottom := w.XMin*point, w.YMin*point, w.XMax*point, w.YMax*point
		if bottom > 292 || right > 200 || x < 15 {
			t.Errorf("%q runs off the page: %.0f–%.0f mm across, down to %.0f mm", w.Text, x, right, bottom)
		}
		switch {
		case x >= addressLeft-1 && y >= addressTop-2 && bottom <= 90:
			address = append(address, w)
		case x >= addressLeft && y >= envelopeTop-1 && bottom <= envelopeTop+5 && right <= 195:
			number = append(number, w)
		case y < firstFold && right > 105:
			t.Errorf("%q could be seen in the window", w.Text)
		}
		if strings.Contains(l.Payload.Secret, w.Text) && len(w.Text) == 4 {
			secret = append(secret, w)
		}
	}
	if got, want := sentence(address), strings.Join(l.Payload.Lines, " "); got != want {
		t.Errorf("in the window: %q, want %q", got, want)
	}
	if got := sentence(number); got != envelope {
		t.Errorf("above the address: %q, want %q", got, envelope)
	}
	if len(address) == 0 || address[0].XMin*point < 109.5 || address[0].XMin*point > 111 || address[0].YMin*point < 56 || address[0].YMin*point > 60 {
		t.Errorf("the address begins at %+v", address)
	}
	s := l.Payload.Secret
	if sentence(secret) != s[:4]+" "+s[4:8]+" "+s[8:] {
		t.Fatalf("the secret reads %q", sentence(secret))
	}
	for _, w := range secret {
		// Folded in three, the window may lie before 108 to 164 mm; folded in two, before 197 mm and more.
		if w.YMin*point < 166 || w.YMax*point > 195 {
			t.Errorf("the secret is at %.0f–%.0f mm", w.YMin*point, w.YMax*point)
		}
		if size := w.YMax - w.YMin; size < 24 {
			t.Errorf("the secret is %.0f points high", size)
		}
	}
	for _, w := range words {
		if y := w.YMin * point; y > 290 || w.XMin*point < 15 {
			t.Errorf("%q at %.0f mm", w.Text, y)
		}
		if y := w.YMax * point; y > footTop && w.XMin*point < 120 {
			t.Errorf("%q runs into the foot", w.Text)
		}
	}
}

func TestALetterFitsItsEnvelopeAndSaysWhatItMust(t *testing.T) {
	var b bytes.Buffer
	if err := Letter(&b, longCaisse, []db.Letter{longLetter}, paris(t)); err != nil {
		t.Fatal(err)
	}
	pages := readPDF(t, b.Bytes())
	if len(pages) != 1 {
		t.Fatalf("%d pages", len(pages))
	}
	fitsItsEnvelope(t, pages[0], longLetter, "")
	text := sentence(pages[0])
	for _, want := range []string{
		longCaisse.Name, longCaisse.Phone, longCaisse.Hours, "42275 Saint-Priest-en-Jarez Cedex", "Madame Marie-Bernadette Wœhrlé-Müller,",
		"Demande KTR-482, 23 novembre 2026 à 14 h 05", "valable jusqu'au 23 décembre 2026 à 14 h 05", "1. Dans votre navigateur, écrivez l'adresse", "votre identifiant : votre numéro de sécurité sociale, 13 caractères",
		longCaisse.Host, "« Se connecter »", "Choisissez votre propre mot de passe", "Ce n'est pas vous qui avez fait cette demande ?",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the letter does not say %q:\n%s", want, text)
		}
	}
}

func TestALetterIsTypesetInSignsThatItsFontsHave(t *testing.T) {
	for written, drawn := range map[string]string{
		"l'ancien : 12 345 € ; « Se connecter » ?": "l’ancien\u00a0: 12\u00a0345\u00a0€\u00a0; «\u00a0Se\u00a0connecter\u00a0»\u00a0?",
		"jusqu'au 1er mars à 14 h 05":              "jusqu’au 1er mars à 14\u00a0h\u00a005",
	} {
		if got := typeset(written); got != drawn {
			t.Errorf("%q is drawn %q, not %q", written, got, drawn)
		}
	}
}

func TestOnePageALetterAndTheSameBytesEachTime(t *testing.T) {
	second := longLetter
	second.Payload.Secret, second.Payload.Name, second.Payload.Lines = "abcdefghjkm2", "", []string{"EARL DES PRÉS", "86000 POITIERS"}
	var first, again bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &again} {
		if err := Letter(b, aCaisse, []db.Letter{longLetter, second}, paris(t)); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Error("two PDF of the same letters differ")
	}
	pages := readPDF(t, first.Bytes())
	if len(pages) != 2 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, want := range []string{"mmmm wwww mmmm", "abcd efgh jkm2"} {
		if text := sentence(pages[i]); !strings.Contains(text, want) || strings.Contains(text, []string{"abcd", "mmmm"}[i]) {
			t.Errorf("page %d: %s", i+1, text)
		}
	}
	if !strings.Contains(sentence(pages[1]), "Madame, Monsieur,") {
		t.Error("no greeting without a name")
	}
}

func TestAnAddressThatDoesNotFitIsRefused(t *testing.T) {
	l := longLetter
	for _, lines := range [][]string{append([]string{"7"}, l.Payload.Lines...), {"MADAME X", "86000 " + strings.Repeat("X", 33)}, nil} {
		l.Payload.Lines = lines
		if err := Letter(new(bytes.Buffer), aCaisse, []db.Letter{l}, paris(t)); err == nil || strings.Contains(err.Error(), "MADAME") {
			t.Fatalf("got %v, want an error without the address", err)
		}
	}
}

func TestNamesAreDrawnWithTheLettersOfTheFont(t *testing.T) {
	for in, want := range map[string]string{
		"Œuvre d'Été à Nîmes": "Œuvre d'Été à Nîmes", "e\u0301te\u0301": "été", "Şahin Đỗ Łukasz": "Sahin Do Lukasz", "中": "?",
	} {
		if got := printable(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
