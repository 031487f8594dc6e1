package desk

import (
	"sesame/account"
	"sesame/db"
)

// ContactField is a contact as named in the agents' forms and URLs.
type ContactField struct {
	Kind        db.ContactKind
	Name        string // of the form field
	Label, Word string // « Téléphone fixe », « le téléphone fixe »
}

// ContactFields are all contacts, in the order of the pages.
var ContactFields = []ContactField{
	{db.Email, "email", "Adresse e-mail", "l'adresse e-mail"},
	{db.Mobile, "portable", "Téléphone portable", "le téléphone portable"},
	{db.Landline, "fixe", "Téléphone fixe", "le téléphone fixe"},
	{db.Fax, "fax", "Fax", "le fax"},
}

// FieldOf returns the field of a kind of contact.
func FieldOf(kind db.ContactKind) ContactField {
	for _, f := range ContactFields {
		if f.Kind == kind {
			return f
		}
	}
	return ContactField{Kind: kind}
}

// KindNamed returns the kind of contact named in a URL; empty if unknown.
func KindNamed(name string) db.ContactKind {
	for _, f := range ContactFields {
		if f.Name == name {
			return f.Kind
		}
	}
	return ""
}

// ShownContact formats a contact for people.
func ShownContact(kind db.ContactKind, value string) string {
	if kind == db.Email {
		return account.ShowEmail(value)
	}
	return account.FormatPhone(value)
}

// MaskedContact masks a contact, for lists of many members.
func MaskedContact(kind db.ContactKind, value string) string {
	if kind == db.Email {
		return account.MaskEmail(value)
	}
	return account.MaskPhone(value)
}
