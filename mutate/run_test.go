//go:build mutate

package mutate

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// longestTest is the time limit of a test under a mutation; a mutation that makes its test wait for ever counts as noticed.
const longestTest = 5 * time.Minute

// TestEachRowFalls makes each mutation and runs the test of its rows, which has to fail. ROWS is a regular expression that
// selects mutations: by a row, such as « docs/asvs.md: 6[.] », by what they break, or by their test. A run of all mutations
// writes its figures into docs/mutations.md.
func TestEachRowFalls(t *testing.T) {
	began := time.Now()
	chosen := choose(t, os.Getenv("ROWS"))
	if len(chosen) == 0 {
		t.Fatal("ROWS names no row that has a mutation")
	}
	together, apart := map[int]mutation{}, map[int]mutation{}
	for n, m := range chosen {
		if m.inFile {
			apart[n] = m
		} else {
			together[n] = m
		}
	}
	survived := append(runTogether(t, together), runApart(t, apart)...)
	slices.Sort(survived)
	for _, n := range survived {
		t.Errorf("survived: %s: %s stays green; rows %v", chosen[n].breaks, chosen[n].test, chosen[n].rows)
	}
	t.Logf("%d mutations, %d survived, %s", len(chosen), len(survived), time.Since(began).Round(time.Second))
	if os.Getenv("ROWS") == "" {
		writeFigures(t, chosen, survived, time.Since(began))
	}
}

// choose returns the mutations that match a pattern, by their index.
func choose(t *testing.T, pattern string) map[int]mutation {
	t.Helper()
	wanted, err := regexp.Compile(pattern)
	if err != nil {
		t.Fatal(err)
	}
	chosen := map[int]mutation{}
	for n, m := range mutations() {
		takes := wanted.MatchString(m.breaks) || wanted.MatchString(m.test)
		for page, keys := range m.rows {
			for _, key := range keys {
				takes = takes || wanted.MatchString(page+": "+key+" |")
			}
		}
		if takes {
			chosen[n] = m
		}
	}
	return chosen
}

// runTogether compiles mutations into one tree and runs the test of each. It returns those that no test noticed.
func runTogether(t *testing.T, chosen map[int]mutation) (survived []int) {
	if len(chosen) == 0 {
		return nil
	}
	tree := t.TempDir()
	copyTree(t, tree)
	compileSwitches(t, tree, chosen)
	if out, err := command(tree, "go", "build", "-gcflags=-e", "./...").CombinedOutput(); err != nil {
		t.Fatalf("what is changed does not compile:\n%s", out)
	}
	ofFolder := map[string][]int{}
	for n, m := range chosen {
		ofFolder[folderOf(m)] = append(ofFolder[folderOf(m)], n)
	}
	for _, folder := range slices.Sorted(maps.Keys(ofFolder)) {
		program := compileTests(t, tree, folder)
		numbers := slices.Sorted(slices.Values(ofFolder[folder]))
		var tests []string
		for _, n := range numbers {
			tests = append(tests, testOf(chosen[n]))
		}
		mustPass(t, tree, folder, program, tests)
		survived = append(survived, each(numbers, func(n int) bool {
			return falls(t, tree, folder, program, chosen[n], strconv.Itoa(n))
		})...)
		if err := os.Remove(program); err != nil {
			t.Error(err)
		}
	}
	return survived
}

// each calls noticed for every number, on all processors, and returns the numbers for which it was false.
func each(numbers []int, noticed func(n int) bool) (not []int) {
	var all sync.WaitGroup
	var one sync.Mutex
	room := make(chan struct{}, runtime.NumCPU())
	for _, n := range numbers {
		all.Go(func() {
			room <- struct{}{}
			defer func() { <-room }()
			if !noticed(n) {
				one.Lock()
				defer one.Unlock()
				not = append(not, n)
			}
		})
	}
	all.Wait()
	return not
}

// runApart writes one mutation after the other into its file, and runs its test on a build of its own. It returns those that no
// test noticed.
func runApart(t *testing.T, chosen map[int]mutation) (survived []int) {
	if len(chosen) == 0 {
		return nil
	}
	tree := t.TempDir()
	copyTree(t, tree)
	passed := map[string]bool{}
	for _, n := range slices.Sorted(maps.Keys(chosen)) {
		m := chosen[n]
		if !passed[m.test] {
			program := compileTests(t, tree, folderOf(m))
			mustPass(t, tree, folderOf(m), program, []string{testOf(m)})
			passed[m.test] = true
		}
		path := filepath.Join(tree, m.file)
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, path, strings.Replace(string(source), m.old, m.new, 1))
		if !falls(t, tree, folderOf(m), compileTests(t, tree, folderOf(m)), m, "") {
			survived = append(survived, n)
		}
		write(t, path, string(source))
	}
	return survived
}

// command prepares a command in a directory of the tree, with the environment of this process.
func command(dir, name string, arguments ...string) *exec.Cmd {
	c := exec.Command(name, arguments...)
	c.Dir = dir
	c.Env = os.Environ()
	return c
}

// compileTests builds the tests of a folder. If that fails, the list of mutations is wrong, and no mutation was noticed.
func compileTests(t *testing.T, tree, folder string) (program string) {
	t.Helper()
	program = filepath.Join(tree, strings.ReplaceAll(folder, "/", "-")+".test")
	out, err := command(tree, "go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-o", program, "./"+folder).CombinedOutput()
	if err != nil {
		t.Fatalf("the tests of %s do not compile:\n%s", folder, out)
	}
	return program
}

// mustPass runs tests on the unchanged program: a test that fails without a mutation proves nothing with one.
func mustPass(t *testing.T, tree, folder, program string, tests []string) {
	t.Helper()
	slices.Sort(tests)
	tests = slices.Compact(tests)
	out, err := run(tree, folder, program, "^("+strings.Join(tests, "|")+")$", "")
	if err != nil {
		t.Fatalf("%s: without a mutation: %v\n%s", folder, err, out)
	}
	for _, test := range tests {
		if !strings.Contains(out, "--- PASS: "+test+" ") {
			t.Fatalf("%s: %s does not run:\n%s", folder, test, out)
		}
	}
}

// falls reports whether the test fails under a mutation, and logs the result.
func falls(t *testing.T, tree, folder, program string, m mutation, number string) bool {
	began := time.Now()
	out, err := run(tree, folder, program, "^"+testOf(m)+"$", number)
	noticed := err != nil
	word := "killed"
	if !noticed {
		word = "SURVIVED"
	}
	detail := ""
	if os.Getenv("ROWS") != "" && noticed {
		detail = "\n" + firstFailure(out)
	}
	t.Logf("%s · %s · %s · %s%s", word, m.breaks, m.test, time.Since(began).Round(100*time.Millisecond), detail)
	return noticed
}

func run(tree, folder, program, tests, number string) (string, error) {
	within, cancel := context.WithTimeout(context.Background(), longestTest+time.Minute)
	defer cancel()
	c := exec.CommandContext(within, program, "-test.run", tests, "-test.v", "-test.failfast", "-test.timeout", longestTest.String())
	c.Dir = filepath.Join(tree, folder)
	c.Env = append(os.Environ(), switchVariable+"="+number)
	out, err := c.CombinedOutput()
	return string(out), err
}

var failure = regexp.MustCompile(`(?m)^\s+\w+_test\.go:\d+: .*$|^panic: .*$`)

// firstFailure returns the first message of the failed test.
func firstFailure(out string) string {
	if found := failure.FindString(out); found != "" {
		return found
	}
	return out[:min(len(out), 500)]
}

func folderOf(m mutation) string {
	folder, _, _ := strings.Cut(m.test, " ")
	return folder
}

func testOf(m mutation) string {
	_, test, _ := strings.Cut(m.test, " ")
	return test
}

// writeFigures writes the figures of a run of all mutations into the page.
func writeFigures(t *testing.T, chosen map[int]mutation, survived []int, took time.Duration) {
	t.Helper()
	path := filepath.Join(root, "docs/mutations.md")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const heading = "## Figures\n"
	before, _, found := strings.Cut(string(page), heading)
	if !found {
		t.Fatalf("%s has no « Figures »", path)
	}
	write(t, path, before+heading+figures(t, chosen, survived, took))
}

// figures counts, for each page, its rows, those under a mutation, and those whose mutations were all noticed.
func figures(t *testing.T, chosen map[int]mutation, survived []int, took time.Duration) string {
	all := readRows(t)
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d processors, %d minutes: %d mutations, %d survived.\n\n", time.Now().Format("2 January 2006"), runtime.NumCPU(), int(took.Minutes())+1, len(chosen), len(survived))
	b.WriteString("| page | rows | that name tests | under a mutation | that stand | without, for a reason |\n|---|---|---|---|---|---|\n")
	for _, page := range []string{security, asvs, openid} {
		under, fallen := map[string]bool{}, map[string]bool{}
		for n, m := range chosen {
			for _, key := range m.rows[page] {
				r, _ := named(t, all, page, key)
				under[r.text] = true
				fallen[r.text] = fallen[r.text] || slices.Contains(survived, n)
			}
		}
		maps.DeleteFunc(fallen, func(_ string, f bool) bool { return !f })
		rows, naming, reasons := 0, 0, 0
		for _, r := range all {
			if r.page == page {
				rows++
				if len(r.tests) > 0 {
					naming++
				}
			}
		}
		for _, u := range untouched {
			if u.page == page {
				reasons++
			}
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d |\n", page, rows, naming, len(under), len(under)-len(fallen), reasons)
	}
	return b.String()
}
