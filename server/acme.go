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
)

// acmeTrouble is why there is no certificate, or no new one.
type acmeTrouble struct {
	cause   string // technical, for the log
	remedy  string // for the log
	says    string // cause and remedy in French, for people
	asked   bool   // the ACME server has answered
	renewal bool   // a certificate is there, and its renewal is overdue
}

// again is how long to wait before the next try.
func (t *acmeTrouble) again(failures int) time.Duration {
	waits := unansweredAgain
	if t.asked {
		waits = refusedAgain
	}
	return waits[min(failures, len(waits)-1)]
}

// acmeEar is the transport of the requests to an ACME server and keeps the last refusal: autocert reports only that no
// challenge was left to try.
type acmeEar struct {
	inner http.RoundTripper

	mu       sync.Mutex
	answered bool   // the server has answered at all
	kind     string // of the last refusal: dns, connection, rateLimited … (RFC 8555, section 6.7)
	detail   string
	failed   error // the last request that was not answered
}

func newACMEEar(authorities *x509.CertPool) *acmeEar {
	inner := http.DefaultTransport.(*http.Transport).Clone()
	inner.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: authorities}
	return &acmeEar{inner: inner}
}

// longestAnswer is how much of an answer is looked at: those of ACME servers are short.
const longestAnswer = 256 << 10

// RoundTrip passes a request on, and looks into the answer.
func (e *acmeEar) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := e.inner.RoundTrip(r)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.failed = err; err != nil {
		return nil, err
	}
	e.answered = true
	body, err := io.ReadAll(io.LimitReader(answer.Body, longestAnswer))
	_ = answer.Body.Close() // it was read
	if err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	e.hear(answer, body)
	return answer, nil
}

type acmeProblem struct{ Type, Detail string }

// hear records a refusal: a problem document, or the error of a challenge. A badNonce error is none, because the server hands
// out the next nonce with it.
func (e *acmeEar) hear(answer *http.Response, body []byte) {
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
	e.kind, e.detail = found.Type[strings.LastIndex(found.Type, ":")+1:], found.Detail
	if e.kind == "connection" && strings.Contains(e.detail, "resolv") { // as Pebble says it
		e.kind = "dns"
	}
}

// trouble explains why no certificate was obtained.
func (e *acmeEar) trouble(name string, o CertificateOptions, err error) *acmeTrouble {
	e.mu.Lock()
	defer e.mu.Unlock()
	var refused *acme.Error
	if e.kind == "" && errors.As(err, &refused) {
		e.kind, e.detail = refused.ProblemType[strings.LastIndex(refused.ProblemType, ":")+1:], refused.Detail
	}
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(e.failed, &unknown):
		return &acmeTrouble{cause: e.failed.Error(), remedy: "add the ACME server's authority to SESAME_CA_FILE",
			says: fmt.Sprintf("aucun certificat pour %s : le serveur ACME %s a un certificat d'une autorité inconnue ; ajoutez-la au fichier de SESAME_CA_FILE", name, o.Directory)}
	case e.failed != nil:
		return &acmeTrouble{cause: e.failed.Error(), remedy: "check the network and SESAME_ACME_DIRECTORY",
			says: fmt.Sprintf("aucun certificat pour %s : le serveur ACME %s ne répond pas ; vérifiez le réseau et SESAME_ACME_DIRECTORY", name, o.Directory)}
	case e.kind != "":
		t := &acmeTrouble{cause: e.kind + ": " + e.detail, asked: true}
		t.remedy, t.says = acmeRemedy(e.kind)
		t.says = fmt.Sprintf("aucun certificat pour %s : %s (%s)", name, t.says, e.kind)
		return t
	case e.answered:
		return &acmeTrouble{cause: err.Error(), remedy: "check SESAME_ACME_DIRECTORY, and the rights of the folder " + o.Cache, asked: true,
			says: fmt.Sprintf("aucun certificat pour %s : ce qui répond à %s n'est pas un serveur ACME, ou le dossier %s ne peut pas être écrit ; vérifiez SESAME_ACME_DIRECTORY et les droits du dossier", name, o.Directory, o.Cache)}
	}
	return &acmeTrouble{cause: err.Error(), remedy: "check the rights of the folder " + o.Cache,
		says: fmt.Sprintf("aucun certificat pour %s : le dossier %s ne peut pas être lu ou écrit ; vérifiez ses droits", name, o.Cache)}
}

// acmeRemedy is what to do about a refusal, for the log and in French.
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

// overdue says why a certificate was not renewed although it should have been: autocert begins when a third of its life is
// left, at most 30 days, and tries again each hour. The cause is known once a try from here has failed.
func (e *acmeEar) overdue(name string, o CertificateOptions, leaf *x509.Certificate, now time.Time) *acmeTrouble {
	due := min(leaf.NotAfter.Sub(leaf.NotBefore)/3, 30*24*time.Hour)
	e.mu.Lock()
	tried := e.failed != nil || e.kind != ""
	e.mu.Unlock()
	if leaf.NotAfter.Sub(now) > due*2/3 || !tried {
		return nil
	}
	t := e.trouble(name, o, errors.New("it was not renewed"))
	t.renewal = true
	t.says = fmt.Sprintf("le certificat de %s finit le %s et n'est pas renouvelé ; %s", name, leaf.NotAfter.Format("02/01/2006"), t.says)
	return t
}
