package agent

import (
	"context"
	"strings"

	"sesame/courier"
)

// troubles says what keeps messages from leaving, a sentence each.
func (a *Pages) troubles(ctx context.Context) ([]string, error) {
	lasting, err := a.DB.Troubles(ctx)
	if err != nil || len(lasting) == 0 {
		return nil, err
	}
	outbox, err := a.DB.OutboxHealth(ctx)
	if err != nil {
		return nil, err
	}
	var told []string
	for _, t := range lasting {
		s := courier.Told(t, a.Since(t.Since), outbox.Channels)
		told = append(told, strings.ToUpper(s[:1])+s[1:]+".")
	}
	return told, nil
}
