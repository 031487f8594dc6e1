package agent

import (
	"context"

	"sesame/courier"
	"sesame/db"
	"sesame/handlers/agent/letters"
	"sesame/views"
)

// fillHeldLetter says why the member's waiting letter cannot be printed.
func (a *Pages) fillHeldLetter(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	queue, err := a.DB.LetterQueueOf(ctx, m.ID, a.Now())
	if err != nil {
		return err
	}
	for _, l := range queue {
		if !l.Hold.Held() {
			continue
		}
		d.Held = views.DeskHeldLetter{Request: l.Request, Reasons: courier.HoldReasons(l.Hold, a.Location)}
		if len(l.Hold.Names) > 0 {
			d.Held.URL = letters.NamePath(l.ID)
		}
	}
	return nil
}
