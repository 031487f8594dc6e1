package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
)

// unexpanded is a piece of a path that a shell replaces, or systemd in a unit. Neither does so in a file of configuration, nor a
// shell behind « --option= ».
var unexpanded = regexp.MustCompile(`^(~[^/]*)(/|$)|^(%[a-zA-Z])(/|$)|(?:^|/)(\$\{?\w+\}?)(/|$)`)

// pathFault says why a value cannot name a file or folder; nil where it can.
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

// relative are the settings that name a file from the folder where a command is started: another command, started elsewhere,
// would look for another file.
func (c *config) relative() (told []string) {
	for _, s := range settings {
		v := c.values[s.name]
		if !s.path || !c.given[s.name] || v == "" || filepath.IsAbs(v) {
			continue
		}
		here, err := filepath.Abs(v)
		if err != nil {
			continue // no folder is the current one: whatever opens the file says so
		}
		told = append(told, fmt.Sprintf("%s : « %s » part du dossier où la commande est lancée, ici %s ; écrivez le chemin en entier", s.name, v, here))
	}
	return told
}
