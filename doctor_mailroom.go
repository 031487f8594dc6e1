package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sesame/courier"
)

// checkMail goes as far as a mail to the caisse's own address would, and sends nothing.
func checkMail(ctx context.Context, c *config) (string, error) {
	relay, err := courier.NewSMTP(c.SMTPURL, c.SMTPFrom, c.BaseURL.Hostname())
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
	gateway, err := courier.NewSMS(c.SMSURL, c.SMSSender, c.BaseURL)
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
