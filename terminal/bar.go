// Package terminal talks with the operator: it shows how far a long command is, and asks questions.
package terminal

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// Bar shows on a terminal how far a command is, and nothing elsewhere: a log is no terminal.
type Bar struct {
	mu    sync.Mutex
	to    io.Writer // nil where there is no terminal
	drawn time.Time
	shown bool
}

// NewBar draws to w.
func NewBar(w io.Writer) *Bar {
	if Interactive(w) {
		return &Bar{to: w}
	}
	return &Bar{}
}

// Show draws how far the command is, ten times a second at most.
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

// Clear takes the bar away, for something is to be written.
func (b *Bar) Clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown {
		fmt.Fprintf(b.to, "\r%s\r", strings.Repeat(" ", 50))
		b.shown = false
	}
}
