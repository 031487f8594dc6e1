package main

import (
	"context"
	"flag"
	"regexp"
	"slices"
	"strings"
)

// commandLine describes what a command accepts. Its help, the manual page and the completion are made from it.
type commandLine struct {
	options
	flags []*flag.Flag // the command's own
	read  []setting
}

// commandLines describes every command, in the order of the usage text. It runs each with --help, which stops before it
// acts.
func commandLines() (all []commandLine) {
	for _, c := range commands {
		asked := &program{describe: func(l commandLine) { all = append(all, l) }}
		c.run(asked, context.Background(), []string{"--help"})
	}
	return all
}

var word = regexp.MustCompile(`^[a-z-]+$`)

// words are the literal words that may follow the command: add, invite and list for « add|invite AGENT, ou list ».
func (l commandLine) words() []string {
	words := strings.FieldsFunc(l.args, func(r rune) bool { return strings.ContainsRune("|,[] ", r) })
	return slices.DeleteFunc(words, func(w string) bool { return w == "ou" || !word.MatchString(w) })
}

// optionNames returns all flags of the command, as typed on the command line.
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
