//go:build mutate

package mutate

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// copyTree copies the repository into a folder; .tools is a symbolic link.
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

// compileSwitches writes mutations into the files of a tree, beside the original functions.
func compileSwitches(t *testing.T, tree string, changes map[int]mutation) {
	t.Helper()
	for file, made := range switches(t, tree, changes) {
		write(t, filepath.Join(tree, file), made)
	}
}
