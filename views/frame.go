package views

import (
	"bytes"
	"fmt"
	"strings"

	"sesame/account"
)

// frame is what stands around a screen's title and the screen itself: before the former, between them, and after the latter.
type frame [3]string

// fragment is what stands around them where htmx puts the screen into a page that it has.
var fragment = frame{1: "\n"}

// ownMark stands for what is a screen's own, while its frame is drawn. It is for private use: no text has it, and the escaper leaves
// it as it is.
const ownMark = "\ue000"

// frame is that of the whole page, which is the same for all screens of members, and for all of agents. It is drawn once.
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
