package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// person is a line of a spreadsheet; every person has an identifier, a category, a name and an address.
type person struct{ identifier, category, name string }

// people invents n persons whose identifiers, categories and names are written in all the ways that spreadsheets have.
func people(random *rand.Rand, n int) (all []person) {
	names := []string{"Désormeaux", "D’ARC", "O'Brien", "LE GOFF-MARTIN", "'t Hooft", "Œuvrard", "\u00a0Aubert\u00a0", "\"La Ferme\" du Pont", "Ferme 5\"", "de la Tour"}
	for i := range n {
		p := person{name: fmt.Sprintf("%s %d", names[random.IntN(len(names))], i)}
		nir := fmt.Sprintf("%d%02d%02d86%03d%03d", 1+i%2, 30+i%60, 1+i%12, 100+i/3, 100+i)
		key := 97 - mod97(nir)
		switch way := random.IntN(12); way {
		case 0:
			p.identifier, p.category = siret(i), "Entreprise"
		case 1:
			p.identifier, p.category = strings.TrimPrefix(siret(i), "0"), "ENTREPRISES" // its leading zero is lost
		case 2:
			s := siret(i)
			p.identifier, p.category = s[:3]+" "+s[3:6]+"\u00a0"+s[6:9]+" "+s[9:], "Employeur de jardinier"
		case 3:
			p.identifier, p.category = fmt.Sprintf("T-%05d", i), "tiers "
		case 4:
			p.identifier, p.category = fmt.Sprintf("%s %02d", nir, key), "Particuliers"
		case 5:
			p.identifier, p.category = `="`+nir+`"`, "PARTICULIER"
		case 6:
			p.identifier, p.category = "'"+nir, "Exploitant agricole"
		case 7:
			p.identifier, p.category = nir[:1]+" "+nir[1:3]+" "+nir[3:5]+" "+nir[5:7]+" "+nir[7:10]+" "+nir[10:], "exploitante"
		case 8:
			p.identifier, p.category = nir+",00", "particulier"
		case 9:
			p.identifier, p.category = "NIR : "+nir, "Particulier"
		case 10:
			p.identifier, p.category = "\u200e"+nir+".", "Particulier"
		default:
			p.identifier, p.category = nir, "particulier"
		}
		all = append(all, p)
	}
	return all
}

func mod97(digits string) (rest int) {
	for _, c := range digits {
		rest = (rest*10 + int(c-'0')) % 97
	}
	return rest
}

// siret returns the SIRET number i among those that begin with a zero.
func siret(i int) string {
	bare, sum := fmt.Sprintf("05%07d%04d", 1000*i+77, i%7), 0
	for at, c := range bare {
		d := int(c - '0')
		if at%2 == 0 {
			d = 2*d/10 + 2*d%10
		}
		sum += d
	}
	return bare + fmt.Sprint((10-sum%10)%10)
}

// optionalValues are values that people, spreadsheets and programs write into the optional columns.
var optionalValues = map[string][]string{
	"Civilité":          {"Mme", "M.", "Monsieur", "MME", "", "#N/A", "X"},
	"Date de naissance": {"9/7/1984", "1984-07-09 00:00:00", "09/07/84", "31198", "00/00/1960", "", "9 juillet 1984", "######", "09-juil-84", "31/02/1970", "1984-07-09T00:00:00Z", "NC"},
	"Lieu de naissance": {"Poitiers", "1000 BOURG", "", "#REF!", "NEANT"},
	"E-mail": {"zoe.%d@poitou.example", "NC", "NEANT", "a%d@poitou.example ; b%d@poitou.example", "zoe%d@poitou.example.", "zoe%d@", "mailto:zoe%d@poitou.example", "Zoé <zoe%d@poitou.example>",
		"ZOE%d@POITOU.EXAMPLE", "", "zoe%d @poitou.example", "#VALEUR!", "pas d'email"},
	"Tél. portable":   {"612345678", "06.12.34.56.78", "6,12346E+08", "0000000000", "06 12 34 56 78 / 07 12 34 56 78", "+33 6 12 34 56 78", "33612345678", "NEANT", "", "0549123456", "06 12 34 56 78 (mari)", "=\"0612345678\""},
	"Téléphone":       {"549123456", "05 49 12 34 56", "", "NC", "05-49-12-34-56", "inconnu"},
	"N° carte Vitale": {"8,02500012345679E+19", "80250001234567800000", "8025000123456789", "80 250 00012 34567 891%d", "1234", "", "0", "NEANT"},
	"Date de fin":     {"", "", "", "31/12/2030", "indéterminée", "31/12/9999"},
}

// spreadsheet returns the file of these persons, with randomly chosen peculiarities.
func spreadsheet(random *rand.Rand, all []person) string {
	optional := []string{"Civilité", "Date de naissance", "Lieu de naissance", "E-mail", "Tél. portable", "Téléphone", "N° carte Vitale", "Date de fin"}
	random.Shuffle(len(optional), func(i, j int) { optional[i], optional[j] = optional[j], optional[i] })
	columns := append([]string{"N° identifiant\u00a0", "CATÉGORIE", "Nom de famille", "Adresse 2", "", "Adresse\u00a06"}, optional...)
	header := strings.Join(columns, ";") + ";;;\n"
	var b strings.Builder
	b.WriteString("Liste des adhérents au 1er novembre 2026;;;;;\n;;;;\n" + header)
	for i, p := range all {
		remark := ""
		if random.IntN(9) == 0 {
			remark = "à rappeler"
		}
		cells := []string{p.identifier, p.category, p.name, fmt.Sprintf("%d rue du Puits, 1er étage", i), remark, "1000 BOURG-EN-BRESSE"}
		for _, column := range optional {
			v := optionalValues[column][random.IntN(len(optionalValues[column]))]
			cells = append(cells, strings.ReplaceAll(v, "%d", fmt.Sprint(i)))
		}
		for c, v := range cells {
			careful := strings.ContainsAny(v, ";\"") && (strings.Contains(v, ";") || random.IntN(2) == 0 || strings.HasPrefix(v, "="))
			if careful || random.IntN(5) == 0 {
				cells[c] = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
			}
		}
		b.WriteString(strings.Join(cells, ";") + ";;;\n")
		switch random.IntN(60) {
		case 0:
			b.WriteString("\ufeff" + header)
		case 1:
			b.WriteString(";;;;;;;;;;;;;;;;;\n\n")
		case 2:
			b.WriteString(";;Sous-total;;;;;;;;;;;;;\n")
		}
	}
	b.WriteString("TOTAL;;300;;;;\n;;;;\n* Fichier produit par le système de gestion\n;;;;;;;;;;\n\n")
	return b.String()
}

func TestAnySpreadsheetLoadsEverybody(t *testing.T) {
	forms := map[string]func(string) string{
		"UTF-8 with a mark":  func(s string) string { return "\ufeff" + strings.ReplaceAll(s, "\n", "\r\n") },
		"UTF-8, CR":          func(s string) string { return strings.ReplaceAll(s, "\n", "\r") },
		"UTF-8, sep=":        func(s string) string { return "sep=;\r\n" + strings.ReplaceAll(s, "\n", "\r\n") },
		"UTF-16":             encodedIn(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)),
		"Windows-1252":       encodedIn(t, charmap.Windows1252),
		"UTF-8, no last end": func(s string) string { return strings.TrimRight(s, ";\n") },
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(3) {
				random := rand.New(rand.NewPCG(seed, 9)) //nolint:gosec // G404: the same file at each run
				d := newDesk(t)
				file := d.file("a.csv", form(spreadsheet(random, people(random, 300))))
				d.runs(exitDone, "import", "--new-database", "adherents", file)
				d.says("300 lignes lues, 300 ajoutées, 0 modifiée, 0 inchangée, 0 refusée.")
				d.runs(exitDone, "import", "adherents", file)
				d.says("300 lignes lues, 0 ajoutée, 0 modifiée, 300 inchangées, 0 refusée.")
			}
		})
	}
}

// encodedIn returns a function that encodes a text as a spreadsheet does; a character that the encoding lacks becomes « ? ».
func encodedIn(t *testing.T, e encoding.Encoding) func(string) string {
	return func(s string) string {
		coded, err := encoding.ReplaceUnsupported(e.NewEncoder()).String(strings.NewReplacer("\n", "\r\n", "\ufeff", "").Replace(s))
		if err != nil {
			t.Fatal(err)
		}
		return coded
	}
}
