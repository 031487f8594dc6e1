package walks

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// servants is the service's account when root runs the tests; otherwise everything belongs to the account of the tests.
const servants = 4242

// rooted prepares an installation whose database belongs to the service's account. It returns that account, and a folder that
// only the account that runs commands may open.
func rooted(t *testing.T) (s *site, service int, private string) {
	t.Helper()
	s = newSite(t, "")
	base, err := os.MkdirTemp("", "sesame-root-") //nolint:usetesting // the parents of t.TempDir are closed to other accounts
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(base) })
	service = os.Getuid()
	s.dir, private = filepath.Join(base, "service"), filepath.Join(base, "private")
	for _, dir := range []string{s.dir, private} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(base, 0o755); err != nil { //nolint:gosec // G302: others pass through it
		t.Fatal(err)
	}
	if service == 0 {
		service = servants
		if err := os.Chown(s.dir, service, service); err != nil {
			t.Fatal(err)
		}
	}
	config := filepath.Join(private, "sesame.env")
	if err := os.WriteFile(config, []byte("SESAME_DB="+filepath.Join(s.dir, "sesame.db")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, setting := range s.env {
		if strings.HasPrefix(setting, "SESAME_DB=") {
			s.env[i] = "SESAME_CONFIG=" + config
		}
	}
	return s, service, private
}

// belongs checks that every file of a folder belongs to an account.
func belongs(t *testing.T, dir string, account int) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		info, err := file.Info()
		if err != nil {
			t.Fatal(err)
		}
		if owner := int(info.Sys().(*syscall.Stat_t).Uid); owner != account {
			t.Errorf("%s is the file of account %d, want %d", file.Name(), owner, account)
		}
	}
}

func TestACommandOfRootWorksAsTheServicesAccount(t *testing.T) {
	s, service, private := rooted(t)
	named := func(name string) string { return filepath.Join(private, name) }
	members := named("adherents.csv")
	if err := os.WriteFile(members, []byte("identifiant;categorie;nom;adresse6\nT1;tiers;Aubert;86000 POITIERS\nT2;tiers;;86000 POITIERS\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := s.command("import", "adherents", members, "--new-database", "--keep-going").CombinedOutput(); err == nil || !strings.Contains(string(said), "rejets.csv") {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, command := range [][]string{
		{"agent", "add", "cpetit"}, {"backup", named("copy.db")}, {"audit", "export", named("audit.jsonl")}, {"export", "contacts", named("contacts.csv")},
		{"key", "show", "--paper", named("key.pdf")}, {"courriers", named("none.pdf")}, {"audit", "verify"}, {"restore", named("copy.db")}, {"agent", "list"},
	} {
		s.run(command...)
	}
	belongs(t, s.dir, service)
	belongs(t, private, os.Getuid())
	for _, made := range []string{"adherents.csv.rejets.csv", "copy.db", "audit.jsonl", "contacts.csv", "key.pdf"} {
		if info, err := os.Stat(named(made)); err != nil || info.Size() == 0 || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", made, info, err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(s.dir, ".*")); err != nil || len(left) > 0 {
		t.Errorf("%v stay behind: %v", left, err)
	}
	if said, err := s.command("backup", named("copy.db")).CombinedOutput(); err == nil || !strings.Contains(string(said), "existe déjà") {
		t.Errorf("a copy is written over: %v\n%s", err, said)
	}
}

func TestAServiceOfRootGivesRootUp(t *testing.T) {
	s, service, _ := rooted(t)
	s.start()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"Uid", "Gid"} {
		want := fmt.Sprintf("%s:\t%[2]d\t%[2]d\t%[2]d\t%[2]d\n", kind, service)
		if kind == "Gid" && os.Getuid() != 0 {
			want = "Gid:"
		}
		if !strings.Contains(string(status), want) {
			t.Errorf("the service's process is not of %q:\n%s", want, status)
		}
	}
	belongs(t, s.dir, service)
}

func TestRootMakesNoFilesInAnothersFolder(t *testing.T) {
	s, service, _ := rooted(t)
	s.run("import", "adherents", oneMember(t, s.dir, service), "--new-database")
	if service == os.Getuid() {
		return // no files of another account can be made
	}
	key := filepath.Join(s.dir, "sesame.key")
	if err := os.Chown(key, 0, 0); err != nil {
		t.Fatal(err)
	}
	said, err := s.command("agent", "list").CombinedOutput()
	if err == nil || !strings.Contains(string(said), key+" n'est pas lisible par ce compte ; rendez-la au compte de la base (« chown --reference=") {
		t.Errorf("%v\n%s", err, said)
	}
	for _, name := range []string{"sesame.db", "sesame.key"} {
		if err := os.Chown(filepath.Join(s.dir, name), 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	said, err = s.command("agent", "list").CombinedOutput()
	if err == nil || !strings.Contains(string(said), "sesame.db est à root, et son dossier à un autre compte : rendez-la à ce compte (« chown --reference=") {
		t.Errorf("%v\n%s", err, said)
	}
}

// oneMember writes a minimal file of members.
func oneMember(t *testing.T, dir string, owner int) string {
	t.Helper()
	path := filepath.Join(dir, "adherents.csv")
	if err := os.WriteFile(path, []byte("identifiant;categorie;nom;adresse6\nT1;tiers;Aubert;86000 POITIERS\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, owner, owner); err != nil && os.Getuid() == 0 {
		t.Fatal(err)
	}
	return path
}
