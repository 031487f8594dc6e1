package backoffice

import (
	"strings"

	"sesame/account"
	"sesame/texts"
)

// PaymentColumns are the columns of the file « paiements ».
var PaymentColumns = Columns{
	Known:    []string{"identifiant", "nature", "date", "montant"},
	Required: [][]string{{"identifiant"}, {"nature"}, {"date"}, {"montant"}},
}

// The columns of the file « paiements », in order; the first is the same as in the other file.
const (
	nature Column = iota + 1
	paidOn
	amount
	paymentColumns = int(amount) + 1
)

// firstPayment is the earliest accepted date; it catches mistyped years.
const firstPayment = "2000-01-01"

// PaymentRow is a validated line of the file « paiements ».
type PaymentRow struct {
	Identifier account.Identifier
	Nature     account.Nature
	PaidOn     string // 2026-03-31
	Cents      int64
	Nothing    bool       // the amount is zero or less: the line is skipped
	LeftOut    []RowError // unreadable values; if there are any, the payment is not loaded
}

// Payment validates a line of the file « paiements ». today is the date in the caisse's time zone, 2026-11-23; a later
// payment is unreadable. If it returns faults, the line is refused because of its identifier.
func (t *Table) Payment(l Line, today string) (row PaymentRow, faults []RowError) {
	if v := t.value(l, int(amount)); nothing(v) {
		return PaymentRow{Nothing: true}, nil
	}
	r := &rowReader{table: t, line: l}
	row = PaymentRow{Identifier: r.identifier(), Nature: r.nature(), PaidOn: r.paidOn(today), Cents: r.amount()}
	row.LeftOut = r.leftOut
	return row, r.faults
}

func (r *rowReader) nature() account.Nature {
	v := r.value(nature)
	if v == "" {
		r.leave("nature", "", texts.CellNoNature)
		return ""
	}
	bare := bareNature(v)
	for _, n := range [...]account.Nature{account.Benefit, account.Invoice, account.Payroll} {
		if v == string(n) || bare == bareNature(string(n)) {
			return n
		}
	}
	r.leave("nature", maskShape(v, 2), texts.CellNature)
	return ""
}

// bareNature drops small words and the s of plurals: « Factures de cotisations », « Cotisations sur salaires ».
func bareNature(v string) string {
	words := strings.FieldsFunc(account.Fold(v), func(c rune) bool { return c < 'a' || c > 'z' })
	kept := words[:0]
	for _, w := range words {
		switch w {
		case "de", "des", "du", "d", "sur", "les", "la":
		default:
			kept = append(kept, strings.TrimSuffix(w, "s"))
		}
	}
	return strings.Join(kept, "_")
}

func (r *rowReader) paidOn(today string) string {
	v := r.value(paidOn)
	day, ok := readDate(v)
	reason := spoilt("date", v)
	switch {
	case v == "":
		r.leave("date", "", texts.CellNoDate)
	case reason != "":
		r.leave("date", maskShape(v, 0), reason)
	case !ok:
		r.leave("date", maskShape(v, 0), dateFault(v))
	case day > today:
		r.leave("date", maskShape(v, 0), texts.CellPaymentInFuture)
	case day < firstPayment:
		r.leave("date", maskShape(v, 0), texts.CellPaymentTooOld)
	}
	return day
}

func (r *rowReader) amount() int64 {
	v := r.value(amount)
	if v == "" {
		r.leave("montant", "", texts.CellNoAmount)
		return 0
	}
	if reason := spoilt("montant", v); reason != "" {
		r.leave("montant", maskShape(v, 0), reason)
		return 0
	}
	cents, err := account.ParseAmount(v)
	if err != nil {
		r.leave("montant", maskShape(v, 0), err.Error())
	}
	return cents
}

// unmarkedAmount removes currency and spaces from an amount and normalises its minus sign.
var unmarkedAmount = strings.NewReplacer("€", "", "euros", "", "euro", "", "eur", "", "\u2212", "-", "\u2013", "-", "\u00a0", "", "\u202f", "", " ", "")

// nothing recognises an amount of zero or a refund: -12,50, 12,50-, (12,50).
func nothing(v string) bool {
	if v == "" || v[0] >= '1' && v[0] <= '9' && v[len(v)-1] != '-' {
		return false
	}
	bare := unmarkedAmount.Replace(strings.ToLower(v))
	if strings.HasPrefix(bare, "(") && strings.HasSuffix(bare, ")") {
		bare = "-" + bare[1:len(bare)-1]
	}
	unsigned := strings.TrimSuffix(strings.TrimPrefix(bare, "-"), "-")
	if strings.Trim(unsigned, "0.,") == "" {
		return strings.Contains(unsigned, "0")
	}
	_, err := account.ParseAmount(unsigned)
	return unsigned != bare && err == nil
}
