package courier

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestFontsAreTheOnesThatWerePublished(t *testing.T) {
	sums, err := os.Open("fonts/SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	defer sums.Close() //nolint:errcheck // it was only read
	compared := 0
	for lines := bufio.NewScanner(sums); lines.Scan(); compared++ {
		want, name, _ := strings.Cut(lines.Text(), "  ")
		content, err := os.ReadFile(filepath.Join("fonts", name))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(content)); got != want {
			t.Errorf("%s is not the file that was taken in", name)
		}
	}
	if compared != 4 {
		t.Fatalf("%d files compared", compared)
	}
}

func TestTheTTFAreMadeOfTheWOFF2(t *testing.T) {
	for name, embedded := range map[string][]byte{
		"atkinson-hyperlegible-next-latin-400-normal": regular, "atkinson-hyperlegible-next-latin-700-normal": bold,
	} {
		published, err := os.ReadFile("fonts/" + name + ".woff2")
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file+".woff2", published, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("woff2_decompress", file+".woff2").CombinedOutput(); err != nil {
			t.Fatalf("woff2_decompress (make tools installs it): %v\n%s", err, out)
		}
		made, err := os.ReadFile(file + ".ttf")
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(made, embedded) {
			t.Errorf("%s.ttf differs from what its woff2 gives", name)
		}
	}
}
