package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"sesame/db"
)

func (p *program) version(_ context.Context, args []string) int {
	if _, _, err := p.configure(args, options{command: "version"}); err != nil {
		return p.refuse(err)
	}
	version, commit := build()
	fmt.Fprintf(p.stdout, "sesame %s\ncommit %s\nSQLite %s\nschéma %d\n", version, commit, db.SQLiteVersion(), db.SchemaVersion())
	return exitDone
}

// build says what the Go toolchain noted in the program.
func build() (version, commit string) {
	version, commit = "(devel)", "inconnu"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, commit
	}
	if info.Main.Version != "" {
		version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			commit += " (modifié)"
		}
	}
	return version, commit
}
