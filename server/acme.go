package server

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"

	"sesame/account"
)

// acmeTrouble explains why there is no certificate, or no renewed one.
type acmeTrouble struct {
	cause   string // technical, for the log
	remedy  string // for the log
	says    string // cause and remedy in French, for the operator
	asked   bool   // the ACME server has answered
	renewal bool   // there is a certificate, but its renewal is overdue
}

// again returns how long to wait before the next attempt, after this number of failures.
func (t *acmeTrouble) again(failures int) time.Duration {
	waits := unansweredAgain
	if t.asked {
		waits = refusedAgain
	}
	return waits[min(failures, len(waits)-1)]
}

// acmeTransport sends the requests to an ACME server and remembers the server's last refusal, because autocert reports
// only that no challenge was left to try.
type acmeTransport struct {
	inner http.RoundTripper

	mu       sync.Mutex
	answered bool   // the server has responded at least once
	kind     string // type of the last refusal: dns, connection, rateLimited … (RFC 8555, section 6.7)
	detail   string
	failed   error // error of the last request, if it got no response
}

func newACMETransport(authorities *x509.CertPool) *acmeTransport {
	inner := http.DefaultTransport.(*http.Transport).Clone()
	inner.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: authorities}
	return &acmeTransport{inner: inner}
}

// longestAnswer is the maximum number of bytes read of a response; those of ACME servers are short.
const longestAnswer = 256 << 10

// RoundTrip implements http.RoundTripper, and remembers a refusal.
func (a *acmeTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := a.inner.RoundTrip(r)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.failed = err; err != nil {
		return nil, err
	}
	a.answered = true
	body, err := io.ReadAll(io.LimitReader(answer.Body, longestAnswer))
	_ = answer.Body.Close() // it was read
	if err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	a.record(answer, body)
	return answer, nil
}

type acmeProblem struct{ Type, Detail string }

// record remembers a refusal: a problem document, or the error of a challenge. A badNonce error does not count, because the
// server sends the next nonce with it.
func (a *acmeTransport) record(answer *http.Response, body []byte) {
	var said struct {
		acmeProblem
		Error      *acmeProblem
		Challenges []struct{ Error *acmeProblem }
	}
	if json.Unmarshal(body, &said) != nil {
		return
	}
	found := said.Error
	if answer.StatusCode >= http.StatusBadRequest {
		found = &said.acmeProblem
	}
	for _, c := range said.Challenges {
		if c.Error != nil {
			found = c.Error
		}
	}
	if found == nil || strings.HasSuffix(found.Type, ":badNonce") {
		return
	}
	a.kind, a.detail = found.Type[strings.LastIndex(found.Type, ":")+1:], found.Detail
	if a.kind == "connection" && strings.Contains(a.detail, "resolv") { // the wording of Pebble
		a.kind = "dns"
	}
}

// trouble explains why no certificate was obtained.
func (a *acmeTransport) trouble(name string, o CertificateOptions, err error) *acmeTrouble {
	a.mu.Lock()
	defer a.mu.Unlock()
	var refused *acme.Error
	if a.kind == "" && errors.As(err, &refused) {
		a.kind, a.detail = refused.ProblemType[strings.LastIndex(refused.ProblemType, ":")+1:], refused.Detail
	}
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(a.failed, &unknown):
		return &acmeTrouble{cause: a.failed.Error(), remedy: "add the ACME server's authority to SESAME_CA_FILE",
			says: fmt.Sprintf("aucun certificat pour %s : le serveur ACME %s a un certificat d'une autorité inconnue ; ajoutez-la au fichier de SESAME_CA_FILE", name, o.Directory)}
	case a.failed != nil:
		return &acmeTrouble{cause: a.failed.Error(), remedy: "check the network and SESAME_ACME_DIRECTORY",
			says: fmt.Sprintf("aucun certificat pour %s : le serveur ACME %s ne répond pas ; vérifiez le réseau et SESAME_ACME_DIRECTORY", name, o.Directory)}
	case a.kind != "":
		t := &acmeTrouble{cause: a.kind + ": " + a.detail, asked: true}
		t.remedy, t.says = acmeRemedy(a.kind)
		t.says = fmt.Sprintf("aucun certificat pour %s : %s (%s)", name, t.says, a.kind)
		return t
	case a.answered:
		return &acmeTrouble{cause: err.Error(), remedy: "check SESAME_ACME_DIRECTORY, and the rights of the folder " + o.Cache, asked: true,
			says: fmt.Sprintf("aucun certificat pour %s : ce qui répond à %s n'est pas un serveur ACME, ou le dossier %s ne peut pas être écrit ; vérifiez SESAME_ACME_DIRECTORY et les droits du dossier", name, o.Directory, o.Cache)}
	}
	return &acmeTrouble{cause: err.Error(), remedy: "check the rights of the folder " + o.Cache,
		says: fmt.Sprintf("aucun certificat pour %s : le dossier %s ne peut pas être lu ou écrit ; vérifiez ses droits", name, o.Cache)}
}

// acmeRemedy returns what to do about a refusal, for the log and in French.
func acmeRemedy(kind string) (remedy, says string) {
	switch kind {
	case "dns":
		return "let the name's DNS record lead to this machine", "le serveur ACME ne trouve pas ce nom dans le DNS ; faites-l'y mener à cet ordinateur"
	case "connection", "tls", "unauthorized", "incorrectResponse":
		return "let ports 443 and 80 of the name lead to SESAME_LISTEN and SESAME_HTTP_LISTEN",
			"le serveur ACME ne trouve pas ce service à ce nom ; faites mener le port 443 du nom à SESAME_LISTEN, ou le port 80 à SESAME_HTTP_LISTEN, et vérifiez le pare-feu"
	case "caa":
		return "let the name's CAA record allow this authority", "l'enregistrement CAA du nom interdit cette autorité ; changez-le dans le DNS"
	case "rateLimited":
		return "wait, the authority limits how often it is asked", "l'autorité limite le nombre de demandes ; attendez, le service essaie de nouveau tout seul"
	case "rejectedIdentifier":
		return "correct SESAME_ACME_DOMAINS", "l'autorité ne donne pas de certificat à ce nom ; corrigez SESAME_ACME_DOMAINS"
	case "invalidContact", "unsupportedContact":
		return "correct SESAME_ACME_EMAIL", "l'autorité refuse l'adresse de SESAME_ACME_EMAIL ; corrigez-la"
	case "externalAccountRequired":
		return "choose another authority, this one wants an account made beforehand", "cette autorité exige un compte ouvert d'avance ; choisissez-en une autre dans SESAME_ACME_DIRECTORY"
	case "serverInternal":
		return "wait, the authority is out of order", "l'autorité est en panne ; attendez, le service essaie de nouveau tout seul"
	}
	return "see the cause", "l'autorité refuse la demande ; le journal dit pourquoi"
}

// overdue explains why a certificate was not renewed in time; nil if it is not overdue. autocert begins when a third of
// its life is left, at most 30 days, and tries again each hour. It returns nil until an attempt of this process has
// failed.
func (a *acmeTransport) overdue(name string, o CertificateOptions, leaf *x509.Certificate, now time.Time) *acmeTrouble {
	due := min(leaf.NotAfter.Sub(leaf.NotBefore)/3, 30*24*time.Hour)
	a.mu.Lock()
	tried := a.failed != nil || a.kind != ""
	a.mu.Unlock()
	if leaf.NotAfter.Sub(now) > due*2/3 || !tried {
		return nil
	}
	t := a.trouble(name, o, errors.New("it was not renewed"))
	t.renewal = true
	t.says = fmt.Sprintf("le certificat de %s finit le %s et n'est pas renouvelé ; %s", name, leaf.NotAfter.In(o.Location).Format(account.DayLayout), t.says)
	return t
}
