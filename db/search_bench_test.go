package db_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/db/dbtest"
)

// writePeople writes a file of invented members.
func writePeople(tb testing.TB, path string, n int) {
	tb.Helper()
	file, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriter(file)
	fmt.Fprint(w, "identifiant;categorie;civilite;nom;prenom;date_naissance;adresse4;adresse6;email;portable;fixe\n")
	for i := range n {
		p := dbtest.Someone(i)
		fmt.Fprintf(w, "X%d;tiers;%s;%s;%s;%s;%s;%s;x%d@poitou.example;%s;05%08d\n", i, map[bool]string{true: "Mme", false: "M."}[p.Woman], p.LastName, p.FirstName,
			p.Born.Format("02/01/2006"), p.Street, p.Town, i, phoneOf(i), 49_000_000+i%900_000)
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := file.Close(); err != nil {
		tb.Fatal(err)
	}
}

// rarePerson returns the next member from i on with a rare surname.
func rarePerson(i int) dbtest.Person {
	for ; ; i++ {
		if p := dbtest.Someone(i); p.Rare() {
			return p
		}
	}
}

// phoneOf returns a mobile number that only this member has.
func phoneOf(i int) string { return fmt.Sprintf("06%08d", 10_000_000+i) }

// BenchmarkSearch loads SEARCH_MEMBERS members (200,000 by default) and searches for something else each time: with the file in
// memory, and with a newly opened database whose file is read from the disk. The time includes decrypting the profiles that
// were found. Then it measures the work lists of the same members. -test.v prints all lines.
func BenchmarkSearch(b *testing.B) {
	n := 200_000
	if s := os.Getenv("SEARCH_MEMBERS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	path := filepath.Join(b.TempDir(), "adherents.csv")
	writePeople(b, path, n)
	d := openDB(b)
	began, used := time.Now(), cpuTime(b)
	importFile(b, d, path)
	b.Logf("%d members loaded, %.0f/s, %.1f µs of processor each; %.0f bytes of the index each", n, float64(n)/time.Since(began).Seconds(),
		float64((cpuTime(b)-used).Microseconds())/float64(n), float64(indexSize(b, d))/float64(n))
	one := func(i int) dbtest.Person { return dbtest.Someone(i * 7919 % n) }
	rare := func(i int) string { return rarePerson(i * 7919 % n).LastName }
	for _, c := range []struct {
		name string
		text func(i int) string
	}{
		{"phone", func(i int) string { return phoneOf(i * 7919 % n) }},
		{"common surname", dbtest.CommonSurname},
		{"first name and surname", func(i int) string { return one(i).FirstName + " " + dbtest.CommonSurname(i/2) }},
		{"surname and town", func(i int) string { return dbtest.CommonSurname(i) + " " + one(i).TownName() }},
		{"rare surname", rare},
		{"two surnames, few or nobody", func(i int) string { return dbtest.CommonSurname(i) + " " + dbtest.CommonSurname(i+7) }},
		{"beginnings", func(i int) string { return fmt.Sprintf("%.4s %.3s", dbtest.CommonSurname(i), one(i).FirstName) }},
		{"by sound", func(i int) string { return "Lefaivre " + strings.Replace(one(i).FirstName, "ph", "f", 1) + "e" }},
		{"birth date", func(i int) string { return one(i).Born.Format("02/01/2006") }},
		{"surname and year", func(i int) string { return "mme " + dbtest.CommonSurname(i) + " née en " + one(i).Born.Format("06") }},
		{"surname and département", func(i int) string { return dbtest.CommonSurname(i) + " " + one(i).Town[:2] }},
		{"surname and street", func(i int) string { return dbtest.CommonSurname(i) + " rue du bourg" }},
		{"e-mail", func(i int) string { return fmt.Sprintf("x%d@poitou.example", i*7919%n) }},
		{"a letter left out", func(i int) string { w := rare(i); return w[:2] + w[3:] }},
		{"a wrong first letter, a first name", func(i int) string { p := rarePerson(i * 7919 % n); return "x" + p.LastName[1:] + " " + p.FirstName }},
		{"a surname, a slip in the town", func(i int) string {
			w := one(i).TownName()
			return dbtest.CommonSurname(i) + " " + w[:len(w)-2] + w[len(w)-1:]
		}},
		{"a slip in the street", func(i int) string { return dbtest.CommonSurname(i) + " bourh " + one(i).Town[:2] }},
		{"eight common words", func(i int) string { return "saint jean marie pierre michel martin bernard thomas" }},
	} {
		for _, cold := range []bool{false, true} {
			var times []time.Duration
			found, cpu := 0, time.Duration(0)
			for i := range 40 {
				if cold {
					d = reopenCold(b, d)
				}
				began, used := time.Now(), cpuTime(b)
				r, err := d.SearchMembers(b.Context(), c.text(i), 20)
				if err != nil {
					b.Fatal(err)
				}
				times, found = append(times, time.Since(began)), found+r.Count()
				cpu += cpuTime(b) - used
			}
			slices.Sort(times)
			b.Logf("%-28s cold %-5v p50 %8v  p99 %8v  cpu %8v  found %.1f", c.name, cold, times[20].Round(10*time.Microsecond), times[39].Round(10*time.Microsecond), (cpu / 40).Round(10*time.Microsecond), float64(found)/40)
		}
	}
	timeTodo(b, d, n)
}

// indexSize is the size of the search index, in bytes.
func indexSize(tb testing.TB, d *db.DB) (size int64) {
	tb.Helper()
	raw, err := sql.Open("sqlite3", d.Path())
	if err != nil {
		tb.Fatal(err)
	}
	defer raw.Close()
	if err := raw.QueryRowContext(tb.Context(), `SELECT sum(length(entries)) FROM search`).Scan(&size); err != nil {
		tb.Fatal(err)
	}
	return size
}

func importFile(tb testing.TB, d *db.DB, path string) {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	table, err := backoffice.OpenTable(f, backoffice.MemberColumns)
	if err != nil {
		tb.Fatal(err)
	}
	report, err := d.ImportMembers(tb.Context(), table, db.ImportOptions{Now: noon, Refused: func(r db.Refusal) { tb.Fatal(r.Faults) }})
	if err != nil || !report.Applied {
		tb.Fatal(report, err)
	}
}

// reopenCold opens the database again after the system has dropped its file from memory.
func reopenCold(tb testing.TB, d *db.DB) *db.DB {
	tb.Helper()
	if err := d.Close(); err != nil {
		tb.Fatal(err)
	}
	f, err := os.Open(d.Path())
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	const dontNeed = 4 // POSIX_FADV_DONTNEED
	if _, _, e := syscall.Syscall6(syscall.SYS_FADVISE64, f.Fd(), 0, 0, dontNeed, 0, 0); e != 0 {
		tb.Fatal(e)
	}
	again, err := db.Open(tb.Context(), d.Path(), d.Keys(), paris(tb))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = again.Close() })
	return again
}
