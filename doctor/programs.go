package doctor

import (
	"context"
	"fmt"
	"strings"

	"sesame/account"
	"sesame/courier/webhook"
	"sesame/db"
)

// clients reports the clients that do not accept logout notices.
func (d *Doctor) clients(ctx context.Context) Finding {
	const none = "aucun ; « sesame client add » en ajoute"
	if d.DB == nil {
		return d.without(none)
	}
	clients, err := d.DB.Clients(ctx)
	if err != nil {
		return unreadable(err)
	}
	waiting, err := d.DB.WaitingDeliveries(ctx)
	if err != nil {
		return unreadable(err)
	}
	var told []string
	for _, w := range waiting {
		if w.Kind == db.DeliveryLogout && w.Failure != "" {
			told = append(told, fmt.Sprintf("%s : %s depuis le %s (%s)", w.Client, account.Counted(w.Count, "avis de déconnexion attend", "avis de déconnexion attendent"),
				d.moment(w.Since), w.Failure))
		}
	}
	switch {
	case len(told) > 0:
		return Finding{State: Failed, Says: strings.Join(told, " ; "), Mend: "voyez avec qui tient ce service pourquoi son adresse de déconnexion ne les prend pas"}
	case len(clients) == 0:
		return ok(none)
	}
	return ok(account.Counted(len(clients), "service", "services"))
}

// events checks whether the address for events answers, and reports the events that it has not accepted.
func (d *Doctor) events(ctx context.Context) Finding {
	if d.Events == nil {
		return ok("non envoyés (SESAME_EVENTS_URL)")
	}
	if err := d.Events.Check(ctx, d.Authorities); err != nil {
		return failed(webhook.Explain(err) + " (" + err.Error() + ")")
	}
	if d.DB == nil {
		return d.without("l'adresse répond")
	}
	waiting, err := d.DB.WaitingDeliveries(ctx)
	if err != nil {
		return unreadable(err)
	}
	for _, w := range waiting {
		if w.Kind == db.DeliveryEvent && w.Failure != "" {
			return failed(fmt.Sprintf("%s depuis le %s (%s) : vérifiez SESAME_EVENTS_URL, et le journal du serveur qui les reçoit",
				account.Counted(w.Count, "événement attend", "événements attendent"), d.moment(w.Since), w.Failure))
		}
	}
	return ok("l'adresse répond")
}
