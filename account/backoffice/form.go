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

// form is how a file is written.
type form struct {
	size  int64 // bytes
	utf16 byte  // 'L' for little-endian, 'B' for big-endian, 0 for none
	mark  int64 // bytes of a byte order mark before an eight-bit text
	ansi  bool  // Windows-1252
	crs   bool  // a carriage return alone ends a line
}

// survey reads a file through and tells its form.
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
	held, empty := 0, true // bytes of a character cut by the end of the chunk before
	for {
		n, err := text.Read(chunk[held:])
		if n > 0 {
			b := chunk[:held+n]
			if bytes.IndexByte(b, 0) >= 0 {
				return f, errNoText
			}
			if empty {
				f.crs = lineEnd(b) == '\r'
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

// signature looks at the first bytes for what is no CSV, for a byte order mark, and for UTF-16 without one.
func (f *form) signature(b []byte) error {
	switch {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")), bytes.HasPrefix(b, []byte("\xD0\xCF\x11\xE0")):
		return &FileError{texts.FileWorkbook}
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

// unmarked finds UTF-16 without a byte order mark: the first line of a file, its header, has a zero beside nearly every
// letter.
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

// lineEnd is the character that ends the first line; a line feed where there is none.
func lineEnd(b []byte) byte {
	at := bytes.IndexAny(b, "\r\n")
	if at >= 0 && b[at] == '\r' && (at+1 == len(b) || b[at+1] != '\n') {
		return '\r'
	}
	return '\n'
}

// text reads a whole source as lines that end with a line feed, without its byte order mark.
func (f form) text(source io.Reader) io.Reader {
	if f.mark > 0 {
		_, _ = io.CopyN(io.Discard, source, f.mark) // a failed read is told by the next one
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

// lineFeeds writes line feeds for carriage returns.
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

// letters counts what tells UTF-8 from Windows-1252: characters beyond ASCII that are whole, and bytes that are part of
// none. A file in UTF-8 with a few broken bytes is still one.
type letters struct{ whole, broken int }

func (l *letters) count(b []byte) {
	if utf8.Valid(b) {
		l.whole += len(b) - utf8.RuneCount(b) // at least one for each
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

// wholeRunes is the length of b without a character cut at its end.
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

// decoded is a line of text in UTF-8. In a file of UTF-8 a line that is none is read as Windows-1252: files are put
// together from several. A byte that Windows-1252 leaves undefined becomes U+FFFD, which is refused later.
func (f form) decoded(raw []byte) string {
	if !f.ansi && utf8.Valid(raw) {
		return string(raw)
	}
	for _, c := range raw {
		if c >= utf8.RuneSelf {
			var b strings.Builder
			b.Grow(len(raw) + 16)
			for _, c := range raw {
				b.WriteRune(charmap.Windows1252.DecodeByte(c))
			}
			return b.String()
		}
	}
	return string(raw)
}
