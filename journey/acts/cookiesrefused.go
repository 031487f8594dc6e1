package acts

import (
	"context"

	"sesame/journey/events"
)

// NoteCookiesRefused records that a browser did not keep cookies after an identifier, given by its key, was entered. A
// member's identifier and an unknown one cost the same.
func (a *Acts) NoteCookiesRefused(ctx context.Context, who Actor, key []byte) error {
	return a.auditRefusalAlone(ctx, who, events.CookiesRefused.Refused(key, events.Details{}))
}
