package figures_test

import (
	"database/sql"
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

// The page of 52 weeks and its file, with 100 figures a day for 400 days and a million rows of the audit log.
func BenchmarkFiguresOfAYear(b *testing.B) {
	s := servicetest.NewService(b)
	s.Supervisor = s.AgentBrowser(db.RoleSupervisor)
	file, err := sql.Open("sqlite3", s.DB.Path())
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // it has served
	for _, q := range []string{
		`WITH RECURSIVE d(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM d WHERE n < 399), k(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i < 59)
			INSERT OR IGNORE INTO figures SELECT date('2026-11-23', '-' || n || ' days'), CASE i % 4 WHEN 0 THEN 'login' WHEN 1 THEN 'code-time' WHEN 2 THEN 'limit' ELSE 'journey-left' END, 5 * i, 1000 + i FROM d, k`,
		`WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 1000000)
			INSERT INTO audit (seq, segment, at, event, actor, target, origin, result, reason, hash) SELECT (SELECT max(seq) FROM audit) + n, '2026-11', 1790000000, 'login', 'member', '', '', 'ok', '', zeroblob(32) FROM r`,
		`UPDATE meta SET audit_seq = (SELECT max(seq) FROM audit)`,
	} {
		if _, err := file.Exec(q); err != nil {
			b.Fatal(err)
		}
	}
	acts := []events.Kind{events.PasswordReset, events.Unblocked, events.ContactsCorrected, events.SessionsClosed}
	for i, motive := range events.AllMotives()[:10] {
		for _, act := range acts {
			if _, err := file.Exec(`INSERT INTO figures SELECT DISTINCT day, ?, ?, ? FROM figures`, events.FigureMotive, act.Name()+"/"+string(motive), 1+i); err != nil {
				b.Fatal(err)
			}
		}
	}
	for _, path := range []string{"/agent/chiffres?par=semaine", "/agent/chiffres.csv"} {
		b.Run(path, func(b *testing.B) {
			for b.Loop() {
				s.Supervisor.Get(path).At(path, 200)
			}
		})
	}
}
