package doctor

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// address fetches the service's own OpenID description at the base URL, because another program may answer there.
func (d *Doctor) address(ctx context.Context) Finding {
	response, err := d.ask(ctx, http.MethodGet, d.BaseURL.String()+"/.well-known/openid-configuration")
	var refused *tls.CertificateVerificationError
	if errors.As(err, &refused) {
		return attention(fmt.Sprintf("le certificat de %s n'est pas accepté d'ici : voyez la ligne « certificat »", d.BaseURL))
	}
	if err != nil {
		return unreachable(d.BaseURL)
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	var said struct {
		Issuer string `json:"issuer"`
	}
	err = json.NewDecoder(io.LimitReader(response.Body, 64<<10)).Decode(&said)
	switch {
	case response.StatusCode >= http.StatusInternalServerError:
		return proxyAlone(d.BaseURL, response.StatusCode, "SESAME_LISTEN")
	case err != nil || said.Issuer != d.BaseURL.String():
		return failed(fmt.Sprintf("ce qui répond à %s n'est pas ce service : vérifiez SESAME_BASE_URL, et où le mandataire envoie les requêtes de ce nom", d.BaseURL))
	}
	return ok("le service répond à " + d.BaseURL.String())
}

// unreachable is the finding for an address that does not answer.
func unreachable(u *url.URL) Finding {
	return attention(fmt.Sprintf("%s ne répond pas d'ici : démarrez le service, puis vérifiez le mandataire, le DNS et le pare-feu", u))
}

// proxyAlone is the finding for an address whose proxy answers with an error, because it does not reach the service; listen
// is the setting of the service's listener.
func proxyAlone(u *url.URL, status int, listen string) Finding {
	return failed(fmt.Sprintf("%s répond par l'erreur %d : vérifiez que le mandataire atteint %s, et que le service tourne", u, status, listen))
}

// ask sends a request without following redirects.
func (d *Doctor) ask(ctx context.Context, method, address string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", address, err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: d.Authorities}
	transport.DisableKeepAlives = true // the next check is in five minutes
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return client.Do(request) //nolint:gosec // G704: the operator's own settings
}
