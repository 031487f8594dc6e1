package handlers_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sesame/db"
)

const (
	newMember = "2991286123456" // nobody yet
	goodLine  = newMember + ";particulier;Nouvelle;Anne;79000 NIORT\n"
	header    = "identifiant;categorie;nom;prenom;adresse6\n"
	badLines  = "123;particulier;Faux;Numéro;79000 NIORT\n=CMD();tiers;;;79000 NIORT\n"
)

func TestImportsByTheWeb(t *testing.T) {
	for name, goes := range map[string]func(*testing.T, *service, *browser){
		"a dry run says what would happen and changes nothing": func(t *testing.T, s *service, b *browser) {
			b.checks("adherents", header+goodLine).says("Le fichier est vérifié", "Lignes lues1", "À ajouter1", "Refusées0").silent("Tout ou rien")
			if s.known(newMember) || len(s.audited("import")) != 2 { // the files of the harness
				t.Error("the dry run has changed something")
			}
			if rows := s.audited("import-checked"); len(rows) != 1 || rows[0].Actor != "agent:superviseur1" || rows[0].Reason != "import 1, adherents, 94 bytes" {
				t.Errorf("audited %+v", rows)
			}
		},
		"a clean file is loaded, under the name of who decided": func(t *testing.T, s *service, b *browser) {
			p := b.checks("adherents", header+goodLine)
			s.agentBrowser(db.RoleSupervisor).get(p.path).loads(nil).says("Le fichier est chargé.", "Ajoutées1").silent("Charger")
			rows := s.audited("import")
			if !s.known(newMember) || len(rows) != 3 || rows[2].Actor != "agent:superviseur2" || rows[2].Origin == "" {
				t.Errorf("audited %+v", rows)
			}
			b.checks("adherents", header+goodLine).says("Inchangées1", "À ajouter0")
		},
		"with refused lines one has to choose; all or nothing loads nothing": func(t *testing.T, s *service, b *browser) {
			p := b.checks("adherents", header+goodLine+badLines).says("Refusées2", "Lignes refusées", "3identifiant", "Tout ou rien")
			p.press("Charger", nil).at(p.path+"/chargement", 422).says("Choisissez ce qui doit être chargé.")
			p.loads(fields{"lignes": "tout"}).says("Rien n'a été chargé, car des lignes sont refusées").silent("Le fichier est chargé")
			if s.known(newMember) {
				t.Error("a line was loaded")
			}
		},
		"the good lines are loaded, the others can be fetched, corrected and sent again": func(t *testing.T, s *service, b *browser) {
			p := b.checks("adherents", header+goodLine+badLines).loads(fields{"lignes": "bonnes"}).says("Le fichier est chargé.", "Ajoutées1", "Refusées2")
			if !s.known(newMember) {
				t.Error("the good line was not loaded")
			}
			csv := b.get(p.path + "/rejets.csv")
			if !strings.HasPrefix(csv.raw, "\ufeffidentifiant;categorie;nom;prenom;adresse6;motif_du_refus\r\n123;particulier;Faux;Numéro;79000 NIORT;\"ligne 3, colonne identifiant") ||
				!strings.Contains(csv.raw, "\r\n'=CMD();tiers;") {
				t.Errorf("the refused lines are %q", csv.raw)
			}
			if kind, as := csv.header.Get("Content-Type"), csv.header.Get("Content-Disposition"); kind != "text/csv; charset=utf-8" || as != `attachment; filename="import-1.rejets.csv"` {
				t.Errorf("%s, %s", kind, as)
			}
			if len(s.audited("import-rejects-read")) != 1 || len(s.audited("import-read")) == 0 {
				t.Error("what was looked at is not in the log")
			}
			again := strings.Replace(strings.Replace(csv.raw, "\r\n123;", "\r\n1450386123499;", 1), "'=CMD();tiers;;", "T9;tiers;Duval;", 1)
			b.checks("adherents", again).says("À ajouter2", "Refusées0")
		},
		"payments too": func(t *testing.T, s *service, b *browser) {
			p := b.checks("paiements", "identifiant;nature;date;montant\n"+marie+";prestation;02/11/2026;10,00\n"+nobody+";prestation;02/11/2026;10,00\n")
			p.says("À ajouter1", "Refusées1", "Aucun adhérent n'a cet identifiant").silent(nobody).loads(fields{"lignes": "bonnes"}).says("Le fichier est chargé.")
		},
		"a file that does not fit is refused with a sentence, and the place is free again": func(t *testing.T, s *service, b *browser) {
			for _, c := range []struct{ kind, file, says string }{
				{"adherents", "identifiant;nature;date;montant\n", "colonne inconnue : nature"},
				{"adherents", "", "vide"},
				{"adherents", "\x00\x01\x02PK\x03\x04", "Ce fichier"},
				{"adherents", strings.Repeat("x", 70<<10), "ligne"},
				{"adherents", "\xff\xfei\x00d\x00", "UTF-16"},
				{"autre", header + goodLine, "Dites ce que contient le fichier."},
			} {
				p := b.uploads(c.kind, "f.csv", strings.NewReader(c.file)).at("/agent/imports", 422)
				if !strings.Contains(p.text(), c.says) {
					t.Errorf("%.20q: no « %s » in:\n%s", c.file, c.says, p.brief())
				}
			}
			b.uploads("adherents", "", nil).at("/agent/imports", 422).says("Choisissez un fichier.")
			if rows, err := s.db.Imports(t.Context(), 10); err != nil || len(rows) != 0 {
				t.Errorf("noted %+v, %v", rows, err)
			}
			b.checks("adherents", header+goodLine).says("Le fichier est vérifié")
		},
		"a line that breaks on the way": func(t *testing.T, s *service, b *browser) {
			r, err := http.NewRequest(http.MethodPost, s.url+"/agent/imports", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"a.csv\"\r\n\r\nidentifiant;cat"))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
			b.do(r).at("/agent/imports", 422).says("n'est pas arrivé en entier")
			b.get("/agent/imports").says("Vérifier le fichier")
		},
		"a file of Windows-1252 that is larger than a form may be": func(t *testing.T, s *service, b *browser) {
			var file strings.Builder
			file.WriteString(header)
			for i := range 2000 {
				fmt.Fprintf(&file, "T%d;tiers;Le\xefla;;79000 NIORT\n", i)
			}
			if file.Len() < 40<<10 {
				t.Fatal("it is no larger")
			}
			b.checks("adherents", file.String()+strings.Repeat(" ", 30<<10)+"\n").says("À ajouter2 000")
		},
		"one at a time: the second is told, and reads where the first one is": func(t *testing.T, s *service, b *browser) {
			s.gate = make(chan struct{})
			b.uploads("adherents", "a.csv", strings.NewReader(header+goodLine)).at("/agent/imports/1", 200).says("Vérification en cours", "Annuler l'import")
			other := s.agentBrowser(db.RoleSupervisor)
			other.uploads("adherents", "b.csv", strings.NewReader(header+goodLine)).at("/agent/imports", 422).says("un seul à la fois", "Import 1", "superviseur1")
			for range 3 { // a reload loses nothing
				b.get("/agent/imports/1").at("/agent/imports/1", 200).says("Vérification en cours", "0 %")
			}
			if p := b.get("/agent/imports/1?suivi=oui"); p.header.Get("Refresh") != "5" || b.get("/agent/imports/1").header.Get("Refresh") != "" {
				t.Error("the page loads itself again when it was not asked to, or does not when it was")
			}
			close(s.gate)
			s.tasks.Wait()
			other.get("/agent/imports/1").says("Le fichier est vérifié").press("Abandonner ce fichier", nil).says("annulé : rien n'a été changé")
			other.checks("adherents", header+goodLine).says("Import 2", "Le fichier est vérifié")
		},
		"one that is cancelled changes nothing": func(t *testing.T, s *service, b *browser) {
			p := b.checks("adherents", header+goodLine)
			s.gate = make(chan struct{})
			p = p.press("Charger", nil).says("Chargement en cours")
			time.AfterFunc(0, func() { close(s.gate) })
			p = p.press("Annuler l'import", nil)
			// The reading may have come to its end first; what the page says is what happened.
			loaded := strings.Contains(p.text(), "Le fichier est chargé.")
			if loaded != s.known(newMember) || !loaded && !strings.Contains(p.text(), "rien n'a été changé") {
				t.Errorf("loaded %v, and the page says %s", s.known(newMember), p.brief())
			}
			if len(s.audited("import-cancelled")) != 1 && !loaded {
				t.Error("not in the log")
			}
		},
		"one that is read is cancelled, and the place is free": func(t *testing.T, s *service, b *browser) {
			b.uploads("paiements", "gros.csv", io.MultiReader(strings.NewReader("identifiant;nature;date;montant\n"), &endless{left: 20 << 20, look: func() {}})).
				says("Vérification en cours").press("Annuler l'import", nil).at("/agent/imports/1", 200).says("Cet import a été annulé : rien n'a été changé.")
			if rows := s.audited("import-cancelled"); len(rows) != 1 || rows[0].Reason != "import 1, cancelled" {
				t.Errorf("audited %+v", rows)
			}
			b.checks("adherents", header+goodLine).says("Le fichier est vérifié")
		},
		"after a restart in the middle the page says that nothing was changed": func(t *testing.T, s *service, b *browser) {
			p := b.checks("adherents", header+goodLine)
			s.gate = make(chan struct{})
			p = p.press("Charger", nil).says("Chargement en cours")
			s.restart()
			b.get(p.path).says("interrompu par l'arrêt du service : rien n'a été changé").silent("Charger")
			if s.known(newMember) {
				t.Error("it was loaded")
			}
			s.gate = nil
			b.checks("adherents", header+goodLine).loads(nil).says("Le fichier est chargé.")
		},
		"a restart loses a file that waits, and the refused lines": func(t *testing.T, s *service, b *browser) {
			p := b.checks("adherents", header+badLines)
			s.restart()
			b.get(p.path).says("interrompu", "ne sont plus gardées")
			b.get(p.path + "/rejets.csv").says("Les lignes refusées ne sont plus gardées")
		},
		"a file that nobody decides on is let go after half an hour": func(t *testing.T, s *service, b *browser) {
			p := b.checks("adherents", header+goodLine)
			s.wait(29 * time.Minute)
			b = s.agentBrowser(db.RoleSupervisor)
			b.get("/agent").says("Un fichier vérifié attend une décision")
			b.get(p.path).says("décidez")
			stale := b.get(p.path)
			s.wait(2 * time.Minute)
			b.get(p.path).says("Personne n'a décidé")
			stale.press("Charger", nil).says("Rien de plus n'a été fait")
			b.get("/agent/imports").says("Vérifier le fichier", "abandonné")
		},
		"two clicks on « Charger » load once": func(t *testing.T, s *service, b *browser) {
			path, form := b.checks("adherents", header+goodLine).form("Charger", nil)
			var barrier, over sync.WaitGroup
			barrier.Add(1)
			for range 4 {
				over.Go(func() { barrier.Wait(); b.post(path, form) })
			}
			barrier.Done()
			over.Wait()
			s.tasks.Wait()
			if n := len(s.audited("import-begun")); n != 1 || !s.known(newMember) {
				t.Errorf("begun %d times", n)
			}
		},
		"what is not there is a page that says so": func(t *testing.T, s *service, b *browser) {
			for _, path := range []string{"/agent/imports/7", "/agent/imports/x", "/agent/imports/7/rejets.csv"} {
				b.get(path).at(path, 404)
			}
		},
		"a plain form cannot carry more than every form": func(t *testing.T, s *service, b *browser) {
			r, err := http.NewRequest(http.MethodPost, s.url+"/agent/imports", strings.NewReader("nature="+strings.Repeat("x", 70<<10)))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if p := b.do(r); p.status != http.StatusRequestEntityTooLarge {
				t.Errorf("answered %d", p.status)
			}
			b.post("/agent/imports", nil).at("/agent/imports", 400)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t)
			goes(t, s, s.agentBrowser(db.RoleSupervisor))
		})
	}
}

// The answer comes although nothing of the body was sent: nobody waits for it.
func TestWhoMayNotImportIsRefusedBeforeTheBodyIsRead(t *testing.T) {
	s := newService(t)
	for who, c := range map[string]struct {
		b      *browser
		status string
	}{
		"an agent of the desk": {s.agentBrowser(db.RoleAgent), "403"},
		"the mailroom":         {s.agentBrowser(db.RoleMailroom), "403"},
		"a stranger":           {s.browser(), "303"},
	} {
		t.Run(who, func(t *testing.T) {
			r, err := http.NewRequest(http.MethodPost, s.url+"/agent/imports", nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, cookie := range c.b.client.Jar.Cookies(r.URL) {
				r.AddCookie(cookie)
			}
			conn, err := net.Dial("tcp", r.URL.Host)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprintf(conn, "POST /agent/imports HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000000\r\n\r\n",
				r.URL.Host, r.Header.Get("Cookie"))
			answer := make([]byte, 12)
			if _, err := io.ReadFull(conn, answer); err != nil || string(answer[9:]) != c.status {
				t.Errorf("answered %q, %v", answer, err)
			}
		})
	}
}

// endless is a file of so many bytes, made as it is read; each megabyte is a look at the heap.
type endless struct {
	left int64
	rest []byte
	n    int
	look func()
}

func (e *endless) Read(b []byte) (int, error) {
	if len(e.rest) == 0 {
		if e.left <= 0 {
			return 0, io.EOF
		}
		var chunk bytes.Buffer
		padding := strings.Repeat(" ", 30)
		for chunk.Len() < 1<<20 {
			fmt.Fprintf(&chunk, "%s;prestation;02/10/2026;%d,00%s\n", nobody, e.n, padding)
			e.n++
		}
		e.rest, e.left = chunk.Bytes(), e.left-int64(chunk.Len())
		e.look()
	}
	n := copy(b, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func TestALargeFileDoesNotGoThroughTheMemory(t *testing.T) {
	s := newService(t)
	b := s.agentBrowser(db.RoleSupervisor)
	var looks []uint64
	look := func() {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		looks = append(looks, m.HeapAlloc)
	}
	// What others make during a collection counts as alive: of a few looks one after the other, the least is what stays.
	stays := func(looks []uint64) (most uint64) {
		const few = 4
		for i := range len(looks) - few {
			most = max(most, slices.Min(looks[i:i+few]))
		}
		return most
	}
	look()
	before := looks[0]
	file := &endless{left: 50 << 20, look: look}
	p := b.uploads("paiements", "gros.csv", io.MultiReader(strings.NewReader("identifiant;nature;date;montant\n"), file)).at("/agent/imports/1", 200)
	sent := len(looks)
	for strings.Contains(p.text(), "Vérification en cours") {
		look()
		p = b.get("/agent/imports/1")
	}
	for range 5 {
		look()
	}
	p.says("Le fichier est vérifié", "200 premières")
	// Nothing is made beside the sending. Beside the reading much is; its 860,000 lines, kept, would be above 250 MiB.
	for _, c := range []struct {
		phase string
		looks []uint64
		most  int64 // MiB
	}{{"sent", looks[:sent], 25}, {"read", looks[sent:], 215}} {
		if grown := int64(stays(c.looks)) - int64(before); grown>>20 > c.most {
			t.Errorf("of 50 MB that are %s %d MiB stay in memory", c.phase, grown>>20)
		}
	}
}

func TestAStolenCopyTellsNothingOfAnswersAndImports(t *testing.T) {
	s := newService(t)
	b := s.agentBrowser(db.RoleSupervisor)
	number := s.browser().writes("Succession Vanderbeken", marie, "theodule@sureau.example", "Mon verger de Gouex")
	b.get("/agent/messages/"+number).press("Envoyer la réponse", fields{"texte": "Le notaire Zimmermann vous écrira."}).says("répondu par vous")
	p := b.uploads("adherents", "export-quemeneur.csv", strings.NewReader(header+"2830979999451;particulier;Wroclawski;Ondine;79600 AIRVAULT\n285078678612;particulier;Thibaudeau;Ondine;79600 AIRVAULT\n"))
	s.tasks.Wait()
	b.get(p.path).press("Charger", fields{"lignes": "bonnes"})
	s.tasks.Wait()
	b.get(p.path).says("Le fichier est chargé.", "export-quemeneur.csv")
	files, err := os.ReadDir(filepath.Dir(s.db.Path()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(filepath.Dir(s.db.Path()), f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"Vanderbeken", "sureau", "Gouex", "Zimmermann", "quemeneur", "Wroclawski", "AIRVAULT", "Thibaudeau", "2850786", "28309799", marie} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds « %s »", f.Name(), secret)
			}
		}
	}
	for _, row := range slices.Concat(s.audited("import"), s.audited("import-checked"), s.audited("import-begun"), s.audited("contact-message-answered")) {
		if strings.Contains(row.Reason, "quemeneur") || strings.Contains(row.Reason, "sureau") {
			t.Errorf("the audit log says %q", row.Reason)
		}
	}
}
