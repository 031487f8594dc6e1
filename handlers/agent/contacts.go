package agent

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/texts"
	"sesame/views"
)

// contactField is a contact as named in the agents' forms and URLs.
type contactField struct {
	kind        db.ContactKind
	name        string // name of the field
	label, word string
}

var contactFields = []contactField{
	{db.Email, "email", "Adresse e-mail", "l'adresse e-mail"},
	{db.Mobile, "portable", "Téléphone portable", "le téléphone portable"},
	{db.Landline, "fixe", "Téléphone fixe", "le téléphone fixe"},
	{db.Fax, "fax", "Fax", "le fax"},
}

func fieldOf(kind db.ContactKind) contactField {
	for _, f := range contactFields {
		if f.kind == kind {
			return f
		}
	}
	return contactField{kind: kind}
}

// kindNamed returns the kind of contact named in a URL; empty if unknown.
func kindNamed(name string) db.ContactKind {
	for _, f := range contactFields {
		if f.name == name {
			return f.kind
		}
	}
	return ""
}

var sourceWords = map[db.Source]string{db.FromFile: "le fichier", db.FromMember: "l'adhérent", db.FromAgent: "un agent"}

func shownContact(kind db.ContactKind, value string) string {
	if kind == db.Email {
		return account.ShowEmail(value)
	}
	return account.FormatPhone(value)
}

// maskedContact is for lists of many members.
func maskedContact(kind db.ContactKind, value string) string {
	if kind == db.Email {
		return account.MaskEmail(value)
	}
	return account.MaskPhone(value)
}

// contactRow builds the table row of a contact.
func (a *Pages) contactRow(ctx context.Context, m *db.Member, f contactField) (views.DeskContact, error) {
	row := views.DeskContact{Label: f.label, Value: "inconnu"}
	contact, known := m.Contacts[f.kind]
	if !known {
		return row, nil
	}
	row.Source, row.Changed = sourceWords[contact.Source], a.Moment(contact.ChangedAt)
	if contact.Value == "" {
		row.Value = "retiré"
		return row, nil
	}
	row.Value, row.Verified = shownContact(f.kind, contact.Value), "non"
	if !contact.VerifiedAt.IsZero() {
		row.Verified = a.Moment(contact.VerifiedAt)
		return row, nil
	}
	spelt, err := a.DB.SpeltAt(ctx, m, f.kind)
	if err == nil && !spelt.IsZero() {
		row.Verified = texts.Unverified(a.Moment(spelt))
	}
	return row, err
}
