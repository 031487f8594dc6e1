package db_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"math/rand/v2"
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
)

var (
	commonNames = strings.Fields("Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand " +
		"Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier " +
		"François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie")
	firstNames = strings.Fields("Jean Marie Michel Pierre André Philippe Jacques Bernard Jean-Pierre Alain Françoise Monique Catherine Nathalie Isabelle Sylvie " +
		"Patrick Nicolas Christophe Daniel Christine Valérie Martine Sandrine Stéphanie Véronique Céline Chantal Brigitte Thierry Laurent Émilie Julien " +
		"Sébastien Frédéric Olivier Hélène Éric Stéphane Pascal Aurélie Élodie Camille Léa Manon Chloé Inès Zoé Noël Gaël Maël Loïc Anaïs Joëlle")
	syllables = strings.Fields("ba bel bou bri cha che cor dau del dou fau fer gau gri jou lan lar lé mar mau mon nau pel per pi quin ra ré rou sau ser tar tho tri val ver vi vau")
	endings   = strings.Fields("ard aud eau el ent er et euil ier in on ot oux ux y dit tel ville gny zac")
)

// french draws members as a caisse has them: few names are common, most are rare.
type french struct {
	draw         *rand.Rand
	names, towns []string
	name, first  *rand.Zipf
	town         *rand.Zipf
}

func newFrench() *french {
	f := &french{draw: rand.New(rand.NewPCG(1, 2))}
	f.names = slices.Clone(commonNames)
	for len(f.names) < 120_000 {
		f.names = append(f.names, f.made())
	}
	for i := range 4000 {
		name := f.made()
		if i%5 == 0 {
			name = "Saint " + firstNames[f.draw.IntN(len(firstNames))] + " " + []string{"sur ", "de ", "les "}[i%3] + name
		}
		f.towns = append(f.towns, fmt.Sprintf("%05d %s", 1000+f.draw.IntN(94_000), strings.ToUpper(name)))
	}
	f.name = rand.NewZipf(f.draw, 1.05, 40, uint64(len(f.names)-1))
	f.first = rand.NewZipf(f.draw, 1.3, 8, uint64(len(firstNames)-1))
	f.town = rand.NewZipf(f.draw, 1.1, 20, uint64(len(f.towns)-1))
	return f
}

func (f *french) made() string {
	var b strings.Builder
	for range 1 + f.draw.IntN(3) {
		b.WriteString(syllables[f.draw.IntN(len(syllables))])
	}
	return strings.ToUpper(b.String()[:1]) + b.String()[1:] + endings[f.draw.IntN(len(endings))]
}

func (f *french) write(tb testing.TB, path string, n int) {
	tb.Helper()
	file, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriter(file)
	fmt.Fprint(w, "identifiant;categorie;civilite;nom;prenom;date_naissance;adresse4;adresse6;email;portable;fixe\n")
	for i := range n {
		born := i * 7919
		fmt.Fprintf(w, "X%d;tiers;Mme;%s;%s;%02d/%02d/19%02d;%d rue du Bourg;%s;x%d@poitou.example;%s;05%08d\n", i, f.names[f.name.Uint64()],
			firstNames[f.first.Uint64()], 1+born%28, 1+born/28%12, 30+born/336%60, i%200, f.towns[f.town.Uint64()], i, phoneOf(i), 49_000_000+i%900_000)
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := file.Close(); err != nil {
		tb.Fatal(err)
	}
}

// phoneOf is the mobile of one member, and of no other.
func phoneOf(i int) string { return fmt.Sprintf("06%08d", 10_000_000+i) }

// BenchmarkSearch fills SEARCH_MEMBERS members (200,000 unless told) and searches among them, each time for something
// else: with the file in memory, and read anew from the disk by a database that was just opened. What is timed ends with
// the profiles of those found opened. Then it times the work lists of the same members. All lines are printed with -test.v.
func BenchmarkSearch(b *testing.B) {
	n := 200_000
	if s := os.Getenv("SEARCH_MEMBERS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	f := newFrench()
	path := filepath.Join(b.TempDir(), "adherents.csv")
	f.write(b, path, n)
	d := openDB(b)
	began, used := time.Now(), cpuTime(b)
	importFile(b, d, path)
	b.Logf("%d members loaded, %.0f/s, %.1f µs of processor each; %.0f bytes of the index each", n, float64(n)/time.Since(began).Seconds(),
		float64((cpuTime(b)-used).Microseconds())/float64(n), float64(indexSize(b, d))/float64(n))
	common := func(i int) string { return commonNames[i%len(commonNames)] }
	first := func(i int) string { return firstNames[i%len(firstNames)] }
	town := func(i int) string { _, name, _ := strings.Cut(f.towns[i%len(f.towns)], " "); return name }
	for _, c := range []struct {
		name string
		text func(i int) string
	}{
		{"phone", func(i int) string { return phoneOf(i * 7919 % n) }},
		{"common surname", common},
		{"first name and surname", func(i int) string { return first(i) + " " + common(i/2) }},
		{"surname and town", func(i int) string { return common(i) + " " + town(i) }},
		{"rare surname", func(i int) string { return f.names[len(f.names)-1-i] }},
		{"two surnames, few or nobody", func(i int) string { return common(i) + " " + common(i+7) }},
		{"beginnings", func(i int) string { return common(i)[:4] + " " + first(i)[:3] }},
		{"by sound", func(i int) string { return "Lefaivre " + strings.Replace(first(i), "ph", "f", 1) + "e" }},
		{"birth date", func(i int) string { return fmt.Sprintf("%02d/%02d/19%02d", 1+i%28, 1+i%12, 30+i%60) }},
		{"surname and year", func(i int) string { return fmt.Sprintf("mme %s née en %02d", common(i), 30+i%60) }},
		{"surname and département", func(i int) string { return common(i) + " " + f.towns[i][:2] }},
		{"surname and street", func(i int) string { return common(i) + " rue du bourg" }},
		{"e-mail", func(i int) string { return fmt.Sprintf("x%d@poitou.example", i*7919%n) }},
		{"a letter left out", func(i int) string { w := f.names[60+i]; return w[:2] + w[3:] }},
		{"a wrong first letter, a first name", func(i int) string { return "x" + f.names[60+i][1:] + " " + first(i) }},
		{"a surname, a slip in the town", func(i int) string {
			w := town(i)
			return common(i) + " " + w[:len(w)-2] + w[len(w)-1:]
		}},
		{"a slip in the street", func(i int) string { return common(i) + " bourh " + f.towns[i][:2] }},
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

// indexSize is what the slots of the search hold, in bytes.
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

// reopenCold opens the database again after the system was told to forget its file.
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
