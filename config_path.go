package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
)

// unexpanded matches a part of a path that a shell would expand, or systemd in a unit. Neither happens in a configuration file,
// nor does a shell expand after « --option= ».
var unexpanded = regexp.MustCompile(`^(~[^/]*)(/|$)|^(%[a-zA-Z])(/|$)|(?:^|/)(\$\{?\w+\}?)(/|$)`)

// pathFault says why a value cannot be the path of a file or folder; nil if it can.
func pathFault(v string) error {
	if err := controlFault(v); err != nil {
		return err
	}
	if scheme, path, ok := strings.Cut(v, "://"); ok {
		return fmt.Errorf("« %s » : donnez le chemin seul, sans %s://, comme /%s", v, scheme, strings.TrimLeft(path, "/"))
	}
	if found := unexpanded.FindStringSubmatch(v); found != nil {
		return fmt.Errorf("« %s » : « %s » n'est remplacé par rien ici ; écrivez le chemin en entier, depuis /", v, found[1]+found[3]+found[5])
	}
	return nil
}

// relative returns a warning for each setting that holds a relative path: a command started from another folder would look
// for another file.
func (c *config) relative() (told []string) {
	for _, s := range settings {
		v := c.values[s.name]
		if !s.path || !c.given[s.name] || v == "" || filepath.IsAbs(v) {
			continue
		}
		here, err := filepath.Abs(v)
		if err != nil {
			continue // there is no current folder; opening the file reports it
		}
		told = append(told, fmt.Sprintf("%s : « %s » part du dossier où la commande est lancée, ici %s ; écrivez le chemin en entier", s.name, v, here))
	}
	return told
}
