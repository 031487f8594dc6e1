package walks

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// credentials are the client_id and client_secret that `sesame client add` has printed. A public client has no secret.
func credentials(t *testing.T, said string) (id, secret string) {
	t.Helper()
	for _, line := range regexp.MustCompile(`(?m)^(client_id|client_secret): (\S+)$`).FindAllStringSubmatch(said, -1) {
		if line[1] == "client_id" {
			id = line[2]
		} else {
			secret = line[2]
		}
	}
	if id == "" {
		t.Fatalf("no client_id was printed:\n%s", said)
	}
	return id, secret
}

// Visits types an address of another program. What its pages look like is not this service's matter.
func (p *person) Visits(address string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.tab, patience)
	defer cancel()
	p.must(chromedp.Do(ctx, chromedp.Navigate(address)))
}

// Leaves presses a button or a link that leads to an address of another program which begins so.
func (p *person) Leaves(name, address string) {
	p.t.Helper()
	p.click(p.find(name, "button", "link"), 1)
	p.until("the address "+address, func(s sight) bool { return strings.HasPrefix(s.URL, address) })
}

// forges sends headers by which a program learns who has come from whoever stands in front of it.
func (p *person) forges(headers network.Headers) {
	p.t.Helper()
	headers["X-Forwarded-For"] = p.from
	_, err := chromedp.Call(p.tab, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: headers})
	p.must(err)
}

// entersBy is led from another program to the log-in page, and back to the address by the right password alone.
func (w world) entersBy(address string, m member) {
	w.t.Helper()
	w.Visits(address)
	w.At("/connexion")
	w.Fill("Identifiant", m.identifier)
	w.Fill("Mot de passe", "Pas-le-bon-7")
	w.Press("Se connecter")
	w.Reads("Identifiant ou mot de passe incorrect.")
	w.Fill("Mot de passe", m.password)
	w.Leaves("Se connecter", address)
}

// turnedAway opens the address of another program until that asks for a login again.
func (p *person) turnedAway(address string) {
	p.t.Helper()
	began := time.Now()
	deadline := time.After(patience)
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		p.Visits(address)
		if s := p.until("a page", func(s sight) bool { return s.Text != "" }); strings.HasPrefix(s.URL, p.site+"/connexion") {
			p.t.Logf("turned away after %v", time.Since(began).Round(time.Millisecond))
			return
		}
		select {
		case <-deadline:
			p.t.Fatalf("%s is still open\n%s", address, p.describe())
		case <-again.C:
		}
	}
}

// changesPassword is done by the same member in another browser, where they log in for it.
func (w world) changesPassword(t *testing.T, next string) {
	t.Helper()
	elsewhere := world{newPerson(t, w.site.url, w.js), w.site, w.post}
	elsewhere.opensSecurity()
	elsewhere.Press("Modifier mon mot de passe")
	elsewhere.Fill("Votre mot de passe actuel", jeanne.password)
	elsewhere.Press("Suivant")
	elsewhere.choosesPassword(next, next)
	elsewhere.Heading("Confirmation")
}

// echo is a program that speaks nothing but HTTP: it shows the headers of the request that somebody in front of it has set.
func echo(t *testing.T, headers ...string) (url string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!doctype html><html lang=fr><title>Portail</title><h1>Portail %s</h1>", html.EscapeString(r.URL.Path))
		for _, name := range headers {
			fmt.Fprintf(w, "<p>%s est %s.</p>", name, html.EscapeString(strings.Join(r.Header.Values(name), " et ")))
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// outside is a server that a test has started in a folder of its own, and stops at its end.
func outside(t *testing.T, url string, command *exec.Cmd) {
	t.Helper()
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	if err := command.Start(); err != nil {
		t.Fatalf("starting %s (make tools installs it): %v", command.Path, err)
	}
	exited := make(chan error, 1)
	go func() { exited <- command.Wait() }()
	t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM)                       // it may have stopped by itself
		if err := <-exited; err != nil && command.ProcessState.Exited() { // rather than ended by the signal
			t.Errorf("%s ended with %v", command.Path, err)
		}
		if t.Failed() {
			t.Logf("%s said:\n%s", command.Path, said.String())
		}
	})
	deadline := time.After(patience)
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		answer, err := http.Get(url)
		if err == nil {
			answer.Body.Close()
			return
		}
		select {
		case err := <-exited:
			exited <- err
			t.Fatalf("%s stopped: %v", command.Path, err)
		case <-deadline:
			t.Fatalf("%s does not answer: %v", command.Path, err)
		case <-again.C:
		}
	}
}
