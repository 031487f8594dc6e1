package member

import (
	"context"
	"unicode/utf8"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/views"
)

// fillMandates lists who acts for the member today, and for whom the member acts. Those are shown by number and initials,
// because the member has no right to read another person's name.
func (a *Pages) fillMandates(ctx context.Context, m *db.Member, d *views.CompteData) error {
	running, err := a.Acts.RunningMandates(ctx, a.DB.Reader, m)
	if err != nil {
		return err
	}
	for _, x := range running {
		d.Actors = append(d.Actors, views.CompteMandate{Who: x.Holder, Kind: web.MandateWords[x.Kind], Days: web.MandateDays(x)})
	}
	held, err := a.DB.MandatesHeld(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, x := range held {
		if x.State(a.Acts.Today()) != db.MandateRuns {
			continue
		}
		other, err := a.DB.OpenMemberByID(ctx, x.MemberID, a.Now())
		if err != nil {
			return err
		}
		if other != nil {
			d.For = append(d.For, views.CompteMandate{Who: other.Identifier().Masked() + " (" + initials(other.Profile) + ")", Kind: web.MandateWords[x.Kind], Days: web.MandateDays(x)})
		}
	}
	return nil
}

// initials returns the initials of a person, or the first letter of a company.
func initials(p db.Profile) (letters string) {
	for _, name := range []string{p.FirstName, p.LastName, p.Company} {
		if name != "" && (name != p.Company || letters == "") {
			first, _ := utf8.DecodeRuneInString(name)
			letters += string(first) + "."
		}
	}
	return letters
}
