//go:build mutate

package mutate

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// copyTree copies the repository into a folder; what make installs is only linked.
func copyTree(t *testing.T, to string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		switch {
		case inside == ".tools":
			tools, err := filepath.Abs(path)
			if err != nil {
				return err
			}
			if err := os.Symlink(tools, filepath.Join(to, inside)); err != nil || !entry.IsDir() {
				return err
			}
			return filepath.SkipDir
		case inside == ".git":
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(to, inside), 0o700)
		case !entry.Type().IsRegular():
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, inside), content, info.Mode().Perm())
	})
	if err != nil {
		t.Fatal(err)
	}
}

// compileSwitches writes mutations into the files of a tree, next to what is true.
func compileSwitches(t *testing.T, tree string, changes map[int]mutation) {
	t.Helper()
	ofFile := map[string]map[int]mutation{}
	for n, m := range changes {
		if ofFile[m.file] == nil {
			ofFile[m.file] = map[int]mutation{}
		}
		ofFile[m.file][n] = m
	}
	for file, changes := range ofFile {
		path := filepath.Join(tree, file)
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		made, err := withSwitches(file, string(source), changes)
		if err != nil {
			t.Fatal(err)
		}
		write(t, path, made)
		_, rest, _ := strings.Cut("\n"+string(source), "\npackage ")
		pkg, _, _ := strings.Cut(rest, "\n")
		write(t, filepath.Join(filepath.Dir(path), "active_mutation.go"), switchSource(pkg))
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// switchVariable is the variable of the environment with the number of the mutation that is to act.
const switchVariable = "MUTATION"

// switchSource is added to each package that has mutations.
func switchSource(pkg string) string {
	return "package " + pkg + "\n\nimport \"os\"\n\nvar activeMutation = os.Getenv(\"" + switchVariable + "\")\n"
}
