package views

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"sesame/journey/events"
)

// fieldOfReason finds a field for a reason in the source of a page itself.
var fieldOfReason = regexp.MustCompile(`\.Field "(?:raison|motif)|name="(?:raison|motif)`)

// otherReasons are pages whose « raison » or « motif » is not an agent's reason for an act.
var otherReasons = map[string]string{
	"agent/courriers-refaire.html":       "what has happened to letters of a batch",
	"agent/courriers-retour-lettre.html": "what the post has ticked on an envelope",
	"agent/courriers-retours.html":       "what the post has ticked on a pile of envelopes",
	"agent/message.html":                 "how a contact message ends without an answer",
}

// Every page of agents asks for the reason through the template part, so that the same values are asked for, counted and
// refused.
func TestReasonsAreAskedByTheirPartsAlone(t *testing.T) {
	asks := 0
	if err := fs.WalkDir(files, "agent", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		page, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		if found := fieldOfReason.Find(page); (found != nil) != (otherReasons[path] != "") {
			t.Errorf("%s asks why by itself: %s", path, found)
		}
		if strings.Contains(string(page), `{{template "agent-reason" .}}`) {
			asks++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if asks == 0 {
		t.Error("no page asks why")
	}
}

// Each matter offers reasons of its own, on keys of one digit, with « Autre » last.
func TestEachMatterOffersItsReasons(t *testing.T) {
	seen := map[string]bool{}
	for _, matter := range events.Matters {
		d := &drawing{}
		if _, err := d.Matter(matter); err != nil {
			t.Error(err)
		}
		offered := d.motives()
		if n := len(offered); n == 0 || n > 9 || offered[n-1].Value != string(events.MotiveOther) {
			t.Errorf("%s offers %v", matter, offered)
			continue
		}
		for _, m := range offered {
			if m.Label == "" {
				t.Errorf("%s: %q has no words", matter, m.Value)
			}
		}
		if first := offered[0].Value; seen[first] {
			t.Errorf("%s begins as another matter does, with %s", matter, first)
		} else {
			seen[first] = true
		}
	}
	if _, err := new(drawing).Matter("nothing"); err == nil {
		t.Error("a matter that does not exist passes")
	}
}
