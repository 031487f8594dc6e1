package views

import (
	"fmt"

	"sesame/account"
	"sesame/account/gauge"
)

// field is one entry of a form as the parts « field », « secret » and « choices » draw it.
type field struct {
	Name, ID, Label string
	Type            string // text, email, tel, password
	Value           string
	Error           string
	Hint            string
	Complete        string // autocomplete
	Mode            string // inputmode
	ByPhone         bool   // a code that comes by SMS: the script has the phone fill it in
	Counted         bool   // the script tells how many characters stand in it
	Optional        bool
	Key             string   // that leads there from the page; empty for none
	Start           bool     // where the page is begun
	Gauge           string   // where the gauge that follows this password asks; empty for none
	PasswordRules   string   // what a new password must hold, for managers that make one
	Show, Hide      string   // names of the eye
	Choices         []Choice // buttons that settle a doubt about the entry
}

func fieldID(name string) string { return "champ-" + name }

// ConfirmedName names the value by which a form says that the entry of a field is meant as it stands.
func ConfirmedName(field string) string { return field + "_confirme" }

// CorrectedName names the value by which a form replaces the entry of a field.
func CorrectedName(field string) string { return field + "_corrige" }

// Field describes an entry by pairs: {{template "field" .Field "identifiant" "Identifiant" "autocomplete" "username"}}.
// What was typed as a password or a code is never filled in again.
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
		case "required": // its own hint says so, because the form stands far below the head of the page
			told = value == "hint"
		case "key":
			f.Key = value
		case "start":
			f.Start = true
		case "choices": // drawn elsewhere
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

// Begin has a part of the templates draw this field as the one where the page is begun. It writes nothing.
func (d *drawing) Begin(name string) string {
	d.begin = name
	return ""
}

// choice is a field of which one value is chosen among some, for the part « radios ».
type choice struct {
	field
	Options []DeskChoice
	Columns bool // stand side by side where there is room
}

// Choose describes the choice of a field's value.
func (d *drawing) Choose(f field, options []DeskChoice) choice {
	for _, o := range options {
		if account.Digits(o.Key) {
			d.figures++
		}
	}
	return choice{field: f, Options: options}
}

// choicesOf lists the choices about a field.
func (d *drawing) choicesOf(field string) (about []Choice) {
	for _, c := range d.Choices {
		if c.Name == ConfirmedName(field) || c.Name == CorrectedName(field) {
			about = append(about, c)
		}
	}
	return about
}

// Describes lists what a screen reader reads after the label: the error first.
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
