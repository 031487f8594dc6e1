package views

import (
	"slices"
	"strings"

	"sesame/texts"
)

// named are the elements whose text is the name of something: of a link, a button, a field, a part of the page. People,
// speech recognition and tests look for these names as a keyboard writes them, with ' and plain spaces. Their text stays
// as written, like the content of elements that are not prose.
var named = []string{"a", "button", "caption", "h1", "h2", "h3", "label", "legend", "option", "summary", "title",
	"code", "pre", "script", "style", "svg", "textarea"}

// typeset applies French typography to the running text of a template. It is done once, when the templates are read:
// tags with their attributes, actions and the text of named elements stay as they are. The output of an action is
// typeset by the function « fr », if it is a sentence of the catalogue.
func typeset(source string) string {
	var b strings.Builder
	within := "" // the named element around the text; empty for running text
	for source != "" {
		n := strings.IndexAny(source, "{<")
		switch {
		case n < 0:
			n = len(source)
			fallthrough
		case n > 0:
			if within == "" {
				b.WriteString(texts.Typeset(source[:n]))
			} else {
				b.WriteString(source[:n])
			}
		case strings.HasPrefix(source, "{{"):
			n = actionEnd(source)
			b.WriteString(source[:n])
			if action := strings.TrimSpace(source[2:n]); strings.HasPrefix(action, "define ") {
				within = ""
				if strings.HasPrefix(action, `define "title"`) {
					within = "h1" // and in <title>: the layout uses it in both
				}
			}
		case source[0] == '<':
			n = tagEnd(source)
			b.WriteString(source[:n])
			within = enter(within, source[1:n])
		default:
			n = 1
			b.WriteByte(source[0])
		}
		source = source[n:]
	}
	return b.String()
}

// enter returns the named element around the text after a tag. Nested named elements do not matter.
func enter(within, tag string) string {
	name := strings.TrimPrefix(tag, "/")
	if end := strings.IndexAny(name, " \n>{/"); end >= 0 {
		name = name[:end]
	}
	switch {
	case strings.HasPrefix(tag, "/") && name == within:
		return ""
	case within == "" && !strings.HasPrefix(tag, "/") && slices.Contains(named, name):
		return name
	}
	return within
}

// actionEnd returns the length of the action at the beginning of the source.
func actionEnd(source string) int {
	if end := strings.Index(source, "}}"); end >= 0 {
		return end + 2
	}
	return len(source)
}

// tagEnd returns the length of the tag at the beginning of the source. Its attributes may contain actions, and quoted
// attributes a « > ».
func tagEnd(source string) int {
	var quote byte
	for i := 0; i < len(source); i++ {
		switch c := source[i]; {
		case strings.HasPrefix(source[i:], "{{"):
			i += actionEnd(source[i:]) - 1
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && c == '>':
			return i + 1
		}
	}
	return len(source)
}
