package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrEnded means that there is no answer: the input has ended, or the command was interrupted.
var ErrEnded = errors.New("the answers have ended")

// Dialogue asks a person one line at a time.
type Dialogue struct {
	ended context.Context //nolint:containedctx // it lasts as long as the dialogue
	lines chan string
	to    io.Writer
}

// NewDialogue reads answers from from and writes questions to to, until ctx ends.
func NewDialogue(ctx context.Context, from io.Reader, to io.Writer) *Dialogue {
	d := &Dialogue{ended: ctx, lines: make(chan string), to: to}
	go func() { // a read from a terminal cannot be cancelled: an interrupted command leaves it behind
		defer close(d.lines)
		for s := bufio.NewScanner(from); s.Scan(); {
			select {
			case d.lines <- s.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return d
}

// Ask writes the question and returns the answer without the spaces around it.
func (d *Dialogue) Ask(question string) (string, error) {
	fmt.Fprint(d.to, question)
	if d.ended.Err() != nil {
		return "", ErrEnded
	}
	select {
	case line, more := <-d.lines:
		if !more {
			return "", ErrEnded
		}
		return strings.TrimSpace(line), nil
	case <-d.ended.Done():
		return "", ErrEnded
	}
}
