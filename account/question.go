package account

// Nature is the kind of payment that an amount belongs to.
type Nature string

const (
	Benefit Nature = "prestation"
	Invoice Nature = "facture_cotisations"
	Payroll Nature = "cotisations_salaires"
)

// Question is the identity question of a category: an amount of one of these natures paid within the last Months
// months, or, if Vitale is set, the carte Vitale's serial number instead.
type Question struct {
	Natures []Nature
	Vitale  bool
	Months  int
}

// QuestionFor returns the identity question of a category, or false when it has none and a letter is sent.
func QuestionFor(c Category) (Question, bool) {
	switch c {
	case Particulier:
		return Question{Natures: []Nature{Benefit}, Vitale: true, Months: 6}, true
	case Exploitant:
		return Question{Natures: []Nature{Invoice}, Months: 12}, true
	case Entreprise, EmployeurJardinier:
		return Question{Natures: []Nature{Payroll}, Months: 12}, true
	}
	return Question{}, false
}
