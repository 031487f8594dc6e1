package member

import (
	"context"

	"sesame/account"
	"sesame/views"
)

// historyShown is the number of events listed on « Email & Mot de passe ».
const historyShown = 20

// history returns the account's events from the audit log, newest first.
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
