package db

import (
	"context"
	"errors"
	"io"
	"runtime"
	"slices"
	"sync"
	"time"

	"sesame/account/backoffice"
)

// batchLines is how many lines travel together: one look-up, one hand-over.
const batchLines = 256

// ImportOptions says how a file is loaded.
type ImportOptions struct {
	DryRun    bool      // check and count, load nothing
	KeepGoing bool      // load the good lines although others are refused
	Confirmed bool      // load although the report asks
	Now       time.Time // the instant, in the caisse's own time zone: its day bounds the dates of the file

	// What is told while the file is read, in its order; each may be nil. Of the values left out and the warnings with the
	// same reason only the first ones are.
	Refused  func(Refusal)                 // each refused line
	LeftOut  func(backoffice.RowError)     // a value that could not be read
	Spoilt   func(backoffice.SpoiltColumn) // a column that a spreadsheet has spoilt: of its values none is told
	Warned   func(backoffice.RowError)     // what is odd in an accepted line
	Changed  func(backoffice.Change)       // each line that changes a member
	Progress func(read, size int64)        // bytes of the file

	Actor  string // who loads the file, for the audit log; empty for system
	Origin []byte // from where; nil from the command line
	// Applied runs in the transaction that loads the file: what it writes stands or falls with the file. May be nil.
	Applied func(context.Context, *Tx, ImportReport) error
}

// Refusal is a line that is not loaded, with all that is wrong in it.
type Refusal struct {
	Line   backoffice.Line
	Faults []backoffice.RowError
}

// ImportReport counts what a file does.
type ImportReport = backoffice.Report

// Holds says that the file is not loaded: lines are refused, or much would change and nobody has agreed.
func (o ImportOptions) Holds(r ImportReport) bool {
	return r.Refused > 0 && !o.KeepGoing || r.Asks() && !o.Confirmed
}

// importBatch goes from the reader through a worker to the collector, which takes the batches in the file's order.
type importBatch[T any] struct {
	lines    []backoffice.Line
	refused  []Refusal
	warnings []backoffice.RowError
	leftOut  []leftOutLine
	staged   T
	err      error
	done     chan struct{}
}

// leftOutLine is a value left out, and whether it is told with its whole column.
type leftOutLine struct {
	backoffice.RowError
	whole bool
}

func (b *importBatch[T]) refuse(l backoffice.Line, faults ...backoffice.RowError) {
	b.refused = append(b.refused, Refusal{Line: l, Faults: faults})
}

// runImport reads the table, gives each batch to one of a few workers, and hands the results to collect in order,
// with false once a refused line holds the file back. At most a handful of batches are in memory. work must not touch anything shared.
func runImport[T any](ctx context.Context, t *backoffice.Table, o ImportOptions, report *ImportReport,
	work func(context.Context, *importBatch[T]) error, collect func(context.Context, T, bool) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := runtime.GOMAXPROCS(0)
	todo := make(chan *importBatch[T], workers)
	order := make(chan *importBatch[T], 4*workers)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for b := range todo {
				b.err = work(ctx, b)
				close(b.done)
			}
		})
	}
	var readErr error
	wg.Go(func() {
		defer close(order)
		defer close(todo)
		readErr = readBatches(ctx, t, o, func(b *importBatch[T]) {
			order <- b
			todo <- b
		})
	})
	var (
		failed error
		told   = tellings{}
	)
	for b := range order {
		<-b.done
		if failed == nil {
			failed = errors.Join(b.err, ctx.Err())
		}
		if failed == nil {
			failed = settleBatch(ctx, b, o, report, told, collect)
		}
		if failed != nil {
			cancel() // and drain, so that nobody is left waiting
		}
	}
	wg.Wait()
	return errors.Join(failed, readErr)
}

func readBatches[T any](ctx context.Context, t *backoffice.Table, o ImportOptions, send func(*importBatch[T])) error {
	b := &importBatch[T]{done: make(chan struct{})}
	for ctx.Err() == nil {
		l, err := t.Read()
		var refused *backoffice.RowError
		switch {
		case errors.Is(err, io.EOF):
			send(b)
			if o.Progress != nil {
				o.Progress(t.Progress())
			}
			return nil
		case errors.As(err, &refused):
			b.refuse(l, *refused)
		case err != nil:
			return err
		default:
			b.lines = append(b.lines, l)
		}
		if len(b.lines)+len(b.refused) == batchLines {
			send(b)
			b = &importBatch[T]{done: make(chan struct{})}
			if o.Progress != nil {
				o.Progress(t.Progress())
			}
		}
	}
	return nil
}

// toldLines is how many values with the same reason are told one by one.
const toldLines = 200

// tellings counts what was told, by column and reason.
type tellings map[[2]string]int

func (t tellings) tell(e backoffice.RowError, to func(backoffice.RowError)) {
	kind := [2]string{e.Column, e.Reason}
	if t[kind]++; t[kind] <= toldLines && to != nil {
		to(e)
	}
}

// settleBatch counts and tells, and passes on what was worked out, with whether it may still be loaded.
func settleBatch[T any](ctx context.Context, b *importBatch[T], o ImportOptions, report *ImportReport, told tellings,
	collect func(context.Context, T, bool) error) error {
	slices.SortFunc(b.refused, func(x, y Refusal) int { return x.Line.Number - y.Line.Number })
	report.Refused += len(b.refused)
	report.Warnings += len(b.warnings)
	for _, r := range b.refused {
		if o.Refused != nil {
			o.Refused(r)
		}
	}
	for _, l := range b.leftOut {
		report.NoteLeftOut(l.RowError)
		if !l.whole {
			told.tell(l.RowError, o.LeftOut)
		}
	}
	for _, w := range b.warnings {
		told.tell(w, o.Warned)
	}
	return collect(ctx, b.staged, report.Refused == 0 || o.KeepGoing)
}
