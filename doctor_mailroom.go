package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"sesame/account"
	"sesame/courier"
)

// checkMail goes as far as a mail to the caisse's own address would, and sends nothing.
func checkMail(ctx context.Context, c *config) (string, error) {
	relay, err := c.relay()
	if err != nil {
		return "", err
	}
	err = relay.Check(ctx, c.Caisse.ContactEmail)
	var f *courier.Failure
	switch {
	case err == nil:
		return fmt.Sprintf("le relais répond ; il accepte le nom %s (EHLO), l'expéditeur et l'adresse de contact", relay.Helo()), nil
	case errors.As(err, &f) && f.Fault == courier.FaultBox && f.Permanent:
		return "", fmt.Errorf("le relais refuse l'adresse de contact (%w) : vérifiez SESAME_CAISSE_CONTACT_EMAIL", err)
	case errors.As(err, &f) && f.Fault == courier.FaultBox:
		return fmt.Sprintf("le relais répond ; il accepte le nom %s (EHLO) et l'expéditeur, et remet l'adresse de contact à plus tard (%v)", relay.Helo(), err), nil
	}
	return "", fmt.Errorf("%s (%w)", courier.Explain(err), err)
}

// checkSMS asks the gateway for an SMS to nobody: it says whether it knows us, and sends nothing.
func checkSMS(ctx context.Context, c *config) (string, error) {
	gateway, err := c.gateway()
	if err != nil {
		return "", err
	}
	if gateway == nil {
		return "non proposés (SESAME_SMS_URL)", nil
	}
	err = gateway.Check(ctx)
	var f *courier.Failure
	// That the destination is missing, the gateway may say by its status or in its answer.
	if err == nil || errors.As(err, &f) && (f.Fault == courier.FaultBox || strings.HasPrefix(f.Class, "sms-reponse")) {
		return "la passerelle répond", nil
	}
	return "", fmt.Errorf("%s (%w)", courier.Explain(err), err)
}

// checkOutbox tells what has kept the service from sending, as the service notes it.
func (p *program) checkOutbox(ctx context.Context, c *config) (string, error) {
	if info, err := os.Stat(c.DB); errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return "rien n'est encore parti", nil
	}
	database, err := p.database(c).Open(ctx, false)
	if err != nil {
		return "", err
	}
	defer database.Close() //nolint:errcheck // nothing was written
	lasting, err := database.Troubles(ctx)
	if err != nil {
		return "", err
	}
	outbox, err := database.OutboxHealth(ctx)
	if err != nil {
		return "", err
	}
	var told []string
	for _, t := range lasting {
		told = append(told, courier.Told(t, t.Since.In(paris()).Format("02/01/2006 15:04"), outbox.Channels))
	}
	if len(told) > 0 {
		return "", errors.New(strings.Join(told, " ; "))
	}
	return account.Counted(outbox.Waiting, "message en attente", "messages en attente"), nil
}
