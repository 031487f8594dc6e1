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

// credentials returns the client_id and the client_secret that `sesame client add` has printed. A public client has no secret.
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

// Visits goes to an address of another program. That program's pages are not judged.
func (p *person) Visits(address string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.tab, patience)
	defer cancel()
	p.must(chromedp.Do(ctx, chromedp.Navigate(address)))
}

// Leaves clicks a button or a link, and waits until the browser is at an address of another program that begins so.
func (p *person) Leaves(name, address string) {
	p.t.Helper()
	p.click(p.find(name, "button", "link"), 1)
	p.until("the address "+address, func(s sight) bool { return strings.HasPrefix(s.URL, address) })
}

// forges adds headers to each request, such as those by which a proxy tells the program behind it who has logged in.
func (p *person) forges(headers network.Headers) {
	p.t.Helper()
	headers["X-Forwarded-For"] = p.from
	_, err := chromedp.Call(p.tab, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: headers})
	p.must(err)
}

// entersBy opens an address of another program, is led to the log-in page, and comes back to that address with the right
// password only.
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

// turnedAway opens an address of another program until that asks for a login again.
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

// changesPassword changes Jeanne's password in another browser, where she logs in for this.
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

// echo starts a program that knows nothing of OpenID Connect: it shows the request headers of these names, which a proxy in
// front of it sets.
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

// outside starts a server, waits until its URL answers, and stops it at the end of the test.
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
		if err := <-exited; err != nil && command.ProcessState.Exited() { // a server that exits has not been ended by the signal
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
