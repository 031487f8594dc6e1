package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// Prefix is the path at which Files must be mounted.
const Prefix = "/static/"

//go:embed sesame.css agent.css sesame.js passkeys.js agent.js sesame.svg vendor/htmx-2.0.11/htmx.min.js
var sources embed.FS

// Files holds all assets below Prefix.
type Files struct {
	urls  map[string]string // « sesame.css » → « /static/sesame.0123456789ab.css »
	byURL map[string]file
}

type file struct {
	kind    string // Content-Type
	plain   []byte
	gzipped func() []byte // compressed at the first request for it, so that the start is not delayed
}

// New generates the assets for a caisse's colour in the form #rrggbb; empty means the default colour.
func New(colour string) (*Files, error) {
	main, dark, light, err := shades(colour)
	if err != nil {
		return nil, err
	}
	coloured := strings.NewReplacer("var(--caisse)", main, "var(--caisse-dark)", dark, "var(--caisse-light)", light)
	sheet := func(name string) string { return comments.ReplaceAllString(coloured.Replace(read(name)), "") }
	// htmx and our scripts are sent as one file, because an additional request is slow on a poor connection.
	script := withHTMX(short(read("sesame.js") + read("passkeys.js")))

	f := &Files{urls: map[string]string{}, byURL: map[string]file{}}
	f.add("sesame", "css", "text/css; charset=utf-8", sheet("sesame.css"))
	f.add("agent", "css", "text/css; charset=utf-8", sheet("agent.css"))
	f.add("sesame", "js", "text/javascript; charset=utf-8", script)
	f.add("agent", "js", "text/javascript; charset=utf-8", short(read("agent.js")))
	f.add("sesame", "svg", "image/svg+xml", read("sesame.svg"))
	return f, nil
}

// Comments and whitespace are removed to save bandwidth. The patterns are deliberately narrow: whole lines that begin with //;
// whitespace at the beginning of a script's line, because the scripts contain no multi-line strings; line ends after a
// semicolon, an opening brace or a comma; spaces around operators, which no string contains; and /* … */ in the stylesheet, where
// no string contains these characters.
var (
	lineComments = regexp.MustCompile(`(?m)^\s*//.*\n`)
	indents      = regexp.MustCompile(`(?m)^[ \t]+`)
	lineEnds     = regexp.MustCompile(`([;{,])\n`)
	blanks       = strings.NewReplacer("function (", "function(", ") {", "){", " = ", "=", " === ", "===", " !== ", "!==", " && ", "&&", " || ", "||", " ? ", "?", " < ", "<", " > ", ">", " + ", "+", "if (", "if(", " } ", "}", "{ ", "{", " }", "}", "}, ", "},", "(event, ", "(event,", ") return", ")return", ", function(", ",function(", ", '", ",'", " - ", "-", " * ", "*", " >= ", ">=")
	comments     = regexp.MustCompile(`(?s)/\*.*?\*/\n?`)
)

// A browser that cannot parse one operator of a file executes nothing of it: iOS before 13.4, Chrome before 80 and Firefox
// before 74 would lose our scripts together with htmx. Therefore the two newer operators of htmx are written out, and htmx runs
// only in browsers that have replaceAll, a feature newer than those operators. In others, links and forms load whole pages, and
// our scripts run.
var (
	newerOperators = strings.NewReplacer("g?.swapDelay&&g", "g&&g", `s.push??"true"`, `s.push==null?"true":s.push`)
	onlyWhereNew   = [2]string{"if(''.replaceAll){", "}\n"}
)

func withHTMX(own string) string {
	return onlyWhereNew[0] + newerOperators.Replace(read("vendor/htmx-2.0.11/htmx.min.js")) + onlyWhereNew[1] + own
}

func short(script string) string {
	return blanks.Replace(lineEnds.ReplaceAllString(indents.ReplaceAllString(lineComments.ReplaceAllString(script, ""), ""), "$1"))
}

func read(name string) string {
	b, err := sources.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("static: %s is embedded and cannot be read: %v", name, err))
	}
	return string(b)
}

func (f *Files) add(name, extension, kind, content string) {
	sum := sha256.Sum256([]byte(content))
	url := Prefix + name + "." + hex.EncodeToString(sum[:6]) + "." + extension
	f.urls[name+"."+extension] = url
	f.byURL[url] = file{kind: kind, plain: []byte(content), gzipped: sync.OnceValue(func() []byte { return compress(content) })}
}

func compress(content string) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	_, err = z.Write([]byte(content))
	if err := errors.Join(err, z.Close()); err != nil {
		panic(err) // a buffer accepts everything
	}
	return b.Bytes()
}

// URL returns the address of a file, with its hash; empty for a name that does not exist.
func (f *Files) URL(name string) string { return f.urls[name] }

// ServeHTTP answers GET and HEAD below Prefix, compressed for clients that accept gzip.
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Cette adresse ne reçoit rien.", http.StatusMethodNotAllowed)
		return
	}
	found, ok := f.byURL[r.URL.Path]
	if !ok {
		http.Error(w, "Ce fichier n'existe pas.", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", found.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := found.plain
	if TakesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = found.gzipped()
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the client may have disconnected
	}
}

// TakesGzip parses Accept-Encoding, in capitals or not; « gzip;q=0 » excludes gzip.
func TakesGzip(accept string) bool {
	for part := range strings.SplitSeq(strings.ToLower(accept), ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) != "gzip" {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
		return err != nil || q > 0
	}
	return false
}
