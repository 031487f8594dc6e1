package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPagesAreCompressedForThoseWhoTakeIt(t *testing.T) {
	page := strings.Repeat("Votre mot de passe est temporaire. ", 100)
	for _, c := range []struct {
		name, path, accept, body string
		compressed               bool
	}{
		{"a page", "/connexion", "gzip, br", page, true},
		{"to somebody who takes none", "/connexion", "", page, false},
		{"to somebody who refuses it", "/connexion", "gzip;q=0", page, false},
		{"a short answer", "/jauge", "gzip", "faible", false},
		{"an answer without words", "/jauge", "gzip", "", false},
		{"a file, which is compressed already", "/static/sesame.css", "gzip", page, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, c.path, nil)
			r.Header.Set("Accept-Encoding", c.accept)
			w := httptest.NewRecorder()
			compress(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "3500")
				w.WriteHeader(http.StatusServiceUnavailable)
				if c.body != "" {
					_, _ = io.WriteString(w, c.body)
				}
			})).ServeHTTP(w, r)
			if w.Code != http.StatusServiceUnavailable {
				t.Errorf("status %d, want what the handler said", w.Code)
			}
			if got := w.Header().Get("Content-Encoding") == "gzip"; got != c.compressed {
				t.Fatalf("compressed %v, want %v", got, c.compressed)
			}
			body := io.Reader(w.Body)
			if c.compressed {
				if w.Header().Get("Content-Length") != "" || w.Body.Len() > len(c.body)/4 {
					t.Errorf("%d bytes of %d, with a length of %q", w.Body.Len(), len(c.body), w.Header().Get("Content-Length"))
				}
				z, err := gzip.NewReader(w.Body)
				if err != nil {
					t.Fatal(err)
				}
				body = z
			}
			if got, err := io.ReadAll(body); err != nil || string(got) != c.body {
				t.Errorf("%d bytes, %v; want the %d of the page", len(got), err, len(c.body))
			}
		})
	}
}

func TestARequestHasACompressorOnlyWhileItIsAnswered(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/connexion", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	compress(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		z, ok := w.(*gzipWriter)
		if !ok {
			t.Fatalf("the handler writes to %T", w)
		}
		w.WriteHeader(http.StatusOK)
		if z.compressor != nil {
			t.Error("it has one before its first byte")
		}
		_, _ = io.WriteString(w, strings.Repeat("a", worthCompressing))
		if z.compressor == nil {
			t.Error("it has none after its first bytes")
		}
	})).ServeHTTP(httptest.NewRecorder(), r)
}
