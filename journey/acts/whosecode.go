package acts

import (
	"bytes"
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// whoseCode names a wrong code of a flow that is another code of the same identifier: an earlier one of the flow, or one
// of another demand. Dead codes are compared freely, because they are of no use. Of those that other demands still
// accept, only the newest is compared, and that counts as a second wrong code: whoever opens many demands guesses no
// more codes than the limits allow. The other code keeps its attempts, so that nobody can use them up from here.
func (a *Acts) whoseCode(ctx context.Context, t *db.Tx, f *db.Flow, code string, again func() (bool, error)) (*Refused, events.Cause, error) {
	former, err := t.FormerCodes(ctx, f, a.Limits.CodeTries, a.Now())
	if err != nil {
		return nil, "", err
	}
	counted := false
	for _, c := range former {
		if c.Alive {
			if counted {
				continue
			}
			counted = true
			allowed, err := again()
			if err != nil {
				return nil, "", err
			}
			if !allowed {
				continue
			}
		}
		switch {
		case !c.Matches(t.Keys().CodeKey(c.FlowID, code)):
		case bytes.Equal(c.FlowID, f.ID):
			return &Refused{Why: FormerCode, Wanted: f.Request}, events.FormerCode, nil
		default:
			return &Refused{Why: OthersCode, Typed: c.Request, Wanted: f.Request}, events.OthersCode, nil
		}
	}
	return &Refused{Why: WrongCode}, events.WrongCode, nil
}
