package dbtest

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// OnSmallDisk runs the test again in a process of its own, in a mount namespace where it mounts a tmpfs of this size (« 6m »).
// In that process it returns the directory of the disk, in the first one an empty string.
func OnSmallDisk(t *testing.T, size string) (dir string) {
	t.Helper()
	if dir := os.Getenv("SMALL_DISK"); dir != "" {
		if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v") //nolint:gosec // G204: the test itself
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

// Fill writes a file until its disk is full, and returns the write's error.
func Fill(path string) error { return FillUpTo(path, 0) }

// FillUpTo writes a file until its disk has at most left bytes available. With left 0 it goes on until a write fails, and
// returns that error.
func FillUpTo(path string, left uint64) error {
	f, err := os.Create(path) //nolint:gosec // G304: a test's own
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // the disk is full
	for {
		var fs syscall.Statfs_t
		if err := syscall.Statfs(path, &fs); err != nil || left > 0 && fs.Bavail*uint64(fs.Bsize) <= left { //nolint:gosec // G115: the size of a block is not negative
			return err
		}
		if _, err := f.Write(make([]byte, 4096)); err != nil {
			return err
		}
	}
}
