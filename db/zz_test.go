package db_test
import ("testing";"time";"os";"bytes";"strconv";"sesame/account";"sesame/db";"strings";"syscall")
func TestZZ(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("ZZN"))
	d := openDB(t)
	f, err := os.Open(memberFile(t, n)); if err != nil { t.Fatal(err) }
	table, err := account.OpenTable(f, account.MemberColumns); if err != nil { t.Fatal(err) }
	s := time.Now()
	if _, err := d.ImportMembers(t.Context(), table, db.ImportOptions{Now: noon}); err != nil { t.Fatal(err) }
	t.Log("import", time.Since(s))
	var before map[string][]string
	if n <= 20000 { before = blobs(t, d.Path()) }
	d.Close()
	fi, _ := os.Stat(d.Path()); t.Log(fi.Size())
	var u0, u1 syscall.Rusage
	syscall.Getrusage(0, &u0)
	s = time.Now()
	_, err = db.Rotate(t.Context(), db.Rotation{Path: d.Path(), Keys: ring(t,1), Lengthen: func() (*account.Keyring, error) { return ring(t,2), nil }, Began: func(x string){ t.Log(x, time.Since(s)) ; if x=="payments" { w,_ := os.Stat(d.Path()+"-wal"); if w!=nil {t.Log("wal", w.Size())} }}, Now: noon})
	if err != nil { t.Fatal(err) }
	syscall.Getrusage(0, &u1)
	t.Log("rotate", time.Since(s), "maxrss", u0.Maxrss, u1.Maxrss)
	fi, _ = os.Stat(d.Path()); t.Log(fi.Size())
	if before != nil {
		file, _ := os.ReadFile(d.Path())
		left := map[string]int{}
		for c, vs := range before { for _, v := range vs { if bytes.Contains(file, []byte(v)) { left[c]++ } } }
		t.Log(left)
	}
	_ = strings.ToUpper
}
