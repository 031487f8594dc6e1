package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"sync"

	"sesame/static"
)

// worthCompressing is how many bytes an answer has at least that is compressed.
const worthCompressing = 1024

// compressors are pooled because each takes 1.2 MB: a request holds one only while its answer is written. Level 1 is enough for
// pages.
var compressors = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return z
}}

// compress gzips what the pages answer, error pages included. BREACH does not apply: no page contains a secret beside
// reflected input. Files are already compressed.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isStatic(r) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Add("Vary", "Accept-Encoding")
		if !static.TakesGzip(r.Header.Get("Accept-Encoding")) {
			next.ServeHTTP(w, r)
			return
		}
		z := &gzipWriter{ResponseWriter: w}
		next.ServeHTTP(z, r)
		z.end()
	})
}

// gzipWriter decides at the first bytes whether they are compressed: an answer is written at once, or in large pieces.
type gzipWriter struct {
	http.ResponseWriter
	status     int // said by the handler and not sent yet; 0 for none
	begun      bool
	compressor *gzip.Writer // nil while nothing is compressed
}

func (w *gzipWriter) WriteHeader(status int) {
	if !w.begun && w.status == 0 {
		w.status = status
	}
}

func (w *gzipWriter) Write(b []byte) (int, error) {
	if !w.begun {
		w.begin(len(b) >= worthCompressing)
	}
	if w.compressor != nil {
		return w.compressor.Write(b)
	}
	return w.ResponseWriter.Write(b)
}

func (w *gzipWriter) begin(compressed bool) {
	w.begun = true
	if compressed {
		w.Header().Del("Content-Length")
		w.Header().Set("Content-Encoding", "gzip")
		w.compressor = compressors.Get().(*gzip.Writer)
		w.compressor.Reset(w.ResponseWriter)
	}
	if w.status != 0 {
		w.ResponseWriter.WriteHeader(w.status)
	}
}

// end sends what is left, once the handler has returned.
func (w *gzipWriter) end() {
	if !w.begun {
		w.begin(false)
	}
	if w.compressor != nil {
		_ = w.compressor.Close() // the client may have disconnected
		w.compressor.Reset(io.Discard)
		compressors.Put(w.compressor)
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (w *gzipWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
