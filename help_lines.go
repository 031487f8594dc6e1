package main

import (
	"context"
	"flag"
	"regexp"
	"slices"
	"strings"
)

// commandLine is what a command takes. Its help, the manual page and the completion tell it.
type commandLine struct {
	options
	flags []*flag.Flag // of its own
	read  []setting
}

// commandLines asks every command what it takes, in the order of the usage text.
func commandLines() (all []commandLine) {
	for _, c := range commands {
		asked := &program{describe: func(l commandLine) { all = append(all, l) }}
		c.run(asked, context.Background(), []string{"--help"})
	}
	return all
}

var word = regexp.MustCompile(`^[a-z-]+$`)

// words are those that may follow the command: of « add|invite AGENT, ou list » they are add, invite, list.
func (l commandLine) words() []string {
	words := strings.FieldsFunc(l.args, func(r rune) bool { return strings.ContainsRune("|,[] ", r) })
	return slices.DeleteFunc(words, func(w string) bool { return w == "ou" || !word.MatchString(w) })
}

// optionNames are all flags of the command, as one types them.
func (l commandLine) optionNames() (names []string) {
	for _, f := range l.flags {
		names = append(names, "--"+f.Name)
	}
	for _, s := range l.read {
		names = append(names, "--"+s.flagName())
		if s.secret {
			names = append(names, "--"+s.flagName()+"-file")
		}
	}
	return append(names, "--help")
}
