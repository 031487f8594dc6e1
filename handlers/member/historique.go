package member

import (
	"context"

	"sesame/account"
	"sesame/views"
)

// historyShown is how many events of the account « Email & Mot de passe » lists.
const historyShown = 20

// history is the account's part of the audit log, newest first.
func (a *Pages) history(ctx context.Context, id account.Identifier) ([]views.HistoryRow, error) {
	rows, err := a.DB.AuditOf(ctx, id, 2*historyShown)
	if err != nil {
		return nil, err
	}
	var shown []views.HistoryRow
	for _, r := range rows {
		deed, told := r.Kind().ForMember(r.Result)
		if told && len(shown) < historyShown {
			shown = append(shown, views.HistoryRow{When: a.Moment(r.At), What: deed})
		}
	}
	return shown, nil
}
