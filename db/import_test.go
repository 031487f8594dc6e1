package db_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
	"sesame/db/dbtest"
	"sesame/texts"
)

// noon is the fixed clock of the import tests.
var noon = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

const smallHeader = "identifiant;categorie;nom;adresse6;email;portable;carte_vitale\n"

// openDB is an empty database under ring(tb, 1).
func openDB(tb testing.TB) *db.DB {
	tb.Helper()
	return again(tb, "empty", func(tb testing.TB) *db.DB { return openFile(tb, filepath.Join(tb.TempDir(), "sesame.db")) })
}

// openFile opens a file under ring(tb, 1), until the test ends.
func openFile(tb testing.TB, path string) *db.DB {
	tb.Helper()
	d, err := openUnder(tb, path, ring(tb, 1))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = d.Close() })
	return d
}

// again opens a copy of the database that begin makes: the first test that needs it calls begin.
func again[T testing.TB](t T, name string, begin func(T) *db.DB) *db.DB {
	t.Helper()
	return openFile(t, dbtest.Copy(t, name, func() *db.DB { return begin(t) }))
}

// paris is the time zone in which figures are counted.
func paris(tb testing.TB) *time.Location {
	tb.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		tb.Fatal(err)
	}
	return zone
}

// load imports a file with this content; errors are returned as text.
func load(t *testing.T, d *db.DB, columns backoffice.Columns, text string, o db.ImportOptions) (db.ImportReport, []string) {
	t.Helper()
	table, err := backoffice.OpenTable(strings.NewReader(text), columns)
	if err != nil {
		t.Fatal(err)
	}
	var faults []string
	o.Refused = func(r db.Refusal) {
		for _, f := range r.Faults {
			faults = append(faults, f.Error())
		}
	}
	if o.Now.IsZero() {
		o.Now = noon
	}
	run := d.ImportMembers
	if columns.Known[1] == "nature" {
		run = d.ImportPayments
	}
	report, err := run(t.Context(), table, o)
	if err != nil {
		t.Fatal(err)
	}
	return report, faults
}

func members(t *testing.T, d *db.DB, text string) db.ImportReport {
	t.Helper()
	report, faults := load(t, d, backoffice.MemberColumns, text, db.ImportOptions{Confirmed: true})
	if len(faults) > 0 || !report.Applied {
		t.Fatalf("refused: %q", faults)
	}
	return report
}

// everything is the content of every table that an import may change, as SQLite prints it.
func everything(t *testing.T, d *db.DB) (content []string) {
	t.Helper()
	raw := openRaw(t, d)
	defer raw.Close()
	for _, q := range []string{
		`SELECT 'member ' || quote(id) || quote(identifier_key) || quote(profile) || quote(file_key) || quote(vitale_key) || quote(password_hash) || quote(closes_on) || updated_at FROM members ORDER BY id`,
		`SELECT 'contact ' || member_id || kind || quote(value) || source || quote(verified_at) || changed_at FROM contacts ORDER BY member_id, kind`,
		`SELECT 'difference ' || member_id || kind || quote(file_value) || seen_at FROM contact_differences ORDER BY member_id, kind`,
		`SELECT 'left out ' || member_id || field || quote(payload) || seen_at || quote(dismissed_at) FROM values_left_out ORDER BY member_id, field`,
		`SELECT 'search ' || quote(slot_key) || quote(entries) FROM search ORDER BY slot_key`,
		`SELECT 'payment ' || member_id || nature || paid_on || quote(amount_key) FROM payments ORDER BY 1`,
	} {
		content = append(content, column(t, raw, q)...)
	}
	return content
}

// openRaw opens the file of a database without the program.
func openRaw(t *testing.T, d *db.DB) *sql.DB {
	t.Helper()
	raw, err := sql.Open("sqlite3", d.Path())
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func column(t *testing.T, raw *sql.DB, query string) (values []string) {
	t.Helper()
	rows, err := raw.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		values = append(values, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return values
}

// rows counts the lines of everything that begin with this word.
func rows(content []string, word string) (n int) {
	for _, c := range content {
		if strings.HasPrefix(c, word) {
			n++
		}
	}
	return n
}

func member(t *testing.T, d *db.DB, identifier string) *db.Member {
	t.Helper()
	id, err := account.ParseIdentifier(identifier)
	if err != nil {
		t.Fatal(err)
	}
	m, err := d.MemberByKey(t.Context(), d.Keys().IdentifierKey(id))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func inTx(t *testing.T, d *db.DB, f func(context.Context, *db.Tx) error) {
	t.Helper()
	if err := d.InTx(t.Context(), func(tx *db.Tx) error { return f(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func TestAMemberIsLoadedWithContactsAndPayments(t *testing.T) {
	d := openDB(t)
	got := members(t, d, smallHeader+"2850586194123;particulier;Dupré;86370 VIVONNE;zoe@poitou.example;0639981234;123456789012\n")
	if want := (db.ImportReport{Lines: 1, Added: 1, Applied: true}); got != want {
		t.Errorf("report %+v, want %+v", got, want)
	}
	m := member(t, d, "2850586194123")
	if m.Profile.LastName != "Dupré" || m.Profile.Identifier != "2850586194123" || m.Profile.Address[0] != "86370 VIVONNE" || m.Category != account.Particulier {
		t.Errorf("member %+v", m)
	}
	if m.Contacts[db.Email].Value != "zoe@poitou.example" || m.Contacts[db.Mobile].Value != "+33639981234" || m.Contacts[db.Email].Source != db.FromFile {
		t.Errorf("contacts %+v", m.Contacts)
	}
	if string(m.VitaleKey) != string(d.Keys().VitaleKey(m.Identifier(), "123456789012")) {
		t.Error("the carte Vitale's number is not found again")
	}
	report, faults := load(t, d, backoffice.PaymentColumns, "identifiant;nature;date;montant\n2850586194123;prestation;01/11/2026;1 234,56\n", db.ImportOptions{})
	if len(faults) > 0 || report.Added != 1 {
		t.Fatalf("report %+v, faults %q", report, faults)
	}
	key := d.Keys().AmountKey(m.Identifier(), account.Benefit, 123456)
	found, err := d.HasPayment(t.Context(), m.ID, account.Benefit, noon.AddDate(0, -6, 0), key)
	if err != nil || !found {
		t.Errorf("the amount is not found again: %v", err)
	}
}

func TestTheSameFileTwiceChangesNothing(t *testing.T) {
	d := openDB(t)
	file := smallHeader + "T1;tiers;A;86000 POITIERS;a@poitou.example;;\nT2;tiers;B;86000 POITIERS;;0639981234;\n"
	payments := "identifiant;nature;date;montant\nT1;prestation;2026-11-01;12\nT1;prestation;2026-11-01;12,00 €\n"
	members(t, d, file)
	load(t, d, backoffice.PaymentColumns, payments, db.ImportOptions{})
	before := everything(t, d)
	again := db.ImportOptions{Now: noon.Add(time.Hour)}
	report, _ := load(t, d, backoffice.MemberColumns, file, again)
	if want := (db.ImportReport{Lines: 2, Unchanged: 2, Applied: true}); report != want {
		t.Errorf("members: %+v, want %+v", report, want)
	}
	report, _ = load(t, d, backoffice.PaymentColumns, payments, again)
	if want := (db.ImportReport{Lines: 2, Unchanged: 2, Applied: true}); report != want {
		t.Errorf("payments: %+v, want %+v", report, want)
	}
	if after := everything(t, d); !reflect.DeepEqual(before, after) {
		t.Errorf("before %q\nafter %q", before, after)
	}
}

func TestAChangedLineChangesTheMemberAndNobodyElse(t *testing.T) {
	d := openDB(t)
	members(t, d, smallHeader+"T1;tiers;A;86000 POITIERS;a@poitou.example;0639981234;\nT2;tiers;B;86000 POITIERS;b@poitou.example;;\n")
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ChangePassword(ctx, member(t, d, "T1").ID, "", "$argon2id$", noon)
		return err
	})
	got := members(t, d, smallHeader+"T1;tiers;Nouveau;79000 NIORT;c@poitou.example;;\n")
	want := db.ImportReport{Lines: 1, Changed: 1, Emptied: 1, Others: 1, OthersIn: 1, Applied: true}
	want.EmptiedOf[backoffice.Mobile] = 1
	if got != want {
		t.Errorf("report %+v, want %+v", got, want)
	}
	m := member(t, d, "T1")
	if m.Profile.LastName != "Nouveau" || m.PasswordHash != "$argon2id$" || m.Contacts[db.Email].Value != "c@poitou.example" || len(m.Contacts) != 1 {
		t.Errorf("member %+v", m)
	}
	if absent := member(t, d, "T2"); absent.Contacts[db.Email].Value != "b@poitou.example" {
		t.Errorf("a member whom the file does not name has changed: %+v", absent)
	}
}

func TestWhatTheMemberSaysWinsOverTheFile(t *testing.T) {
	file := smallHeader + "T1;tiers;A;86000 POITIERS;file@poitou.example;0639981234;\n"
	other := smallHeader + "T1;tiers;A;79000 NIORT;other@poitou.example;0639981234;\n"
	for name, c := range map[string]struct {
		change      func(context.Context, *db.Tx, *db.Member) error
		then        string
		email       string
		differences int
	}{
		"an address that the member gave, against the very file of the first time": {
			func(ctx context.Context, tx *db.Tx, m *db.Member) error {
				return tx.SetContact(ctx, m, db.Email, db.Contact{Value: "own@poitou.example", Source: db.FromMember}, noon)
			}, file, "own@poitou.example", 1},
		"an address that an agent gave": {
			func(ctx context.Context, tx *db.Tx, m *db.Member) error {
				return tx.SetContact(ctx, m, db.Email, db.Contact{Value: "agent@poitou.example", Source: db.FromAgent}, noon)
			}, other, "agent@poitou.example", 1},
		"an address of the file that the member verified": {
			func(ctx context.Context, tx *db.Tx, m *db.Member) error {
				_, err := tx.VerifyContact(ctx, m.ID, db.Email, noon)
				return err
			}, other, "file@poitou.example", 1},
		"a file that has come round to the member's address": {
			func(ctx context.Context, tx *db.Tx, m *db.Member) error {
				return tx.SetContact(ctx, m, db.Email, db.Contact{Value: "Other@poitou.example", Source: db.FromMember}, noon)
			}, other, "Other@poitou.example", 0},
		"a file that says nothing": {
			func(ctx context.Context, tx *db.Tx, m *db.Member) error {
				return tx.SetContact(ctx, m, db.Email, db.Contact{Value: "own@poitou.example", Source: db.FromMember}, noon)
			}, smallHeader + "T1;tiers;A;79000 NIORT;;0639981234;\n", "own@poitou.example", 0},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDB(t)
			members(t, d, file)
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error { return c.change(ctx, tx, member(t, d, "T1")) })
			report := members(t, d, c.then)
			m := member(t, d, "T1")
			if m.Contacts[db.Email].Value != c.email || m.Contacts[db.Mobile].Value != "+33639981234" {
				t.Errorf("contacts %+v", m.Contacts)
			}
			if n := rows(everything(t, d), "difference"); n != c.differences || report.Differences != c.differences {
				t.Errorf("%d differences listed, %d reported, want %d", n, report.Differences, c.differences)
			}
		})
	}
}

func TestADifferenceThatVanishesIsRemoved(t *testing.T) {
	d := openDB(t)
	file := smallHeader + "T1;tiers;A;86000 POITIERS;file@poitou.example;;\n"
	members(t, d, file)
	own := func(value string) {
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			return tx.SetContact(ctx, member(t, d, "T1"), db.Email, db.Contact{Value: value, Source: db.FromMember}, noon)
		})
	}
	own("own@poitou.example")
	members(t, d, file)
	listed := everything(t, d)
	members(t, d, file)
	if rows(listed, "difference") != 1 || !reflect.DeepEqual(listed, everything(t, d)) {
		t.Errorf("a difference is to be listed once: %q", everything(t, d))
	}
	own("file@poitou.example")
	members(t, d, file)
	if rows(everything(t, d), "difference") != 0 {
		t.Errorf("the difference is still listed: %q", everything(t, d))
	}
}

func TestARefusedLineHoldsTheWholeFileBack(t *testing.T) {
	good := "T1;tiers;A;86000 POITIERS;a@poitou.example;;\n"
	bad := "T2;tiers;;86000 POITIERS;;;\n"
	for name, c := range map[string]struct {
		options db.ImportOptions
		file    string
		members int
		report  db.ImportReport
	}{
		"one bad line among good ones":     {db.ImportOptions{}, good + bad, 0, db.ImportReport{Lines: 2, Added: 1, Refused: 1}},
		"the same, told to keep going":     {db.ImportOptions{KeepGoing: true}, good + bad, 1, db.ImportReport{Lines: 2, Added: 1, Refused: 1, Applied: true}},
		"a good file, run dry":             {db.ImportOptions{DryRun: true}, good, 0, db.ImportReport{Lines: 1, Added: 1}},
		"a bad file, run dry, going on":    {db.ImportOptions{DryRun: true, KeepGoing: true}, good + bad, 0, db.ImportReport{Lines: 2, Added: 1, Refused: 1}},
		"an identifier twice":              {db.ImportOptions{KeepGoing: true}, good + strings.Replace(good, "A", "B", 1), 0, db.ImportReport{Lines: 2, Refused: 2}},
		"a line twice":                     {db.ImportOptions{}, good + "t-1;tiers;A;86000 POITIERS;a@poitou.example;;\n", 1, db.ImportReport{Lines: 2, Added: 1, Unchanged: 1, Applied: true}},
		"a line that cannot be cut":        {db.ImportOptions{}, good + "\"T2\"x;tiers\n", 0, db.ImportReport{Lines: 2, Added: 1, Refused: 1}},
		"a header and nothing else":        {db.ImportOptions{}, "", 0, db.ImportReport{Applied: true}},
		"many lines, the last of them bad": {db.ImportOptions{}, manyTiers(1000) + bad, 0, db.ImportReport{Lines: 1001, Added: 1000, Refused: 1}},
		"many good lines":                  {db.ImportOptions{}, manyTiers(1000), 1000, db.ImportReport{Lines: 1000, Added: 1000, Applied: true}},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDB(t)
			report, faults := load(t, d, backoffice.MemberColumns, smallHeader+c.file, c.options)
			if report.Lines != c.report.Lines || report.Refused != c.report.Refused || report.Applied != c.report.Applied {
				t.Errorf("report %+v, want %+v (%q)", report, c.report, faults)
			}
			if n := rows(everything(t, d), "member "); n != c.members {
				t.Errorf("%d members, want %d", n, c.members)
			}
		})
	}
}

// manyTiers is a file that fills several batches.
func manyTiers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "X%d;tiers;Nom %d;86000 POITIERS;x%d@poitou.example;0639981234;\n", i, i, i)
	}
	return b.String()
}

func TestRefusalsAreToldInTheOrderOfTheFileWithBothLinesOfADuplicate(t *testing.T) {
	d := openDB(t)
	_, faults := load(t, d, backoffice.MemberColumns, smallHeader+"T1;tiers;A;86000 POITIERS;;;\n"+manyTiers(600)+"T-1;tiers;B;86000 POITIERS;;;\nT9;tiers;;86000 POITIERS;;;\n", db.ImportOptions{})
	want := []string{
		"ligne 2, colonne identifiant (« T* ») : Le même identifiant est aussi à la ligne 603 : gardez une seule des deux lignes.",
		"ligne 603, colonne identifiant (« T* ») : Le même identifiant est aussi à la ligne 2 : gardez une seule des deux lignes.",
		"ligne 604, colonne nom : Il faut un nom ou une raison sociale.",
	}
	for i := range want {
		if len(faults) != len(want) || !strings.HasSuffix(faults[i], want[i][strings.Index(want[i], " : "):]) {
			t.Fatalf("got %q, want %q", faults, want)
		}
	}
}

// Errors that several cores find at once are reported in the order of the file, also at the borders of what one core checks at
// a time.
func TestWhatIsRefusedLeftOutAndDoubtfulIsToldInTheOrderOfTheFile(t *testing.T) {
	const lines = 4 * 256
	var (
		file                                                    strings.Builder
		refused, leftOut, doubtful                              []string
		wantRefused, wantCells, wantReasons, wantOut, wantDoubt []string
	)
	file.WriteString(smallHeader)
	for i := range lines {
		mobile := fmt.Sprintf("06%08d", 39_980_000+i)
		cells, line := fmt.Sprintf("X%d;tiers;Nom %d;86000 POITIERS;x%d@poitou.example;%s;", i, i, i, mobile), fmt.Sprint(i+2)
		refuse := func(text, reason string) {
			cells = text
			wantRefused, wantCells, wantReasons = append(wantRefused, line), append(wantCells, text), append(wantReasons, reason)
		}
		switch i % 256 {
		case 0:
			refuse(fmt.Sprintf("X%d;tiers;;86000 POITIERS;;;", i), texts.CellNoName)
		case 1, 253:
			wantOut = append(wantOut, line)
			cells = strings.Replace(cells, "@", " ", 1)
		case 2, 254:
			wantDoubt = append(wantDoubt, line)
			cells = strings.Replace(cells, mobile, "0549123456", 1)
		case 3:
			refuse(fmt.Sprintf(`"X%d"x;tiers`, i), texts.LineQuote)
		case 252:
			other := i + 3 // the second line with the identifier, of a pair
			refuse(fmt.Sprintf("Y%d;tiers;Nom;86000 POITIERS;;;", i), texts.LineTwice(other+2))
		case 255:
			refuse(fmt.Sprintf("Y%d;tiers;Autre;86000 POITIERS;;;", i-3), texts.LineTwice(i-3+2))
		}
		file.WriteString(cells + "\n")
	}
	table, err := backoffice.OpenTable(strings.NewReader(file.String()), backoffice.MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	var toldCells, reasons []string
	report, err := openDB(t).ImportMembers(t.Context(), table, db.ImportOptions{Now: noon, KeepGoing: true, Confirmed: true,
		Refused: func(r db.Refusal) {
			refused, toldCells = append(refused, fmt.Sprint(r.Line.Number)), append(toldCells, strings.Join(r.Line.Fields, ";"))
			reasons = append(reasons, r.Faults[0].Reason)
		},
		LeftOut: func(e backoffice.RowError) { leftOut = append(leftOut, fmt.Sprint(e.Line)) },
		Warned:  func(e backoffice.RowError) { doubtful = append(doubtful, fmt.Sprint(e.Line)) }})
	if err != nil || !report.Applied || report.Lines != lines || report.Refused != len(wantRefused) || report.Added != lines-len(wantRefused) {
		t.Errorf("%+v, %v; want %d refused", report, err, len(wantRefused))
	}
	for _, c := range []struct {
		what      string
		got, want []string
	}{
		{"refused", refused, wantRefused}, {"their text", toldCells, wantCells}, {"why", reasons, wantReasons}, {"left out", leftOut, wantOut}, {"doubtful", doubtful, wantDoubt},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: told %q; want %q", c.what, c.got, c.want)
		}
	}
}

// A spreadsheet removes leading zeros: in both files the number is read as the original SIRET.
func TestASIRETWithoutItsLeadingZeroIsTheSame(t *testing.T) {
	const siret, short = "05520135400010", "5520135400010"
	d := openDB(t)
	var warned []string
	o := db.ImportOptions{Warned: func(e backoffice.RowError) { warned = append(warned, e.Error()) }}
	load(t, d, backoffice.MemberColumns, smallHeader+short+";entreprise;A;86000 POITIERS;;;\n", o)
	if len(warned) != 1 || !strings.Contains(warned[0], "le zéro du début") {
		t.Errorf("warned %q", warned)
	}
	first := member(t, d, siret)
	if report := members(t, d, smallHeader+siret+";entreprise;A;86000 POITIERS;;;\n"); report.Added > 0 || report.Changed > 0 {
		t.Errorf("the whole number: %+v", report)
	}
	if _, faults := load(t, d, backoffice.MemberColumns, smallHeader+siret+";entreprise;A;86000 POITIERS;;;\n"+short+";entreprise;B;86000 POITIERS;;;\n", db.ImportOptions{}); len(faults) != 2 {
		t.Errorf("both in one file: refused %q", faults)
	}
	report, faults := load(t, d, backoffice.PaymentColumns, "identifiant;nature;date;montant\n"+short+";facture_cotisations;2026-11-01;12\nTotal;;;12\n", db.ImportOptions{})
	if want := (db.ImportReport{Lines: 1, Added: 1, Warnings: 1, Applied: true}); report != want {
		t.Errorf("payments: %+v, refused %q", report, faults)
	}
	id, err := account.ParseIdentifier(siret)
	if err != nil {
		t.Fatal(err)
	}
	found, err := d.HasPayment(t.Context(), first.ID, account.Invoice, noon.AddDate(0, -6, 0), d.Keys().AmountKey(id, account.Invoice, 1200))
	if err != nil || !found {
		t.Errorf("the amount is not found again (%v)", err)
	}
	members(t, d, smallHeader+short+";tiers;Tiers;86000 POITIERS;;;\n")
	if m := member(t, d, short); m.ID == first.ID {
		t.Error("a tiers has lost the number")
	}
}

func TestAPaymentOfAnUnknownMemberIsRefused(t *testing.T) {
	d := openDB(t)
	members(t, d, smallHeader+"T1;tiers;A;86000 POITIERS;;;\n")
	file := "identifiant;nature;date;montant\nT1;prestation;2026-11-01;12\nT2;prestation;2026-11-01;12\n"
	report, faults := load(t, d, backoffice.PaymentColumns, file, db.ImportOptions{})
	if report.Applied || len(faults) != 1 || !strings.Contains(faults[0], "ligne 3, colonne identifiant") || rows(everything(t, d), "payment") != 0 {
		t.Errorf("report %+v, faults %q", report, faults)
	}
	report, _ = load(t, d, backoffice.PaymentColumns, file, db.ImportOptions{KeepGoing: true})
	if want := (db.ImportReport{Lines: 2, Added: 1, Refused: 1, Applied: true}); report != want || rows(everything(t, d), "payment") != 1 {
		t.Errorf("report %+v, want %+v", report, want)
	}
}

func TestNothingOfAMemberStandsInClear(t *testing.T) {
	d := openDB(t)
	members(t, d, smallHeader+"2850586194123;particulier;Désormeaux;86370 VIVONNE;zoe@poitou.example;0639981234;987654321012\n")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(d.Path() + suffix)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		for _, secret := range []string{"2850586194123", "sormeaux", "VIVONNE", "zoe@", "639981234", "987654321012"} {
			if strings.Contains(string(content), secret) {
				t.Errorf("%q is readable in the database%s", secret, suffix)
			}
		}
	}
}
