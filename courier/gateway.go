package courier

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// NewSMS reads SESAME_SMS_URL and SESAME_SMS_SENDER. It returns nil for « off: »: SMS are not offered. Its errors are
// sentences for the operator, without the token or password.
func NewSMS(address, sender string) (Texter, error) {
	const name = "SESAME_SMS_URL"
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New(name + " : adresse illisible ; elle a la forme json+https://passerelle/chemin?token=…")
	}
	if u.Scheme == "off" {
		return nil, nil
	}
	if u.Scheme == "smpp" {
		return nil, errors.New(name + " : SMPP n'est pas encore parlé ici ; passez par Kannel (kannel+http://…)")
	}
	if u.Host == "" {
		return nil, fmt.Errorf("%s : le nom de la passerelle manque", name)
	}
	if sender == "" {
		return nil, errors.New("SESAME_SMS_SENDER : le nom de l'expéditeur manque")
	}
	if _, err := Septets(sender); err != nil {
		return nil, fmt.Errorf("SESAME_SMS_SENDER : %w", err)
	}
	query := u.Query()
	switch u.Scheme {
	case "json+https", "json+http":
		u.Scheme = u.Scheme[len("json+"):]
		g := &jsonGateway{sender: sender, token: query.Get("token"), client: gatewayClient()}
		query.Del("token")
		u.RawQuery = query.Encode()
		g.url = u.String()
		return g, nil
	case "kannel+https", "kannel+http":
		u.Scheme = u.Scheme[len("kannel+"):]
		if query.Get("username") == "" || query.Get("password") == "" {
			return nil, errors.New(name + " : username et password manquent à l'adresse de Kannel")
		}
		return &kannelGateway{sender: sender, url: *u, client: gatewayClient()}, nil
	}
	return nil, fmt.Errorf("%s : schéma « %s » inconnu ; choisissez json+https, kannel+http ou off", name, u.Scheme)
}

// gatewayClient follows no redirect: a text and its token go where the configuration says, and nowhere else.
func gatewayClient() *http.Client {
	return &http.Client{
		Timeout:       15 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// ask sends a request and returns the status of its answer. The error is a Failure: net/http's own names the address
// with what stands in it.
func ask(client *http.Client, r *http.Request, leaving Leaving) (int, error) {
	if err := leaving.now(); err != nil {
		return 0, failureOf(err)
	}
	res, err := client.Do(r)
	if err != nil {
		var timeout interface{ Timeout() bool }
		if errors.As(err, &timeout) && timeout.Timeout() || errors.Is(err, context.DeadlineExceeded) {
			return 0, &Failure{Class: "sms-delai"}
		}
		return 0, &Failure{Class: "sms-connexion"}
	}
	defer res.Body.Close()                                       //nolint:errcheck // nothing more is read
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection serves again
	return res.StatusCode, nil
}
