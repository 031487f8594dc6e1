package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/texts"
)

// show prints where the member stands, without a secret; contacts are masked.
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
	line("Espace privé", m.state(found))
	line("Mot de passe", m.password(found))
	for _, c := range shownContacts {
		line(c.name, m.contact(found, c.kind))
	}
	line("Sessions ouvertes", fmt.Sprint(len(open)))
	return w.Flush()
}

// state says whether the account is open.
func (m *memberCommand) state(of *db.Member) string {
	s := of.Status
	switch {
	case s.State == db.StateSuspended:
		return "suspendu depuis le " + m.day(s.At)
	case s.State == db.StateClosed && m.acts.Reopens(of):
		return "fermé le " + m.day(s.At) + " (" + texts.ClosingCauses[string(s.Cause)] + ") ; peut être rouvert jusqu'au " + m.day(m.acts.ReopensUntil(s.At))
	case s.State == db.StateClosed:
		return "fermé pour de bon le " + m.day(s.At) + " (" + texts.ClosingCauses[string(s.Cause)] + ")"
	case m.acts.DB.ClosedByFile(of, m.now()):
		return "fermé par le système de gestion depuis le " + of.ClosesOn
	}
	return "ouvert"
}

// password says which password opens the account.
func (m *memberCommand) password(of *db.Member) string {
	switch t := of.Temporary; {
	case t != nil && m.now().Before(t.ExpiresAt):
		return "temporaire, jusqu'au " + m.day(t.ExpiresAt)
	case t != nil:
		return "temporaire, périmé depuis le " + m.day(t.ExpiresAt)
	case of.PasswordHash == "":
		return "aucun"
	}
	return "choisi le " + m.day(of.PasswordChangedAt)
}

// shownContacts are the contacts in the order in which they are shown.
var shownContacts = []struct {
	kind db.ContactKind
	name string
}{{db.Email, "Adresse e-mail"}, {db.Mobile, "Portable"}, {db.Landline, "Téléphone fixe"}, {db.Fax, "Fax"}}

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
		return masked + ", vérifié le " + m.day(c.VerifiedAt)
	}
	return masked
}

func (m *memberCommand) day(at time.Time) string {
	return at.In(m.zone).Format("02/01/2006 à 15 h 04")
}
