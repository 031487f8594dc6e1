// Package envfile reads and writes the syntax of systemd's EnvironmentFile (systemd.exec(5)).
package envfile

import (
	"strings"
	"unicode/utf8"
)

// Line is a variable of a file.
type Line struct {
	Name, Value string
	Number      int // number of its first line, from 1
}

// Fault is a line that could not be parsed.
type Fault struct {
	Number int    // from 1
	Says   string // a French sentence with the remedy
}

// Parse reads the syntax of systemd's EnvironmentFile (systemd.exec(5)): one NAME=value per line, comments
// after # or ;, quotes around a value, and a backslash at the end of a line that continues.
func Parse(text string) (found []Line, wrong []Fault) {
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		return nil, []Fault{{1, "le fichier est en UTF-16 ; enregistrez-le en UTF-8"}}
	}
	if strings.Contains(text, "\r") && !strings.Contains(text, "\n") {
		return nil, []Fault{{1, "les lignes finissent par CR seul, et n'en font qu'une ; enregistrez le fichier avec des fins de ligne Unix (LF)"}}
	}
	lines := strings.Split(strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		number, line := i+1, strings.TrimSpace(lines[i])
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		for strings.HasSuffix(line, `\`) && i+1 < len(lines) {
			i++
			line = strings.TrimSuffix(line, `\`) + strings.TrimSpace(lines[i])
		}
		name, value, ok := strings.Cut(line, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		says := ""
		switch {
		case !utf8.ValidString(line):
			says = "cette ligne n'est pas en UTF-8 ; enregistrez le fichier dans ce codage"
		case strings.HasPrefix(name, "export "):
			says = "retirez « export » : écrivez NOM=valeur"
		case !ok || name == "" || strings.ContainsAny(name, " \t\"'"):
			says = "écrivez NOM=valeur, ou un # au début d'un commentaire"
		case openQuote(value):
			says = name + " : le guillemet n'est pas fermé, ou quelque chose suit celui qui ferme"
		default:
			found = append(found, Line{name, unquoted(value), number})
			continue
		}
		wrong = append(wrong, Fault{number, says})
	}
	return found, wrong
}

// openQuote says whether a value begins with a quote that is not closed at its end.
func openQuote(value string) bool {
	if value == "" || value[0] != '"' && value[0] != '\'' {
		return false
	}
	quote := value[0]
	for i := 1; i < len(value); i++ {
		switch {
		case value[i] == '\\' && quote == '"':
			i++
		case value[i] == quote:
			return i != len(value)-1
		}
	}
	return true
}

// unquoted removes the quotes around a value and, except within single quotes, the backslash before a character.
func unquoted(value string) string {
	if len(value) >= 2 && value[0] == '\'' && value[len(value)-1] == '\'' {
		return value[1 : len(value)-1]
	}
	if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
		value = value[1 : len(value)-1]
	}
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		if value[i] == '\\' && i+1 < len(value) {
			i++
		}
		b.WriteByte(value[i])
	}
	return b.String()
}

// Quoted writes a value so that Parse and systemd read the same value back.
func Quoted(value string) string {
	if !strings.ContainsAny(value, " \t\"'\\#;$`") {
		return value
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(value) + `"`
}
