package db_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
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
	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/events"
)

// ring is a keyring of n keys.
func ring(t testing.TB, n int) *keys.Keyring {
	t.Helper()
	var masters [][]byte
	for i := range n {
		masters = append(masters, bytes.Repeat([]byte{byte(i)}, 32))
	}
	keys, err := keys.NewKeyring(masters...)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// rotate moves a database from some keys to more of them.
func rotate(t *testing.T, path string, from, to int) error {
	t.Helper()
	n, err := db.Rotate(t.Context(), db.Rotation{Path: path, Keys: ring(t, from), Now: noon,
		Lengthen: func() (*keys.Keyring, error) { return ring(t, to), nil }})
	if err == nil && n != to {
		t.Errorf("%d keys, want %d", n, to)
	}
	return err
}

func openUnder(t testing.TB, path string, keys *keys.Keyring) (*db.DB, error) {
	t.Helper()
	return db.Open(t.Context(), path, keys, paris(t))
}

// reopened closes the database of d, changes its file, and opens it again.
func reopened(t *testing.T, d *db.DB, keys int, do func(path string)) *db.DB {
	t.Helper()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	do(d.Path())
	again, err := openUnder(t, d.Path(), ring(t, keys))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close() })
	return again
}

const (
	rotatedMember = "2650586194003"
	rotatedFile   = "identifiant;categorie;nom;prenom;date_naissance;adresse6;email;portable;carte_vitale;fax\n" +
		rotatedMember + ";particulier;Durand;Odile;09/05/1965;86000 POITIERS;odile@poitou.example;06 39 98 12 34;800012345678901;NEANT\n"
)

var (
	rotatedFlow = bytes.Repeat([]byte{7}, 16)
	agentsFlow  = bytes.Repeat([]byte{8}, 16)
)

// rotatedMandate and rotatedFormer are in the database of lived.
var rotatedMandate = db.MandateTerms{Kind: db.Guardianship, Holder: "Mme Anne Martin", Piece: "jugement", SeenOn: "2026-11-20", By: "cpetit"}

var rotatedNames = []account.ShortName{{Of: "Odile DURAND", Short: "O. DURAND"}}

const rotatedFormer = "+33639981234"

func callCode(d *db.DB) db.CallCode {
	return db.CallCode{Contact: db.Email, DestinationKey: d.Keys().DestinationKey("odile@poitou.example"), Proves: db.ProvesIdentity, CreatedAt: noon, ExpiresAt: noon.Add(time.Hour)}
}

// lived is a database with a value in every column that is sealed or keyed.
func lived(t *testing.T) *db.DB {
	t.Helper()
	return again(t, "lived", newLived)
}

func newLived(t *testing.T) *db.DB {
	t.Helper()
	d := openDB(t)
	members(t, d, strings.NewReplacer("odile@", "durand@", "Durand", "Dupont", "800012345678901", "800012345678902").Replace(rotatedFile))
	noted(t, d, rotatedFile, noon)
	load(t, d, backoffice.PaymentColumns, "identifiant;nature;date;montant\n"+rotatedMember+";prestation;02/10/2026;412,50\n", db.ImportOptions{})
	m := member(t, d, rotatedMember)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ChangePassword(ctx, m.ID, "", "a hash", noon)
		return errors.Join(err, tx.IssueTemporary(ctx, m.ID, db.Temporary{Hash: "a former hash", Channel: "email", IssuedAt: noon, ExpiresAt: noon.Add(2 * time.Hour)}), tx.EndPersonalisation(ctx, m.ID, noon))
	})
	if err := d.Sessions(func() time.Time { return noon }).CommitCtx(t.Context(), "a token", []byte("a session"), time.Now().Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		act, early := db.Act{Actor: "system", At: noon.Add(-time.Hour)}, noon.Add(-time.Hour)
		err := letter(ctx, tx, m.ID, db.LetterPayload{Secret: "verger3champ", At: early, Until: noon})
		draft, err2 := tx.DraftBatch(ctx, db.Recto, nil, act)
		return errors.Join(err, err2, tx.ClaimBatch(ctx, draft, act))
	})
	tamper(t, d, `UPDATE letters SET accepted_key = address_key`, fmt.Sprintf(`INSERT INTO likenesses (sort, mark_key, member_id) VALUES ('email', x'%x', %d)`, d.Keys().Index("likeness"), m.ID),
		fmt.Sprintf(`INSERT INTO likeness_groups (sort, mark_key) VALUES ('email', x'%x')`, d.Keys().Index("likeness")))
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		later := noon.Add(time.Hour)
		return errors.Join(
			tx.SetContact(ctx, m, db.Mobile, db.Contact{Value: "+33639987788", Source: db.FromMember, VerifiedAt: noon}, noon),
			tx.StateContacts(ctx, m, "neuve@poitou.example", "+33639985566", noon),
			tx.CreateFlow(ctx, &db.Flow{ID: rotatedFlow, Journey: "adresse", MemberID: m.ID, SubjectKey: m.IdentifierKey, NewContact: "autre@poitou.example",
				BrowserKey: d.Keys().Index("browser", []byte("a cookie")),
				CreatedAt:  noon, ExpiresAt: later}),
			addCode(ctx, tx, db.NewCode{Flow: rotatedFlow, Key: d.Keys().CodeKey(rotatedFlow, "4821"), Series: d.Keys().Index("code series"), Digits: 4, Request: "KTR-482", Created: noon, Expires: later}),
			tx.AskLetter(ctx, db.LetterRequest{SubjectKey: m.IdentifierKey, MemberID: m.ID, Request: "KTR-482", Why: db.WaitsQuarter, AskedAt: noon, ExpiresAt: later}),
			tx.Count(ctx, db.LoginFailures, m.IdentifierKey, noon),
			tx.CountObject(ctx, db.OriginIdentifiers, d.Keys().Index("origin", []byte("192.0.2.1")), m.IdentifierKey, noon),
			tx.Post(ctx, m.ID, db.Message{Kind: db.KindCode, Channel: "email", To: "odile@poitou.example", Secret: "4821", At: noon}, noon, later),
			letter(ctx, tx, m.ID, db.LetterPayload{Secret: "champ3verger", At: noon, Until: later}),
			tx.SetEnvelopeName(ctx, 2, rotatedNames, events.Noted("trop long"), db.Act{Actor: "system", At: noon}),
			tx.IssueTemporary(ctx, m.ID, db.Temporary{Hash: "beside", Channel: "letter", Request: "KTR-483", IssuedAt: noon, ExpiresAt: later, Beside: true}),
			tx.AddContactMessage(ctx, db.ContactMessage{Number: "KTR-482", Subject: "Bonjour", Name: "Odile", Email: "odile@poitou.example", Message: "Où ?"}, noon),
			tx.Audit(ctx, events.Login.OK(m.IdentifierKey, events.Details{}).By("member", nil), noon),
			tx.AddImport(ctx, &db.FileImport{Actor: "agent:cpetit", Kind: "adherents", Name: "fichier.csv", StartedAt: noon}),
		)
	})
	agents(t, d)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		asker, err := tx.AgentByLogin(ctx, "enrolled")
		if err != nil {
			return err
		}
		login, err := tx.OpenAgentLogin(ctx, asker, "Firefox", nil, noon)
		if err != nil {
			return err
		}
		if err := directoryAgent(ctx, tx); err != nil {
			return err
		}
		if err := tx.CreateFlow(ctx, &db.Flow{ID: agentsFlow, Journey: "agent-application", AgentID: asker.ID, Secrets: db.FlowSecrets{TOTPSecret: "JBSWY3DP"},
			CreatedAt: noon, ExpiresAt: noon.Add(time.Hour)}); err != nil {
			return err
		}
		if err := errors.Join(tx.AddMemberPasskey(ctx, m, db.MemberPasskey{ID: []byte("a passkey"), Handle: []byte("a handle"), Credential: []byte(`{"key":1}`), Device: "Firefox"}, noon),
			tx.AskPasskey(ctx, db.PasskeyChallenge{Browser: d.Keys().Index("browser", []byte("a cookie")), MemberID: m.ID, Origin: d.Keys().Index("origin", []byte("192.0.2.1")),
				Payload: []byte(`{"challenge":1}`), ExpiresAt: noon.Add(time.Hour)})); err != nil {
			return err
		}
		if _, err := tx.BindFranceConnect(ctx, m, db.FranceConnectSubject{Client: "https://fc.example us", Subject: "person"}, noon); err != nil {
			return err
		}
		if _, _, err := tx.ClaimTemporary(ctx, m, db.Temporary{Hash: "$argon2id$", ExpiresAt: noon.Add(time.Hour)}, d.Keys().Index("known browser", []byte("x")), db.TemporaryBrowser{Device: "Firefox", EnteredAt: noon}); err != nil {
			return err
		}
		if err := tx.RememberBrowser(ctx, db.Account{Member: m.ID}, d.Keys().Index("known browser", []byte("x")), "Firefox", noon, noon.Add(time.Hour)); err != nil {
			return err
		}
		_, err = tx.AskApproval(ctx, db.Approval{MemberID: m.ID, Act: db.ApprovedReset, Channel: "email", DestinationKey: d.Keys().DestinationKey("odile@poitou.example"),
			Asker: "enrolled", Grounds: events.Noted("appel"), AskedAt: noon, ExpiresAt: noon.Add(time.Hour)})
		_, err2 := tx.BeginCall(ctx, m.ID, login, func() string { return "moulin cerise" }, noon, noon.Add(time.Hour))
		return errors.Join(err, err2, tx.AddCallCode(ctx, m.ID, login, "482107", callCode(d)), tx.AddMandate(ctx, m, nil, rotatedMandate, noon))
	})
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		asked, err := tx.ContactMessage(ctx, "KTR-482")
		err2 := tx.AnswerContact(ctx, asked, "agent:cpetit", db.ContactAnswer{Words: "Ici.", Message: db.Message{Kind: db.KindContactAnswer, Channel: "email", To: "odile@poitou.example", At: noon},
			Expires: noon.Add(2 * time.Hour)}, noon.Add(time.Hour))
		asked, err3 := tx.ContactMessage(ctx, "KTR-482")
		return errors.Join(err, err2, err3, tx.AddReply(ctx, asked, db.ByReference, rotatedReply, noon.Add(time.Hour)))
	})
	if err := d.NoteTroubles(t.Context(), rotatedTroubles, noon); err != nil {
		t.Fatal(err)
	}
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error { return tx.NoteChecks(ctx, rotatedChecks) })
	members(t, d, strings.Replace(rotatedFile, "06 39 98 12 34", "06 39 98 12 35", 1)) // a difference with what she said
	members(t, d, rotatedFile)
	rotatedToken = openedClient(t, d, m)
	return d
}

var rotatedReply = db.ContactReply{MessageID: "a@poitou.example", From: "odile@poitou.example", Words: "Merci."}

// rotatedToken is an access token of the database of lived.
var rotatedToken string

var rotatedTroubles = []db.Trouble{{Channel: "email", Provider: "La Poste", Class: "smtp-attente 450", Waiting: 2, Since: noon}}

var rotatedChecks = []db.Check{{Name: "envois", State: "failed", Says: "la boîte de La Poste refuse", Mend: "voyez son journal", Since: noon, LookedAt: noon, Told: true}}

// works makes the queries of the service on the database of lived.
func works(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := t.Context()
	m := member(t, d, rotatedMember)
	if m.Profile.LastName != "Durand" || m.PendingEmail != "neuve@poitou.example" || m.PendingMobile != "+33639985566" || m.PersonalisedAt.IsZero() || m.Contacts[db.Email].Value != "odile@poitou.example" ||
		m.Contacts[db.Mobile].Value != "+33639987788" || !bytes.Equal(m.VitaleKey, d.Keys().VitaleKey(m.Identifier(), "800012345678901")) {
		t.Errorf("the member is %+v", m)
	}
	former, err := d.FormerTemporaries(ctx, m.ID, noon)
	if err != nil || m.PasswordHash != "a hash" || m.Temporary == nil || m.Temporary.Hash != "beside" || len(former) != 2 || former[0].Hash != "hash of champ3verger" || !former[0].Alive || former[1].Hash != "a former hash" {
		t.Errorf("the hashes are %q, %+v, %+v, %v", m.PasswordHash, m.Temporary, former, err)
	}
	if data, found, err := d.Sessions(func() time.Time { return noon }).FindCtx(ctx, "a token"); err != nil || !found || string(data) != "a session" {
		t.Errorf("the session: %q, %v, %v", data, found, err)
	}
	if left, err := d.LeftOutOf(ctx, m); err != nil || len(left) != 1 || left[0].Field != "fax" || left[0].Masked != "NE•••" {
		t.Errorf("left out %+v, %v", left, err)
	}
	if names, err := d.EnvelopeNames(ctx, m); err != nil || !slices.Equal(names, rotatedNames) {
		t.Errorf("names on envelopes %+v, %v", names, err)
	}
	if lasting, err := d.Troubles(ctx); err != nil || !slices.Equal(lasting, rotatedTroubles) {
		t.Errorf("troubles %+v, %v", lasting, err)
	}
	if found, err := d.Checks(ctx); err != nil || !slices.Equal(found, rotatedChecks) {
		t.Errorf("checks %+v, %v", found, err)
	}
	before := everything(t, d)
	if r := members(t, d, rotatedFile); r.Unchanged != 1 || r.Differences != 1 || !slices.Equal(before, everything(t, d)) {
		t.Errorf("the same file again: %+v", r)
	}
	who := account.Identity{FamilyName: "Durand", GivenNames: "Odile", BirthDate: "1965-05-09"}.Key(d.Keys().Index)
	if found, err := d.MembersByIdentity(ctx, who, noon); err != nil || len(found) != 1 {
		t.Errorf("by identity: %v, %v", found, err)
	}
	for _, text := range []string{"durand odile poitiers", "06 39 98 77 88", "dura", "durant"} {
		if r, err := d.SearchMembers(ctx, text, 10); err != nil || r.Count() != 1 {
			t.Errorf("searched for %q: %d found, %v", text, r.Count(), err)
		}
	}
	amount := d.Keys().AmountKey(m.Identifier(), account.Benefit, 41250)
	if held, err := d.HasPayment(ctx, m.ID, account.Benefit, noon.AddDate(-1, 0, 0), amount); err != nil || !held {
		t.Errorf("the amount: %v, %v", held, err)
	}
	if f, err := d.Flow(ctx, rotatedFlow); err != nil || f.NewContact != "autre@poitou.example" || !bytes.Equal(f.SubjectKey, m.IdentifierKey) {
		t.Errorf("the flow: %+v, %v", f, err)
	}
	if p, err := d.MemberPasskey(ctx, []byte("a passkey")); err != nil || p.MemberID != m.ID || string(p.Handle) != "a handle" || string(p.Credential) != `{"key":1}` {
		t.Errorf("the passkey: %+v, %v", p, err)
	}
	if asked, err := d.PasskeyChallenge(ctx, d.Keys().Index("browser", []byte("a cookie")), m.ID, noon); err != nil || string(asked.Payload) != `{"challenge":1}` {
		t.Errorf("the challenge: %+v, %v", asked, err)
	}
	if held, err := d.Demands(ctx, d.Keys().Index("browser", []byte("a cookie")), "adresse"); err != nil || len(held) != 1 || held[0].Demand != 1 {
		t.Errorf("the browser's flows: %+v, %v", held, err)
	}
	if f, err := d.Flow(ctx, agentsFlow); err != nil || f.Secrets.TOTPSecret != "JBSWY3DP" || f.SubjectKey != nil {
		t.Errorf("an agent's flow: %+v, %v", f, err)
	}
	if failures, err := d.Events(ctx, db.LoginFailures, m.IdentifierKey, time.Time{}); err != nil || len(failures) != 1 {
		t.Errorf("counted %v, %v", failures, err)
	}
	origin := d.Keys().Index("origin", []byte("192.0.2.1"))
	others, err := d.OtherObjects(ctx, db.OriginIdentifiers, origin, m.IdentifierKey, time.Time{})
	all, err2 := d.OtherObjects(ctx, db.OriginIdentifiers, origin, []byte{0}, time.Time{})
	if len(others) != 0 || len(all) != 1 || err != nil || err2 != nil {
		t.Errorf("identifiers of an address: %v of %v, %v, %v", others, all, err, err2)
	}
	if due, err := d.Due(ctx, noon, 10); err != nil || len(due) != 1 || due[0].Secret != "4821" {
		t.Errorf("due %+v, %v", due, err)
	}
	asked, err := d.ContactMessage(ctx, "KTR-482")
	thread, err2 := d.ContactEntries(ctx, asked.ID)
	if err != nil || err2 != nil || asked.Message != "Où ?" || len(thread) != 2 || thread[0].Words != "Ici." || thread[0].State != "waiting" || thread[1].Words != "Merci." {
		t.Errorf("the contact message %+v goes on with %+v, %v, %v", asked, thread, err, err2)
	}
	if kept, err := d.ReplyKept(ctx, asked, rotatedReply); err != nil || !kept {
		t.Errorf("a reply that is sent again is kept again, %v", err)
	}
	if found, err := d.FindContacts(ctx, "odile bonjour", 9); err != nil || len(found) != 1 {
		t.Errorf("found %+v, %v", found, err)
	}
	if files, err := d.Imports(ctx, 10); err != nil || !slices.ContainsFunc(files, func(i db.FileImport) bool { return i.Name == "fichier.csv" && i.Actor == "agent:cpetit" }) {
		t.Errorf("imports %+v, %v", files, err)
	}
	if letters, err := d.WaitingLetters(ctx, noon); err != nil || len(letters) != 1 || letters[0].Payload.Secret != "champ3verger" {
		t.Errorf("letters %+v, %v", letters, err)
	}
	if events, err := d.AuditOf(ctx, m.Identifier(), 10); err != nil || len(events) != 2 || events[0].Event != "login" || events[1].Event != "envelope-name-shortened" {
		t.Errorf("history %+v, %v", events, err)
	}
	if _, _, err := d.VerifyAudit(ctx); err != nil {
		t.Error(err)
	}
	agentsWork(t, d)
	directoryWorks(t, d)
	clientWorks(t, d, m, rotatedToken)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		newest, err := tx.NewestCode(ctx, rotatedFlow)
		if err != nil {
			return err
		}
		tried, err := tx.TryCode(ctx, newest, func(flow []byte) []byte { return d.Keys().CodeKey(flow, "4821") }, 3, nil, noon)
		if tried != db.TryRight {
			t.Errorf("the code is %v", tried)
		}
		m := member(t, d, rotatedMember)
		if tried, err := tx.TryCallCode(ctx, m.ID, 1, "482107", 3, noon); err != nil || tried != db.TryRight {
			t.Errorf("the code of the call is %v, %v", tried, err)
		}
		if call, err := tx.CallOf(ctx, m.ID, 1); err != nil || call.Words != "moulin cerise" {
			t.Errorf("the call is %+v, %v", call, err)
		}
		if mandates, err := tx.Mandates(ctx, m.ID); err != nil || len(mandates) != 1 || mandates[0].MandateTerms != rotatedMandate {
			t.Errorf("the mandates are %+v, %v", mandates, err)
		}
		if former, err := tx.ReplacedContacts(ctx, m, noon); err != nil || len(former) != 1 || former[0].Value != rotatedFormer {
			t.Errorf("the replaced contacts are %+v, %v", former, err)
		}
		waiting, err2 := tx.WaitingApproval(ctx, m.ID, noon)
		if err2 != nil || !bytes.Equal(waiting.DestinationKey, d.Keys().DestinationKey("odile@poitou.example")) {
			t.Errorf("the request for an approval is %+v, %v", waiting, err2)
		}
		return errors.Join(err, tx.AddCallCode(ctx, m.ID, 1, "482107", callCode(d)),
			addCode(ctx, tx, db.NewCode{Flow: rotatedFlow, Key: d.Keys().CodeKey(rotatedFlow, "4821"), Digits: 4, Request: "KTR-482", Created: noon, Expires: noon.Add(time.Hour)}))
	})
}

// blobs returns every value of every BLOB column, by « table.column ».
func blobs(t *testing.T, path string) map[string][]string {
	t.Helper()
	raw, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	found := map[string][]string{}
	for _, c := range column(t, raw, `SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND (c.type = 'BLOB' OR m.name || '.' || c.name IN ('members.password_hash', 'members.temporary_hash', 'former_temporaries.hash', 'agents.password_hash'))`) {
		table, name, _ := strings.Cut(c, ".")
		found[c] = column(t, raw, fmt.Sprintf(`SELECT %s FROM %s WHERE %s IS NOT NULL ORDER BY 1`, name, table, name))
	}
	return found
}

func TestRotation(t *testing.T) {
	t.Run("everything is found and opens as before, after one rotation, two, and one over an unused key", func(t *testing.T) {
		d := lived(t)
		works(t, d)
		d = reopened(t, d, 2, func(path string) {
			if err := rotate(t, path, 1, 2); err != nil {
				t.Fatal(err)
			}
		})
		works(t, d)
		d = reopened(t, d, 4, func(path string) {
			if err := rotate(t, path, 3, 4); err != nil { // the key file had a third key that the database never was under
				t.Fatal(err)
			}
		})
		works(t, d)
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			return tx.Audit(ctx, events.Logout.OK(member(t, d, rotatedMember).IdentifierKey, events.Details{}).By("member", nil), noon)
		})
		id := member(t, d, rotatedMember).Identifier()
		events, err := d.AuditOf(t.Context(), id, 10)
		if err != nil || len(events) != 3 || events[0].Event != "logout" || events[1].Event != "login" {
			t.Errorf("history %+v, %v", events, err)
		}
		if u, err := undone(t, d, 3, noon.Add(time.Hour)); err != nil || u.Removed != 1 { // the payments that came after
			t.Errorf("undone %+v, %v", u, err)
		}
		if u, err := undone(t, d, 2, noon.Add(time.Hour)); err != nil || u.Restored != 1 {
			t.Errorf("undone %+v, %v", u, err)
		}
		if m := member(t, d, rotatedMember); m.Profile.LastName != "Dupont" || m.Contacts[db.Email].Value != "durand@poitou.example" ||
			!bytes.Equal(m.VitaleKey, d.Keys().VitaleKey(m.Identifier(), "800012345678902")) {
			t.Errorf("the member was restored to %+v", m)
		}
		if events, err := d.AuditOf(t.Context(), id, 1); err != nil || len(events) != 1 || events[0].Event != "logout" {
			t.Errorf("newest event %+v, %v", events, err)
		}
	})
	t.Run("every column of bytes is under the new key, but those that name no value", func(t *testing.T) {
		d := lived(t)
		before := blobs(t, d.Path())
		var after map[string][]string
		reopened(t, d, 2, func(path string) {
			if err := rotate(t, path, 1, 2); err != nil {
				t.Fatal(err)
			}
			after = blobs(t, path)
		})
		same := []string{"audit.hash", "flows.id", "authorizations.id", "codes.flow_id", "agents.user_handle", "calls.reference", "mandates.reference", "agent_passkeys.id", "member_passkeys.id", "audit_segments.last_hash", "audit_segments.seal", "backups.audit_hash"}
		for c, values := range before {
			if slices.Contains(same, c) {
				continue
			}
			if len(values) == 0 {
				t.Errorf("%s: this test puts nothing there", c)
			}
			for _, v := range values {
				if slices.Contains(after[c], v) {
					t.Errorf("%s is still under the old key", c)
				}
			}
			if len(after[c]) != len(values) {
				t.Errorf("%s has %d values, %d before", c, len(after[c]), len(values))
			}
		}
	})
	t.Run("nothing of what was under the old key is left in the file", func(t *testing.T) {
		d := openDB(t)
		f, err := os.Open(memberFile(t, 5000))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		table, err := backoffice.OpenTable(f, backoffice.MemberColumns)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.ImportMembers(t.Context(), table, db.ImportOptions{Now: noon}); err != nil {
			t.Fatal(err)
		}
		old := map[[15]byte]string{} // the first byte may be the same on purpose
		for c, values := range blobs(t, d.Path()) {
			for _, v := range values {
				if c != "audit.hash" && c != "meta.audit_hash" && c != "meta.audit_head" && len(v) > 15 {
					old[[15]byte([]byte(v[1:]))] = c
				}
			}
		}
		reopened(t, d, 2, func(path string) {
			if err := rotate(t, path, 1, 2); err != nil {
				t.Fatal(err)
			}
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			left := map[string]int{}
			for i := range len(file) - 15 {
				if c := old[[15]byte(file[i:])]; c != "" {
					left[c]++
				}
			}
			if len(old) < 4*5000 || len(left) > 0 {
				t.Errorf("of %d values are left: %v", len(old), left)
			}
		})
	})
	t.Run("an earlier key file, or the new key alone, opens it no more", func(t *testing.T) {
		d := lived(t)
		reopened(t, d, 2, func(path string) {
			if err := rotate(t, path, 1, 2); err != nil {
				t.Fatal(err)
			}
			second, err := keys.NewKeyring(bytes.Repeat([]byte{1}, 32))
			if err != nil {
				t.Fatal(err)
			}
			for name, keys := range map[string]*keys.Keyring{"old": ring(t, 1), "new alone": second} {
				if _, err := openUnder(t, path, keys); !errors.Is(err, db.ErrWrongKey) {
					t.Errorf("%s: %v", name, err)
				}
				if _, err := db.Verify(t.Context(), path, keys); !errors.Is(err, db.ErrWrongKey) {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	})
	t.Run("a copy from before a rotation opens with the new key file", func(t *testing.T) {
		d := lived(t)
		earlier := filepath.Join(t.TempDir(), "copy.db")
		if err := d.Backup(t.Context(), earlier, func() error { return nil }); err != nil {
			t.Fatal(err)
		}
		if found, err := db.Verify(t.Context(), earlier, ring(t, 3)); found != (db.Verified{Schema: db.SchemaVersion(), Members: 1}) || err != nil {
			t.Errorf("%+v, %v", found, err)
		}
		again, err := openUnder(t, earlier, ring(t, 3))
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		works(t, again)
	})
	t.Run("it is refused while somebody has the database open, and keeps others out while it lasts", func(t *testing.T) {
		d := lived(t)
		lengthened := false
		lengthen := func() (*keys.Keyring, error) { lengthened = true; return nil, errors.New("no") }
		if _, err := db.Rotate(t.Context(), db.Rotation{Path: d.Path(), Keys: ring(t, 1), Lengthen: lengthen, Now: noon}); !errors.Is(err, db.ErrInUse) || lengthened {
			t.Errorf("%v, lengthened: %v", err, lengthened)
		}
		works(t, d)
		reopened(t, d, 1, func(path string) {
			_, err := db.Rotate(t.Context(), db.Rotation{Path: path, Keys: ring(t, 1), Now: noon, Lengthen: func() (*keys.Keyring, error) {
				raw, err := sql.Open("sqlite3", "file:"+path+"?_busy_timeout=0")
				if err != nil {
					t.Fatal(err)
				}
				defer raw.Close()
				var n int
				if err := raw.QueryRow(`SELECT count(*) FROM members`).Scan(&n); err == nil {
					t.Error("somebody reads meanwhile")
				}
				return nil, errors.New("the disk is full")
			}})
			if err == nil || err.Error() != "the disk is full" {
				t.Error(err)
			}
		})
	})
	t.Run("cut short, or met with a value that does not open, it changes nothing", func(t *testing.T) {
		d := lived(t)
		before := blobs(t, d.Path())
		d = reopened(t, d, 2, func(path string) {
			ctx, cancel := context.WithCancel(t.Context())
			_, err := db.Rotate(ctx, db.Rotation{Path: path, Keys: ring(t, 1), Now: noon,
				Lengthen: func() (*keys.Keyring, error) { return ring(t, 2), nil },
				Began: func(table string, _, _ int) {
					if table == "outbox" {
						cancel()
					}
				}})
			if err == nil {
				t.Error("it was not cut short")
			}
		})
		works(t, d)
		tamper(t, d, `UPDATE codes SET code_key = (SELECT code_key FROM codes ORDER BY id LIMIT 1)`, `DELETE FROM codes WHERE id > 1`)
		if after := blobs(t, d.Path()); !reflect.DeepEqual(before["members.profile"], after["members.profile"]) || d.Keys().Keys() != 1 {
			t.Error("something was changed")
		}
		tamper(t, d, `UPDATE letters SET payload = zeroblob(60) WHERE payload IS NOT NULL`)
		reopened(t, d, 1, func(path string) {
			if err := rotate(t, path, 1, 2); err == nil || !strings.Contains(err.Error(), "letters.payload") {
				t.Error(err)
			}
		})
	})
	t.Run("what was done to the audit log before stays visible", func(t *testing.T) {
		for name, c := range map[string]struct {
			tamper []string
			seq    int64
		}{
			"a changed row": {[]string{`DROP TRIGGER audit_is_append_only`, `UPDATE audit SET result = 'refused' WHERE seq = 3`,
				`CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`}, 3},
			"a head that moved back": {[]string{`DELETE FROM audit WHERE seq > 7`, `UPDATE meta SET audit_seq = 7, audit_hash = (SELECT hash FROM audit WHERE seq = 7)`}, 8},
			"an emptied log":         {[]string{`DELETE FROM audit`, `UPDATE meta SET audit_seq = 0, audit_hash = NULL, audit_head = NULL`}, 1},
		} {
			d := openDB(t)
			fillAudit(t, d, auditStart, 10)
			tamper(t, d, c.tamper...)
			d = reopened(t, d, 2, func(path string) {
				if err := rotate(t, path, 1, 2); err != nil {
					t.Fatal(err)
				}
			})
			var broken *db.BrokenChain
			if _, _, err := d.VerifyAudit(t.Context()); !errors.As(err, &broken) || broken.Seq != c.seq {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("who holds an earlier key and writes in the database is told by the audit log", func(t *testing.T) {
		d := openDB(t)
		fillAudit(t, d, auditStart, 5)
		path, stolen := filepath.Join(t.TempDir(), "stolen.db"), ring(t, 1)
		if err := d.Backup(t.Context(), path, func() error { return nil }); err != nil {
			t.Fatal(err)
		}
		d = reopened(t, d, 2, func(path string) {
			if err := rotate(t, path, 1, 2); err != nil {
				t.Fatal(err)
			}
		})
		fillAudit(t, d, auditStart.AddDate(0, 0, 6), 2)
		if n, _, err := d.VerifyAudit(t.Context()); n != 8 || err != nil { // five, the rotation, two
			t.Fatalf("%d rows, %v", n, err)
		}
		forger, err := openUnder(t, path, stolen)
		if err != nil {
			t.Fatal(err)
		}
		fillAudit(t, forger, auditStart.AddDate(0, 0, 6), 3) // rows 6 to 8, under the old key
		if err := forger.Close(); err != nil {
			t.Fatal(err)
		}
		tamper(t, d, `ATTACH '`+path+`' AS f; DELETE FROM audit WHERE seq > 5; INSERT INTO audit SELECT * FROM f.audit WHERE seq > 5;
			UPDATE meta SET audit_seq = g.audit_seq, audit_hash = g.audit_hash, audit_head = g.audit_head FROM f.meta g`)
		if _, _, err := d.VerifyAudit(t.Context()); err == nil {
			t.Error("rows forged under the old key were believed")
		}
	})
	t.Run("purged segments verify after it", func(t *testing.T) {
		d := openDB(t)
		fillAudit(t, d, auditStart.AddDate(-1, -3, 0), 100)
		fillAudit(t, d, auditStart, 3)
		if err := d.Purge(t.Context(), auditStart.AddDate(0, 0, 3)); err != nil {
			t.Fatal(err)
		}
		d = reopened(t, d, 2, func(path string) {
			if err := rotate(t, path, 1, 2); err != nil {
				t.Fatal(err)
			}
		})
		if _, _, err := d.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func addCode(ctx context.Context, tx *db.Tx, c db.NewCode) error {
	_, err := tx.AddCode(ctx, c)
	return err
}
