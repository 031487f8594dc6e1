package walks

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// scratch is the directory of files that outlive the test that needs them first.
var scratch = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "sesame-tests") //nolint:usetesting // no test owns it: the first that needs it is not the last
	removeScratch = func() error { return os.RemoveAll(dir) }
	return dir, err
})

// stopChromium and removeScratch do nothing until there is something to stop or to remove.
var stopChromium, removeScratch = func() error { return nil }, func() error { return nil }

func TestMain(m *testing.M) {
	if page := os.Getenv(referencePage); page != "" {
		fmt.Fprintln(os.Stderr, serveReference(page))
		os.Exit(1)
	}
	code := m.Run()
	// The browser is stopped first: it writes into its profile until then.
	if err := errors.Join(stopChromium(), removeScratch(), printFigures(os.Stdout)); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// program is the path of the built binary. If SESAME_PROFILE is set, the binary writes its profile there.
var program = sync.OnceValues(func() (string, error) {
	if err := readSources(); err != nil {
		return "", err
	}
	dir, err := scratch()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "sesame")
	build := []string{"build", "-trimpath", "-ldflags", "-s -w", "-o", path} // as make build does
	if os.Getenv("SESAME_PROFILE") != "" {
		build = append(build, "-tags", "profile")
	}
	out, err := exec.Command("go", append(build, "..")...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// readSources lists the directories of the module. The go command repeats a cached result until an import of the test, or a
// file or directory that the test has opened, changes. These tests do not import the program, so they have to open its
// directories: otherwise they would not run again after a change of the program.
func readSources() error {
	return filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && path != ".." && strings.HasPrefix(entry.Name(), ".") {
			return filepath.SkipDir
		}
		return err
	})
}
