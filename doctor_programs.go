package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
)

// checkClients tells which clients do not take the notices of logouts.
func (p *program) checkClients(ctx context.Context, c *config) (string, error) {
	clients, waiting, err := p.programsKnown(ctx, c)
	if err != nil {
		return "", err
	}
	var told []string
	for _, w := range waiting {
		if w.Kind == db.DeliveryLogout && w.Failure != "" {
			told = append(told, fmt.Sprintf("%s : %s depuis %s (%s)", w.Client, account.Counted(w.Count, "avis de déconnexion attend", "avis de déconnexion attendent"),
				w.Since.In(p.zone).Format("02/01/2006 15:04"), w.Failure))
		}
	}
	if len(told) > 0 {
		return "", fmt.Errorf("%s ; voyez avec qui tient ce service pourquoi son adresse de déconnexion ne les prend pas", strings.Join(told, " ; "))
	}
	if clients == 0 {
		return "aucun ; « sesame client add » en ajoute", nil
	}
	return account.Counted(clients, "service", "services"), nil
}

// checkEvents tells whether the address of events answers, and what it has not taken.
func (p *program) checkEvents(ctx context.Context, c *config) (string, error) {
	if c.Events == nil {
		return "non envoyés (SESAME_EVENTS_URL)", nil
	}
	if err := c.Events.Check(ctx, c.Authorities); err != nil {
		return "", fmt.Errorf("%s (%w)", courier.Explain(err), err)
	}
	_, waiting, err := p.programsKnown(ctx, c)
	if err != nil {
		return "", err
	}
	for _, w := range waiting {
		if w.Kind == db.DeliveryEvent && w.Failure != "" {
			return "", fmt.Errorf("%s depuis %s (%s) : vérifiez SESAME_EVENTS_URL, et le journal du serveur qui les reçoit",
				account.Counted(w.Count, "événement attend", "événements attendent"), w.Since.In(p.zone).Format("02/01/2006 15:04"), w.Failure)
		}
	}
	return "l'adresse répond", nil
}

// programsKnown counts the clients, and lists what waits for them and for the address of events.
func (p *program) programsKnown(ctx context.Context, c *config) (clients int, waiting []db.WaitingDeliveries, err error) {
	if info, err := os.Stat(c.DB); errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return 0, nil, nil
	}
	database, err := p.database(c).Open(ctx, false)
	if err != nil {
		return 0, nil, err
	}
	defer database.Close() //nolint:errcheck // nothing was written
	all, err := database.Clients(ctx)
	if err != nil {
		return 0, nil, err
	}
	waiting, err = database.WaitingDeliveries(ctx)
	return len(all), waiting, err
}
