// Package packaging holds tests only: they build the Debian package, as make deb does, and inspect it.
package packaging

import (
	"bytes"
	"crypto/sha256"
	"debug/elf"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

var scratch string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "sesame-package")
	if err != nil {
		panic(err)
	}
	scratch = dir
	code := m.Run()
	_ = os.RemoveAll(dir) // the next run makes another one
	os.Exit(code)
}

// built returns a function that builds the package once, in a copy of the tree without git.
func built(name string) func() (string, error) {
	return sync.OnceValues(func() (string, error) {
		tree := filepath.Join(scratch, name)
		if err := copyTree(tree, ".."); err != nil {
			return "", err
		}
		tool, err := filepath.Abs("../.tools/nfpm-2.43.1") // make test builds it
		if err != nil {
			return "", err
		}
		deb := exec.Command(filepath.Join(tree, "packaging", "deb"), filepath.Join(tree, "out"))
		deb.Env = append(os.Environ(), "NFPM="+tool)
		deb.Stderr = os.Stderr
		said, err := deb.Output()
		return strings.TrimSpace(string(said)), err
	})
}

var first, second = built("first"), built("another/folder")

// copyTree copies a tree without the hidden files and folders.
func copyTree(to, from string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); path != from && strings.HasPrefix(name, ".") {
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, content, info.Mode().Perm())
	})
}

// unpacked is the folder with the content of the first package, which all tests read and none changes.
var unpacked = sync.OnceValues(func() (string, error) {
	file, err := first()
	if err != nil {
		return "", err
	}
	root := filepath.Join(scratch, "unpacked")
	if out, err := exec.Command("dpkg-deb", "-x", file, root).CombinedOutput(); err != nil {
		return "", fmt.Errorf("unpack %s: %w\n%s", file, err, out)
	}
	return root, nil
})

// pack is the built package and its unpacked content.
type pack struct {
	t          *testing.T
	file, root string
}

func opened(t *testing.T) pack {
	t.Helper()
	file, err := first()
	if err != nil {
		t.Fatal(err)
	}
	root, err := unpacked()
	if err != nil {
		t.Fatal(err)
	}
	return pack{t, file, root}
}

func (p pack) run(name string, args ...string) string {
	p.t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		p.t.Errorf("%s %q: %v\n%s", name, args, err, out)
	}
	return string(out)
}

func (p pack) path(name string) string { return filepath.Join(p.root, name) }

func (p pack) read(name string) string {
	p.t.Helper()
	text, err := os.ReadFile(p.path(name))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

func TestThePackageIsTheSameFromAnotherFolder(t *testing.T) {
	var sums [2][32]byte
	for i, build := range []func() (string, error){first, second} {
		file, err := build()
		if err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sums[i] = sha256.Sum256(content)
	}
	if sums[0] != sums[1] {
		t.Errorf("%x and %x", sums[0], sums[1])
	}
}

func TestWhatIsInThePackage(t *testing.T) {
	p := opened(t)
	listing := p.run("dpkg-deb", "-c", p.file)
	for _, want := range []string{
		"-rwxr-xr-x root/root .* ./usr/bin/sesame",
		"-rw-r--r-- root/root .* ./usr/share/sesame/sesame.env",
		"drwx------ root/root .* ./etc/sesame/secrets/",
		"-rw-r--r-- root/root .* ./lib/systemd/system/sesame.service",
		"-rw-r--r-- root/root .* ./lib/systemd/system/sesame.socket",
		"-rw-r--r-- root/root .* ./lib/systemd/system/sesame-backup.timer",
		"-rw-r--r-- root/root .* ./usr/share/man/man1/sesame.1.gz",
		"-rw-r--r-- root/root .* ./usr/share/bash-completion/completions/sesame",
		"-rw-r--r-- root/root .* ./usr/share/doc/sesame/copyright",
		"-rw-r--r-- root/root .* ./usr/share/doc/sesame/changelog.Debian.gz",
		"-rw-r--r-- root/root .* ./usr/share/doc/sesame/operating[.]md",
		"-rw-r--r-- root/root .* ./usr/share/doc/sesame/examples/nginx.conf",
		"-rw-r--r-- root/root .* ./usr/share/doc/sesame/examples/Caddyfile",
	} {
		if !regexp.MustCompile("(?m)^" + want + "$").MatchString(listing) {
			t.Errorf("the package is without %s", want)
		}
	}
	if version := strings.TrimSpace(p.run("dpkg-deb", "-f", p.file, "Version")); !strings.HasPrefix(p.run(p.path("usr/bin/sesame"), "version"), "sesame "+version+"\n") {
		t.Errorf("the program of the package %s is of another version", version)
	}
	if env := p.run(p.path("usr/bin/sesame"), "help", "env"); env != p.read("usr/share/sesame/sesame.env") {
		t.Error("the configuration is not the program's")
	}
	licences := p.run("zcat", p.path("usr/share/doc/sesame/third-party-licences.gz"))
	for _, work := range append(licencesOfOthers(t), "github.com/labstack/echo/v4", "github.com/mattn/go-sqlite3", "ODC-By", "OFL", "htmx") {
		if !strings.Contains(licences, work) {
			t.Errorf("the licence of %s is missing", work)
		}
	}
}

// licencesOfOthers returns the licences in the tree, except that of the program itself, as paths from its root.
func licencesOfOthers(t *testing.T) (all []string) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		inside := strings.TrimPrefix(path, "../")
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != ".." && strings.HasPrefix(inside, "."):
			return filepath.SkipDir
		case entry.IsDir() || inside == "LICENSE":
			return nil
		case entry.Name() == "LICENSE" || filepath.Base(filepath.Dir(path)) == "licences":
			all = append(all, inside)
		}
		return nil
	})
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	return all
}

func TestThePackageDemandsTheLibraryThatTheProgramWasBuiltWith(t *testing.T) {
	p := opened(t)
	program, err := elf.Open(p.path("usr/bin/sesame"))
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	symbols, err := program.ImportedSymbols()
	if err != nil {
		t.Fatal(err)
	}
	var needs int
	for _, s := range symbols {
		if minor, ok := strings.CutPrefix(s.Version, "GLIBC_2."); ok {
			n, _ := strconv.Atoi(strings.Split(minor, ".")[0])
			needs = max(needs, n)
		}
	}
	demanded := regexp.MustCompile(`libc6 \(>= 2\.(\d+)\)`).FindStringSubmatch(p.run("dpkg-deb", "-f", p.file, "Depends"))
	if demanded == nil || demanded[1] != strconv.Itoa(needs) {
		t.Errorf("the program needs glibc 2.%d, the package demands %v", needs, demanded)
	}
}

func TestTheUnitsAreSoundAndHardened(t *testing.T) {
	p := opened(t)
	units, err := filepath.Glob(p.path("lib/systemd/system/sesame*"))
	if err != nil || len(units) < 4 {
		t.Fatal(units, err)
	}
	dir := t.TempDir()
	var names, copies []string
	for _, u := range units {
		name := filepath.Base(u)
		names = append(names, name)
		// systemd checks that the program exists.
		unit := strings.ReplaceAll(p.read("lib/systemd/system/"+name), "/usr/bin/sesame", p.path("usr/bin/sesame"))
		copied := filepath.Join(dir, name)
		if err := os.WriteFile(copied, []byte(unit), 0o600); err != nil {
			t.Fatal(err)
		}
		copies = append(copies, copied)
	}
	for line := range strings.Lines(p.run("systemd-analyze", append([]string{"verify", "--man=no"}, copies...)...)) {
		if strings.Contains(line, "sesame") {
			t.Errorf("verify: %s", line)
		}
	}
	exposure := regexp.MustCompile(`Overall exposure level for (\S+): (\d+\.\d)`)
	for _, name := range names {
		if filepath.Ext(name) != ".service" {
			continue
		}
		said := p.run("systemd-analyze", "security", "--no-pager", "--offline=true", "--root="+p.root, name)
		level := exposure.FindStringSubmatch(said)
		if level == nil {
			t.Fatalf("%s is not judged:\n%s", name, said)
		}
		if score, _ := strconv.ParseFloat(level[2], 64); score > 1.5 {
			t.Errorf("%s is exposed at %s", name, level[2])
		}
	}
}

func TestTheManualIsCleanRoff(t *testing.T) {
	p := opened(t)
	page := filepath.Join(t.TempDir(), "sesame.1")
	if err := os.WriteFile(page, []byte(p.run("zcat", p.path("usr/share/man/man1/sesame.1.gz"))), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, lint := range [][]string{{"mandoc", "-T", "lint", "-W", "warning", page}, {"groff", "-K", "utf8", "-T", "utf8", "-man", "-ww", "-z", page}} {
		if said := p.run(lint[0], lint[1:]...); said != "" {
			t.Errorf("%s: %s", lint[0], said)
		}
	}
	if read := p.run("mandoc", "-T", "utf8", "-O", "width=200", page); !strings.Contains(strings.ReplaceAll(read, "\b", ""), "systemctl") {
		t.Errorf("the page reads\n%s", read)
	}
}

func TestBashCompletes(t *testing.T) {
	p := opened(t)
	for typed, want := range map[string][]string{
		"sesame imp":                {"import"},
		"sesame import pa":          {"paiements"},
		"sesame import --dry":       {"--dry-run"},
		"sesame agent ":             {"add", "invite", "disable", "list"},
		"sesame serve --smtp-url-f": {"--smtp-url-file"},
		"sesame import adherents a": nil, // file names, by complete's default
	} {
		script := `source "$1"; read -ra COMP_WORDS <<< "$2"; [[ $2 == *' ' ]] && COMP_WORDS+=(''); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _sesame; printf '%s\n' "${COMPREPLY[@]}"`
		said := p.run("bash", "-c", script, "bash", p.path("usr/share/bash-completion/completions/sesame"), typed)
		if got := strings.Fields(said); !slices.Equal(got, want) {
			t.Errorf("%q is completed by %q, want %q", typed, got, want)
		}
	}
}

func TestLintianFindsNothing(t *testing.T) {
	p := opened(t)
	lint := exec.Command("lintian", "--allow-root", "--fail-on", "error,warning", p.file)
	var said bytes.Buffer
	lint.Stdout, lint.Stderr = &said, &said
	if err := lint.Run(); err != nil {
		t.Errorf("%v\n%s", err, &said)
	}
}
