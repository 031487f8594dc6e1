package account

import (
	"time"

	"sesame/texts"
)

// Budget is a kind of message that the caisse pays for, whose number is limited for all members together.
type Budget string

// The budgets.
const (
	SMSBudget     Budget = "sms"
	LetterBudget  Budget = "letter"
	ContactBudget Budget = "contact" // mails of the contact form to the caisse
)

// Budgets lists them in display order.
var Budgets = []Budget{SMSBudget, LetterBudget, ContactBudget}

// Ceiling is how many messages of a budget may be sent in an hour and in 24 hours before those of strangers wait for an
// agent.
type Ceiling struct{ Hour, Day int }

// The default ceilings depend on the number of members: one message a day per membersPerMessage of them, 15 % of that in an
// hour, and never below smallestCeilings.
var (
	membersPerMessage = map[Budget]int{SMSBudget: 50, LetterBudget: 200, ContactBudget: 200}
	smallestCeilings  = map[Budget]Ceiling{SMSBudget: {30, 200}, LetterBudget: {15, 100}, ContactBudget: {15, 100}}
)

// Ceiling returns the ceiling of a budget: the configured one, or the one for so many members.
func (l Limits) Ceiling(b Budget, members int) Ceiling {
	set := map[Budget]Ceiling{SMSBudget: l.SMSCeiling, LetterBudget: l.LetterCeiling, ContactBudget: l.ContactCeiling}[b]
	if set != (Ceiling{}) {
		return set
	}
	least := smallestCeilings[b]
	day := max(least.Day, members/membersPerMessage[b])
	return Ceiling{Hour: max(least.Hour, day*15/100), Day: day}
}

// Caps returns the caps of the ceiling's two windows, the hour first.
func (c Ceiling) Caps() []Cap { return []Cap{{c.Hour, time.Hour}, {c.Day, day}} }

// Use is how much of a budget is used within one of its windows.
type Use struct {
	Budget Budget
	Window time.Duration // an hour or a day
	Spent  int           // up to Max
	Max    int
}

// Ratio returns the used share of the budget.
func (u Use) Ratio() float64 { return float64(u.Spent) / float64(u.Max) }

// Full says whether the budget is used up, so that messages of strangers wait.
func (u Use) Full() bool { return u.Spent >= u.Max }

// nearlyFull is the used share of a budget from which the caisse is notified.
const nearlyFull = 0.8

// High says whether the caisse is to be notified.
func (u Use) High() bool { return u.Ratio() >= nearlyFull }

// Words describes the use in French: « SMS : 52 en une heure, pour un plafond de 60 ».
func (u Use) Words() string { return texts.BudgetUse(string(u.Budget), u.Window, u.Spent, u.Max) }

// WindowName returns the name of the window in metrics and logs.
func (u Use) WindowName() string {
	if u.Window == time.Hour {
		return "hour"
	}
	return "day"
}
