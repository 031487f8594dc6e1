package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"

	"sesame/files"
)

// usualConfigFile is read where it exists and SESAME_CONFIG names no other; the service's unit reads the same one.
const usualConfigFile = "/etc/sesame/sesame.env"

// configVariable names the file; an empty value means none.
const configVariable = "SESAME_CONFIG"

// variable is a variable that was given, and where.
type variable struct{ name, value, at string }

// valueIn is the value of a variable of the environment; empty where it is not there.
func valueIn(env []string, name string) string {
	for _, line := range env {
		if value, ok := strings.CutPrefix(line, name+"="); ok {
			return value
		}
	}
	return ""
}

// environment returns the variables of the configuration file, then those of the environment, which win.
func (p *program) environment(told *faultList) (all []variable) {
	path, named := usualConfigFile, false
	var around []variable
	given, configured := map[string]bool{}, false
	for _, line := range p.env {
		name, value, _ := strings.Cut(line, "=")
		if name == configVariable {
			path, named = value, true
			continue
		}
		around = append(around, variable{name, value, "variable d'environnement"})
		given[strings.TrimSuffix(name, "_FILE")] = value != ""
		configured = configured || strings.HasPrefix(name, "SESAME_")
	}
	if path == "" {
		return around
	}
	if err := pathFault(path); err != nil {
		told.blind = true
		told.add(fmt.Sprintf("%s : %v", configVariable, err))
		return around
	}
	text, err := files.Read(path)
	if !named && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) && configured) { // systemd has read it, for an account that may not
		return around
	}
	if err != nil {
		told.blind = true
		told.add(fmt.Sprintf("la configuration %s ne peut pas être lue : %s. Lancez la commande sous le compte du service, ou donnez un autre fichier dans %s", path, files.Reason(err), configVariable))
		return around
	}
	told.read = append(told.read, path)
	lines, wrong := environmentFile(string(text))
	for _, w := range wrong {
		told.add(fmt.Sprintf("%s, ligne %d : %s", path, w.number, w.says))
	}
	first := map[string]int{}
	for _, l := range lines {
		at := fmt.Sprintf("%s, ligne %d", path, l.number)
		if before := first[l.name]; before != 0 {
			told.from[l.name] = at
			told.add(fmt.Sprintf("%s : ce réglage est déjà à la ligne %d ; gardez une des deux lignes", l.name, before), l.name)
			continue
		}
		first[l.name] = l.number
		if !given[strings.TrimSuffix(l.name, "_FILE")] {
			all = append(all, variable{l.name, l.value, at})
		}
	}
	return append(all, around...)
}

// environmentLine is a variable of a file.
type environmentLine struct {
	name, value string
	number      int // of its first line
}

// lineFault is a line that gives no variable.
type lineFault struct {
	number int
	says   string
}

// environmentFile reads the syntax of systemd's EnvironmentFile (systemd.exec(5)): one NAME=value a line, # or ; before a
// comment, quotes around a value, a backslash at the end of a line that goes on.
func environmentFile(text string) (found []environmentLine, wrong []lineFault) {
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		return nil, []lineFault{{1, "le fichier est en UTF-16 ; enregistrez-le en UTF-8"}}
	}
	if strings.Contains(text, "\r") && !strings.Contains(text, "\n") {
		return nil, []lineFault{{1, "les lignes finissent par CR seul, et n'en font qu'une ; enregistrez le fichier avec des fins de ligne Unix (LF)"}}
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
			found = append(found, environmentLine{name, unquoted(value), number})
			continue
		}
		wrong = append(wrong, lineFault{number, says})
	}
	return found, wrong
}

// openQuote says whether a value begins with a quote that does not end it.
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

// unquoted takes quotes off a value, and within double quotes and without any, the backslash before a sign.
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
