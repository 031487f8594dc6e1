package db_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"sesame/account/backoffice"
	"sesame/db"
)

// BenchmarkWaitDuringImport loads a file, and undoes it, while another connection writes every few milliseconds, as the service
// does beside the command. It prints how long that writer waited, and the largest size of the WAL.
func BenchmarkWaitDuringImport(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			path := memberFile(b, n)
			for b.Loop() {
				b.StopTimer()
				d := openDB(b)
				loadFile(b, d, memberFile(b, 1000))
				b.StartTimer()
				w := besideWriter(b, d.Path())
				number := loadFile(b, d, path)
				loaded := w.waits()
				_, err := d.UndoImport(b.Context(), number, db.Act{Actor: "system", At: noon.Add(time.Hour)})
				if err != nil {
					b.Fatal(err)
				}
				undone := w.waits()
				b.ReportMetric(float64(n)/loaded.took.Seconds(), "rows/s")
				b.ReportMetric(loaded.longest(), "import-longest-wait-ms")
				b.ReportMetric(loaded.p99(), "import-p99-wait-ms")
				b.ReportMetric(float64(n)/undone.took.Seconds(), "undone-rows/s")
				b.ReportMetric(undone.longest(), "undo-longest-wait-ms")
				b.ReportMetric(float64(max(loaded.wal, undone.wal))/(1<<20), "WAL-MB")
				w.end()
				_ = d.Close()
			}
		})
	}
}

// loadFile loads a file of members, and returns the ID of the import.
func loadFile(b *testing.B, d *db.DB, path string) (number int64) {
	b.Helper()
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	table, err := backoffice.OpenTable(f, backoffice.MemberColumns)
	if err != nil {
		b.Fatal(err)
	}
	report, err := d.ImportMembers(b.Context(), table, db.ImportOptions{Now: noon, Confirmed: true,
		Import: &db.FileImport{Actor: "system", Kind: "adherents", StartedAt: noon}, Loaded: func(i *db.FileImport) { number = i.ID }})
	if err != nil || !report.Applied {
		b.Fatal(report, err)
	}
	return number
}

// beside is the writer on the other connection.
type beside struct {
	asked chan chan waited
	done  chan struct{}
}

// waited is what the writer has measured since the last query.
type waited struct {
	took  time.Duration
	waits []time.Duration
	wal   int64
}

func (w waited) longest() float64 { return float64(slices.Max(w.waits).Microseconds()) / 1000 }

func (w waited) p99() float64 {
	slices.Sort(w.waits)
	return float64(w.waits[len(w.waits)*99/100].Microseconds()) / 1000
}

func besideWriter(b *testing.B, path string) *beside {
	b.Helper()
	d, err := openUnder(b, path, ring(b, 1))
	if err != nil {
		b.Fatal(err)
	}
	w := &beside{asked: make(chan chan waited), done: make(chan struct{})}
	go func() {
		defer close(w.done)
		defer d.Close() //nolint:errcheck // the benchmark is over
		began, now := time.Now(), waited{}
		for {
			select {
			case answer, open := <-w.asked:
				if !open {
					return
				}
				now.took = time.Since(began)
				answer <- now
				began, now = time.Now(), waited{}
			case <-time.After(5 * time.Millisecond):
			}
			at := time.Now()
			if err := d.InTx(context.Background(), func(t *db.Tx) error { return t.EndPersonalisation(context.Background(), 1, noon) }); err != nil {
				b.Error(err)
			}
			now.waits = append(now.waits, time.Since(at))
			if info, err := os.Stat(path + "-wal"); err == nil {
				now.wal = max(now.wal, info.Size())
			}
		}
	}()
	return w
}

func (w *beside) waits() waited {
	answer := make(chan waited)
	w.asked <- answer
	return <-answer
}

func (w *beside) end() {
	close(w.asked)
	<-w.done
}
