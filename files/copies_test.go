package files

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestACopyIsNeverOverwrittenAndTheSameOneIsKeptOnce(t *testing.T) {
	dir := t.TempDir()
	keep := func(content string) string {
		t.Helper()
		kept, err := keepCopy(filepath.Join(dir, "sesame.db"), 3, func(path string) error { return os.WriteFile(path, []byte(content), 0o600) })
		if err != nil {
			t.Fatal(err)
		}
		held, err := os.ReadFile(kept)
		if err != nil || string(held) != content {
			t.Errorf("%s does not hold what was kept (%v)", kept, err)
		}
		if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", kept, info, err)
		}
		return filepath.Base(kept)
	}
	long := strings.Repeat("x", 3<<20)
	for _, c := range []struct{ content, name string }{
		{long, "sesame.db.avant-migration-3"}, {long + "y", "sesame.db.avant-migration-3-2"}, {long, "sesame.db.avant-migration-3"},
		{long[1:], "sesame.db.avant-migration-3-3"}, {long + "y", "sesame.db.avant-migration-3-2"},
	} {
		if got := keep(c.content); got != c.name {
			t.Errorf("kept as %s, want %s", got, c.name)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 3 {
		t.Errorf("%v, %v", left, err)
	}
}
