package main

import (
	"errors"
	"fmt"
)

// help runs « sesame help »: it prints the commands, or one of the files that the package installs (manual page, bash
// completion, configuration file).
func (p *program) help(args []string) int {
	if len(args) == 0 || isHelp(args[0]) {
		fmt.Fprint(p.stdout, usage())
		return exitDone
	}
	pages := map[string]func() string{"man": manualPage, "bash": bashCompletion, "env": func() string { return configurationFile(packaged) }}
	page := pages[args[0]]
	if page == nil || len(args) > 1 {
		return p.refuse(errors.New("usage : sesame help [COMMANDE|man|bash|env]"))
	}
	fmt.Fprint(p.stdout, page())
	return exitDone
}
