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

// batchLines is the number of lines that are looked up and passed on together.
const batchLines = 256

// ImportOptions configures an import.
type ImportOptions struct {
	DryRun    bool      // check and count, check and count only
	KeepGoing bool      // load the good lines although others are refused
	Confirmed bool      // load although the report asks for confirmation
	Now       time.Time // the current time, in the caisse's time zone: its day bounds the dates in the file

	// Callbacks, called in the order of the file while it is read; each may be nil. Of values left out and of warnings, only
	// the first toldLines with the same column and reason are reported.
	Refused  func(Refusal)                 // each refused line
	LeftOut  func(backoffice.RowError)     // a value that could not be read
	Spoilt   func(backoffice.SpoiltColumn) // a column that a spreadsheet has damaged; its values are not reported one by one
	Warned   func(backoffice.RowError)     // a doubtful value in an accepted line
	Changed  func(backoffice.Change)       // each line that changes a member
	Progress func(read, size int64)        // bytes of the file

	Actor  string // actor in the audit log; empty means « system »
	Origin []byte // keyed hash of the network address; nil from the command line

	// Import is the row of this import, in phase « loading ». One without an ID is added; nil stands for a new row with
	// actor, kind and time only. Loaded is called just before the row is stored as loaded, and may complete it: the row has
	// the ID by which the import can be undone, and the report. Loaded may be nil.
	Import *FileImport
	Loaded func(*FileImport)
}

// Refusal is a line that is not loaded, with all its errors.
type Refusal struct {
	Line   backoffice.Line
	Faults []backoffice.RowError
}

// ImportReport counts the effects of a file.
type ImportReport = backoffice.Report

// Holds says whether the file is held back: lines were refused (and KeepGoing is not set), the many changes were not
// confirmed, or there is nothing to load.
func (o ImportOptions) Holds(r ImportReport) bool {
	return r.Nothing() || r.Refused > 0 && !o.KeepGoing || r.Asks() && !o.Confirmed
}

// importBatch is passed from the reader to a worker, then to the collector, which takes the batches in file order.
type importBatch[T any] struct {
	lines    []backoffice.Line
	refused  []Refusal
	warnings []backoffice.RowError
	leftOut  []leftOutLine
	staged   T
	err      error
	done     chan struct{}
}

// leftOutLine is a value left out; whole says that its whole column is reported instead.
type leftOutLine struct {
	backoffice.RowError
	whole bool
}

func (b *importBatch[T]) refuse(l backoffice.Line, faults ...backoffice.RowError) {
	b.refused = append(b.refused, Refusal{Line: l, Faults: faults})
}

// passedOver skips a line that is about no member, with a warning. For any other line it adds warnings for values in columns
// without a name.
func (b *importBatch[T]) passedOver(t *backoffice.Table, l backoffice.Line) bool {
	if reason := t.Aside(l); reason != "" {
		b.warnings = append(b.warnings, backoffice.RowError{Line: l.Number, Reason: reason})
		return true
	}
	b.warnings = append(b.warnings, t.Remarks(l)...)
	return false
}

// runImport reads the table, lets one worker for each processor handle the batches, and passes their results to collect in
// file order; the flag is false once a refused line holds the file back. At most a few batches for each worker are in memory.
// work must not access shared state.
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
			cancel() // keep draining the channel, so that no goroutine stays blocked
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

// toldLines is how many values with the same column and reason are reported one by one.
const toldLines = 200

// tellings counts the reported values by column and reason.
type tellings map[[2]string]int

func (t tellings) tell(e backoffice.RowError, to func(backoffice.RowError)) {
	kind := [2]string{e.Column, e.Reason}
	if t[kind]++; t[kind] <= toldLines && to != nil {
		to(e)
	}
}

// settleBatch counts and reports a batch. It then passes the results to collect, with a flag that says whether the file may
// still be loaded.
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
