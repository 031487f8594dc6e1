package demo

import (
	"context"
	"strings"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/acts"
	"sesame/journey/events"
)

// The members of the demonstration for whom agents have tasks.
const (
	disagrees      = "2580386999012" // the file has another address than the stored one
	awaitsApproval = "99900101900010"
)

// fillDesk gives the agents tasks: a reset that waits for a second agent, because the mobile number was
// corrected yesterday, and an e-mail address that differs from a newer file.
func (p *past) fillDesk() {
	header, lines, _ := strings.Cut(adherents, "\n")
	for line := range strings.Lines(lines) {
		if strings.HasPrefix(line, disagrees) {
			p.days(0, importFile(acts.MembersFile, header+"\n"+strings.Replace(line, "madeleine.texier@", "m.texier@", 1)))
		}
	}
	p.ago(20*time.Hour, p.byStaff(agents[1], func(ctx context.Context, t *db.Tx, a *acts.Acts, who acts.Actor) error {
		d, err := onDesk(ctx, t, a, "nouveau téléphone, vu au guichet")
		if err != nil {
			return err
		}
		return a.CorrectContacts(ctx, t, who, d, map[db.ContactKind]string{db.Mobile: "+33639981077"})
	}))
	p.ago(2*time.Hour, p.byStaff(agents[1], func(ctx context.Context, t *db.Tx, a *acts.Acts, who acts.Actor) error {
		d, err := onDesk(ctx, t, a, "appel du gérant, mot de passe perdu")
		if err != nil {
			return err
		}
		_, err = a.Reset(ctx, t, who, d, account.SMS, acts.Temporary{}) // only requested: no password is generated yet
		return err
	}))
}

// onDesk returns the member whose reset waits, as an agent's form would refer to them.
func onDesk(ctx context.Context, t *db.Tx, a *acts.Acts, note string) (acts.Deed, error) {
	m, err := memberOf(ctx, t.Reader, account.Identifier{Kind: account.SIRET, Value: awaitsApproval})
	if err != nil {
		return acts.Deed{}, err
	}
	version, err := a.MemberVersion(ctx, t.Reader, m)
	return acts.Deed{Member: m.ID, Version: version, Grounds: events.Noted(note)}, err
}
