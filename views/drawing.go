package views

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/journey/events"
	"sesame/texts"
)

// drawing is what templates get as « . »: the screen with what is around it. Templates find the screen's own fields at once; those
// of an embedded struct would be searched for at each use.
type drawing Screen

// around is what templates get beside the values of a screen: what every page shows, and the labels met on the way.
type around struct {
	Caisse account.Caisse

	Title, Main template.HTML
	Wide        bool // its tables and lists need the width of the window

	Accessibility Accessibility

	drawn []labelled // fields drawn so far
	begin string     // name of the field where the page is begun, which a part draws; empty for none

	figures int // how many choices of the form drawn so far have a figure as their key

	matter events.Matter // of the form whose reason is asked; empty for an act on a member

	Required, Optional int // how many fields of each kind are drawn so far, but for those whose own hint says that they are required
}

// ErrorFor is the sentence of a refused field; empty for a good one.
func (d *drawing) ErrorFor(field string) string {
	for _, e := range d.Errors {
		if e.Field == field {
			return e.Message
		}
	}
	return ""
}

// ForAgents says that this is a page of the agents'.
func (d *drawing) ForAgents() bool { return ofAgents(d.Template) }

// SessionEnd is what ends first: the session of whoever reads the page, or the journey; nil for neither. The page that prolongs a
// journey keeps the session open, too.
func (d *drawing) SessionEnd() *SessionEnd {
	session, journey := d.Ends, d.JourneyEnds
	if d.Agent != nil {
		session = d.Agent.Ends
	}
	if session == nil || journey != nil && journey.Seconds < session.Seconds {
		return journey
	}
	if journey == nil || journey.Stay == "" {
		return session
	}
	both := *session
	both.Stay = journey.Stay
	return &both
}

// passkeyForm is a button that a key answers to.
type passkeyForm struct{ Action, Version, Label, Options, Host string }

// PasskeyForm describes it: options is the JSON for the browser, host the site that keys are tied to.
func (d *drawing) PasskeyForm(label, options, host string) passkeyForm {
	return passkeyForm{d.Action, d.Version, label, options, host}
}

// Value is what was typed in a field.
func (d *drawing) Value(field string) string { return d.Values[field] }

// ReplyNames are the fields of the identity question that hold something.
func (d *drawing) ReplyNames() (names []string) {
	for _, name := range []string{"nature", "carte", "montant"} {
		if d.Values[name] != "" {
			names = append(names, name)
		}
	}
	return names
}

// Confirmed lists the entries that were confirmed, sent along so that they are not asked about again; not those about which
// a choice is shown.
func (d *drawing) Confirmed() (sent []Choice) {
	for _, field := range []string{"identifiant", "email"} {
		name := ConfirmedName(field)
		asked := slices.ContainsFunc(d.Choices, func(c Choice) bool { return c.Name == name })
		if value := d.Values[name]; value != "" && !asked {
			sent = append(sent, Choice{Name: name, Value: value})
		}
	}
	return sent
}

// Refusal is one line of the summary of errors: the sentence and, where a field is meant, its name and its place.
type refusal struct {
	Label, Target, Message string
}

// labelled is a field that the page has, with its label.
type labelled struct{ name, label string }

// Refusals lists the errors in the order of their fields; those of no field of the page come first, in their own order.
func (d *drawing) Refusals() []refusal {
	place := func(e FieldError) int {
		return slices.IndexFunc(d.drawn, func(f labelled) bool { return f.name == e.Field })
	}
	errors := slices.Clone(d.Errors)
	slices.SortStableFunc(errors, func(x, y FieldError) int { return cmp.Compare(place(x), place(y)) })
	list := make([]refusal, len(errors))
	for i, e := range errors {
		list[i].Message = e.Message
		if at := place(e); at >= 0 {
			list[i].Label, list[i].Target = d.drawn[at].label, fieldID(e.Field)
		}
	}
	return list
}

// Guided tells whether a refusal has a place to go to; else the sentences stand alone.
func (d *drawing) Guided() bool {
	for _, r := range d.Refusals() {
		if r.Target != "" {
			return true
		}
	}
	return false
}

// Gauge is the gauge for a verdict, as the page shows it before anything is typed and after a refusal.
func (d *drawing) Gauge(verdict gauge.Verdict) gaugeState { return newGauge(verdict) }

// gaugeState is a verdict in words.
type gaugeState struct {
	gauge.Verdict
	Touched bool // something was typed
}

// newGauge takes the zero verdict for « nothing typed »: the rules are then those of an empty password. An entry of at
// least one letter, digit or sign meets at least one rule.
func newGauge(verdict gauge.Verdict) gaugeState {
	if verdict.Rules == nil {
		verdict = gauge.Judge("", gauge.Personal{})
	}
	g := gaugeState{Verdict: verdict}
	for _, rule := range verdict.Rules {
		g.Touched = g.Touched || rule.Met
	}
	return g
}

// Proposal is the proposed password, in pieces that may stand on lines of their own.
func (d *drawing) Proposal() ([]string, error) {
	password, ok := d.Data.(PasswordData)
	if !ok {
		return nil, fmt.Errorf("%s wants PasswordData, got %T", d.Template, d.Data)
	}
	return strings.SplitAfter(password.Proposed, "-"), nil
}

// CodeHint says what a code looks like and how long it lives.
func (d *drawing) CodeHint() (string, error) {
	code, ok := d.Data.(CodeData)
	if !ok {
		return "", fmt.Errorf("%s wants CodeData, got %T", d.Template, d.Data)
	}
	return texts.CodeHint(code.Digits, code.Minutes), nil
}
