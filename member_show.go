package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/held"
)

// show prints the state of the member's account, without any secret; contacts are masked.
func (m *memberCommand) show(ctx context.Context) error {
	var (
		found *db.Member
		open  []db.Login
	)
	err := m.acts.DB.InTx(ctx, func(t *db.Tx) error {
		one, why, err := m.find(ctx, t.Reader)
		if err != nil {
			return err
		}
		found = one
		if open, err = t.OpenLogins(ctx, found.ID, m.now().Add(-m.acts.Limits.SessionMax)); err != nil {
			return err
		}
		return m.acts.SeeMember(ctx, t, found, why)
	})
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(m.stdout, 0, 0, 2, ' ', 0)
	line := func(name, value string) { fmt.Fprintf(w, "%s\t%s\n", name, value) }
	line("Identifiant", found.Identifier().ForAgents())
	line("Nom", found.Profile.DisplayName())
	line("Catégorie", string(found.Category))
	line("Espace privé", held.State(m.acts, found))
	line("Mot de passe", m.password(found))
	for _, c := range held.Contacts {
		line(c.Name, m.contact(found, c.Kind))
	}
	line("Sessions ouvertes", fmt.Sprint(len(open)))
	return w.Flush()
}

// password describes the password that opens the account: temporary, chosen or none.
func (m *memberCommand) password(of *db.Member) string {
	switch t := of.Temporary; {
	case t != nil && m.now().Before(t.ExpiresAt):
		return "temporaire, jusqu'au " + m.dateTime(t.ExpiresAt)
	case t != nil:
		return "temporaire, périmé depuis le " + m.dateTime(t.ExpiresAt)
	case of.PasswordHash == "":
		return "aucun"
	}
	return "choisi le " + m.dateTime(of.PasswordChangedAt)
}

func (m *memberCommand) contact(of *db.Member, kind db.ContactKind) string {
	c := of.Contacts[kind]
	if c.Value == "" {
		return "aucun"
	}
	masked := account.MaskPhone(c.Value)
	if kind == db.Email {
		masked = account.MaskEmail(c.Value)
	}
	if !c.VerifiedAt.IsZero() {
		return masked + ", vérifié le " + m.dateTime(c.VerifiedAt)
	}
	return masked
}

func (m *memberCommand) dateTime(at time.Time) string { return held.DateTime(at, m.zone) }
