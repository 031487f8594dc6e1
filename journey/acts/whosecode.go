package acts

import (
	"bytes"
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// whoseCode says why a code of a flow is wrong, and for another demand's code the number of that demand. It knows the other codes of
// the same identifier: earlier ones of the flow, and those of other demands. Dead codes are compared freely, because they are of no
// use. Of those that other demands still accept, only the newest is compared, and that counts as a second wrong code: whoever opens
// many demands guesses no more codes than the limits allow. The other code keeps its attempts, so that nobody can use them up from here.
func (a *Acts) whoseCode(ctx context.Context, t *db.Tx, f *db.Flow, code string, again func() (bool, error)) (why events.Cause, demand string, err error) {
	former, err := t.FormerCodes(ctx, f, a.Limits.CodeTries, a.Now())
	if err != nil {
		return "", "", err
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
				return "", "", err
			}
			if !allowed {
				continue
			}
		}
		switch {
		case !c.Matches(t.Keys().CodeKey(c.FlowID, code)):
		case bytes.Equal(c.FlowID, f.ID):
			return events.FormerCode, "", nil
		default:
			return events.OthersCode, c.Request, nil
		}
	}
	return events.WrongCode, "", nil
}
