package account

import (
	"time"

	"sesame/texts"
)

// Budget is what the caisse pays for, a message at a time, and bounds for everybody together.
type Budget string

// The budgets.
const (
	SMSBudget     Budget = "sms"
	LetterBudget  Budget = "letter"
	ContactBudget Budget = "contact" // mails of the contact form to the caisse
)

// Budgets lists them in display order.
var Budgets = []Budget{SMSBudget, LetterBudget, ContactBudget}

// Ceiling is how many messages of a budget may leave in an hour and in 24 hours before strangers wait for an agent.
type Ceiling struct{ Hour, Day int }

// The ceilings of a caisse that sets none are sized to its members: one message a day for so many of them, of which an
// hour may take 15 %, and never below the ceilings of a small caisse.
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

// Caps are the ceiling's two windows, the hour first.
func (c Ceiling) Caps() []Cap { return []Cap{{c.Hour, time.Hour}, {c.Day, day}} }

// Use is how much of a budget is used within one of its windows.
type Use struct {
	Budget Budget
	Window time.Duration // an hour or a day
	Spent  int           // up to Max
	Max    int
}

// Ratio is the part that is used.
func (u Use) Ratio() float64 { return float64(u.Spent) / float64(u.Max) }

// Full says that strangers wait.
func (u Use) Full() bool { return u.Spent >= u.Max }

// nearlyFull is the part of a budget from which the caisse is told.
const nearlyFull = 0.8

// High says that the caisse is told.
func (u Use) High() bool { return u.Ratio() >= nearlyFull }

// Words says it: « SMS : 52 en une heure, pour un plafond de 60 ».
func (u Use) Words() string { return texts.BudgetUse(string(u.Budget), u.Window, u.Spent, u.Max) }

// WindowName is how metrics and logs name the window.
func (u Use) WindowName() string {
	if u.Window == time.Hour {
		return "hour"
	}
	return "day"
}
