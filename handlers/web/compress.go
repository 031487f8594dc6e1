package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"sync"

	"sesame/static"
)

// worthCompressing is the minimum size of a compressed answer in bytes.
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

// gzipWriter decides at the first Write whether to compress: handlers write an answer at once, or in large pieces.
type gzipWriter struct {
	http.ResponseWriter
	status     int // set by the handler and not sent yet; 0 for none
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

// end sends the status and the compressed bytes that are still buffered, once the handler has returned.
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
