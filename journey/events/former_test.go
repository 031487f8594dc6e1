package events

import (
	"os"
	"strings"
	"testing"
)

// Reasons in the former format are worded in French, and what an agent has typed stays as typed.
func TestFormerReasons(t *testing.T) {
	samples, err := os.ReadFile("testdata/former.txt")
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]bool{}
	for line := range strings.Lines(string(samples)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if strings.HasPrefix(line, "#") {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		name, reason := cells[0], cells[2]
		k, known := ByName(name)
		if !known {
			t.Errorf("no event is called %s", name)
			continue
		}
		read[name] = true
		if said := k.ForLog(Result(cells[1]), Former(name, reason)); said != cells[3] {
			t.Errorf("%s %q is said\n%s\nwant\n%s", name, reason, said, cells[3])
		}
	}
	for name := range formerReasons {
		if !read[name] && name != "agent-denied" { // the words of a right are those of the page of rights
			t.Errorf("testdata/former.txt has no reason of %s", name)
		}
	}
}

// A reason that the program cannot have written is shown unchanged.
func TestAReasonOfAnotherFormStands(t *testing.T) {
	for _, c := range [][2]string{
		{"password-reset", "fait la queue"}, {"contacts-corrected", "adresse – vu"}, {"difference-settled", "email moved – vu"},
		{"letters-printed", "queue"}, {"login", "Password"}, {"nothing-of-ours", "of the file"},
	} {
		if d := Former(c[0], c[1]); d.Note != c[1] {
			t.Errorf("%s %q is read as %+v", c[0], c[1], d)
		}
	}
}
