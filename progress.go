package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
)

// progress draws a bar on a terminal, and nothing elsewhere: a log is no terminal.
type progress struct {
	mu    sync.Mutex
	to    io.Writer // nil where there is no terminal
	drawn time.Time
	shown bool
}

func newProgress(w io.Writer) *progress {
	if f, ok := w.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		return &progress{to: w}
	}
	return &progress{}
}

// show draws how far the import is, ten times a second at most.
func (b *progress) show(read, size int64) {
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

// clear takes the bar away, for something is to be written.
func (b *progress) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown {
		fmt.Fprintf(b.to, "\r%s\r", strings.Repeat(" ", 50))
		b.shown = false
	}
}
