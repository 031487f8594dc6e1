package agent

import (
	"bytes"
	"context"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/held"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/views"
)

func (a *Pages) showExport(c echo.Context, m *db.Member) error { return a.exportScreen(c, m, nil) }

func (a *Pages) exportScreen(c echo.Context, m *db.Member, refused error) error {
	d := views.DeskEndingData{Who: a.Who(m), ByDirectory: desk.VisitorOf(c).Agent.ByDirectory}
	return a.ActScreen(c, m, "donnees", views.Screen{Data: d}, refused)
}

// proveReason reads the reason for an act, and verifies the agent's password again, because another person may use the open
// session.
func (a *Pages) proveReason(c echo.Context, m *db.Member) (events.Grounds, error) {
	grounds, wrong := desk.ParseGroundsOf(events.EndMatter, c, m.Profile)
	return grounds, web.JoinRefusals(wrong, a.proveAgent(c))
}

// sendExport answers with all data about the member as a file, for the member.
func (a *Pages) sendExport(c echo.Context, m *db.Member) error {
	reason, err := a.proveReason(c, m)
	var copied bytes.Buffer
	if err == nil {
		err = a.OnMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
			about, err := a.Acts.ExportMember(ctx, t, who, d)
			if err != nil {
				return err
			}
			return held.Write(&copied, a.Acts, about, held.ForCaisse)
		})
	}
	if err != nil {
		return a.Again(c, m, err, a.exportScreen)
	}
	return a.SendFile(c, &desk.File{Name: "donnees-adherent.json", Type: echo.MIMEApplicationJSON, Content: copied.Bytes()})
}
