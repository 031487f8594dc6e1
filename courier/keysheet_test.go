package courier

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/keywords"
)

var numberedWord = regexp.MustCompile(`\b([12]?\d)\s+(\p{L}{5,8})\b`)

func TestAKeySheetIsReadBackByItsWordsAndByItsSquares(t *testing.T) {
	for _, count := range []int{1, 9} {
		var keys [][]byte
		for i := range count {
			keys = append(keys, bytes.Repeat([]byte{byte(37*i + 11), byte(i), 200}, 11)[:32])
		}
		file := filepath.Join(t.TempDir(), "key.pdf")
		var sheet bytes.Buffer
		err := WriteKeySheet(&sheet, account.Caisse{Name: "MSA Poitou"}, KeySheet{Keys: keys, Fingerprint: "3F2A-91C0",
			At: time.Date(2026, 11, 26, 9, 5, 0, 0, time.UTC)}, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, sheet.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		text, err := exec.Command("pdftotext", "-layout", file, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, says := range []string{"MSA Poitou", "3F2A-91C0", "26 novembre 2026", "au coffre", "sesame key restore"} {
			if !strings.Contains(strings.ReplaceAll(string(text), "\u00a0", " "), says) {
				t.Errorf("%d keys: the sheet does not say %q", count, says)
			}
		}
		typed := ""
		for _, block := range regexp.MustCompile(`Clé.\d+.sur.\d+`).Split(string(text), -1)[1:] {
			for _, m := range numberedWord.FindAllStringSubmatch(block, keywords.PerKey) {
				typed += m[2] + " "
			}
		}
		if got, err := keywords.Read(typed); err != nil || !slices.EqualFunc(got, keys, bytes.Equal) {
			t.Errorf("%d keys by words: %x, %v", count, got, err)
		}
		images := filepath.Join(t.TempDir(), "page")
		if out, err := exec.Command("pdftoppm", "-r", "100", "-gray", "-png", file, images).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		pages, err := filepath.Glob(images + "*.png")
		if err != nil || len(pages) != 1+(count-keysOnFirst+keysOnOthers-1)/keysOnOthers && count > keysOnFirst || count <= keysOnFirst && len(pages) != 1 {
			t.Errorf("%d keys take %d pages, %v", count, len(pages), err)
		}
		squares := ""
		for _, page := range pages {
			out, err := exec.Command("zbarimg", "--quiet", page).Output()
			if err != nil {
				t.Fatalf("%d keys: zbarimg: %v", count, err)
			}
			squares += string(out)
		}
		if got, err := keywords.Read(squares); err != nil || !slices.EqualFunc(got, keys, bytes.Equal) {
			t.Errorf("%d keys by squares: %x, %v", count, got, err)
		}
	}
}
