package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"sesame/envfile"
	"sesame/files"
)

// usualConfigFile is read if it exists and SESAME_CONFIG names no other file. The service's unit reads the same file.
const usualConfigFile = "/etc/sesame/sesame.env"

// configVariable names the variable with the path of the configuration file; an empty value means no file.
const configVariable = "SESAME_CONFIG"

// variable is a variable of the configuration file or the environment, and the place where it was given.
type variable struct{ name, value, at string }

// valueIn returns the value of an environment variable; empty if it is not set.
func valueIn(env []string, name string) string {
	for _, line := range env {
		if value, ok := strings.CutPrefix(line, name+"="); ok {
			return value
		}
	}
	return ""
}

// environment returns the variables of the configuration file followed by those of the environment. The environment wins: a
// variable set there is left out of the file's.
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
	if !named && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) && configured) { // the account may not read the file, but systemd has, and passed its variables
		return around
	}
	if err != nil {
		told.blind = true
		told.add(fmt.Sprintf("la configuration %s ne peut pas être lue : %s. Lancez la commande sous le compte du service, ou donnez un autre fichier dans %s", path, files.Reason(err), configVariable))
		return around
	}
	told.read = append(told.read, path)
	lines, wrong := envfile.Parse(string(text))
	for _, w := range wrong {
		told.add(fmt.Sprintf("%s, ligne %d : %s", path, w.Number, w.Says))
	}
	first := map[string]int{}
	for _, l := range lines {
		at := fmt.Sprintf("%s, ligne %d", path, l.Number)
		if before := first[l.Name]; before != 0 {
			told.from[l.Name] = at
			told.add(fmt.Sprintf("%s : ce réglage est déjà à la ligne %d ; gardez une des deux lignes", l.Name, before), l.Name)
			continue
		}
		first[l.Name] = l.Number
		if !given[strings.TrimSuffix(l.Name, "_FILE")] {
			all = append(all, variable{l.Name, l.Value, at})
		}
	}
	return append(all, around...)
}
