package handlers_test

import (
	"bytes"
	"context"
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
	"time"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"sesame/courier"
	"sesame/db"
	"sesame/handlers"
)

// The members of this test, of whom every value can be told from anything that a file may hold by chance.
const (
	ondine    = "2830979123451" // particulier, by code
	barnabe   = "1740486123457" // particulier whom a letter alone reaches
	hippolyte = "1690679123459" // exploitant, by question
	moulin    = "73282932000074"
	tabellion = "TAB448179" // tiers, by letter and a notice
	stranger  = "2991286123456"

	stolenMembers = `identifiant;categorie;civilite;nom;prenom;raison_sociale;date_naissance;commune_naissance;pays_naissance;adresse1;adresse2;adresse6;email;portable;fixe;fax;carte_vitale
` + ondine + `;particulier;Mme;Quéméneur;Ondine;;17/09/1983;Plougastel-Daoulas;Liechtenstein;27 venelle du Bélier;Résidence Astrée;79150 ARGENTONNAY;ondine.quemeneur@belier.example;06 39 98 71 46;05 36 49 28 17;05 36 49 28 63;801938475610293
` + barnabe + `;particulier;M.;Wroclawski;Barnabé;;;;;8 chemin des Écureuils;;86320 GOUEX-LUSSAC;;;;;802847561938475
` + hippolyte + `;exploitant;M.;Zimmermann;Hippolyte;;23/06/1969;Mirebeau;;Ferme de Kerguélen;;79600 AIRVAULT;hippolyte@kerguelen.example;;;;
` + moulin + `;entreprise;;;;Moulins Vergnaud-Thibaudeau;;;;Impasse du Biez;;86400 CIVRAY;paie@vergnaud.example;07 45 67 31 92;;;
` + tabellion + `;tiers;;;;Étude Charbonneau;;;;6 parvis Sainte-Radegonde;;86000 POITIERS;greffe@charbonneau.example;;;;
`
	stolenPayments = `identifiant;nature;date;montant
` + ondine + `;prestation;02/10/2026;4 127 936,58
` + hippolyte + `;facture_cotisations;2026-03-02;8264935,17
` + moulin + `;cotisations_salaires;2026-09-15;9 371 584,26
`
)

// loot is what a thief would look for: every value that the test put in, or that the service drew.
type loot struct {
	mu     sync.Mutex
	values map[string]string // value → what it is
}

func (l *loot) add(what string, values ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, v := range values {
		if v != "" {
			l.values[v] = what
		}
	}
}

// addFile takes every value of a file of the back office, but those that name a category, a kind of payment or a day of one.
func (l *loot) addFile(text string) {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	columns := strings.Split(lines[0], ";")
	for _, line := range lines[1:] {
		for i, v := range strings.Split(line, ";") {
			switch columns[i] {
			case "categorie", "civilite", "nature", "date":
			case "date_naissance":
				if d, err := time.Parse("02/01/2006", v); err == nil {
					l.add(columns[i], v, d.Format(time.DateOnly), d.Format("02012006"), d.Format("20060102"), d.Format("2006/01/02"))
				}
			case "portable", "fixe", "fax":
				l.addPhone(v)
			case "montant":
				l.addAmount(v)
			default:
				l.add(columns[i], v)
			}
		}
	}
}

func (l *loot) addPhone(national string) {
	if digits := strings.ReplaceAll(national, " ", ""); digits != "" {
		l.add("phone", national, digits, "+33"+digits[1:], digits[1:], "0033"+digits[1:], strings.ReplaceAll(national, " ", "."), strings.ReplaceAll(national, " ", "-"))
	}
}

func (l *loot) addAmount(v string) {
	plain := strings.ReplaceAll(strings.ReplaceAll(v, " ", ""), ",", ".")
	l.add("amount", v, plain, strings.ReplaceAll(plain, ".", ","), strings.ReplaceAll(plain, ".", ""))
}

// disguises are the bytes under which a value may stand in a file.
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
		for shift := range 3 { // wherever the value begins in what was encoded
			for name, e := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
				whole := e.EncodeToString(append(make([]byte, shift), plain...))
				from, to := (shift*8+5)/6, (shift+len(plain))*8/6
				found[form+name+strconv.Itoa(shift)] = []byte(whole[from:to])
			}
		}
	}
	if what != "session token" { // which nobody could guess; of anything else a hash without a key can be tried for everybody
		a, b, c := sha256.Sum256([]byte(value)), sha1.Sum([]byte(value)), md5.Sum([]byte(value))
		for name, sum := range map[string][]byte{"SHA-256": a[1:16], "SHA-1": b[1:16], "MD5": c[1:]} {
			// A key of the database is shorter than a hash, and its first byte may be a kind's.
			found[name], found[name+" hex"] = sum, []byte(hex.EncodeToString(sum))
		}
	}
	if n, err := strconv.ParseUint(value, 10, 64); err == nil && n > 1<<40 { // shorter ones stand anywhere by chance
		found["integer BE"] = bytes.TrimLeft(binary.BigEndian.AppendUint64(nil, n), "\x00")
		found["integer LE"] = bytes.TrimRight(binary.LittleEndian.AppendUint64(nil, n), "\x00")
	}
	return found
}

// traces says under which disguises a value stands in these bytes.
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
		"as it is":            "xx" + ondine + "yy",
		"reversed":            "xx1543219790382yy",
		"UTF-16":              "x\x00" + strings.Join(strings.Split(ondine, ""), "\x00") + "\x00",
		"hexadecimal":         hex.EncodeToString([]byte("ab" + ondine)),
		"base64":              base64.StdEncoding.EncodeToString([]byte(ondine + "z")),
		"base64, shifted":     base64.StdEncoding.EncodeToString([]byte("{" + ondine + "z")),
		"base64, shifted two": base64.URLEncoding.EncodeToString([]byte("{\"" + ondine + "z")),
		"hashed without key":  func() string { h := sha256.Sum256([]byte(ondine)); return string(h[:]) }(),
		"an integer":          string(binary.BigEndian.AppendUint64(nil, 2830979123451)),
	} {
		if len(traces([]byte(written), ondine, "identifier")) == 0 {
			t.Errorf("%s: not found in %q", name, written)
		}
	}
	for value, written := range map[string]string{"Quéméneur": "QUÉMÉNEUR", "27 venelle": "27venelle", "Barnabé": "Barnab\xe9", "Étude": `\u00c9tude`,
		"Écureuils": "E\u0301cureuils", "a@b.example": "a%40b.example"} {
		if len(traces([]byte(written), value, "name")) == 0 {
			t.Errorf("%s: not found in %q", value, written)
		}
	}
	if found := traces([]byte("nothing of hers stands here 2830979123450"), ondine, "identifier"); len(found) > 0 {
		t.Errorf("found %v where nothing is", found)
	}
}

// sealedLog is the process's own log.
type sealedLog struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *sealedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

// seen takes what waits to leave into the loot, and what browsers hold.
func (l *loot) seen(s *service, browsers ...*browser) {
	s.t.Helper()
	due, err := s.db.Due(context.Background(), s.now().Add(time.Hour), 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, m := range due {
		if m.Decoy() {
			l.add("password or code", m.Secret)
			continue
		}
		l.add("password or code", m.Secret)
		l.add("destination", m.To)
		l.add("name", m.Name)
		l.add("detail", m.Detail)
	}
	for _, letter := range s.letters() {
		grouped := letter.Payload.Secret
		l.add("password of a letter", grouped, grouped[:4]+" "+grouped[4:8]+" "+grouped[8:])
		l.add("name", letter.Payload.Name)
	}
	at, err := url.Parse(s.url)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, b := range browsers {
		for _, c := range b.client.Jar.Cookies(at) {
			l.add("session token", c.Value)
		}
	}
}

// deliver lets the courier send and wipe all that waits, the decoys too.
func (s *service) deliver(log *slog.Logger) {
	s.t.Helper()
	box := courier.NewMailbox(1000, s.now)
	c := courier.New(s.db, box, box, courier.Options{Caisse: s.caisse, Location: s.options.Location, Clock: s.now, Log: log})
	ctx, stop := context.WithCancel(s.t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.Run(ctx)
	}()
	for deadline := time.Now().Add(30 * time.Second); ; {
		health, err := s.db.OutboxHealth(ctx)
		if err != nil || time.Now().After(deadline) {
			s.t.Fatalf("%d messages wait, %v", health.Waiting, err)
		}
		if health.Waiting == 0 {
			break
		}
	}
	stop()
	<-ended
	s.read = 0
}

// print puts the letters that wait on paper, and wipes them.
func (s *service) print() {
	s.t.Helper()
	printed, err := courier.Print(s.t.Context(), s.db, new(bytes.Buffer), courier.PrintOrder{Caisse: s.caisse, Location: s.options.Location, Layout: db.Recto,
		Act: db.Act{Actor: "system", At: s.now()}})
	if err != nil || printed.Held > 0 {
		s.t.Fatalf("%d letters are held, %v", printed.Held, err)
	}
}

// everyJourney takes the members through all that the service can do, and notes what was typed and drawn.
func (s *service) everyJourney(l *loot) {
	const (
		mine     = "/espace/mon-compte"
		screen   = mine + "/email-mot-de-passe"
		third    = "Tabouret%Orage5Moisson"
		fourth   = "Lanterne&Fougère2Cidre"
		wrongOne = "Mauvais+Sésame8Brouette"
	)
	l.add("password", first, second, third, fourth, wrongOne)
	l.add("identifier", ondine, barnabe, hippolyte, moulin, tabellion, stranger, nobodyCo, "28309791234", ondine+"09")

	// First connection, by a letter's password, a new address and new numbers.
	b := s.browser()
	secret := s.temporary(ondine)
	l.add("password or code", secret)
	p := b.logIn(ondine, secret).at("/personnalisation/mot-de-passe", 200)
	p.press("Suivant", fields{"nouveau": "Quéméneur1983!", "confirmation": "Quéméneur1983!"})
	p = p.press("Suivant", fields{"nouveau": first, "confirmation": first}).at("/personnalisation/coordonnees", 200)
	p.press("Je confirme mes coordonnées", fields{"email": "sans-arobase.quemeneur", "portable": "06 39 98 30 47"}).at("/personnalisation/coordonnees", 422)
	p = p.press("Je confirme mes coordonnées", fields{"email": "ondine.perso@fougere.example", "portable": "06 39 98 52 13", "fax": "05 36 49 77 31"}).
		at("/personnalisation/adresse-email", 200)
	l.add("e-mail", "sans-arobase.quemeneur", "ondine.perso@fougere.example")
	for _, n := range []string{"06 39 98 30 47", "06 39 98 52 13", "05 36 49 77 31"} {
		l.addPhone(n)
	}
	l.seen(s, b)
	p.press("Valider", fields{"code": s.lastOf(db.KindEmailCode).Secret}).at("/personnalisation/confirmation", 200)
	b.get("/espace").at("/espace", 200)

	// Logins that fail, of members and of strangers.
	for _, id := range []string{ondine, hippolyte, stranger, nobodyCo, "28309791234", ondine + "09"} {
		s.browser().logIn(id, wrongOne)
	}
	b.post("/jauge", map[string][]string{"nouveau": {fourth}}).at("/jauge", 200)

	// Oubli by code: a wrong one, another one sent, the right one; the password that comes is used.
	o := s.browser()
	p = o.forget(ondine, "sms").at("/mot-de-passe-oublie/code", 200)
	l.seen(s, o)
	p.press("Valider", fields{"code": otherCode(s.lastOf(db.KindCode).Secret, 1)}).at("/mot-de-passe-oublie/code", 422)
	s.wait(61 * time.Second)
	p = o.get("/mot-de-passe-oublie/code").press("Renvoyer un nouveau code", nil)
	l.seen(s, o)
	p.press("Valider", fields{"code": s.lastOf(db.KindCode).Secret}).at("/mot-de-passe-oublie/confirmation", 200)
	l.seen(s, o)
	p = o.logIn(ondine, s.lastOf(db.KindTemporary).Secret).press("Suivant", fields{"nouveau": second, "confirmation": second})
	p.press("Je confirme mes coordonnées", nil)
	l.seen(s, o)

	// By question: right, wrong; by letter; unknown identifiers; left half-way.
	s.browser().forget(hippolyte, "email").press("Suivant", fields{"reponse": "8 264 935,17"}).at("/mot-de-passe-oublie/confirmation", 200)
	s.browser().forget(moulin, "sms").press("Suivant", fields{"reponse": "1 593 572,48"}).at("/mot-de-passe-oublie/confirmation", 200).says("par courrier")
	l.addAmount("1 593 572,48")
	s.browser().forget(tabellion, "email")
	s.browser().forget(barnabe, "email")
	s.browser().forget(nobodyCo, "sms")
	for _, end := range []string{"456", "457", "458", "459", "460", "461", "462", "463", "464", "465"} { // some of them beside a member who gets a code
		l.add("identifier", "2991286123"+end)
		s.browser().forget("2991286123"+end, "email")
	}
	l.seen(s)

	// Inscription, with the card.
	i := s.browser()
	p = i.get("/inscription").press("Suivant", fields{"identifiant": ondine}).at("/inscription/question", 200)
	p.press("Suivant", fields{"nature": "vitale", "reponse": "801938475610293"}).press("Suivant", fields{"canal": "sms"}).at("/inscription/confirmation", 200)
	p = s.browser().get("/inscription").press("Suivant", fields{"identifiant": marie}).at("/inscription/question", 200)
	p.press("Suivant", fields{"nature": "vitale", "reponse": "803000111222333"})
	l.add("carte Vitale", "803000111222333")
	l.seen(s, i)

	// Inside: password, address, numbers, sessions, contact form, log-out.
	in, other := s.browser(), s.browser()
	in.logIn(ondine, second).at("/espace", 200)
	other.logIn(ondine, second).at("/espace", 200)
	l.seen(s, in, other)
	in.get(mine+"/mot-de-passe").press("Suivant", fields{"actuel": wrongOne}).at(mine+"/mot-de-passe", 422)
	in.get(mine+"/mot-de-passe").press("Suivant", fields{"actuel": second}).press("Suivant", fields{"nouveau": third, "confirmation": third}).
		at(mine+"/mot-de-passe/confirmation", 200)
	p = in.get(mine+"/adresse").press("Suivant", fields{"actuel": third, "email": "ondine.neuve@genevrier.example"}).at(mine+"/adresse/code", 200)
	l.seen(s, in)
	p.press("Valider", fields{"code": s.lastOf(db.KindEmailCode).Secret}).at(mine+"/adresse/confirmation", 200)
	l.add("e-mail", "ondine.neuve@genevrier.example", "ondine.jamais@aubepine.example")
	in.get(screen).press("Enregistrer mes numéros", fields{"portable": "06 39 98 64 29", "fixe": "05 36 49 83 70", "mot_de_passe_actuel": third}).at(screen+"?etat=telephones", 200)
	l.addPhone("06 39 98 64 29")
	l.addPhone("05 36 49 83 70")
	message := map[string]string{"sujet": "Perte de ma carte professionnelle", "nom": "Ondine Quéméneur-Bartholdi", "identifiant": ondine,
		"email": "bartholdi@sureau.example", "message": "Le tracteur bleu a écrasé ma sacoche près du lavoir."}
	for name, v := range message {
		l.add("contact form: "+name, v)
	}
	in.get("/contact").press("Envoyer", fields(message)).at("/contact/confirmation", 200)
	s.browser().get("/contact").press("Envoyer", fields{"sujet": "Autre", "nom": "Théodule Vanderbeken", "email": "vanderbeken sans arobase", "message": "Rien"}).at("/contact", 422)
	l.add("contact form", "Théodule Vanderbeken", "vanderbeken sans arobase")
	l.seen(s, in, other)
	other.get("/espace")
	out := s.browser()
	out.logIn(ondine, third)
	l.seen(s, out)
	out.get("/espace").press("Se déconnecter", nil)

	// What goes wrong.
	in.get("/nulle/part").at("/nulle/part", 404)
	in.get("/compte/" + ondine + "/ondine.neuve@genevrier.example?identifiant=" + ondine)
	in.post("/connexion", map[string][]string{"identifiant": {ondine}, "mot_de_passe": {strings.Repeat(third, 5000)}})
	in.header.Set("Sec-Fetch-Site", "cross-site")
	in.post("/contact", map[string][]string{"message": {message["message"]}})
	in.header.Del("Sec-Fetch-Site")
	l.seen(s, in)
}

// leftHalfWay is what still waits when the files are stolen: messages, letters, codes, addresses to verify.
func (s *service) leftHalfWay(l *loot) {
	s.browser().forget(ondine, "email").at("/mot-de-passe-oublie/code", 200)
	in := s.browser()
	in.logIn(ondine, "Tabouret%Orage5Moisson").at("/espace", 200)
	in.get("/espace/mon-compte/adresse").press("Suivant", fields{"actuel": "Tabouret%Orage5Moisson", "email": "ondine.jamais@aubepine.example"})
	s.wait(8 * 24 * time.Hour)
	in = s.browser()
	in.logIn(ondine, "Tabouret%Orage5Moisson").at("/espace", 200)
	in.get("/espace/mon-compte/adresse").press("Suivant", fields{"actuel": "Tabouret%Orage5Moisson", "email": "ondine.encore@bruyere.example"})
	l.add("e-mail", "ondine.encore@bruyere.example")
	s.browser().forget(tabellion, "email")
	s.browser().forget(barnabe, "sms")
	s.browser().get("/contact").press("Envoyer", fields{"sujet": "Héritage Vanderbeken", "nom": "Ondine Quéméneur", "email": "bartholdi@sureau.example", "message": "Bonjour"})
	l.add("contact form", "Héritage Vanderbeken")
	// A member who has confirmed an address and not verified it yet.
	secret := s.temporary(moulin)
	l.add("password or code", secret)
	p := s.browser().logIn(moulin, secret).press("Suivant", fields{"nouveau": "Farine?Biez9Tamis", "confirmation": "Farine?Biez9Tamis"})
	p.press("Je confirme mes coordonnées", fields{"email": "biez@meuniers.example"}).at("/personnalisation/adresse-email", 200)
	l.add("password", "Farine?Biez9Tamis")
	l.add("e-mail", "biez@meuniers.example")
	l.seen(s, in)
}

// payloads are the messages and letters that wait, sealed.
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
	s := newService(t, func(o *handlers.Options) {
		o.Limits.CodeDigits = 8 // four digits stand anywhere by chance
		o.Log = logger
	})
	s.importFiles(stolenMembers, stolenPayments)
	l := &loot{values: map[string]string{}}
	l.addFile(stolenMembers)
	l.addFile(stolenPayments)
	s.everyJourney(l)
	file := s.raw()
	wiped := payloads(t, file)
	s.print()
	s.deliver(logger)
	// The file of the next day contradicts what she says here.
	changed := strings.NewReplacer("ondine.quemeneur@belier.example", "ondine.fichier@myrtille.example", "27 venelle du Bélier", "31 venelle de l'Alisier").Replace(stolenMembers)
	s.importFiles(changed, stolenPayments)
	l.addFile(changed)
	s.leftHalfWay(l)
	s.agentsLeft(l)

	for _, table := range []string{"members", "contacts", "contact_differences", "payments", "flows", "codes", "limit_events", "sessions", "logins", "outbox",
		"letters", "contact_messages", "audit", "agents", "agent_passkeys", "agent_recovery_codes", "agent_logins"} {
		if number(t, file, "SELECT count(*) FROM "+table) == 0 {
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
	} {
		if number(t, file, query) == 0 {
			t.Errorf("there are no %s: this test proves nothing of them", what)
		}
	}
	if kinds := number(t, file, `SELECT count(DISTINCT kind) FROM outbox`); kinds < 8 {
		t.Errorf("%d kinds of message only", kinds)
	}

	stolen := map[string][]byte{"log": log.Bytes()}
	backup := filepath.Join(t.TempDir(), "backup.db")
	if err := s.db.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{s.db.Path(), s.db.Path() + "-wal", backup} {
		content, err := os.ReadFile(path)
		if err != nil || len(content) == 0 {
			t.Fatalf("%s: %d bytes, %v", path, len(content), err)
		}
		stolen[filepath.Base(path)] = content
	}
	if !bytes.Contains(stolen["log"], []byte("method=POST")) {
		t.Error("the log is empty")
	}
	if len(l.values) < 150 {
		t.Errorf("%d values only to look for", len(l.values))
	}
	for value, what := range l.values {
		if len(value) < 6 {
			t.Errorf("%s %q is too short to be told from chance", what, value)
		}
		for name, content := range stolen {
			if under := traces(content, value, what); len(under) > 0 {
				t.Errorf("%s %q stands in the %s: %v", what, value, name, under)
			}
		}
	}
	// What has left is gone even for a thief who has the key, once SQLite has written its log back.
	if _, err := file.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(s.db.Path())
	if err != nil {
		t.Fatal(err)
	}
	for _, sealed := range wiped {
		if bytes.Contains(content, sealed[len(sealed)-16:]) {
			t.Error("a message that has left is still in the file")
		}
	}
}
