package walks

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// bare is a directory that holds the program and the libraries that it is linked with, and nothing else: no zone files,
// no Go, no certificates.
func bare(t *testing.T) string {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	linked, err := exec.Command("ldd", path).CombinedOutput()
	if err != nil {
		t.Fatalf("ldd: %v\n%s", err, linked)
	}
	root := t.TempDir()
	install := func(from, to string) {
		content, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, to)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, to), content, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	install(path, "sesame")
	for _, library := range regexp.MustCompile(`(/\S+) \(0x`).FindAllStringSubmatch(string(linked), -1) {
		install(library[1], library[1])
	}
	return root
}

// within starts a command with a directory as its root. An account that is not root may do so in a user namespace.
func within(root string) func(*exec.Cmd) {
	return func(c *exec.Cmd) {
		c.Path, c.Dir = "/sesame", "/"
		c.SysProcAttr = &syscall.SysProcAttr{Chroot: root}
		if os.Getuid() != 0 {
			c.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
			c.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}
			c.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
		}
	}
}

func TestItRunsOnAMachineWithoutZoneFiles(t *testing.T) {
	s := newSite(t, "")
	s.dir = bare(t)
	s.env = append(s.env, "SESAME_DB=/sesame.db")
	s.confine = within(s.dir)
	if said := s.run("version"); !strings.Contains(said, "schéma ") {
		t.Errorf("version says %q", said)
	}
	s.start()
	if said := s.run("agent", "add", "cpetit"); !regexp.MustCompile(`jusqu'au \d\d/\d\d/\d{4} à \d\d h \d\d`).MatchString(said) {
		t.Errorf("agent add says %q", said)
	}
	said, _ := s.command("doctor").Output() // it fails where the machine has no certificates
	if !regexp.MustCompile(`(?m)^ok     horloge : .* CES?T$`).Match(said) {
		t.Errorf("doctor does not tell the hour of Paris:\n%s", said)
	}
	err := filepath.WalkDir(s.dir, func(path string, _ fs.DirEntry, err error) error {
		if strings.Contains(path, "zoneinfo") {
			t.Errorf("there are zone files: %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
