package web

import (
	"context"
	"slices"
	"strings"

	"sesame/account"
	"sesame/db"
	"sesame/texts"
)

// OutageNotices returns one sentence for each current outage of these channels, and one when a budget holds messages back. They are the
// same for every visitor. Only large mail providers are named: the domain of a small one could identify a member.
func (a *Base) OutageNotices(ctx context.Context, channels ...account.Channel) ([]string, error) {
	lasting, err := a.DB.Troubles(ctx)
	if err != nil {
		return nil, err
	}
	return a.outageNotices(ctx, lasting, channels...)
}

// outageNotices is OutageNotices for outages that were read before.
func (a *Base) outageNotices(ctx context.Context, lasting []db.Trouble, channels ...account.Channel) ([]string, error) {
	var told, providers []string
	if slices.Contains(channels, account.SMS) {
		full, err := a.Acts.BudgetSpent(ctx, a.DB.Reader, account.SMSBudget)
		if err != nil {
			return nil, err
		}
		if full {
			told = append(told, texts.SMSWait)
		}
	}
	for _, channel := range channels {
		for _, t := range lasting {
			switch {
			case t.Channel != channel:
			case t.Provider == "" && channel == account.SMS:
				told = append(told, texts.SMSLate(a.Since(t.Since)))
			case t.Provider == "":
				told = append(told, texts.EmailsLate(a.Since(t.Since)))
			case !strings.Contains(t.Provider, "."):
				providers = append(providers, t.Provider)
			}
		}
	}
	if len(providers) > 0 {
		told = append(told, texts.ProvidersLate(providers))
	}
	return told, nil
}
