package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"sesame/files"
)

// usualConfigFile is read where it exists and SESAME_CONFIG names no other; the service's unit reads the same one.
const usualConfigFile = "/etc/sesame/sesame.env"

// configVariable names the file; an empty value means none.
const configVariable = "SESAME_CONFIG"

// origins are where variables stand that a file gives: « /etc/sesame/sesame.env, ligne 12 », by name.
type origins map[string]string

// of says of a fault where its variable stands.
func (o origins) of(name, fault string) string {
	if at, ok := o[name]; ok {
		return strings.TrimSuffix(fault, ".") + " (" + at + ")"
	}
	return fault
}

// environment returns the variables of the configuration file, then those of the environment, which win.
func (p *program) environment() (env []string, from origins, err error) {
	path, named := usualConfigFile, false
	given, configured := map[string]bool{}, false
	for _, line := range p.env {
		name, value, _ := strings.Cut(line, "=")
		if name == configVariable {
			path, named = value, true
			continue
		}
		env = append(env, line)
		given[strings.TrimSuffix(name, "_FILE")] = value != ""
		configured = configured || strings.HasPrefix(name, "SESAME_")
	}
	if path == "" {
		return env, nil, nil
	}
	text, err := os.ReadFile(path)                                                                    //nolint:gosec // G304: whoever runs the program names it
	if !named && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) && configured) { // systemd has read it, for an account that may not
		return env, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("la configuration %s ne peut pas être lue : %s. Lancez la commande sous le compte du service, ou donnez un autre fichier dans %s", path, files.Reason(err), configVariable)
	}
	lines, wrong := environmentFile(string(text))
	var read []string
	from = origins{}
	for _, l := range lines {
		if given[strings.TrimSuffix(l.name, "_FILE")] {
			continue
		}
		read = append(read, l.name+"="+l.value)
		from[l.name] = fmt.Sprintf("%s, ligne %d", path, l.number)
	}
	var all faults
	for _, n := range wrong {
		all = append(all, fmt.Sprintf("%s, ligne %d : écrivez NOM=valeur, ou un # au début d'un commentaire", path, n))
	}
	if len(all) > 0 {
		return nil, nil, all
	}
	return append(read, env...), from, nil
}

// environmentLine is a variable of a file.
type environmentLine struct {
	name, value string
	number      int // of its first line
}

// environmentFile reads the syntax of systemd's EnvironmentFile (systemd.exec(5)): one NAME=value a line, # or ; before a
// comment, quotes around a value, a backslash at the end of a line that goes on. wrong are the numbers of other lines.
func environmentFile(text string) (found []environmentLine, wrong []int) {
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
		name = strings.TrimSpace(name)
		if !ok || name == "" || strings.ContainsAny(name, " \t\"'") {
			wrong = append(wrong, number)
			continue
		}
		found = append(found, environmentLine{name, unquoted(strings.TrimSpace(value)), number})
	}
	return found, wrong
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
