package files

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestAKeyThatCannotBeWrittenLeavesTheFormerFile(t *testing.T) {
	d := filled(t)
	masters, err := d.readKey(true)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Repeat("ab", keyBytes) + "\n"
	if err := os.WriteFile(d.KeyPath, []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	onADiskWithoutLinks(t, syscall.ENOSPC)
	_, err = d.RestoreKey(t.Context(), masters, now)
	if err == nil || !strings.Contains(err.Error(), "il n'y a plus de place") || !strings.HasSuffix(err.Error(), "Rien n'a été changé") {
		t.Error(err)
	}
	if content, err := os.ReadFile(d.KeyPath); string(content) != other || len(d.left(t)) != 0 {
		t.Errorf("%q, %v, %v", content, err, d.left(t))
	}
}
