package acts

import (
	"bytes"
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// whoseCode looks whether a wrong code of a flow is another code of the same identifier: an earlier one of the flow, or
// one of another demand. Comparisons with codes that are no longer valid are not counted. Of the codes that other
// demands still accept, only the newest is compared, and that counts as a second wrong code, so that opening many
// demands allows no more guesses. The other code keeps its attempts, so that they cannot be used up from here.
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
