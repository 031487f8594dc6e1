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

// scratch is a directory for everything that is no test's own.
var scratch = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "sesame-tests") //nolint:usetesting // no test owns it: the first that needs it is not the last
	removeScratch = func() error { return os.RemoveAll(dir) }
	return dir, err
})

// stopChromium and removeScratch have something to do once there is something.
var stopChromium, removeScratch = func() error { return nil }, func() error { return nil }

func TestMain(m *testing.M) {
	if page := os.Getenv(referencePage); page != "" {
		fmt.Fprintln(os.Stderr, serveReference(page))
		os.Exit(1)
	}
	code := m.Run()
	// The browser goes first: it writes into its profile to the end.
	if err := errors.Join(stopChromium(), removeScratch(), printFigures(os.Stdout)); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// program is the built binary. With SESAME_PROFILE in the environment it is one that writes its profile there.
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

// readSources lists the directories of the module. The go command repeats a cached result until an import of the test,
// or a file or directory that the test has opened, changes. These tests do not import the program, so they have to open
// its directories: otherwise a changed program would not be tested again.
func readSources() error {
	return filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && path != ".." && strings.HasPrefix(entry.Name(), ".") {
			return filepath.SkipDir
		}
		return err
	})
}
