package walks

import (
	"database/sql"
	"strconv"

	_ "github.com/mattn/go-sqlite3" // reads the database without the program
)

// whole checks the integrity of the database and of the audit log.
func (c *crash) whole() {
	c.t.Helper()
	if verdict := c.asks(`PRAGMA integrity_check`); verdict != "ok" {
		c.t.Errorf("the file: %s", verdict)
	}
	if verdict := c.asks(`SELECT count(*) FROM pragma_foreign_key_check`); verdict != "0" {
		c.t.Errorf("%s rows refer to nothing", verdict)
	}
	c.run("audit", "verify")
}

// file opens the database without the program.
func (c *crash) file() *sql.DB {
	c.t.Helper()
	file, err := sql.Open("sqlite3", "file:"+c.path+"?_busy_timeout=10000")
	if err != nil {
		c.t.Fatal(err)
	}
	return file
}

// asks reads one value from the database.
func (c *crash) asks(query string) (value string) {
	c.t.Helper()
	file := c.file()
	defer file.Close()
	if err := file.QueryRow(query).Scan(&value); err != nil {
		c.t.Fatalf("%s: %v", query, err)
	}
	return value
}

// accounts compares the promised messages with those that have arrived, and both with the database.
func (c *crash) accounts() {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	came := map[promise]bool{}
	codes, temporary := 0, 0
	for id, l := range c.mails {
		came[promise{l.to, l.request, l.temporary != ""}] = true
		switch {
		case l.temporary != "":
			temporary++
		case l.code != "":
			codes++
		}
		if c.times[id] == 2 {
			c.twice++
		}
		if c.times[id] > 2 {
			c.t.Errorf("%s came %d times to %s", id, c.times[id], l.to)
		}
	}
	for p := range c.promises {
		if !came[p] {
			c.t.Errorf("promised and lost: %+v", p)
		}
	}
	if c.ended == 0 || len(c.promises) == 0 {
		c.t.Error("nobody came to an end")
	}
	for _, e := range []struct{ what, query, want string }{
		{"codes that were right more than once", `SELECT count(*) FROM flows f WHERE (SELECT count(*) FROM codes WHERE flow_id = f.id AND spent_at IS NOT NULL) > 1`, "0"},
		{"right codes noted", `SELECT count(*) FROM audit WHERE event = 'code-tried' AND result = 'ok'`, c.asks(`SELECT count(*) FROM codes WHERE spent_at IS NOT NULL`)},
		{"temporary passwords noted", `SELECT count(*) FROM audit WHERE event = 'temporary-password-issued' AND result = 'ok'`, strconv.Itoa(temporary)},
		{"temporary passwords posted", `SELECT count(*) FROM outbox WHERE kind = 'temporary-password'`, strconv.Itoa(temporary)},
		{"journeys that ended", `SELECT count(*) FROM flows WHERE outcome IS NOT NULL AND journey = 'oubli'`, strconv.Itoa(temporary)},
		{"journeys without their message", `SELECT count(*) FROM flows f WHERE outcome IS NOT NULL AND journey = 'oubli'
			AND (SELECT count(*) FROM outbox WHERE kind = 'temporary-password' AND request = f.request AND member_id = f.member_id) <> 1`, "0"}, // among thousands of requests, two may have the same number
		{"codes posted", `SELECT count(*) FROM outbox WHERE kind = 'code'`, strconv.Itoa(codes)},
		{"messages that did not leave", `SELECT count(*) FROM outbox WHERE state <> 'sent'`, "0"},
		{"codes tried too often", `SELECT count(*) FROM codes WHERE tries > 3`, "0"},
	} {
		if got := c.asks(e.query); got != e.want {
			c.t.Errorf("%s: %s, want %s", e.what, got, e.want)
		}
	}
}
