package walks

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// bare makes a directory that holds the program and the libraries that it is linked with, and nothing else: no time zone files,
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
	if os.Getuid() == 0 {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			return errors.Join(err, os.Chown(path, nobody, nobody))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// nobody is the number of the account without rights of its own.
const nobody = 65534

// bareSite prepares a service in a bare directory, under the account nobody: root may write everywhere, so that a missing right
// would not be noticed. An account other than root changes the root directory in a user namespace.
func bareSite(t *testing.T) *site {
	t.Helper()
	s := newSite(t, "")
	s.dir = bare(t)
	s.env = append(s.env, "SESAME_DB=/sesame.db", "SESAME_SMS_URL=off:")
	s.confine = func(c *exec.Cmd) {
		c.Path, c.Dir = "/sesame", "/"
		c.SysProcAttr = &syscall.SysProcAttr{Chroot: s.dir}
		if os.Getuid() == 0 {
			c.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
			return
		}
		c.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
		c.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getuid(), Size: 1}}
		c.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getgid(), Size: 1}}
	}
	return s
}

func TestItRunsOnAMachineWithoutZoneFiles(t *testing.T) {
	s := bareSite(t)
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

var mayNotWrite = regexp.MustCompile("ce compte ne peut pas écrire dans la base /sesame.db [;:] vérifiez le propriétaire et les droits")

func TestADatabaseThatMayNotBeWrittenIsToldWithItsMend(t *testing.T) {
	s := bareSite(t)
	s.start()
	s.stop()
	refused := func(args ...string) {
		t.Helper()
		said, err := s.command(args...).CombinedOutput()
		if err == nil || !mayNotWrite.Match(said) {
			t.Errorf("%q: %v\n%s", args, err, said)
		}
	}
	for name, c := range map[string]struct {
		path string
		mode os.FileMode
	}{"the file": {"sesame.db", 0o400}, "its folder": {".", 0o500}} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(s.dir, c.path)
			before, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			refused("serve")
			refused("doctor")
			refused("agent", "add", "cpetit")
			if err := os.Chmod(path, before.Mode()); err != nil {
				t.Fatal(err)
			}
		})
	}
	s.run("agent", "add", "cpetit")
}
