package doctor

import (
	"context"
	"strings"

	"sesame/account"
)

// budgets reports the message budgets that are nearly or wholly used.
func (d *Doctor) budgets(ctx context.Context) Finding {
	if d.DB == nil {
		return d.without("rien n'est encore parti")
	}
	uses, err := d.DB.BudgetUses(ctx, d.Limits, d.Now(), account.Budgets...)
	if err != nil {
		return unreadable(err)
	}
	var near, all []string
	for _, u := range uses {
		all = append(all, u.Words())
		if u.High() {
			near = append(near, u.Words())
		}
	}
	if len(near) == 0 {
		return ok("aucun plafond d'envois n'est proche (" + strings.Join(all, " ; ") + ")")
	}
	return attention(strings.Join(near, " ; ") + " : au-delà, ce que des inconnus demandent attend l'accord d'un agent : regardez « En attente » dans l'espace des agents ; un plafond trop bas se règle par SESAME_BUDGET_SMS, SESAME_BUDGET_LETTERS, SESAME_BUDGET_CONTACT")
}
