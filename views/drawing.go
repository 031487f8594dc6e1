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

// drawing is the type of « . » in the templates: the screen and what surrounds it. It is not embedded, because templates would
// search for an embedded struct's fields at each use.
type drawing Screen

// around holds what templates get beside the values of a screen: what every page shows, and what drawing has collected so
// far.
type around struct {
	Caisse account.Caisse

	Title, Main template.HTML
	Wide        bool // its tables and lists need the full width of the window

	Accessibility Accessibility

	drawn []labelled // fields drawn so far, with their labels
	begin string     // name of the field that gets the focus, which a part draws; empty for none

	figures int // number of options in the form drawn so far whose key is a digit

	matter events.Matter // matter of the form that asks for a reason; empty for an act on a member

	Required, Optional int // number of fields of each kind drawn so far, except those whose own hint says that they are required
}

// ErrorFor returns the error message of a field; empty if it has none.
func (d *drawing) ErrorFor(field string) string {
	for _, e := range d.Errors {
		if e.Field == field {
			return e.Message
		}
	}
	return ""
}

// ForAgents says whether this is one of the agents' pages.
func (d *drawing) ForAgents() bool { return ofAgents(d.Template) }

// SessionEnd returns what ends first, the reader's session or the journey; nil for neither. The page that prolongs a journey
// keeps the session open, too.
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

// passkeyForm is a button that asks for a passkey.
type passkeyForm struct{ Action, Version, Label, Options, Host string }

// PasskeyForm returns such a button: options is the JSON for the browser, host the site that the passkeys are bound to.
func (d *drawing) PasskeyForm(label, options, host string) passkeyForm {
	return passkeyForm{d.Action, d.Version, label, options, host}
}

// Value returns what was typed in a field.
func (d *drawing) Value(field string) string { return d.Values[field] }

// ReplyNames returns the fields of the identity question that are filled in.
func (d *drawing) ReplyNames() (names []string) {
	for _, name := range []string{"nature", "carte", "montant"} {
		if d.Values[name] != "" {
			names = append(names, name)
		}
	}
	return names
}

// Confirmed lists the entries that were confirmed, which the form sends along so that they are not queried again. Entries
// about which the screen offers a choice are left out.
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

// refusal is one line of the summary of errors: the sentence and, if it is about a field, the field's label and the ID of
// its element.
type refusal struct {
	Label, Target, Message string
}

// labelled is a field of the page, with its label.
type labelled struct{ name, label string }

// Refusals lists the errors in the order of their fields. Those that belong to no field of the page come first, in their own
// order.
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

// Guided says whether an error belongs to a field of the page; otherwise the summary shows only the sentences.
func (d *drawing) Guided() bool {
	for _, r := range d.Refusals() {
		if r.Target != "" {
			return true
		}
	}
	return false
}

// Gauge returns the gauge for a verdict, as the page shows it before anything is typed and after a refusal.
func (d *drawing) Gauge(verdict gauge.Verdict) gaugeState { return newGauge(verdict) }

// gaugeState is a verdict and whether a password was typed.
type gaugeState struct {
	gauge.Verdict
	Touched bool // something was typed
}

// newGauge treats the zero verdict as « nothing typed »: the rules are then those of an empty password. An entry of at
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

// Proposal returns the proposed password, in parts between which a line may break.
func (d *drawing) Proposal() ([]string, error) {
	password, ok := d.Data.(PasswordData)
	if !ok {
		return nil, fmt.Errorf("%s wants PasswordData, got %T", d.Template, d.Data)
	}
	return strings.SplitAfter(password.Proposed, "-"), nil
}

// CodeHint describes the length of a code and its validity.
func (d *drawing) CodeHint() (string, error) {
	code, ok := d.Data.(CodeData)
	if !ok {
		return "", fmt.Errorf("%s wants CodeData, got %T", d.Template, d.Data)
	}
	return texts.CodeHint(code.Digits, code.Minutes), nil
}
