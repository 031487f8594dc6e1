package main

import (
	"context"
	_ "embed"
	"fmt"
	"regexp"
	"runtime/debug"
	"strings"

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

// changelog holds the releases. It is embedded, so that every build has the right version, from a
// checkout or not.
//
//go:embed CHANGELOG.md
var changelog string

var releaseHeading = regexp.MustCompile(`(?m)^## \[(\d+\.\d+\.\d+)\] – (\d{4}-\d\d-\d\d)$`)

// release returns the newest version of a changelog and its day. Unreleased changes add « +unreleased » to the version.
func release(changelog string) (version, day string) {
	newest := releaseHeading.FindStringSubmatchIndex(changelog)
	if newest == nil {
		return "(devel)", ""
	}
	version, day = changelog[newest[2]:newest[3]], changelog[newest[4]:newest[5]]
	if _, unreleased, _ := strings.Cut(changelog[:newest[0]], "## [Unreleased]"); strings.TrimSpace(unreleased) != "" {
		version += "+unreleased"
	}
	return version, day
}

// build returns the release of the program, and the commit that the Go toolchain recorded in it.
func build() (version, commit string) {
	version, _ = release(changelog)
	commit = "inconnu"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, commit
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
