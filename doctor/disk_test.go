package doctor

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sesame/db/dbtest"
)

func TestAFullDiskIsTold(t *testing.T) {
	dir := dbtest.OnSmallDisk(t, "6m")
	if dir == "" {
		return
	}
	d := opened(t, dir)
	if err := errors.Join(DiskFault(dir), WriteFault(t.Context(), d)); err != nil {
		t.Fatal(err)
	}
	filled := filepath.Join(dir, "filled")
	if err := dbtest.Fill(filled); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	if err := DiskFault(dir); err == nil || !strings.Contains(err.Error(), "libérez de la place") {
		t.Errorf("the room: %v", err)
	}
	if f := (&Doctor{DBPath: d.Path()}).disk(t.Context()); f.State != Failed {
		t.Errorf("the line: %+v", f)
	}
	err := WriteFault(t.Context(), d)
	if err == nil || !strings.Contains(err.Error(), "le disque est plein") {
		t.Errorf("a write: %v", err)
	}
	if err := os.Remove(filled); err != nil {
		t.Fatal(err)
	}
	if err := WriteFault(t.Context(), d); err != nil {
		t.Errorf("with room again: %v", err)
	}
}
