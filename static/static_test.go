package static

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

func newFiles(t *testing.T, colour string) *Files {
	t.Helper()
	f, err := New(colour)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func ask(f *Files, method, url, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, url, nil)
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	return w
}

func TestVendoredFilesAreThePublishedOnes(t *testing.T) {
	const folder = "vendor/htmx-2.0.11/"
	list, err := os.Open(folder + "CHECKSUMS")
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	compared := 0
	for lines := bufio.NewScanner(list); lines.Scan(); {
		want, name, ok := strings.Cut(lines.Text(), "  ") // lines in the format of sha256sum; the other lines are about the origin
		if !ok {
			continue
		}
		content, err := os.ReadFile(folder + name)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != want {
			t.Errorf("%s is not the published file: %x, want %s", name, sum, want)
		}
		compared++
	}
	if compared != 2 {
		t.Errorf("%d files compared, want htmx and its licence", compared)
	}
}

func TestScriptBeginsWithHTMXAsPublished(t *testing.T) {
	f := newFiles(t, "")
	published, err := os.ReadFile("vendor/htmx-2.0.11/htmx.min.js")
	if err != nil {
		t.Fatal(err)
	}
	htmx, own, ok := strings.Cut(ask(f, http.MethodGet, f.URL("sesame.js"), "").Body.String(), "}\n")
	if !ok || strings.Count(htmx, "try{if(g&&g.swapDelay>0){") != 1 || strings.Count(htmx, `s.push=s.push==null?"true":s.push;`) != 1 {
		t.Fatal("the two operators of htmx are not written out once each")
	}
	asPublished := strings.NewReplacer("if(''.replaceAll){var htmx=", "var htmx=", "g&&g.swapDelay>0", "g?.swapDelay&&g.swapDelay>0", `s.push==null?"true":s.push;`, `s.push??"true";`)
	if asPublished.Replace(htmx) != string(published) {
		t.Error("but for two operators and where it runs, the script does not begin with htmx as published")
	}
	if !strings.Contains(own, "htmx:afterSettle") || strings.Contains(own, "// ") {
		t.Errorf("after htmx comes our script without its comments, got:\n%s", own)
	}
}

// A single operator that a browser does not know prevents it from running the whole file.
func TestScriptsAreReadByBrowsersOf2016(t *testing.T) {
	f := newFiles(t, "")
	newer := regexp.MustCompile(`\?\?|\?\.\D|\*\*|\|\|=|&&=|catch\s*\{|\basync (function|\()|\bawait |\{\s*\.\.\.`)
	for _, name := range []string{"sesame.js", "agent.js"} {
		script := ask(f, http.MethodGet, f.URL(name), "").Body.String()
		for _, at := range newer.FindAllStringIndex(script, -1) {
			t.Errorf("%s: %q is newer", name, script[max(0, at[0]-30):min(len(script), at[1]+30)])
		}
	}
}

func TestFilesMayBeKeptForAYearAndComeCompressed(t *testing.T) {
	f := newFiles(t, "")
	for name, kind := range map[string]string{
		"sesame.css": "text/css; charset=utf-8", "sesame.js": "text/javascript; charset=utf-8", "sesame.svg": "image/svg+xml",
	} {
		t.Run(name, func(t *testing.T) {
			plain := ask(f, http.MethodGet, f.URL(name), "")
			zipped := ask(f, http.MethodGet, f.URL(name), "br, gzip")
			head := ask(f, http.MethodHead, f.URL(name), "gzip")
			for _, w := range []*httptest.ResponseRecorder{plain, zipped, head} {
				if w.Code != http.StatusOK || w.Header().Get("Content-Type") != kind ||
					w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || w.Header().Get("Vary") != "Accept-Encoding" {
					t.Errorf("status %d, headers %v", w.Code, w.Header())
				}
			}
			if plain.Header().Get("Content-Encoding") != "" || zipped.Header().Get("Content-Encoding") != "gzip" || head.Body.Len() != 0 {
				t.Errorf("encodings %q and %q, body of HEAD %d bytes", plain.Header().Get("Content-Encoding"), zipped.Header().Get("Content-Encoding"), head.Body.Len())
			}
			z, err := gzip.NewReader(zipped.Body)
			if err != nil {
				t.Fatal(err)
			}
			unpacked, err := io.ReadAll(z)
			if err != nil || !bytes.Equal(unpacked, plain.Body.Bytes()) {
				t.Errorf("what was compressed is not the file (%v)", err)
			}
		})
	}
}

func TestAcceptEncodingIsReadAsWritten(t *testing.T) {
	for accept, want := range map[string]bool{
		"": false, "gzip": true, "br, gzip, deflate": true, "gzip;q=0": false, "gzip; q=0.0, br": false, "gzip;q=0.5": true, "identity": false, "xgzip": false,
		"GZIP": true, "gzip;Q=0": false, "gzip ; q=1": true, "identity;q=0": false, "*": false,
	} {
		if got := TakesGzip(accept); got != want {
			t.Errorf("Accept-Encoding %q: %v, want %v", accept, got, want)
		}
	}
}

func TestWhatIsNotThereIsRefused(t *testing.T) {
	f := newFiles(t, "")
	for _, c := range []struct {
		name, method, url string
		status            int
	}{
		{"a file of another version", http.MethodGet, "/static/sesame.000000000000.js", http.StatusNotFound},
		{"a file without fingerprint", http.MethodGet, "/static/sesame.js", http.StatusNotFound},
		{"the folder", http.MethodGet, "/static/", http.StatusNotFound},
		{"a way out of the folder", http.MethodGet, "/static/../static.go", http.StatusNotFound},
		{"a post", http.MethodPost, f.URL("sesame.js"), http.StatusMethodNotAllowed},
	} {
		t.Run(c.name, func(t *testing.T) {
			if w := ask(f, c.method, c.url, ""); w.Code != c.status {
				t.Errorf("status %d, want %d", w.Code, c.status)
			}
		})
	}
	if url := f.URL("nothing.css"); url != "" {
		t.Errorf("an unknown name has the address %q", url)
	}
}

func TestStylesheetCarriesTheCaissesColourAndNothingToResolve(t *testing.T) {
	green, blue := newFiles(t, "#1b5e3a"), newFiles(t, "#0044AA")
	if green.URL("sesame.css") == blue.URL("sesame.css") {
		t.Error("two colours share one address, so a browser would keep the old one")
	}
	sheet := ask(blue, http.MethodGet, blue.URL("sesame.css"), "").Body.String()
	if !strings.Contains(sheet, "#0044aa") || strings.Contains(sheet, "var(") || strings.Contains(sheet, "/*") {
		t.Error("the sheet must hold the colour itself, no variable and no comment")
	}
}

// « Oubli » at its first visit must stay under 40 kB; these files are the part of it that pages load.
func TestWeightOfWhatPagesLoad(t *testing.T) {
	f := newFiles(t, "")
	for name, most := range map[string]int{"sesame.js": 20_450, "sesame.css": 4_400, "sesame.svg": 300} {
		if got := ask(f, http.MethodGet, f.URL(name), "gzip").Body.Len(); got > most {
			t.Errorf("%s weighs %d bytes compressed, at most %d", name, got, most)
		}
	}
}

// No string contains what the shortening removes, and no comment at the end of a line swallows the next line.
func TestScriptsAreShortenedOutsideOfTheirStrings(t *testing.T) {
	quoted, commented := regexp.MustCompile(`'[^'\n]*'`), regexp.MustCompile(` // .*[;{,]\n`)
	for _, name := range []string{"sesame.js", "passkeys.js", "agent.js"} {
		script := lineComments.ReplaceAllString(read(name), "")
		for _, s := range quoted.FindAllString(script, -1) {
			if blanks.Replace(s) != s {
				t.Errorf("%s: the string %s would be changed", name, s)
			}
		}
		if s := commented.FindString(script); s != "" {
			t.Errorf("%s: the comment of %q would swallow the next line", name, s)
		}
	}
}
