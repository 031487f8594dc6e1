package server

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// alpnProto is the protocol by which an ACME server requests a challenge's certificate.
const alpnProto = acme.ALPNProto

// Intervals between attempts to obtain a certificate after failures. An ACME server that could not be reached is tried again
// soon. One that refused is tried later, because it counts refusals: Let's Encrypt stops answering after five in an hour.
var (
	unansweredAgain = []time.Duration{5 * time.Second, 10 * time.Second, 30 * time.Second, time.Minute}
	refusedAgain    = []time.Duration{30 * time.Second, 5 * time.Minute, 20 * time.Minute, time.Hour}
)

// acmeSource holds the certificates from an ACME server, one per name. Only run requests them: a visitor's handshake for a
// name without a certificate is refused at once.
type acmeSource struct {
	options CertificateOptions

	mu    sync.Mutex
	names map[string]*acmeName
	http  bool // challenges are also answered on port 80
}

// acmeName is a name and its certificate.
type acmeName struct {
	manager   *autocert.Manager // caches a failure for a minute, so it is replaced after one
	transport *acmeTransport
	held      bool // there is a certificate
	until     time.Time
	trouble   *acmeTrouble
}

func newACMESource(o CertificateOptions) *acmeSource {
	a := &acmeSource{options: o, names: map[string]*acmeName{}}
	for _, name := range o.Domains {
		a.names[name] = a.newName(name)
	}
	return a
}

// newName returns a name with a new manager, which knows only the certificates in its cache folder.
func (a *acmeSource) newName(name string) *acmeName {
	transport := newACMETransport(a.options.Authorities)
	return &acmeName{transport: transport, manager: &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		Cache:      autocert.DirCache(a.options.Cache),
		HostPolicy: autocert.HostWhitelist(name),
		Client:     &acme.Client{DirectoryURL: a.options.Directory, HTTPClient: &http.Client{Transport: transport}},
		Email:      a.options.Email,
	}}
}

func (a *acmeSource) of(name string) *acmeName {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.names[strings.ToLower(strings.TrimSuffix(name, "."))]
}

// GetCertificate answers challenges, and handshakes for a name that has a certificate.
func (a *acmeSource) GetCertificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	n := a.of(hello.ServerName)
	if n == nil {
		return nil, fmt.Errorf("no certificate is asked for under the name %q", hello.ServerName)
	}
	challenge := slices.Equal(hello.SupportedProtos, []string{alpnProto})
	if challenge {
		return n.manager.GetCertificate(hello)
	}
	a.mu.Lock()
	held := n.held
	a.mu.Unlock()
	if !held {
		return nil, fmt.Errorf("there is no certificate for %s yet", hello.ServerName)
	}
	return n.manager.GetCertificate(modern(hello.ServerName))
}

// modern returns the handshake of a browser that supports ECDSA, like every client that speaks TLS 1.2 with our cipher
// suites, so that one certificate per name is enough.
func modern(name string) *tls.ClientHelloInfo {
	return &tls.ClientHelloInfo{ServerName: name, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}}
}

// run obtains each name's certificate, then checks it every minute, until ctx ends. It does not wait for a request in progress,
// because autocert allows one five minutes.
func (a *acmeSource) run(ctx context.Context) {
	var names sync.WaitGroup
	for _, name := range a.options.Domains {
		names.Go(func() { a.keep(ctx, name) })
	}
	names.Wait()
}

func (a *acmeSource) keep(ctx context.Context, name string) {
	failures := 0
	for {
		asked := make(chan *acmeTrouble, 1)
		go func() { asked <- a.obtain(name) }()
		again := time.Minute
		select {
		case <-ctx.Done():
			return
		case trouble := <-asked:
			if trouble == nil || trouble.renewal { // the manager renews by itself
				failures = 0
				break
			}
			again = trouble.again(failures)
			failures++
		}
		timer := time.NewTimer(again)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// obtain obtains the certificate of a name, which the manager then renews, and records and logs the result. It returns nil
// if there is no trouble.
func (a *acmeSource) obtain(name string) *acmeTrouble {
	n := a.of(name)
	certificate, err := n.manager.GetCertificate(modern(name))
	if err != nil {
		trouble := n.transport.trouble(name, a.options, err)
		a.mu.Lock()
		defer a.mu.Unlock()
		next := a.newName(name)
		if a.http {
			next.manager.HTTPHandler(nil)
		}
		next.trouble = trouble
		a.names[name] = next
		if n.trouble == nil || n.trouble.says != trouble.says {
			a.options.Log.Error("no certificate was obtained", "name", name, "cause", trouble.cause, "remedy", trouble.remedy)
		}
		return trouble
	}
	trouble := n.transport.overdue(name, a.options, certificate.Leaf, a.options.Now())
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case !n.until.Equal(certificate.Leaf.NotAfter):
		a.options.Log.Info("a certificate is served", "name", name, "until", certificate.Leaf.NotAfter.Format(time.DateOnly))
	case trouble != nil && n.trouble == nil:
		a.options.Log.Error("the certificate is not renewed", "name", name, "until", n.until.Format(time.DateOnly), "cause", trouble.cause, "remedy", trouble.remedy)
	}
	n.held, n.until, n.trouble = true, certificate.Leaf.NotAfter, trouble
	return trouble
}

func (a *acmeSource) status() (all []CertificateStatus) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, name := range a.options.Domains {
		n := a.names[name]
		s := CertificateStatus{Name: name, Until: n.until}
		switch {
		case n.trouble != nil:
			s.Trouble = n.trouble.says
		case !n.held:
			s.Trouble = fmt.Sprintf("le certificat de %s est demandé, et n'est pas encore là", name)
		}
		all = append(all, s)
	}
	return all
}

// answering answers HTTP-01 challenges, each with its name's manager, and passes other requests on.
func (a *acmeSource) answering(other http.Handler) http.Handler {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.http = true
	for _, n := range a.names {
		n.manager.HTTPHandler(nil)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n := a.of(hostOf(r)); n != nil && strings.HasPrefix(r.URL.Path, "/.well-known/acme-challenge/") {
			r.Host = hostOf(r) // autocert compares it with the name, and a test server's host contains the port
			n.manager.HTTPHandler(other).ServeHTTP(w, r)
			return
		}
		other.ServeHTTP(w, r)
	})
}
