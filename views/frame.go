package views

import (
	"bytes"
	"fmt"
	"strings"

	"sesame/account"
)

// frame holds the HTML around a screen: before its title, between the title and the content, and after the content.
type frame [3]string

// fragment is the frame for a screen that htmx inserts into an existing page.
var fragment = frame{1: "\n"}

// ownMark marks the places of the title and the content while a frame is drawn. The character is for private use: it occurs in no
// text, and the escaper does not change it.
const ownMark = "\ue000"

// frame returns the frame of the whole page. It is drawn once for all screens of members, and once for all of agents.
func (v *Views) frame(s Screen) (frame, error) {
	if s.ofAgents() {
		return v.framed[1]()
	}
	return v.framed[0]()
}

func (v *Views) drawFrame(layout string) func() (frame, error) {
	return func() (f frame, err error) {
		var b bytes.Buffer
		if err := v.members.ExecuteTemplate(&b, layout, struct {
			Caisse account.Caisse
			Demo   bool
			Own    string
		}{v.caisse, v.demo, ownMark}); err != nil {
			return f, fmt.Errorf("drawing the frame %s: %w", layout, err)
		}
		pieces := strings.Split(b.String(), ownMark)
		if len(pieces) != len(f) {
			return f, fmt.Errorf("drawing the frame %s: it has %d pieces, want %d", layout, len(pieces), len(f))
		}
		return frame(pieces), nil
	}
}
