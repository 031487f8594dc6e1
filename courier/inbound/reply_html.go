package inbound

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sesame/account"
)

// plainText returns the text of an HTML mail. Quoted lines begin with « > », as in a plain-text mail.
func plainText(source string) string {
	var (
		b           strings.Builder
		hidden      int // depth in elements that are not text
		citing      int
		lineIsEmpty = true
		pending     bool // a space between two words
	)
	newline := func() {
		b.WriteByte('\n')
		lineIsEmpty, pending = true, false
	}
	write := func(text string) {
		for i, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' }) {
			if lineIsEmpty && citing > 0 {
				b.WriteString("> ")
			}
			if !lineIsEmpty && (pending || i > 0) {
				b.WriteByte(' ')
			}
			b.WriteString(word)
			lineIsEmpty, pending = false, false
		}
		pending = pending || strings.TrimRight(text, " \n\t\r") != text && !lineIsEmpty
	}
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return account.Readable(b.String())
		}
		token := z.Token()
		switch {
		case kind == html.TextToken && hidden == 0:
			if strings.TrimLeft(token.Data, " \n\t\r") != token.Data {
				pending = !lineIsEmpty
			}
			write(token.Data)
		case notText(token.DataAtom) && kind == html.StartTagToken:
			hidden++
		case notText(token.DataAtom) && kind == html.EndTagToken:
			hidden = max(0, hidden-1)
		case token.DataAtom == atom.Br:
			newline()
		case token.DataAtom == atom.Blockquote && kind == html.StartTagToken:
			newline()
			citing++
		case token.DataAtom == atom.Blockquote && kind == html.EndTagToken:
			newline()
			citing = max(0, citing-1)
		case ownLine(token.DataAtom) && !lineIsEmpty:
			newline()
		}
	}
}

func notText(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Template, atom.Noscript:
		return true
	}
	return false
}

func ownLine(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Tr, atom.Li, atom.Ul, atom.Ol, atom.Table, atom.Hr, atom.H1, atom.H2, atom.H3, atom.H4, atom.Section, atom.Article, atom.Pre:
		return true
	}
	return false
}
