package courier

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"sesame/account"
)

// TestTheSquareInTheWindowIsReadByAScanner cuts out of each sheet what the window of its envelope shows.
func TestTheSquareInTheWindowIsReadByAScanner(t *testing.T) {
	b := twenty()
	b.Letters = b.Letters[:3]
	var pdf bytes.Buffer
	if err := Batch(&pdf, longCaisse, b, paris(t)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "lot.pdf")
	if err := os.WriteFile(file, pdf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	const dots = 200 // an inch
	millimetres := func(n int) string { return strconv.Itoa(n * dots * 10 / 254) }
	for sheet := 1; sheet <= len(b.Letters); sheet++ {
		window := filepath.Join(t.TempDir(), "window")
		page := strconv.Itoa(sheet + 1)
		cut := exec.Command("pdftoppm", "-r", strconv.Itoa(dots), "-f", page, "-l", page, "-x", millimetres(105), "-y", millimetres(45), "-W", millimetres(95), "-H", millimetres(45), "-gray", "-png", "-singlefile", file, window)
		if out, err := cut.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		read, err := exec.Command("dmtxread", "-N1", window+".png").Output()
		if err != nil {
			t.Fatalf("dmtxread (make tools installs it): %v", err)
		}
		batch, at, ok := account.ParseEnvelopeNumber(string(read))
		if !ok || batch != b.Number || at != sheet {
			t.Errorf("the window of sheet %d reads %q", sheet, read)
		}
	}
}
