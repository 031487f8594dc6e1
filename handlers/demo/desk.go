package demo

import (
	"context"
	"errors"
	"strings"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
	"sesame/journey/events"
)

// The members of the demonstration with whom agents have something to do.
const (
	disagrees      = "2580386999012" // the file says another address than hers
	awaitsApproval = "99900101900010"
)

// fillDesk puts work on the agents' desk: a reset that waits for a second agent, for a mobile that was corrected
// yesterday, and an address of which a newer file says something else.
func fillDesk(ctx context.Context, d *db.DB, now time.Time) error {
	header, lines, _ := strings.Cut(adherents, "\n")
	for line := range strings.Lines(lines) {
		if strings.HasPrefix(line, disagrees) {
			newer := header + "\n" + strings.Replace(line, "madeleine.texier@", "m.texier@", 1)
			if err := importFile(ctx, d, backoffice.MemberColumns, newer, d.ImportMembers, now); err != nil {
				return err
			}
		}
	}
	return d.InTx(ctx, func(t *db.Tx) error {
		m, err := t.MemberByKey(ctx, t.Keys().IdentifierKey(account.Identifier{Kind: account.SIRET, Value: awaitsApproval}))
		if err != nil {
			return err
		}
		const mobile = "+33639981077"
		corrected, asked := now.Add(-20*time.Hour), now.Add(-2*time.Hour)
		by := func(kind events.Kind, d events.Details, at time.Time) error {
			return t.Audit(ctx, kind.OK(m.IdentifierKey, d).By("agent:"+agents[1].login, nil), at)
		}
		_, err = t.AskApproval(ctx, db.Approval{MemberID: m.ID, Channel: account.SMS, DestinationKey: t.Keys().DestinationKey(mobile), Asker: agents[1].login,
			Reason: "appel du gérant, mot de passe perdu", AskedAt: asked, ExpiresAt: asked.Add(24 * time.Hour)})
		return errors.Join(err,
			t.SetContact(ctx, m, db.Mobile, db.Contact{Value: mobile, Source: db.FromAgent}, corrected),
			by(events.ContactsCorrected, events.Details{Contacts: []string{string(db.Mobile)}, Note: "nouveau téléphone, vu au guichet"}, corrected),
			by(events.ApprovalAsked, events.Details{Channel: "sms", Note: "appel du gérant, mot de passe perdu"}, asked))
	})
}
