// Package terminal interacts with the operator: it shows the progress of a long command, and asks questions.
package terminal

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// Bar shows the progress of a command on a terminal. It writes nothing if the output is not a terminal, such as a log.
type Bar struct {
	mu    sync.Mutex
	to    io.Writer // nil without a terminal
	drawn time.Time
	shown bool
}

// NewBar returns a bar that is drawn on w, if w is a terminal.
func NewBar(w io.Writer) *Bar {
	if Interactive(w) {
		return &Bar{to: w}
	}
	return &Bar{}
}

// Show draws the progress, at most ten times a second.
func (b *Bar) Show(read, size int64) {
	if b.to == nil || size == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := time.Now(); now.Sub(b.drawn) >= 100*time.Millisecond || read == size {
		const width = 40
		done := int(read * width / size)
		fmt.Fprintf(b.to, "\r[%s%s] %3d %%", strings.Repeat("█", done), strings.Repeat("·", width-done), read*100/size)
		b.drawn, b.shown = now, true
	}
}

// Clear removes the bar, so that text can be written in its place.
func (b *Bar) Clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown {
		fmt.Fprintf(b.to, "\r%s\r", strings.Repeat(" ", 50))
		b.shown = false
	}
}
