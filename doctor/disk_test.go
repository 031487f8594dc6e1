package doctor

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// onSmallDisk runs a test again as a process of its own, in a mount namespace where it may mount a disk of 6 MB. It
// returns the directory of that disk in that process, and empty in the first one.
func onSmallDisk(t *testing.T) (dir string) {
	t.Helper()
	if dir := os.Getenv("SMALL_DISK"); dir != "" {
		if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=6m"); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	again.Env = append(os.Environ(), "SMALL_DISK="+t.TempDir())
	again.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS, Unshareflags: syscall.CLONE_NEWNS}
	if os.Getuid() != 0 { // an unprivileged account may mount in a user namespace of its own
		again.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		again.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		again.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	if out, err := again.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("%v\n%s", err, out)
	}
	return ""
}

func TestAFullDiskIsTold(t *testing.T) {
	dir := onSmallDisk(t)
	if dir == "" {
		return
	}
	d := opened(t, dir)
	if err := errors.Join(DiskFault(dir), WriteFault(t.Context(), d)); err != nil {
		t.Fatal(err)
	}
	filled := filepath.Join(dir, "filled")
	if err := fill(filled); !errors.Is(err, syscall.ENOSPC) {
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

func fill(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	for {
		if _, err := f.Write(make([]byte, 4096)); err != nil {
			return err
		}
	}
}
