package imports_test

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
	"sesame/handlers/servicetest"
	"sesame/journey/events"
	"sesame/texts"
)

const (
	newMember = "2991286123456" // nobody yet
	goodLine  = newMember + ";particulier;Nouvelle;Anne;79000 NIORT\n"
	header    = "identifiant;categorie;nom;prenom;adresse6\n"
	badLines  = "123;particulier;Faux;Numéro;79000 NIORT\n=CMD();tiers;;;79000 NIORT\n"
)

func TestImportsByTheWeb(t *testing.T) {
	for name, goes := range map[string]func(*testing.T, *servicetest.Service, *servicetest.Browser){
		"a dry run says what would happen and changes nothing": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			b.Checks("adherents", header+goodLine).Says("Le fichier est vérifié", "Lignes lues1", "À ajouter1", "Refusées0").SaysNot("Tout ou rien")
			if s.HasMember(newMember) || len(s.Audited("import")) != 2 { // the files of the harness
				t.Error("the dry run has changed something")
			}
			if rows := s.Audited("import-checked"); len(rows) != 1 || rows[0].Actor != "agent:superviseur1" || rows[0].Object != "adherents" || rows[0].Numbers[events.Import] != 3 || rows[0].Numbers[events.Bytes] != 94 {
				t.Errorf("audited %+v", rows)
			}
		},
		"a clean file is loaded, under the name of who decided": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			p := b.Checks("adherents", header+goodLine)
			s.AgentBrowser(db.RoleSupervisor).Get(p.Path).Loads(nil).Says("Le fichier est chargé.", "Ajoutées1").SaysNot("Charger")
			rows := s.Audited("import")
			if !s.HasMember(newMember) || len(rows) != 3 || rows[2].Actor != "agent:superviseur2" || rows[2].Origin == "" {
				t.Errorf("audited %+v", rows)
			}
			b.Checks("adherents", header+goodLine).Says("Inchangées1", "À ajouter0")
		},
		"with refused lines one has to choose; all or nothing loads nothing": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			p := b.Checks("adherents", header+goodLine+badLines).Says("Refusées2", "Lignes refusées", "3identifiant", "Tout ou rien")
			p.Press("Charger", nil).At(p.Path+"/chargement", 422).Says("Choisissez ce qui doit être chargé.")
			p.Loads(servicetest.Fields{"lignes": "tout"}).Says("Rien n'a été chargé, car des lignes sont refusées").SaysNot("Le fichier est chargé")
			if s.HasMember(newMember) {
				t.Error("a line was loaded")
			}
		},
		"the good lines are loaded, the others can be fetched, corrected and sent again": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			p := b.Checks("adherents", header+goodLine+badLines).Loads(servicetest.Fields{"lignes": "bonnes"}).Says("Le fichier est chargé.", "Ajoutées1", "Refusées2")
			if !s.HasMember(newMember) {
				t.Error("the good line was not loaded")
			}
			csv := b.Get(p.Path + "/rejets.csv")
			if !strings.HasPrefix(csv.Raw, "\ufeffidentifiant;categorie;nom;prenom;adresse6;motif_du_refus\r\n123;particulier;Faux;Numéro;79000 NIORT;\"ligne 3, colonne identifiant") ||
				!strings.Contains(csv.Raw, "\r\n'=CMD();tiers;") {
				t.Errorf("the refused lines are %q", csv.Raw)
			}
			if kind, as := csv.Header.Get("Content-Type"), csv.Header.Get("Content-Disposition"); kind != "text/csv; charset=utf-8" || as != `attachment; filename="import-3.rejets.csv"` {
				t.Errorf("%s, %s", kind, as)
			}
			if len(s.Audited("import-rejects-read")) != 1 || len(s.Audited("import-read")) == 0 {
				t.Error("what was looked at is not in the log")
			}
			again := strings.Replace(strings.Replace(csv.Raw, "\r\n123;", "\r\n1450386123499;", 1), "'=CMD();tiers;;", "T9;tiers;Duval;", 1)
			b.Checks("adherents", again).Says("À ajouter2", "Refusées0")
		},
		"a file that takes much away is loaded once somebody has agreed": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			file := "identifiant;categorie;nom;adresse6;email;portable\n" + servicetest.Marie + ";particulier;Wroclawski;86000 POITIERS;;NC\n"
			p := b.Checks("adherents", file).Says("1 ligne efface ce qui était connu (email 1)", "1 ligne met une autre personne derrière un identifiant",
				"autre personne, valeurs effacées", "« Du•••• »", "« Wr•••••••• »", "(vide)", "1 valeur laissée de côté (portable 1)", "Ce texte tient lieu de cellule vide").
				SaysNot("Wroclawski", "Dupont", "marie@poitou.example")
			p.Press("Charger", nil).At(p.Path+"/chargement", 422).Says("cochez la case")
			if m := s.Member(servicetest.Marie); m.Profile.LastName != "Dupont" {
				t.Error("loaded although nobody has agreed")
			}
			p.Loads(servicetest.Fields{"accord": "oui"}).Says("Le fichier est chargé.", "Modifiées1", "1 ligne efface").SaysNot("c'est bien ce qu'il faut charger")
			if m := s.Member(servicetest.Marie); m.Profile.LastName != "Wroclawski" || m.Contacts[db.Email].Value != "" || m.Contacts[db.Mobile].Value != "+33639981234" {
				t.Errorf("%+v", m)
			}
			if rows := s.Audited("import-read"); len(rows) == 0 {
				t.Error("who looked at the lines is not in the log")
			}
		},
		"what others do meanwhile does not make a file take away more than was agreed to": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			p := b.Checks("adherents", "identifiant;categorie;nom;adresse6;fixe\n"+servicetest.Marie+";particulier;Dupont;86000 POITIERS;\n").SaysNot("c'est bien ce qu'il faut charger")
			s.ImportFiles("identifiant;categorie;nom;adresse6;fixe\n"+servicetest.Marie+";particulier;Dupont;86000 POITIERS;0549000001\n", "identifiant;nature;date;montant\n")
			p.Loads(nil).Says("Rien n'a été chargé, car personne n'a donné son accord")
			if m := s.Member(servicetest.Marie); m.Contacts[db.Landline].Value != "+33549000001" {
				t.Errorf("%+v", m.Contacts)
			}
		},
		"a file of which nothing can be loaded is not offered": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			p := b.Checks("adherents", header+badLines).Says("Rien n'a été chargé.", "Aucune ligne n'a pu être chargée : corrigez le fichier.", "Refusées2").SaysNot("Tout ou rien", "Charger")
			if csv := b.Get(p.Path + "/rejets.csv"); !strings.Contains(csv.Raw, "ligne 2, colonne identifiant") {
				t.Errorf("the refused lines are %q", csv.Raw)
			}
		},
		"what is doubtful in accepted lines is listed": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			long := strings.Repeat("T%;tiers;Duval;;"+strings.Repeat("x", 39)+";86000 POITIERS\n", 25)
			for i := range 25 {
				long = strings.Replace(long, "%", fmt.Sprint(i), 1)
			}
			file := "identifiant;categorie;nom;date_naissance;adresse5;adresse6\n" + long + "1450386123499;particulier;Wroclawski;31/03/1954;;86000 POITIERS\n"
			p := b.Checks("adherents", file).Says("26 avertissements", "27date_naissance", texts.CellOtherBirth, "20adresse5", "21adresse5").SaysNot("Wroclawski", "1954", "22adresse5")
			p.Loads(nil).Says("Le fichier est chargé.", texts.CellOtherBirth)
			if len(s.Audited("import-read")) == 0 {
				t.Error("who looked at the lines is not in the log")
			}
		},
		"a payment that cannot be read is left out": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			file := "identifiant;nature;date;montant\n" + servicetest.Marie + ";prestation;02/01/2026;12,50\n" + servicetest.Marie + ";prestation;plus tard;12,50\n"
			p := b.Checks("paiements", file).Says("1 valeur laissée de côté (date 1)", "1 paiement laissé de côté", "3date").SaysNot("plus tard", "Tout ou rien", "Toutes les valeurs")
			p.Loads(nil).Says("Le fichier est chargé.", "Ajoutées1")
		},
		"an import is undone once": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			file := "identifiant;categorie;nom;prenom;adresse6\n" + servicetest.Marie + ";particulier;Wroclawski;Odile;86000 POITIERS\n" + goodLine
			p := b.Checks("adherents", file).SaysNot("Remettre comme avant").Loads(servicetest.Fields{"accord": "oui"}).
				Says("Le fichier est chargé.", "Jusqu'à demain à 15 h 05, tout ce que ce fichier a changé peut être remis comme avant")
			back, form := p.Form("Remettre comme avant", nil)
			b.Post(back, form).At(p.Path, 200).Says("Remis comme avant : 1 adhérent rétabli, 1 retiré.", "par vous le 23 novembre 2026").SaysNot("peut être remis")
			if m := s.Member(servicetest.Marie); m.Profile.LastName != "Dupont" || m.Profile.FirstName != "Marie" || s.HasMember(newMember) {
				t.Errorf("%+v", m.Profile)
			}
			b.Post(back, form).At(p.Path, 200) // the second of two clicks
			form.Set("page", "another tab")
			b.Post(back, form).At(back, 422).Says("Cet import est déjà remis comme avant.")
			b.Get("/agent/imports").Says("remis comme avant")
			rows := s.Audited("import-undone")
			if len(rows) != 1 || rows[0].Actor != "agent:superviseur1" || rows[0].Origin == "" || rows[0].Numbers[events.Restored] != 1 || rows[0].Numbers[events.Removed] != 1 {
				t.Errorf("audited %+v", rows)
			}
		},
		"after a day an import cannot be undone": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			p := b.Checks("adherents", header+goodLine).Loads(nil)
			back, form := p.Form("Remettre comme avant", nil)
			s.Wait(24 * time.Hour)
			b = s.AgentBrowser(db.RoleSupervisor)
			b.Get(p.Path).SaysNot("Remettre comme avant")
			form.Del("page") // which was another superviseur's
			b.Post(back, form).At(back, 422).Says("Plus de 24 heures ont passé")
			if !s.HasMember(newMember) {
				t.Error("somebody is gone")
			}
		},
		"payments too": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			p := b.Checks("paiements", "identifiant;nature;date;montant\n"+servicetest.Marie+";prestation;02/11/2026;10,00\n"+servicetest.Nobody+";prestation;02/11/2026;10,00\n")
			p.Says("À ajouter1", "Refusées1", "Aucun adhérent n'a cet identifiant").SaysNot(servicetest.Nobody).Loads(servicetest.Fields{"lignes": "bonnes"}).Says("Le fichier est chargé.")
		},
		"a file that does not fit is refused with a sentence, and the place is free again": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			for _, c := range []struct{ kind, file, says string }{
				{"adherents", "identifiant;nature;date;montant\n", "colonne inconnue : nature"},
				{"adherents", "", "vide"},
				{"adherents", "\x00\x01\x02PK\x03\x04", "Ce fichier"},
				{"adherents", strings.Repeat("x", 70<<10), "ligne"},
				{"adherents", "\xff\xfei\x00d\x00", "La première ligne n'est pas un en-tête"},
				{"autre", header + goodLine, "Dites ce que contient le fichier."},
			} {
				p := b.Uploads(c.kind, "f.csv", strings.NewReader(c.file)).At("/agent/imports", 422)
				if !strings.Contains(p.Text(), c.says) {
					t.Errorf("%.20q: no « %s » in:\n%s", c.file, c.says, p.Brief())
				}
			}
			b.Uploads("adherents", "", nil).At("/agent/imports", 422).Says("Choisissez un fichier.")
			if rows, err := s.DB.Imports(t.Context(), 10); err != nil || len(rows) != 2 { // the files of the harness
				t.Errorf("noted %+v, %v", rows, err)
			}
			b.Checks("adherents", header+goodLine).Says("Le fichier est vérifié")
		},
		"a line that breaks on the way": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			r, err := http.NewRequest(http.MethodPost, s.URL+"/agent/imports", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"a.csv\"\r\n\r\nidentifiant;cat"))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
			b.Do(r).At("/agent/imports", 422).Says("n'est pas arrivé en entier")
			b.Get("/agent/imports").Says("Vérifier le fichier")
		},
		"a file of Windows-1252 that is larger than a form may be": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			var file strings.Builder
			file.WriteString(header)
			for i := range 2000 {
				fmt.Fprintf(&file, "T%d;tiers;Le\xefla;;79000 NIORT\n", i)
			}
			if file.Len() < 40<<10 {
				t.Fatal("it is no larger")
			}
			b.Checks("adherents", file.String()+strings.Repeat(" ", 30<<10)+"\n").Says("À ajouter2 000")
		},
		"one at a time: the second is told, and reads where the first one is": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			s.Gate = make(chan struct{})
			b.Uploads("adherents", "a.csv", strings.NewReader(header+goodLine)).At("/agent/imports/3", 200).Says("Vérification en cours", "Annuler l'import")
			other := s.AgentBrowser(db.RoleSupervisor)
			other.Uploads("adherents", "b.csv", strings.NewReader(header+goodLine)).At("/agent/imports", 422).Says("un seul à la fois", "Import 3", "superviseur1")
			for range 3 { // a reload loses nothing
				b.Get("/agent/imports/3").At("/agent/imports/3", 200).Says("Vérification en cours", "0 %")
			}
			if p := b.Get("/agent/imports/3?suivi=oui"); p.Header.Get("Refresh") != "5" || b.Get("/agent/imports/3").Header.Get("Refresh") != "" {
				t.Error("the page loads itself again when it was not asked to, or does not when it was")
			}
			close(s.Gate)
			s.Tasks.Wait()
			other.Get("/agent/imports/3").Says("Le fichier est vérifié").Press("Abandonner ce fichier", nil).Says("annulé : rien n'a été changé")
			other.Checks("adherents", header+goodLine).Says("Import 4", "Le fichier est vérifié")
		},
		"one that is cancelled changes nothing": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			p := b.Checks("adherents", header+goodLine)
			s.Gate = make(chan struct{})
			p = p.Press("Charger", nil).Says("Chargement en cours")
			time.AfterFunc(0, func() { close(s.Gate) })
			p = p.Press("Annuler l'import", nil)
			// Reading may have ended before the click; the page says what has happened.
			loaded := strings.Contains(p.Text(), "Le fichier est chargé.")
			if loaded != s.HasMember(newMember) || !loaded && !strings.Contains(p.Text(), "rien n'a été changé") {
				t.Errorf("loaded %v, and the page says %s", s.HasMember(newMember), p.Brief())
			}
			if len(s.Audited("import-cancelled")) != 1 && !loaded {
				t.Error("not in the log")
			}
		},
		"one that is read is cancelled, and the place is free": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			b.Uploads("paiements", "gros.csv", io.MultiReader(strings.NewReader("identifiant;nature;date;montant\n"), &endless{left: 20 << 20, look: func() {}})).
				Says("Vérification en cours").Press("Annuler l'import", nil).At("/agent/imports/3", 200).Says("Cet import a été annulé : rien n'a été changé.")
			if rows := s.Audited("import-cancelled"); len(rows) != 1 || rows[0].Numbers[events.Import] != 3 || rows[0].Cause != "cancelled" {
				t.Errorf("audited %+v", rows)
			}
			b.Checks("adherents", header+goodLine).Says("Le fichier est vérifié")
		},
		"after a restart in the middle the page says that nothing was changed": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			p := b.Checks("adherents", header+goodLine)
			s.Gate = make(chan struct{})
			p = p.Press("Charger", nil).Says("Chargement en cours")
			s.Restart()
			b.Get(p.Path).Says("interrompu par l'arrêt du service : rien n'a été changé").SaysNot("Charger")
			if s.HasMember(newMember) {
				t.Error("it was loaded")
			}
			s.Gate = nil
			b.Checks("adherents", header+goodLine).Loads(nil).Says("Le fichier est chargé.")
		},
		"a restart loses a file that waits, and the refused lines": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			p := b.Checks("adherents", header+goodLine+badLines)
			s.Restart()
			b.Get(p.Path).Says("interrompu", "ne sont plus gardées")
			b.Get(p.Path + "/rejets.csv").Says("Les lignes refusées ne sont plus gardées")
		},
		"a file that nobody decides on is let go after half an hour": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			p := b.Checks("adherents", header+goodLine)
			s.Wait(29 * time.Minute)
			b = s.AgentBrowser(db.RoleSupervisor)
			b.Get("/agent").Says("Un fichier vérifié attend une décision")
			b.Get(p.Path).Says("décidez")
			stale := b.Get(p.Path)
			s.Wait(2 * time.Minute)
			b.Get(p.Path).Says("Personne n'a décidé")
			stale.Press("Charger", nil).Says("Rien de plus n'a été fait")
			b.Get("/agent/imports").Says("Vérifier le fichier", "abandonné")
		},
		"two clicks on « Charger » load once": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			path, form := b.Checks("adherents", header+goodLine).Form("Charger", nil)
			var barrier, over sync.WaitGroup
			barrier.Add(1)
			for range 4 {
				over.Go(func() { barrier.Wait(); b.Post(path, form) })
			}
			barrier.Done()
			over.Wait()
			s.Tasks.Wait()
			if n := len(s.Audited("import-begun")); n != 1 || !s.HasMember(newMember) {
				t.Errorf("begun %d times", n)
			}
		},
		"what is not there is a page that says so": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			for _, path := range []string{"/agent/imports/7", "/agent/imports/x", "/agent/imports/7/rejets.csv"} {
				b.Get(path).At(path, 404)
			}
		},
		"a plain form cannot carry more than every form": func(t *testing.T, s *servicetest.Service, b *servicetest.Browser) {
			r, err := http.NewRequest(http.MethodPost, s.URL+"/agent/imports", strings.NewReader("nature="+strings.Repeat("x", 70<<10)))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if p := b.Do(r); p.Status != http.StatusRequestEntityTooLarge {
				t.Errorf("answered %d", p.Status)
			}
			b.Post("/agent/imports", nil).At("/agent/imports", 415)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewService(t)
			goes(t, s, s.AgentBrowser(db.RoleSupervisor))
		})
	}
}

// The answer comes although nothing of the body was sent: the server does not wait for it.
func TestWhoMayNotImportIsRefusedBeforeTheBodyIsRead(t *testing.T) {
	s := servicetest.NewService(t)
	for who, c := range map[string]struct {
		b      *servicetest.Browser
		status string
	}{
		"an agent of the desk": {s.AgentBrowser(db.RoleAgent), "403"},
		"the mailroom":         {s.AgentBrowser(db.RoleMailroom), "403"},
		"a stranger":           {s.Browser(), "303"},
	} {
		t.Run(who, func(t *testing.T) {
			r, err := http.NewRequest(http.MethodPost, s.URL+"/agent/imports", nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, cookie := range c.b.Client.Jar.Cookies(r.URL) {
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

// endless is a file of this many bytes, generated while it is read; each megabyte measures the heap.
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
			fmt.Fprintf(&chunk, "%s;prestation;02/10/2026;%d,00%s\n", servicetest.Nobody, e.n, padding)
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
	s := servicetest.NewService(t)
	b := s.AgentBrowser(db.RoleSupervisor)
	var looks []uint64
	look := func() {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		looks = append(looks, m.HeapAlloc)
	}
	// Memory that others allocate during a collection counts as used: of some consecutive measures the minimum is taken.
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
	p := b.Uploads("paiements", "gros.csv", io.MultiReader(strings.NewReader("identifiant;nature;date;montant\n"), file)).At("/agent/imports/3", 200)
	sent := len(looks)
	for strings.Contains(p.Text(), "Vérification en cours") {
		look()
		p = b.Get("/agent/imports/3")
	}
	for range 5 {
		look()
	}
	p.Says("Aucune ligne n'a pu être chargée", "200 premières")
	// Sending allocates little. Reading allocates much; if its 860,000 lines were kept, they would use over 250 MiB.
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
	s := servicetest.NewService(t)
	b := s.AgentBrowser(db.RoleSupervisor)
	number := s.Browser().Writes("Succession Vanderbeken", servicetest.Marie, "theodule@sureau.example", "Mon verger de Gouex")
	b.Get("/agent/messages/"+number).Press("Envoyer la réponse", servicetest.Fields{"texte": "Le notaire Zimmermann vous écrira."}).Says("répondu par vous")
	p := b.Uploads("adherents", "export-quemeneur.csv", strings.NewReader(header+"2830979999451;particulier;Wroclawski;Ondine;79600 AIRVAULT\n285078678612;particulier;Thibaudeau;Ondine;79600 AIRVAULT\n"))
	s.Tasks.Wait()
	b.Get(p.Path).Press("Charger", servicetest.Fields{"lignes": "bonnes"})
	s.Tasks.Wait()
	b.Get(p.Path).Says("Le fichier est chargé.", "export-quemeneur.csv")
	files, err := os.ReadDir(filepath.Dir(s.DB.Path()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(filepath.Dir(s.DB.Path()), f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"Vanderbeken", "sureau", "Gouex", "Zimmermann", "quemeneur", "Wroclawski", "AIRVAULT", "Thibaudeau", "2850786", "28309799", servicetest.Marie} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds « %s »", f.Name(), secret)
			}
		}
	}
	for _, row := range slices.Concat(s.Audited("import"), s.Audited("import-checked"), s.Audited("import-begun"), s.Audited("contact-message-answered")) {
		if said := fmt.Sprint(row); strings.Contains(said, "quemeneur") || strings.Contains(said, "sureau") {
			t.Errorf("the audit log says %s", said)
		}
	}
}
