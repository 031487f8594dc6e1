package docs_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "sesame"

// quoted matches a name of code in a cell.
var quoted = regexp.MustCompile("`([^`]+)`")

func TestTheDevelopingPageNamesTheRooms(t *testing.T) {
	page, err := os.ReadFile("developing.md")
	if err != nil {
		t.Fatal(err)
	}
	allowed := map[string]string{} // room → its cell of imports
	for row := range strings.Lines(section(t, string(page), "Layout")) {
		if cells := strings.Split(row, "|"); len(cells) == 5 {
			if room := quoted.FindStringSubmatch(cells[1]); room != nil {
				allowed[room[1]] = strings.TrimSpace(cells[3])
			}
		}
	}
	rooms := importsOfRooms(t)
	for room, imports := range rooms {
		cell, told := allowed[room]
		if !told {
			t.Errorf("developing.md has no line for the room %s", room)
			continue
		}
		for imported := range imports {
			if cell != "everything" && !covers(cell, imported) {
				t.Errorf("%s imports %s; developing.md says: %s", room, imported, cell)
			}
		}
	}
	for _, room := range slices.Sorted(maps.Keys(allowed)) {
		if rooms[room] == nil {
			t.Errorf("developing.md has a line for %s, which is no room", room)
		}
	}
}

// Each target of the Makefile has one row among the loops, and each `make` command of the rows is a target.
func TestTheDevelopingPageNamesTheTargets(t *testing.T) {
	page, err := os.ReadFile("developing.md")
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for row := range strings.Lines(section(t, string(page), "Loops")) {
		if cells := strings.Split(row, "|"); len(cells) == 5 {
			for _, command := range quoted.FindAllStringSubmatch(cells[1], -1) {
				if target, ok := strings.CutPrefix(command[1], "make "); ok {
					told = append(told, target)
				}
			}
		}
	}
	phony := regexp.MustCompile(`(?m)^\.PHONY: (.*)$`).FindSubmatch(file)
	if phony == nil {
		t.Fatal("the Makefile names no target")
	}
	targets := strings.Fields(string(phony[1]))
	slices.Sort(targets)
	slices.Sort(told)
	if !slices.Equal(targets, told) {
		t.Errorf("the Makefile has %q, developing.md %q", targets, told)
	}
	for _, target := range targets {
		if !strings.Contains(string(file), "\n"+target+":") {
			t.Errorf("the Makefile does not say how to make %s", target)
		}
	}
}

// covers reports whether a cell such as « `db`, `account/...` » names a room.
func covers(cell, room string) bool {
	return slices.ContainsFunc(quoted.FindAllStringSubmatch(cell, -1), func(m []string) bool {
		above, below := strings.CutSuffix(m[1], "/...")
		return room == above || below && strings.HasPrefix(room, above+"/")
	})
}

// importsOfRooms returns the rooms, and for each the rooms that it imports outside its tests.
func importsOfRooms(t *testing.T) map[string]map[string]bool {
	t.Helper()
	rooms := map[string]map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "testdata" || len(entry.Name()) > 2 && strings.HasPrefix(entry.Name(), ".")) {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		room, err := filepath.Rel("..", filepath.Dir(path))
		if err != nil {
			return err
		}
		if rooms[room] == nil {
			rooms[room] = map[string]bool{}
		}
		if strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			imported, _ := strconv.Unquote(i.Path.Value)
			if own, ok := strings.CutPrefix(imported, module+"/"); ok {
				rooms[room][own] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rooms
}

// directRequire matches a line of go.mod with a module that the program itself imports.
var directRequire = regexp.MustCompile(`(?m)^\t(\S+) v\S+$`)

func TestTheDevelopingPageNamesTheDependencies(t *testing.T) {
	page, err := os.ReadFile("developing.md")
	if err != nil {
		t.Fatal(err)
	}
	required, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for row := range strings.Lines(section(t, string(page), "Dependencies")) {
		if cells := strings.Split(row, "|"); len(cells) == 4 {
			for _, m := range quoted.FindAllStringSubmatch(cells[1], -1) {
				told[m[1]] = true
			}
		}
	}
	for _, m := range directRequire.FindAllStringSubmatch(string(required), -1) {
		if !told[m[1]] {
			t.Errorf("developing.md does not say why %s is needed", m[1])
		}
		delete(told, m[1])
	}
	for name := range told {
		t.Errorf("developing.md names %s, which go.mod does not require", name)
	}
}
