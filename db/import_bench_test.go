package db_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sesame/account/backoffice"
	"sesame/db"
)

// memberFile writes a file of n particuliers in the form of a caisse's export, and returns its path.
func memberFile(tb testing.TB, n int) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "adherents.csv")
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprint(w, "identifiant;categorie;civilite;nom;prenom;raison_sociale;date_naissance;commune_naissance;pays_naissance;"+
		"adresse1;adresse2;adresse3;adresse4;adresse5;adresse6;email;portable;fixe;fax;carte_vitale\r\n")
	for i := range n {
		fmt.Fprintf(w, "1%02d%02d86%03d%03d;particulier;Monsieur;Désormeaux%d;Émile;;%02d/%02d/19%02d;Vivonne;France;;;;%d rue du Bourg;;86370 VIVONNE;"+
			"emile.%d@poitou.example;06 %02d %02d %02d %02d;05 49 %02d %02d %02d;;%d\r\n",
			30+i/1_000_000%60, 1+i/100_000%12, i/1000%1000, i%1000, i, 1+i%28, 1+i%12, 30+i%60, i%200,
			i, 10+i%50, i%100, i/100%100, i/10_000%100, i%100, i/100%100, i/10_000%100, 1_000_000_000+i)
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return path
}

// BenchmarkImportMembers loads 500,000 members into an empty database, then the same file again.
func BenchmarkImportMembers(b *testing.B) {
	const n = 500_000
	path := memberFile(b, n)
	for b.Loop() {
		b.StopTimer()
		d := openDB(b)
		b.StartTimer()
		for _, pass := range []string{"new-rows/s", "same-rows/s"} {
			began, cpu := time.Now(), cpuTime(b)
			f, err := os.Open(path)
			if err != nil {
				b.Fatal(err)
			}
			table, err := backoffice.OpenTable(f, backoffice.MemberColumns)
			if err != nil {
				b.Fatal(err)
			}
			report, err := d.ImportMembers(b.Context(), table, db.ImportOptions{Now: noon,
				Refused: func(r db.Refusal) { b.Fatal(r.Faults) }})
			if err != nil || !report.Applied || report.Lines != n {
				b.Fatal(report, err)
			}
			_ = f.Close()
			b.ReportMetric(n/time.Since(began).Seconds(), pass)
			b.ReportMetric(float64((cpuTime(b)-cpu).Microseconds())/n, pass+"-cpu-µs")
		}
		if err := d.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// cpuTime is the processor time that this process has used on all cores.
func cpuTime(tb testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
