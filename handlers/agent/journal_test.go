package agent_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

// english are words of the log's fields that are not also French words.
var english = regexp.MustCompile(`(?i)\b(of|the|batch|batches|letters?|found|bytes?|queue|kept|added|changed|refused|renewed|dropped|several|one|request|key|good|lines|` +
	`nothing|password|temporary|passkey|totp|recovery|closed|wrong|expired|unknown|access|unclaimed|lost|jam|unreceived|late|superseded|used|` +
	`spoken|duplicate|unwanted|elsewhere|cancelled|checking|checked|loading|loaded|held|failed|interrupted|seen|sent|tried|issued|login|counter|mobile|landline|csv)\b`)

// formerRows are events with reasons in the format from before schema 5.
func formerRows(t *testing.T) (rows []db.AuditRow) {
	t.Helper()
	samples, err := os.ReadFile("../../journey/events/testdata/former.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(samples)) {
		if cells := strings.Split(line, "|"); len(cells) == 4 && !strings.HasPrefix(line, "#") {
			rows = append(rows, db.AuditRow{Event: strings.TrimSpace(cells[0]), Result: events.Result(strings.TrimSpace(cells[1])), Reason: strings.TrimSpace(cells[2])})
		}
	}
	for _, right := range []string{"reset", "find", "agents", "close-sessions"} {
		rows = append(rows, db.AuditRow{Event: "agent-denied", Result: events.Refused, Reason: right})
	}
	return append(rows, db.AuditRow{Event: "message-bounced", Result: events.Refused, Reason: "sms sms-non-remis"})
}

// freshRows are all events of the catalogue, without fields and with all of them, with every possible word.
func freshRows() (rows []db.AuditRow) {
	full := events.Details{Channel: account.Counter, Contacts: []string{"email", "mobile", "landline", "fax"}, Journey: "oubli", Way: events.ByRecoveryCode, Login: "jlaqueue",
		Role: "superviseur", Request: "KTR-482", Object: events.LetterQueue, Cause: events.Expired, Grounds: events.Noted("fait la queue of the file"),
		Numbers: events.Numbers{events.Batch: 1, events.Batches: 2, events.Import: 3, events.Key: 4, events.Page: 5, events.Bytes: 6, events.Letters: 7,
			events.Found: 8, events.Added: 9, events.Altered: 10, events.Rejects: 11, events.Renewed: 12, events.Dropped: 13}}
	for _, k := range events.All() {
		for _, r := range k.Results() {
			d := full
			if k == events.MessageBounced || k == events.MessageRefused {
				d.Cause = "5.1.1" // a status, never a word
			}
			rows = append(rows, db.AuditRow{Event: k.Name(), Result: r}, db.AuditRow{Event: k.Name(), Result: r, Details: d})
		}
	}
	for _, w := range []events.Way{events.ByPassword, events.ByTemporary, events.ByPasskey, events.ByTOTP, events.ByRecoveryCode, events.BySecret, events.ByCode, events.AsCSV} {
		rows = append(rows, db.AuditRow{Event: "agent-login", Result: events.OK, Details: events.Details{Way: w}})
	}
	for _, cause := range slices.Concat(
		[]events.Cause{events.Expired, events.Closed, events.WrongCodes, events.ManyCodes, events.Changed, events.Kept, events.FromFile, events.UnknownLogin, events.AllOrNothing, events.GoodLines},
		causes(db.ReturnedUnknown, db.ReturnedAccess, db.ReturnedRefused, db.ReturnedUnclaimed, db.RenewedLost, db.RenewedJam, db.RenewedUnreceived, db.RenewedLate, db.LeftSuperseded, db.LeftUsed),
		causes(db.ImportChecking, db.ImportChecked, db.ImportLoading, db.ImportLoaded, db.ImportHeld, db.ImportFailed, db.ImportCancelled, db.ImportInterrupted, db.ImportDropped),
		causes("spoken", "duplicate", "unwanted", "elsewhere")) {
		rows = append(rows, db.AuditRow{Event: "letter-returned", Result: events.OK, Details: events.Details{Cause: cause}})
	}
	for _, object := range []events.Object{"adherents", "paiements", "a-traiter", "nouveau", "pris", "repondu", "classe", "tous", "jour", "semaine", "2026-11-23"} {
		rows = append(rows, db.AuditRow{Event: "import-checked", Result: events.OK, Details: events.Details{Object: object}})
	}
	return rows
}

func causes[T ~string](values ...T) (all []events.Cause) {
	for _, v := range values {
		all = append(all, events.Cause(v))
	}
	return all
}

// No English word of the log reaches an agent, and what an agent has typed is shown as typed.
func TestNoEnglishWordOfTheLogReachesAnAgent(t *testing.T) {
	s := servicetest.NewService(t)
	boss := s.AgentBrowser(db.RoleSupervisor)
	marie := fmt.Sprintf("%x", s.Member(servicetest.Marie).IdentifierKey)
	file := s.Raw()
	const page = 45 // fewer than a page of the journal or of a member's history shows
	all := slices.Concat(formerRows(t), freshRows())
	for rows := range slices.Chunk(all, page) {
		last := servicetest.Number(t, file, `SELECT max(seq) FROM audit`)
		for i, r := range rows {
			numbers, target := "", ""
			if r.Kind().Account() {
				target = marie
			}
			if r.Numbers != nil {
				encoded, err := json.Marshal(r.Numbers)
				if err != nil {
					t.Fatal(err)
				}
				numbers = string(encoded)
			}
			if _, err := file.Exec(`INSERT INTO audit (seq, segment, at, event, actor, target, origin, result, reason, hash,
					channel, contacts, journey, way, login, role, request, object, cause, numbers, note)
				VALUES (?, '2026-11', ?, ?, 'agent:agent9', ?, '', ?, ?, zeroblob(32), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				last+i+1, s.Now().Unix(), r.Event, target, string(r.Result), r.Reason, string(r.Channel), strings.Join(r.Contacts, ","), r.Journey, string(r.Way),
				r.Login, r.Role, r.Request, string(r.Object), string(r.Cause), numbers, r.Note); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := file.Exec(`UPDATE meta SET audit_seq = (SELECT max(seq) FROM audit)`); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/agent/journal", s.Sheet(servicetest.Marie) + "/historique"} {
			read := strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'").Replace(boss.Get(path).Doc.Find("main").Text())
			for _, r := range rows {
				note := r.Told().Note
				if shown := path == "/agent/journal" || r.Kind().Account(); shown && !strings.Contains(read, note) {
					t.Errorf("%s does not show « %s » as it was typed", path, note)
				}
			}
			for _, r := range all { // what agents have typed is their own
				if note := r.Told().Note; note != "" {
					read = strings.ReplaceAll(read, note, "")
				}
			}
			if found := english.FindAllStringIndex(read, -1); found != nil {
				at := found[0]
				t.Errorf("%s says « %s »", path, read[max(0, at[0]-60):min(len(read), at[1]+60)])
			}
			for _, k := range events.All() {
				if strings.Contains(k.Name(), "-") && strings.Contains(read, k.Name()) {
					t.Errorf("%s says %s", path, k.Name())
				}
			}
		}
	}
}

func TestTheLogLeadsToTheMemberAndToTheirLinesAlone(t *testing.T) {
	s := servicetest.NewService(t)
	boss, clerk := s.AgentBrowser(db.RoleSupervisor), s.AgentBrowser(db.RoleAgent)
	marie := s.Sheet(servicetest.Marie)
	clerk.Get(marie).At(marie, 200)
	clerk.Get(s.Sheet(servicetest.Lucien))
	id := fmt.Sprint(s.Member(servicetest.Marie).ID)
	all := boss.Get("/agent/journal")
	if n := all.Doc.Find(`td a[href="` + marie + `"]`).Length(); n != 1 {
		t.Fatalf("%d lines lead to the member", n)
	}
	only := boss.Get("/agent/journal?dossier="+id).Says("Seulement le dossier", "Voir tous les dossiers")
	if rows, links := only.Doc.Find("tbody tr").Length(), only.Doc.Find(`td a[href="`+marie+`"]`).Length(); rows != 1 || links != 1 {
		t.Errorf("%d lines about one account, %d lead to it", rows, links)
	}
	only.Press("Filtrer", servicetest.Fields{"agent": "personne"}).At("/agent/journal", 422).Says("Personne n'a ce nom d'agent", "Seulement le dossier")
	only.Press("Filtrer", servicetest.Fields{"jour": "hier"}).At("/agent/journal", 422).Says("Seulement le dossier")
	for _, nobody := range []string{"999999", "rien"} {
		boss.Get("/agent/journal?dossier="+nobody).At("/agent/journal?dossier="+nobody, 404)
	}
	key := fmt.Sprintf("%x", s.Member(servicetest.Marie).IdentifierKey)
	if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM audit WHERE event = 'agent-log-read' AND target = '`+key+`'`); n == 0 {
		t.Error("it is not noted whose lines were read")
	}
	boss.Get(marie)
	if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM audit WHERE event = 'member-seen' AND actor LIKE 'agent:superviseur%' AND target = '`+key+`'`); n != 1 {
		t.Errorf("opening the page from there was noted %d times", n)
	}
}
