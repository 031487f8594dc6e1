package handlers_test

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"sesame/handlers"
	"sesame/handlers/servicetest"
)

// disguises returns the encodings under which a value may be in a file.
func disguises(value, what string) map[string][]byte {
	forms := map[string]string{
		"": value, "lower ": strings.ToLower(value), "upper ": strings.ToUpper(value), "decomposed ": norm.NFD.String(value),
		"joined ": strings.Map(func(r rune) rune {
			if strings.ContainsRune(" .-/,'_", r) {
				return -1
			}
			return r
		}, value),
	}
	backwards := []rune(value)
	slices.Reverse(backwards)
	forms["reversed "] = string(backwards)
	found := map[string][]byte{}
	for form, v := range forms {
		plain := []byte(v)
		found[form+"UTF-8"] = plain
		var latin, little, big []byte
		for _, r := range v {
			latin = append(latin, byte(r))
		}
		for _, u := range utf16.Encode([]rune(v)) {
			little, big = binary.LittleEndian.AppendUint16(little, u), binary.BigEndian.AppendUint16(big, u)
		}
		found[form+"Latin-1"], found[form+"UTF-16LE"], found[form+"UTF-16BE"] = latin, little, big
		found[form+"hex"], found[form+"HEX"] = []byte(hex.EncodeToString(plain)), []byte(strings.ToUpper(hex.EncodeToString(plain)))
		found[form+"percent"] = []byte(url.QueryEscape(v))
		if quoted := strconv.QuoteToASCII(v); len(quoted) > len(v)+2 {
			found[form+"escaped"] = []byte(quoted[1 : len(quoted)-1])
		}
		for shift := range 3 { // at any position of the value in the encoded text
			for name, e := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
				whole := e.EncodeToString(append(make([]byte, shift), plain...))
				from, to := (shift*8+5)/6, (shift+len(plain))*8/6
				found[form+name+strconv.Itoa(shift)] = []byte(whole[from:to])
			}
		}
	}
	if what != "session token" { // nobody could guess a session token; for other values, anybody could try a hash without a key
		a, b, c := sha256.Sum256([]byte(value)), sha1.Sum([]byte(value)), md5.Sum([]byte(value))
		for name, sum := range map[string][]byte{"SHA-256": a[1:16], "SHA-1": b[1:16], "MD5": c[1:]} {
			// A key of the database is shorter than a hash, and its first byte may be that of a kind.
			found[name], found[name+" hex"] = sum, []byte(hex.EncodeToString(sum))
		}
	}
	if n, err := strconv.ParseUint(value, 10, 64); err == nil && n > 1<<40 { // shorter ones occur anywhere by chance
		found["integer BE"] = bytes.TrimLeft(binary.BigEndian.AppendUint64(nil, n), "\x00")
		found["integer LE"] = bytes.TrimRight(binary.LittleEndian.AppendUint64(nil, n), "\x00")
	}
	return found
}

// traces lists the disguises under which these bytes contain a value.
func traces(where []byte, value, what string) (under []string) {
	looked := map[string]bool{} // many are the same
	for name, disguise := range disguises(value, what) {
		if len(disguise) >= 5 && !looked[string(disguise)] && bytes.Contains(where, disguise) {
			under = append(under, name)
		}
		looked[string(disguise)] = true
	}
	return under
}

func TestTheThiefKnowsHowToLook(t *testing.T) {
	for name, written := range map[string]string{
		"as it is":            "xx" + servicetest.Ondine + "yy",
		"reversed":            "xx1543219790382yy",
		"UTF-16":              "x\x00" + strings.Join(strings.Split(servicetest.Ondine, ""), "\x00") + "\x00",
		"hexadecimal":         hex.EncodeToString([]byte("ab" + servicetest.Ondine)),
		"base64":              base64.StdEncoding.EncodeToString([]byte(servicetest.Ondine + "z")),
		"base64, shifted":     base64.StdEncoding.EncodeToString([]byte("{" + servicetest.Ondine + "z")),
		"base64, shifted two": base64.URLEncoding.EncodeToString([]byte("{\"" + servicetest.Ondine + "z")),
		"hashed without key":  func() string { h := sha256.Sum256([]byte(servicetest.Ondine)); return string(h[:]) }(),
		"an integer":          string(binary.BigEndian.AppendUint64(nil, 2830979123451)),
	} {
		if len(traces([]byte(written), servicetest.Ondine, "identifier")) == 0 {
			t.Errorf("%s: not found in %q", name, written)
		}
	}
	for value, written := range map[string]string{"Quéméneur": "QUÉMÉNEUR", "27 venelle": "27venelle", "Barnabé": "Barnab\xe9", "Étude": `\u00c9tude`,
		"Écureuils": "E\u0301cureuils", "a@b.example": "a%40b.example"} {
		if len(traces([]byte(written), value, "name")) == 0 {
			t.Errorf("%s: not found in %q", value, written)
		}
	}
	if found := traces([]byte("nothing of hers stands here 2830979123450"), servicetest.Ondine, "identifier"); len(found) > 0 {
		t.Errorf("found %v where nothing is", found)
	}
}

// sealedLog is the log of the process, safe for concurrent writes.
type sealedLog struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *sealedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

// payloads returns the sealed payloads of the waiting messages and letters.
func payloads(t *testing.T, file *sql.DB) (sealed [][]byte) {
	t.Helper()
	rows, err := file.Query(`SELECT payload FROM outbox WHERE payload IS NOT NULL UNION ALL SELECT payload FROM letters WHERE payload IS NOT NULL`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var p []byte
		if err := rows.Scan(&p); err != nil {
			t.Fatal(err)
		}
		sealed = append(sealed, p)
	}
	if err := rows.Err(); err != nil || len(sealed) < 20 {
		t.Fatalf("%d messages wait, %v", len(sealed), err)
	}
	return sealed
}

func TestAStolenCopySaysNothing(t *testing.T) {
	log := &sealedLog{}
	logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s := servicetest.NewService(t, func(o *handlers.Options) {
		o.Limits.CodeDigits = 8 // four digits occur anywhere by chance
		o.Log = logger
	})
	s.ImportFiles(servicetest.StolenMembers, servicetest.StolenPayments)
	l := &servicetest.Loot{Values: map[string]string{}}
	l.AddFile(servicetest.StolenMembers)
	l.AddFile(servicetest.StolenPayments)
	s.EveryJourney(l)
	file := s.Raw()
	wiped := payloads(t, file)
	s.Print()
	s.Deliver(logger)
	// The next day's file contradicts what she enters here.
	changed := strings.NewReplacer("ondine.quemeneur@belier.example", "ondine.fichier@myrtille.example", "27 venelle du Bélier", "31 venelle de l'Alisier").Replace(servicetest.StolenMembers)
	s.ImportFiles(changed, servicetest.StolenPayments)
	l.AddFile(changed)
	s.LeftHalfWay(l)
	s.AgentsLeft(l)
	s.ServicesLeft(l, servicetest.Marie)

	for _, table := range []string{"members", "contacts", "contact_differences", "payments", "flows", "codes", "limit_events", "sessions", "logins", "outbox",
		"letters", "contact_messages", "audit", "agents", "agent_passkeys", "agent_recovery_codes", "agent_logins",
		"clients", "authorizations", "grants", "signing_keys"} {
		if servicetest.Number(t, file, "SELECT count(*) FROM "+table) == 0 {
			t.Errorf("nothing stands in %s: this test proves nothing of it", table)
		}
	}
	for what, query := range map[string]string{
		"addresses to verify":        `SELECT count(*) FROM members WHERE pending_email IS NOT NULL`,
		"addresses of a journey":     `SELECT count(*) FROM flows WHERE new_email IS NOT NULL`,
		"messages waiting":           `SELECT count(*) FROM outbox WHERE state = 'waiting'`,
		"messages sent and wiped":    `SELECT count(*) FROM outbox WHERE state = 'sent'`,
		"decoys let go of":           `SELECT count(*) FROM outbox WHERE state = 'decoy'`,
		"letters waiting":            `SELECT count(*) FROM letters WHERE state = 'waiting'`,
		"letters printed and wiped":  `SELECT count(*) FROM letters WHERE state = 'printed'`,
		"codes":                      `SELECT count(*) FROM codes WHERE spent_at IS NULL`,
		"enrolments waiting":         `SELECT count(*) FROM agents WHERE enrolment_key IS NOT NULL`,
		"temporary passwords issued": `SELECT count(*) FROM members WHERE temporary_hash IS NOT NULL`,
		"former temporary passwords": `SELECT count(*) FROM former_temporaries`,
	} {
		if servicetest.Number(t, file, query) == 0 {
			t.Errorf("there are no %s: this test proves nothing of them", what)
		}
	}
	if kinds := servicetest.Number(t, file, `SELECT count(DISTINCT kind) FROM outbox`); kinds < 8 {
		t.Errorf("%d kinds of message only", kinds)
	}

	stolen := map[string][]byte{"log": log.Bytes()}
	backup := filepath.Join(t.TempDir(), "backup.db")
	if err := s.DB.Backup(t.Context(), backup, func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{s.DB.Path(), s.DB.Path() + "-wal", backup} {
		content, err := os.ReadFile(path)
		if err != nil || len(content) == 0 {
			t.Fatalf("%s: %d bytes, %v", path, len(content), err)
		}
		stolen[filepath.Base(path)] = content
	}
	if !bytes.Contains(stolen["log"], []byte("method=POST")) {
		t.Error("the log is empty")
	}
	if len(l.Values) < 150 {
		t.Errorf("%d values only to look for", len(l.Values))
	}
	for value, what := range l.Values {
		if len(value) < 6 {
			t.Errorf("%s %q is too short to be told from chance", what, value)
		}
		for name, content := range stolen {
			if under := traces(content, value, what); len(under) > 0 {
				t.Errorf("%s %q stands in the %s: %v", what, value, name, under)
			}
		}
	}
	// Messages that have left cannot be read even by a thief who has the key, once SQLite has checkpointed its write-ahead log.
	if _, err := file.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(s.DB.Path())
	if err != nil {
		t.Fatal(err)
	}
	for _, sealed := range wiped {
		if bytes.Contains(content, sealed[len(sealed)-16:]) {
			t.Error("a message that has left is still in the file")
		}
	}
}
