package figures_test

import (
	"database/sql"
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
)

// The page of 52 weeks, with 400 days of 60 counts and a million rows of the audit log beside them.
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
			INSERT INTO audit SELECT (SELECT max(seq) FROM audit) + n, '2026-11', 1790000000, 'login', 'member', '', '', 'ok', '', zeroblob(32) FROM r`,
		`UPDATE meta SET audit_seq = (SELECT max(seq) FROM audit)`,
	} {
		if _, err := file.Exec(q); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		s.Supervisor.Get("/agent/chiffres?par=semaine").At("/agent/chiffres?par=semaine", 200)
	}
}
