package agent

import (
	"context"
	"strings"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

// fillContacts lists the ways to reach the member, and what the file says of them.
func (a *Pages) fillContacts(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	for _, f := range contactFields {
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
		f := fieldOf(x.Kind)
		d.Differences = append(d.Differences, views.DeskDifference{Label: f.word, URL: memberURL(m.ID) + "/ecart/" + f.name,
			Value: shownContact(x.Kind, x.Value), Seen: "vu " + a.Moment(x.SeenAt)})
	}
	leftOut, err := a.DB.LeftOutOf(ctx, m)
	if err != nil {
		return err
	}
	for _, l := range leftOut {
		d.LeftOut = append(d.LeftOut, a.leftOutRow(l))
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
			fieldOf(db.ContactOf(channel)).label, strings.TrimPrefix(a.Moment(refused.CreatedAt), "le "), a.Fate(refused)))
	}
	return nil
}
