package backoffice

import (
	"sesame/account"
	"strings"
)

// PaymentColumns are those of the file « paiements ».
var PaymentColumns = Columns{
	Known:    []string{"identifiant", "nature", "date", "montant"},
	Required: [][]string{{"identifiant"}, {"nature"}, {"date"}, {"montant"}},
}

// firstPayment bounds a mistyped year from below.
const firstPayment = "2000-01-01"

// PaymentRow is one line of the file « paiements », checked.
type PaymentRow struct {
	Line       int
	Identifier account.Identifier
	Nature     account.Nature
	PaidOn     string // 2026-03-31
	Cents      int64
}

// Payment checks a line of the file « paiements ». today is the caisse's day, 2026-11-23: a payment after it is
// refused. Where faults are returned the line is refused.
func (t *Table) Payment(l Line, today string) (row PaymentRow, faults []RowError) {
	r := &rowReader{table: t, line: l}
	row = PaymentRow{Line: l.Number, Identifier: r.identifier(), Nature: r.nature(), PaidOn: r.paidOn(today), Cents: r.amount()}
	return row, r.faults
}

func (r *rowReader) nature() account.Nature {
	v := r.text("nature")
	if v == "" {
		r.refuse("nature", "", "La nature manque.")
		return ""
	}
	words := strings.FieldsFunc(account.Fold(v), func(c rune) bool { return c < 'a' || c > 'z' })
	n := account.Nature(strings.Join(words, "_"))
	switch n {
	case account.Benefit, account.Invoice, account.Payroll:
		return n
	}
	r.refuse("nature", maskShape(v, 2), "La nature est inconnue ; elle est prestation, facture_cotisations ou cotisations_salaires.")
	return ""
}

func (r *rowReader) paidOn(today string) string {
	v := r.text("date")
	day, ok := importDate(v)
	switch {
	case v == "":
		r.refuse("date", "", "La date manque.")
	case !ok:
		r.refuse("date", maskShape(v, 0), "La date n'existe pas ou n'est pas écrite comme 31/12/1985 ou 1985-12-31.")
	case day > today:
		r.refuse("date", maskShape(v, 0), "Ce paiement est dans le futur.")
	case day < firstPayment:
		r.refuse("date", maskShape(v, 0), "Ce paiement est trop ancien : vérifiez l'année.")
	}
	return day
}

func (r *rowReader) amount() int64 {
	v := r.text("montant")
	if v == "" {
		r.refuse("montant", "", "Le montant manque.")
		return 0
	}
	cents, err := account.ParseAmount(v)
	if err != nil {
		r.refuse("montant", maskShape(v, 0), err.Error())
	}
	return cents
}
