package acts

import (
	"context"

	"sesame/journey/events"
)

// NoteCookiesRefused notes that a browser kept no cookie after an identifier, given by its key, was typed there: of a member or of
// nobody, at the same cost.
func (a *Acts) NoteCookiesRefused(ctx context.Context, who Actor, key []byte) error {
	return a.auditRefusalAlone(ctx, who, events.CookiesRefused.Refused(key, events.Details{}))
}
