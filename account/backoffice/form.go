package backoffice

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"sesame/texts"
)

// form is the encoding and layout of a file.
type form struct {
	size  int64 // bytes
	utf16 byte  // 'L' for little-endian, 'B' for big-endian, 0 for none
	mark  int64 // bytes of the byte order mark of an 8-bit text
	ansi  bool  // Windows-1252
	crs   bool  // lines end with a single carriage return
}

// survey reads a whole file and determines its form.
func survey(source io.ReadSeeker) (form, error) {
	var f form
	if _, err := source.Seek(0, io.SeekStart); err != nil {
		return f, fmt.Errorf("survey: %w", err)
	}
	var (
		chunk = make([]byte, 256<<10)
		raw   = &counter{from: source}
		text  io.Reader
		seen  letters
	)
	first, err := io.ReadFull(raw, chunk)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return f, fmt.Errorf("survey: %w", err)
	}
	if err := f.signature(chunk[:first]); err != nil {
		return f, err
	}
	text = f.decoder(io.MultiReader(bytes.NewReader(append([]byte(nil), chunk[f.mark:first]...)), raw))
	held, empty := 0, true // held: bytes of a character split by the end of the previous chunk
	for {
		n, err := text.Read(chunk[held:])
		if n > 0 {
			b := chunk[:held+n]
			if empty {
				end := lineEnd(b)
				f.crs = end == '\r'
				if head, _, _ := bytes.Cut(b, []byte{end}); bytes.IndexByte(head, 0) >= 0 {
					return f, errNoText
				}
			}
			empty = false
			whole := wholeRunes(b)
			seen.count(b[:whole])
			held = copy(chunk, b[whole:])
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return f, fmt.Errorf("survey: %w", err)
		}
	}
	if empty {
		return f, &FileError{texts.FileEmpty}
	}
	f.size, f.ansi = raw.bytes, seen.broken+held > seen.whole
	return f, nil
}

var errNoText = &FileError{texts.FileNotText}

// signature checks the first bytes: it rejects files that are not CSV, and detects a byte order mark or UTF-16 without
// one.
func (f *form) signature(b []byte) error {
	if reason := otherFormat(b); reason != "" {
		return &FileError{reason}
	}
	switch {
	case bytes.HasPrefix(b, []byte("\xFF\xFE\x00\x00")):
		return errNoText
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		f.utf16 = 'L'
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		f.utf16 = 'B'
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		f.mark = 3
	default:
		f.utf16 = unmarked(b)
	}
	return nil
}

// unmarked detects UTF-16 without a byte order mark: in the header, nearly every letter has a zero byte beside it.
func unmarked(b []byte) byte {
	b = b[:min(len(b), 256)&^1]
	var zeros [2]int
	for i, c := range b {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch most := len(b) / 2 * 3 / 4; {
	case len(b) == 0:
		return 0
	case zeros[1] > most && zeros[0] == 0:
		return 'L'
	case zeros[0] > most && zeros[1] == 0:
		return 'B'
	}
	return 0
}

// lineEnd is the character that ends the first line; a line feed when there is none.
func lineEnd(b []byte) byte {
	at := bytes.IndexAny(b, "\r\n")
	if at >= 0 && b[at] == '\r' && (at+1 == len(b) || b[at+1] != '\n') {
		return '\r'
	}
	return '\n'
}

// text decodes a source into lines that end with a line feed, without the byte order mark.
func (f form) text(source io.Reader) io.Reader {
	if f.mark > 0 {
		_, _ = io.CopyN(io.Discard, source, f.mark) // the next read reports the error
	}
	r := f.decoder(source)
	if f.crs {
		r = &lineFeeds{from: r}
	}
	return r
}

func (f form) decoder(source io.Reader) io.Reader {
	switch f.utf16 {
	case 'L':
		return transform.NewReader(source, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case 'B':
		return transform.NewReader(source, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	}
	return source
}

// lineFeeds converts carriage returns to line feeds.
type lineFeeds struct{ from io.Reader }

func (l *lineFeeds) Read(b []byte) (int, error) {
	n, err := l.from.Read(b)
	for i, c := range b[:n] {
		if c == '\r' {
			b[i] = '\n'
		}
	}
	return n, err
}

// letters counts valid UTF-8 characters beyond ASCII and invalid bytes, to distinguish UTF-8 from Windows-1252. A file
// in UTF-8 with a few invalid bytes is still UTF-8.
type letters struct{ whole, broken int }

func (l *letters) count(b []byte) {
	if utf8.Valid(b) {
		l.whole += len(b) - utf8.RuneCount(b) // at least one per character
		return
	}
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			l.broken++
		case n > 1:
			l.whole++
		}
		b = b[n:]
	}
}

// wholeRunes returns the length of b without an incomplete character at its end.
func wholeRunes(b []byte) int {
	for i := 1; i <= min(utf8.UTFMax-1, len(b)); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return len(b) - i
			}
			break
		}
	}
	return len(b)
}

// decoded returns a line in UTF-8. An invalid line in a UTF-8 file is read as Windows-1252, because files are assembled
// from several sources. A byte that cannot stand at its place in Windows-1252 becomes U+FFFD, which is rejected later. Text that
// was encoded as UTF-8 twice is decoded twice.
func (f form) decoded(raw []byte) string {
	if !f.ansi && utf8.Valid(raw) {
		return decodedAgain(string(raw))
	}
	for _, c := range raw {
		if c >= utf8.RuneSelf {
			var b strings.Builder
			b.Grow(len(raw) + 16)
			for i, c := range raw {
				r := charmap.Windows1252.DecodeByte(c)
				if c >= utf8.RuneSelf && c < 0xA0 && foreign(raw, i) {
					r = utf8.RuneError
				}
				b.WriteRune(r)
			}
			return decodedAgain(b.String())
		}
	}
	return string(raw)
}
