package agent

import (
	"context"

	"sesame/journey/acts"
	"sesame/texts"
)

// colleagues lists what a superviseur should know about the agents: who did much within one hour of the last 24, and whose
// access does not count for approvals yet. These are signs that somebody else may be using the access.
func (a *Pages) colleagues(ctx context.Context) (told []string, err error) {
	all, err := a.DB.Agents(ctx)
	if err != nil {
		return nil, err
	}
	busy, err := a.Acts.AgentsAtLimit(ctx, a.DB.Reader, all)
	if err != nil {
		return nil, err
	}
	for _, h := range busy {
		said := texts.AgentOpenedMany
		if h.Resets {
			said = texts.AgentResetMany
		}
		told = append(told, said(h.Login, h.Number, a.Since(h.Since)))
	}
	for _, agent := range all {
		if agent.Disabled() || !agent.Enrolled() {
			continue
		}
		if from := acts.ApprovesFrom(agent); from.After(a.Now()) {
			told = append(told, texts.AgentAccessNew(agent.Login, string(agent.Role), a.Since(agent.OpenedAt), a.From(from)))
		}
	}
	return told, nil
}
