package views

import (
	"fmt"

	"sesame/account"
	"sesame/account/gauge"
)

// field is one entry of a form, as the templates « field », « secret » and « choices » draw it.
type field struct {
	Name, ID, Label string
	Type            string // text, email, tel, password
	Value           string
	Error           string
	Hint            string
	Complete        string // autocomplete
	Mode            string // inputmode
	ByPhone         bool   // a code that comes by SMS: the script lets the phone fill it in
	Counted         bool   // the script shows the number of characters
	Optional        bool
	Key             string   // shortcut key that moves the focus to the field; empty for none
	Start           bool     // gets the focus when the page opens
	Gauge           string   // URL of the gauge that follows this password; empty for none
	PasswordRules   string   // rules for password managers that generate a password
	Show, Hide      string   // labels of the button that shows the password
	Choices         []Choice // buttons that resolve a doubt about the entry
}

func fieldID(name string) string { return "champ-" + name }

// ConfirmedName returns the name of the form value that confirms the entry of a field.
func ConfirmedName(field string) string { return field + "_confirme" }

// CorrectedName returns the name of the form value that replaces the entry of a field.
func CorrectedName(field string) string { return field + "_corrige" }

// Field describes an entry by pairs: {{template "field" .Field "identifiant" "Identifiant" "autocomplete" "username"}}.
// A password or a code that was typed is never filled in again.
func (d *drawing) Field(name, label string, pairs ...string) (field, error) {
	told := false
	f := field{Name: name, ID: fieldID(name), Label: label, Type: "text", Start: name == d.begin, Error: d.ErrorFor(name), Complete: "off", Choices: d.choicesOf(name)}
	for i := 0; i+1 < len(pairs); i += 2 {
		value := pairs[i+1]
		switch pairs[i] {
		case "type":
			f.Type = value
		case "autocomplete":
			f.Complete = value
			if value == "new-password" {
				f.PasswordRules = gauge.ManagerRules
			}
		case "inputmode":
			f.Mode = value
		case "hint":
			f.Hint = value
		case "channel":
			f.ByPhone = value == "sms"
		case "count":
			f.Counted = true
		case "eye":
			f.Type, f.Show, f.Hide = "password", "Afficher "+value, "Masquer "+value
		case "optional":
			f.Optional = true
			f.Hint = value
		case "required": // a hint says which fields are required, because the form is far below the head of the page, or one of several fields is enough
			told = value == "hint"
		case "key":
			f.Key = value
		case "start":
			f.Start = true
		case "choices": // drawn by another template
			f.Choices = nil
		case "gauge":
			f.Gauge = value
		default:
			return f, fmt.Errorf("field %s: nothing is called %q", name, pairs[i])
		}
	}
	if f.Type != "password" && f.Complete != "one-time-code" {
		f.Value = d.Value(name)
	}
	d.drawn = append(d.drawn, labelled{name, label})
	switch {
	case f.Optional:
		d.Optional++
	case !told:
		d.Required++
	}
	return f, nil
}

// Begin makes a template give the focus to this field. It writes nothing.
func (d *drawing) Begin(name string) string {
	d.begin = name
	return ""
}

// choice is a field with one value chosen among several, for the template « radios ».
type choice struct {
	field
	Options []DeskChoice
	Columns bool // the options are side by side if there is room
}

// Choose returns a choice with these options.
func (d *drawing) Choose(f field, options []DeskChoice) choice {
	for _, o := range options {
		if account.Digits(o.Key) {
			d.figures++
		}
	}
	return choice{field: f, Options: options}
}

// choicesOf returns the buttons about a field.
func (d *drawing) choicesOf(field string) (about []Choice) {
	for _, c := range d.Choices {
		if c.Name == ConfirmedName(field) || c.Name == CorrectedName(field) {
			about = append(about, c)
		}
	}
	return about
}

// Describes returns the IDs of what a screen reader reads after the label: the error first, then the hint.
func (f field) Describes() string {
	var ids string
	if f.Error != "" {
		ids = f.ID + "-erreur"
	}
	if f.Hint != "" {
		if ids != "" {
			ids += " "
		}
		ids += f.ID + "-indication"
	}
	return ids
}
