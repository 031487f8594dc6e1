package argon2

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheReferenceIsThePublishedOne(t *testing.T) {
	const folder = "reference"
	list, err := os.Open(filepath.Join(folder, "CHECKSUMS"))
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	compared := map[string]bool{}
	for lines := bufio.NewScanner(list); lines.Scan(); {
		want, name, ok := strings.Cut(lines.Text(), "  ") // as sha256sum writes; the first line tells where they come from
		if !ok {
			continue
		}
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != want {
			t.Errorf("%s is not the published file: %x, want %s", name, sum, want)
		}
		compared[name] = true
	}
	for _, pattern := range []string{"*/*.[ch]", "*/*/*.[ch]"} {
		files, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if name, err := filepath.Rel(folder, file); err != nil || !compared[name] {
				t.Errorf("%s has no checksum (%v)", file, err)
			}
		}
	}
}
