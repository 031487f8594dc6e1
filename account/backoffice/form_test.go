package backoffice

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"sesame/account"
)

func TestAFileIsReadAsFrenchToolsWriteIt(t *testing.T) {
	ansi, err := charmap.Windows1252.NewEncoder().String(fullHeader + "\r\n" + fullRow + "\r\n")
	if err != nil {
		t.Fatal(err)
	}
	wide := func(order unicode.Endianness, mark unicode.BOMPolicy) string {
		text, err := unicode.UTF16(order, mark).NewEncoder().String(fullHeader + "\r\n" + fullRow + "\r\n")
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	unix := fullHeader + "\n" + fullRow + "\n"
	quoted := func(s string) string { return `"` + strings.Join(strings.Split(s, ";"), `";"`) + `"` }
	for name, file := range map[string]string{
		"UTF-8, semicolons and LF":                unix,
		"CRLF":                                    strings.ReplaceAll(unix, "\n", "\r\n"),
		"a byte order mark":                       "\ufeff" + unix,
		"Windows-1252":                            ansi,
		"UTF-16 as a spreadsheet writes it":       wide(unicode.LittleEndian, unicode.UseBOM),
		"UTF-16 the other way round":              wide(unicode.BigEndian, unicode.UseBOM),
		"UTF-16 without a mark":                   wide(unicode.LittleEndian, unicode.IgnoreBOM),
		"UTF-16 without a mark, the other way":    wide(unicode.BigEndian, unicode.IgnoreBOM),
		"CR":                                      strings.ReplaceAll(unix, "\n", "\r"),
		"CR, and none at the end":                 strings.ReplaceAll(strings.TrimSpace(unix), "\n", "\r"),
		"vertical bars":                           strings.ReplaceAll(unix, ";", "|"),
		"encoded twice":                           encodedTwice(t, unix),
		"encoded twice, then Windows-1252":        strings.Replace(ansi, "D\xe9sormeaux", "D\xc3\xa9sormeaux", 1),
		"marks of a document within words":        strings.Replace(unix, "Zoé;", "Z\u200bo\u00adé\u2060;", 1),
		"commas":                                  strings.ReplaceAll(unix, ";", ","),
		"tabs":                                    strings.ReplaceAll(unix, ";", "\t"),
		"quotes around every value":               quoted(fullHeader) + "\n" + quoted(fullRow) + "\n",
		"no end of line at the end":               fullHeader + "\n" + fullRow,
		"headers in capitals with spaces":         strings.ToUpper(strings.ReplaceAll(fullHeader, ";", " ; ")) + "\n" + fullRow + "\n",
		"an accent in a header":                   strings.Replace(unix, "categorie", "Catégorie", 1),
		"blank lines and lines of separators":     unix + "\n;;;;;\n\n",
		"an unnamed and empty column at the end":  fullHeader + ";\n" + fullRow + ";\n",
		"decomposed accents":                      strings.NewReplacer("é", "e\u0301", "â", "a\u0302").Replace(unix),
		"a line end within quotes":                strings.Replace(unix, "12 rue du Bourg", "\"12 rue\n du Bourg\"", 1),
		"non-breaking spaces":                     strings.Replace(unix, "06 39 98 12 34", "06\u00a039\u202f98 12 34", 1),
		"an identifier with its key":              strings.Replace(unix, "2 85 05 86 194 123", "2 85 05 86 194 123 "+mustKey(t, "2850586194123"), 1),
		"the column of reasons of an earlier run": fullHeader + ";" + ReasonColumn + "\n" + fullRow + ";La date n'existe pas.\n",
	} {
		t.Run(name, func(t *testing.T) {
			rows, faults := readMembers(t, file)
			if len(faults) > 0 || len(rows) != 1 || !reflect.DeepEqual(rows[0], fullMember) {
				t.Errorf("rows %+v\nfaults %q", rows, faults)
			}
			if len(rows) == 1 && !bytes.Equal(rows[0].AppendCanonical(nil), fullMember.AppendCanonical(nil)) {
				t.Error("the row is told apart from the same one")
			}
		})
	}
}

// encodedTwice encodes a text as a program does that has read UTF-8 as Windows-1252.
func encodedTwice(t *testing.T, s string) string {
	t.Helper()
	s, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A file of MS-DOS or Macintosh looks like Windows-1252. No name may be read as « Andr‚ » or « ƒlodie ».
func TestAnotherCodePageIsToldAndNotReadAsWindows1252(t *testing.T) {
	const header = "identifiant;categorie;nom;adresse6\n"
	for page, encoding := range map[string]*charmap.Charmap{"MS-DOS": charmap.CodePage850, "Macintosh": charmap.Macintosh} {
		for _, name := range []string{"André", "Hélène", "Maître", "Désirée", "FRANÇOIS D'ÉTÉ", "Élodie", "Fête-Dieu"} {
			file, err := encoding.NewEncoder().String(header + "T1;tiers;" + name + ";86000 POITIERS\n")
			if err != nil {
				t.Fatal(err)
			}
			if rows, faults := readMembers(t, file); len(rows) > 0 || len(faults) != 1 || !strings.Contains(faults[0], "MS-DOS ou Macintosh") {
				t.Errorf("%s, %q: read %+v, refused %q", page, name, rows, faults)
			}
		}
	}
	for _, name := range []string{"L’Hôte", "Œuvré", "Šimon", "ŽIŽEK", "Nuñez", "Été – hiver", "« Le Pré »", "Paris–Nice", "Farm™", "5 €", "Le Cœur", "Façade…", "Guimarães", "JOÃO", "Âne", "Pâtre"} {
		file, err := charmap.Windows1252.NewEncoder().String(header + "T1;tiers;" + name + ";86000 POITIERS\n")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range []string{file, header + "T1;tiers;" + name + ";86000 POITIERS\n"} {
			if rows, faults := readMembers(t, file); len(faults) > 0 || len(rows) != 1 || rows[0].Values[LastName] != name {
				t.Errorf("%q is read as %+v, refused %q", name, rows, faults)
			}
		}
	}
}

func mustKey(t *testing.T, nir string) string {
	t.Helper()
	key, err := account.NIRKey(nir)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestAByteThatWindows1252DoesNotKnowIsRefused(t *testing.T) {
	_, faults := readMembers(t, "identifiant;categorie;nom;adresse6\nT1;tiers;D\xe9sir\x81e;86000 POITIERS\n")
	if len(faults) != 1 || !strings.Contains(faults[0], "illisible") {
		t.Errorf("faults %q", faults)
	}
}

func TestALineOfAnotherEncodingDoesNotSpoilItsNeighbours(t *testing.T) {
	ansi, err := charmap.Windows1252.NewEncoder().String("T2;tiers;Désirée;86000 POITIERS\n")
	if err != nil {
		t.Fatal(err)
	}
	rows, faults := readMembers(t, "identifiant;catégorie;nom;adresse6\nT1;tiers;Zoé;86000 POITIERS\n"+ansi+"T3;tiers;Noël;86000 POITIERS\n")
	if len(faults) > 0 || len(rows) != 3 || rows[0].Values[LastName] != "Zoé" || rows[1].Values[LastName] != "Désirée" || rows[2].Values[LastName] != "Noël" {
		t.Errorf("rows %+v, faults %q", rows, faults)
	}
}

func TestWhatIsNoTextIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ file, says string }{
		"empty":         {"", "vide"},
		"only a mark":   {"\ufeff", "vide"},
		"UTF-16 empty":  {"\xff\xfe", "vide"},
		"a workbook":    {"PK\x03\x04…", "classeur"},
		"a spreadsheet": {"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00\x21\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x13\x00\x00\x00[Content_Types].xml", "classeur"},
		"a zip archive": {"PK\x03\x04\x14\x00\x00\x00\x08\x00\x00\x00\x21\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00f.csv", "décompressez"},
		"gzip":          {"\x1f\x8b\x08\x00…", "décompressez"},
		"a web page":    {"\ufeff\n<html><table>", "HTML"},
		"JSON":          {"[{\"identifiant\": \"T1\"}]", "JSON"},
		"a PDF":         {"%PDF-1.7\n", "PDF"},
		"an old one":    {"\xD0\xCF\x11\xE0…", "classeur"},
		"a binary file": {"ident\x00ifiant", "pas du texte"},
		"UTF-32":        {"\xff\xfe\x00\x00i\x00\x00\x00", "pas du texte"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := OpenTable(strings.NewReader(c.file), MemberColumns)
			var told *FileError
			if !errors.As(err, &told) || !strings.Contains(told.Message, c.says) {
				t.Errorf("got %v, want it to say %q", err, c.says)
			}
		})
	}
}

func TestTheReadingTellsHowFarItIs(t *testing.T) {
	for name, file := range map[string]string{
		"UTF-8 with a mark": "\ufeff" + fullHeader + "\n" + fullRow + "\n",
		"UTF-16":            "\xff\xfe" + strings.Join(strings.Split(fullHeader+"\n", ""), "\x00") + "\x00",
	} {
		t.Run(name, func(t *testing.T) {
			table, err := OpenTable(strings.NewReader(file), MemberColumns)
			if err != nil {
				t.Fatal(err)
			}
			for err == nil {
				_, err = table.Read()
			}
			if read, size := table.Progress(); !errors.Is(err, io.EOF) || read != size || size != int64(len(file)) {
				t.Errorf("%d of %d read, of %d: %v", read, size, len(file), err)
			}
		})
	}
}
