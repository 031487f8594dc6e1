package db_test

import (
	"database/sql"
	"slices"
	"testing"
	"time"

	"sesame/db"
)

const (
	neverCame     = 200 // one member of so many has never come
	fileDisagrees = 20  // of one of so many the file gives another contact, and a value that could not be read
)

// timeTodo measures the numbers and first pages of the work lists, and the daily comparison of all accounts, when everything is
// new and when nothing is.
func timeTodo(b *testing.B, d *db.DB, n int) {
	b.Helper()
	never := max(n/neverCame, 1)
	for from := 1; from <= never; from += 500 {
		err := d.InTx(b.Context(), func(tx *db.Tx) error {
			for id := from; id < min(from+500, never+1); id++ {
				if err := tx.IssueTemporary(b.Context(), int64(id), db.Temporary{Hash: "a hash", Channel: "letter", IssuedAt: noon, ExpiresAt: noon.Add(time.Hour)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	notes(b, d)
	timed := func(name string, do func() (int, error)) {
		b.Helper()
		var times []time.Duration
		found, used := 0, cpuTime(b)
		for began := time.Now(); len(times) == 0 || len(times) < 20 && time.Since(began) < 5*time.Second; {
			at, err := time.Now(), error(nil)
			if found, err = do(); err != nil {
				b.Fatal(err)
			}
			times = append(times, time.Since(at))
		}
		cpu := (cpuTime(b) - used) / time.Duration(len(times))
		slices.Sort(times)
		b.Logf("%-36s p50 %10v  cpu %10v  found %d", name, times[len(times)/2].Round(10*time.Microsecond), cpu.Round(10*time.Microsecond), found)
	}
	later := noon.AddDate(0, 0, db.NeverCameAfter)
	const most, page = 1_000, 50
	for _, list := range []db.TodoList{db.TodoNever, db.TodoReturned, db.TodoEmail, db.TodoSMS, db.TodoClosing} {
		timed("number of « "+string(list)+" »", func() (int, error) {
			n, _, err := d.TodoCount(b.Context(), list, most, later)
			return n, err
		})
		timed("page of « "+string(list)+" »", func() (int, error) {
			found, _, err := d.Todo(b.Context(), list, db.TodoPlace{}, page, later)
			return len(found), err
		})
	}
	timed("number of differences", func() (int, error) {
		counts, err := d.DifferenceCounts(b.Context(), most)
		return counts[db.Email], err
	})
	timed("number of values left out", func() (int, error) {
		counts, err := d.LeftOutCounts(b.Context(), most)
		return counts["portable"], err
	})
	for _, name := range []string{"all accounts compared, all new", "all accounts compared, nothing new"} {
		began, used := time.Now(), cpuTime(b)
		if err := d.FindLikenesses(b.Context(), later); err != nil {
			b.Fatal(err)
		}
		b.Logf("%-36s %v, %v of processor", name, time.Since(began).Round(time.Millisecond), (cpuTime(b) - used).Round(time.Millisecond))
	}
	for name, sorts := range map[string][]db.Likeness{"shared contacts": db.SharedContacts, "likely duplicates": db.LikelyDuplicates} {
		timed("number of "+name, func() (int, error) {
			n, _, err := d.AlikeCount(b.Context(), sorts, most)
			return n, err
		})
		timed("page of "+name, func() (int, error) {
			found, _, err := d.AlikeGroups(b.Context(), sorts, db.AlikePlace{}, page, later)
			return len(found), err
		})
	}
}

// notes writes differences and values left out; their content is never read.
func notes(b *testing.B, d *db.DB) {
	b.Helper()
	raw, err := sql.Open("sqlite3", d.Path()+"?_busy_timeout=60000")
	if err != nil {
		b.Fatal(err)
	}
	defer raw.Close() //nolint:errcheck // the benchmark is over
	for _, insert := range []string{
		`INSERT INTO contact_differences (member_id, kind, file_value, seen_at) SELECT id, 'email', x'00', 0 FROM members WHERE id % ? = 0`,
		`INSERT INTO values_left_out (member_id, field, payload, seen_at) SELECT id, 'portable', x'00', 0 FROM members WHERE id % ? = 0`,
	} {
		if _, err := raw.ExecContext(b.Context(), insert, fileDisagrees); err != nil {
			b.Fatal(err)
		}
	}
}
