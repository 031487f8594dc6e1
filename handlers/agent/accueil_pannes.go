package agent

import (
	"context"

	"sesame/courier"
	"sesame/texts"
)

// troubles lists the outages that prevent messages from being sent, one sentence each.
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
		told = append(told, texts.Sentence(courier.Told(t, a.Since(t.Since), outbox.Channels)))
	}
	return told, nil
}
