package walks

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
)

// BenchmarkWire weighs « oubli » for a new browser with scripts: all bytes that arrive, with headers, over one connection
// without TLS. A step is the answer to a form and the page to which it redirects.
func BenchmarkWire(b *testing.B) {
	for b.Loop() {
		s := newGrownSite(b, 1)
		v := newWeighed(b, s)
		v.ask(http.MethodGet, stepBase, nil)
		for _, loaded := range loadedByPage.FindAllStringSubmatch(v.page, -1) {
			v.ask(http.MethodGet, loaded[1], nil)
		}
		first, heaviest := v.bytes.Load(), int64(0)
		for _, step := range []struct {
			path string
			form func() url.Values
			next string
		}{
			{stepBase, func() url.Values { return url.Values{"identifiant": {crashID(0)}} }, stepBase + "/canal"},
			{stepBase + "/canal", func() url.Values { return url.Values{"canal": {"email"}} }, stepBase + "/code"},
			{stepBase + "/code", func() url.Values { return url.Values{"code": {s.post.code(b, crashEmail(0))}} }, stepBase + "/confirmation"},
		} {
			form, before := step.form(), v.bytes.Load()
			if version := hiddenVersion.FindStringSubmatch(v.page); version != nil {
				form.Set("version", version[1])
			}
			v.htmx = true
			if at := v.ask(http.MethodPost, step.path, form); at != step.next {
				b.Fatalf("%s leads to %s, not to %s: %s", step.path, at, step.next, v.page)
			}
			heaviest = max(heaviest, v.bytes.Load()-before)
		}
		tell(b, figure{what: "« oubli » at the first visit, its first page", measured: float64(first) / 1000, unit: "kB", most: 40})
		tell(b, figure{what: "« oubli » at the first visit, all of it", measured: float64(v.bytes.Load()) / 1000, unit: "kB", most: 40})
		tell(b, figure{what: "requests of it", measured: float64(v.requests), most: 10})
		tell(b, figure{what: "the heaviest of its later steps", measured: float64(heaviest) / 1000, unit: "kB", most: 3})
		s.stop()
	}
}

// loadedByPage finds the files that a page loads.
var loadedByPage = regexp.MustCompile(`<(?:link|script)[^>]* (?:href|src)="(/[^"]+)"`)

// weighed is a browser that counts the bytes that arrive.
type weighed struct {
	b        *testing.B
	site     *site
	client   *http.Client
	bytes    atomic.Int64
	requests int
	htmx     bool
	page     string
}

func newWeighed(b *testing.B, s *site) *weighed {
	b.Helper()
	v := &weighed{b: b, site: s}
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	wire := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, address)
		return countedConn{c, &v.bytes}, err
	}}
	v.client = &http.Client{Jar: jar, Timeout: patience, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		v.requests++
		return wire.RoundTrip(r)
	})}
	b.Cleanup(wire.CloseIdleConnections)
	return v
}

// ask sends a request, follows redirects, and returns the path of the last answer.
func (v *weighed) ask(method, path string, form url.Values) string {
	v.b.Helper()
	r, err := http.NewRequest(method, v.site.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.b.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if v.htmx {
		r.Header.Set("HX-Request", "true")
		r.Header.Set("HX-Target", "page")
	}
	answer, err := v.client.Do(r)
	if err != nil {
		v.b.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		v.b.Fatalf("%s: %v, status %d", path, err, answer.StatusCode)
	}
	v.page = string(body)
	return answer.Request.URL.Path
}

// countedConn adds up the bytes that arrive.
type countedConn struct {
	net.Conn
	bytes *atomic.Int64
}

func (c countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.bytes.Add(int64(n))
	return n, err
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
