package agent

import (
	"context"
	"strings"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

// fillContacts lists the member's contacts, and the values of the file that differ from them or were left out.
func (a *Pages) fillContacts(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	for _, f := range desk.ContactFields {
		row, err := a.contactRow(ctx, m, f)
		if err != nil {
			return err
		}
		d.Contacts = append(d.Contacts, row)
	}
	differences, err := a.DB.Differences(ctx, m)
	if err != nil {
		return err
	}
	for _, x := range differences {
		f := desk.FieldOf(x.Kind)
		d.Differences = append(d.Differences, views.DeskDifference{Label: f.Word, URL: desk.MemberURL(m.ID) + "/ecart/" + f.Name,
			Value: desk.ShownContact(x.Kind, x.Value), Seen: "vu " + a.Moment(x.SeenAt)})
	}
	leftOut, err := a.DB.LeftOutOf(ctx, m)
	if err != nil {
		return err
	}
	for _, l := range leftOut {
		d.LeftOut = append(d.LeftOut, a.notes.LeftOutRow(l))
	}
	for _, channel := range []account.Channel{account.Email, account.SMS} {
		refused, err := a.DB.RefusedAt(ctx, m, channel)
		if web.IsNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		d.Refused = append(d.Refused, texts.ContactRefused(
			desk.FieldOf(db.ContactOf(channel)).Label, strings.TrimPrefix(a.Moment(refused.CreatedAt), "le "), a.Fate(refused)))
	}
	return nil
}

var sourceWords = map[db.Source]string{db.FromFile: "le fichier", db.FromMember: "l'adhérent", db.FromAgent: "un agent"}

// contactRow builds the table row of a contact.
func (a *Pages) contactRow(ctx context.Context, m *db.Member, f desk.ContactField) (views.DeskContact, error) {
	row := views.DeskContact{Label: f.Label, Value: texts.ContactNone}
	contact, known := m.Contacts[f.Kind]
	if !known {
		return row, nil
	}
	row.Source, row.Changed = sourceWords[contact.Source], a.Moment(contact.ChangedAt)
	if contact.Value == "" {
		row.Value = texts.ContactGone
		return row, nil
	}
	row.Value, row.Verified = desk.ShownContact(f.Kind, contact.Value), "non"
	if !contact.VerifiedAt.IsZero() {
		row.Verified = a.Moment(contact.VerifiedAt)
		return row, nil
	}
	spelt, err := a.DB.SpeltAt(ctx, m, f.Kind)
	if err == nil && !spelt.IsZero() {
		row.Verified = texts.Unverified(a.Moment(spelt))
	}
	return row, err
}
