package backoffice

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"sesame/account"
)

func TestPaymentsAreChecked(t *testing.T) {
	for name, c := range map[string]struct {
		line string
		want PaymentRow
		says string
	}{
		"as French people write it":  {"T1;Prestation;23/11/2026;1 234,56", PaymentRow{account.Identifier{Kind: account.Tiers, Value: "T1"}, account.Benefit, "2026-11-23", 123456, false, nil}, ""},
		"as programs write it":       {"T1;facture_cotisations;2026-01-31;1234.5", PaymentRow{account.Identifier{Kind: account.Tiers, Value: "T1"}, account.Invoice, "2026-01-31", 123450, false, nil}, ""},
		"a nature with spaces":       {"T1;Cotisations salaires;2026-01-31;12", PaymentRow{account.Identifier{Kind: account.Tiers, Value: "T1"}, account.Payroll, "2026-01-31", 1200, false, nil}, ""},
		"a nature in the plural":     {"T1;Factures de cotisations;2026-01-31;12", PaymentRow{account.Identifier{Kind: account.Tiers, Value: "T1"}, account.Invoice, "2026-01-31", 1200, false, nil}, ""},
		"a nature in other words":    {"T1;Cotisations sur salaires;2026-01-31;12", PaymentRow{account.Identifier{Kind: account.Tiers, Value: "T1"}, account.Payroll, "2026-01-31", 1200, false, nil}, ""},
		"a payment of tomorrow":      {"T1;prestation;24/11/2026;12", PaymentRow{}, "colonne date (« ••/••/•••• ») : Ce paiement est dans le futur."},
		"a year mistyped":            {"T1;prestation;24/11/0226;12", PaymentRow{}, "trop ancien"},
		"no date":                    {"T1;prestation;;12", PaymentRow{}, "La date manque"},
		"an unknown nature":          {"T1;impôt;24/11/2025;12", PaymentRow{}, "colonne nature"},
		"no nature":                  {"T1;;24/11/2025;12", PaymentRow{}, "La nature manque"},
		"three decimals":             {"T1;prestation;24/11/2025;12,345", PaymentRow{}, "colonne montant (« ••,••• »)"},
		"nothing":                    {"T1;prestation;24/11/2025;0", PaymentRow{Nothing: true}, ""},
		"nothing, with cents":        {"T1;prestation;24/11/2025;0,00 €", PaymentRow{Nothing: true}, ""},
		"asked back":                 {"T1;prestation;24/11/2025;-1 234,56", PaymentRow{Nothing: true}, ""},
		"asked back, typographic":    {"T1;prestation;24/11/2025;\u221212,50 €", PaymentRow{Nothing: true}, ""},
		"asked back, of a ledger":    {"T1;prestation;24/11/2025;12,50-", PaymentRow{Nothing: true}, ""},
		"asked back, in brackets":    {"T1;prestation;24/11/2025;(12,50)", PaymentRow{Nothing: true}, ""},
		"a day and an hour":          {"T1;prestation;1/7/2026 00:00:00;12", PaymentRow{account.Identifier{Kind: account.Tiers, Value: "T1"}, account.Benefit, "2026-07-01", 1200, false, nil}, ""},
		"a day as a number":          {"T1;prestation;46204;12", PaymentRow{}, "colonne date (« ••••• ») : Le tableur a remplacé cette date"},
		"a rounded amount":           {"T1;prestation;24/11/2025;1,2E+03", PaymentRow{}, "colonne montant (« •,••+•• ») : Le tableur a arrondi"},
		"a minus alone":              {"T1;prestation;24/11/2025;-", PaymentRow{}, "colonne montant"},
		"no amount":                  {"T1;prestation;24/11/2025;", PaymentRow{}, "Le montant manque"},
		"an amount in two cells":     {"T1;prestation;24/11/2025;12;50", PaymentRow{}, "5 valeurs pour 4 colonnes"},
		"an identifier with accents": {"Té1;prestation;24/11/2025;12", PaymentRow{}, "colonne identifiant"},
	} {
		t.Run(name, func(t *testing.T) {
			table, err := OpenTable(strings.NewReader("identifiant;nature;date;montant\n"+c.line+"\n"), PaymentColumns)
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			l, err := table.Read()
			row, faults := table.Payment(l, importDay)
			if err != nil {
				said = append(said, err.Error())
			}
			for _, f := range slices.Concat(faults, row.LeftOut) {
				said = append(said, f.Error())
			}
			if c.says == "" && (len(said) > 0 || !reflect.DeepEqual(row, c.want)) || c.says != "" && (len(said) == 0 || !strings.Contains(said[0], c.says)) {
				t.Errorf("row %+v, faults %q", row, said)
			}
		})
	}
}
