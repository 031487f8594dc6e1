package handlers_test

import (
	"context"
	"encoding/base32"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/pquerna/otp/totp"
)

func (s *service) logged(event, result string) int {
	s.t.Helper()
	return number(s.t, s.raw(), `SELECT count(*) FROM audit WHERE event = ? AND result = ?`, event, result)
}

// giveKey gives an agent a passkey, as an enrolment would.
func (s *service) giveKey(login, id string) {
	s.t.Helper()
	key := db.Passkey{ID: []byte(id), Record: []byte(`{}`), Name: "Clé " + id}
	if err := s.db.InTx(context.Background(), func(t *db.Tx) error { return t.AddPasskey(context.Background(), s.agent(login), key, s.now()) }); err != nil {
		s.t.Fatal(err)
	}
}

// press2 follows a link of the page, and presses a button there.
func (p *page) press2(t *testing.T, link, button string, typed fields) *page {
	t.Helper()
	if p.doc.Find(fmt.Sprintf(`a[href=%q]`, link)).Length() == 0 {
		t.Fatalf("no link to %s on %s", link, p.path)
	}
	return p.b.get(link).press(button, typed)
}

// row is the page of an agent, as the supervisor's list leads there.
func (b *browser) agentPage(login string) *page {
	b.s.t.Helper()
	return b.get(fmt.Sprintf("/agent/agents/%d", b.s.agent(login).ID)).says("Agent " + login)
}

// corrects gives a member another address by the agent's form.
func (b *browser) corrects(identifier string, typed fields) *page {
	b.s.t.Helper()
	typed["motif"] = motive
	return b.get(b.s.sheet(identifier)+"/coordonnees").press("Enregistrer les coordonnées", typed)
}

// follow follows the link of that name.
func (p *page) follow(link string) *page {
	p.b.s.t.Helper()
	for _, a := range p.doc.Find("a").EachIter() {
		if strings.Join(strings.Fields(a.Text()), " ") == link {
			return p.b.get(a.AttrOr("href", ""))
		}
	}
	p.b.s.t.Fatalf("no link « %s » on %s:\n%s", link, p.path, p.brief())
	return nil
}

// sheet is the address of a member's page.
func (s *service) sheet(identifier string) string {
	return fmt.Sprintf("/agent/adherents/%d", s.member(identifier).ID)
}

// helper is the browser of a new agent of that role, and the agent's login.
func (s *service) helper(role db.Role) (login string, b *browser) {
	s.t.Helper()
	b = s.agentBrowser(role)
	login, _, _ = strings.Cut(b.get("/agent").doc.Find(".membre span").Text(), " ")
	return login, b
}

// silentLog fails where the audit log holds one of these, or what names Marie.
func (s *service) silentLog(t *testing.T, words ...string) {
	t.Helper()
	words = append(words, marie, "marie@", "neuve@", "0639981234", "+33639981234", "3 rue du Puits")
	err := s.db.EachAudit(t.Context(), func(r db.AuditRow) error {
		for _, w := range words {
			if strings.Contains(r.Reason+r.Event+r.Actor, w) {
				t.Errorf("the audit log says %q: %+v", w, r)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// act counts the rows of an act by this agent on Marie.
func (s *service) act(event, login, identifier string) (n int) {
	s.t.Helper()
	m := s.member(identifier)
	err := s.db.EachAudit(context.Background(), func(r db.AuditRow) error {
		if r.Event == event && r.Result == db.ResultOK && r.Actor == "agent:"+login && r.Target == fmt.Sprintf("%x", m.IdentifierKey) {
			n++
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// resets goes through the form of a reset.
func (b *browser) resets(identifier, way string) *page {
	b.s.t.Helper()
	return b.get(b.s.sheet(identifier)+"/reinitialisation").press("Réinitialiser le mot de passe", fields{"voie": way, "motif": motive})
}

// deskCookie is the session id of a browser on the agents' pages.
func (b *browser) deskCookie() string {
	b.s.t.Helper()
	at, err := url.Parse(b.s.url)
	if err != nil {
		b.s.t.Fatal(err)
	}
	for _, c := range b.client.Jar.Cookies(at) {
		if c.Name == "sesame-agent" {
			return c.Value
		}
	}
	return ""
}

func (s *service) openAgentLogins(login string) int {
	s.t.Helper()
	return number(s.t, s.raw(), fmt.Sprintf(`SELECT count(*) FROM agent_logins WHERE ended_at IS NULL AND agent_id = %d`, s.agent(login).ID))
}

// figures reads the export: what is told, by date, measure and detail.
func (s *service) figures(by string) map[string]string {
	s.t.Helper()
	p := s.supervisor.get("/agent/chiffres.csv?par=" + by)
	if p.status != 200 || !strings.HasPrefix(p.raw, "\ufeff"+by+";mesure;détail;nombre\r\n") {
		s.t.Fatalf("the export (%d) begins with %.60q", p.status, p.raw)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.raw, "\ufeff")))
	r.Comma = ';'
	lines, err := r.ReadAll()
	if err != nil {
		s.t.Fatal(err)
	}
	told := map[string]string{}
	for _, l := range lines {
		told[strings.Join(l[:3], " | ")] = l[3]
	}
	return told
}

// correspondents imports members 1 to n, in a street that has room on an envelope, and queues a letter for each. It
// returns their passwords by member.
func (s *service) correspondents(n int) []string {
	s.t.Helper()
	for i := 1; i <= n; i++ {
		s.lives(i, fmt.Sprintf("%d rue Haute", i))
	}
	secrets := make([]string, n+1)
	for i := 1; i <= n; i++ {
		secrets[i] = s.queueLetter(tiers(i))
	}
	return secrets
}

// lives is what the file says of the nth member.
func (s *service) lives(n int, street string) {
	s.t.Helper()
	s.importFiles("identifiant;categorie;civilite;nom;prenom;adresse4;adresse6\n"+tiers(n)+";tiers;Mme;Aubert"+fmt.Sprint(n)+";Jeanne;"+street+";86000 Poitiers\n",
		"identifiant;nature;date;montant\n")
}

// queueLetter issues a temporary password by letter, as « oubli » does.
func (s *service) queueLetter(identifier string) string {
	s.t.Helper()
	ctx, m, secret := context.Background(), s.member(identifier), account.NewTemporaryPassword()
	hash, err := keys.NewHasher(1, 1).Hash(ctx, secret)
	if err != nil {
		s.t.Fatal(err)
	}
	until := s.now().Add(s.limits.LetterTTL)
	err = s.db.InTx(ctx, func(t *db.Tx) error {
		p := db.LetterPayload{Name: m.Profile.DisplayName(), Secret: secret, Request: account.NewRequestNumber(), At: s.now(), Until: until}
		if err := t.QueueLetter(ctx, m.ID, p); err != nil {
			return err
		}
		return t.IssueTemporary(ctx, m.ID, db.Temporary{Hash: hash, Channel: "letter", IssuedAt: s.now(), ExpiresAt: until})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// letterFates is every letter of the database with all that an act may change: what is refused leaves it as it was.
func (s *service) letterFates() string {
	s.t.Helper()
	rows, err := s.raw().QueryContext(context.Background(), `SELECT letters.id || ' ' || state || ' ' || COALESCE(reason, '') || ' ' || COALESCE(hex(accepted_key), '')
		|| ' ' || COALESCE(temporary_hash, '') FROM letters JOIN members ON members.id = member_id ORDER BY letters.id`)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var row string
		if err := rows.Scan(&row); err != nil {
			s.t.Fatal(err)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	return strings.Join(all, "\n")
}

// waits is the nth member's letter in the queue.
func (s *service) waits(n int) db.LetterRow {
	s.t.Helper()
	queue, err := s.db.LetterQueue(context.Background(), s.now())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, l := range queue {
		if l.MemberID == s.member(tiers(n)).ID {
			return l
		}
	}
	s.t.Fatalf("no letter waits for member %d", n)
	return db.LetterRow{}
}

// pressTicked ticks letters and presses a button, whose name and value go with it.
func (p *page) pressTicked(button, choice string, ids ...int64) *page {
	p.b.s.t.Helper()
	path, form := p.form(button, nil)
	if choice != "" {
		form.Set("choix", choice)
	}
	return p.b.post(path, tick(form, ids...))
}

// prints presses « Imprimer » for all letters, or for those that are ticked.
func (b *browser) prints(ids ...int64) *page {
	b.s.t.Helper()
	form := url.Values{"presentation": {"recto"}}
	if len(ids) == 0 {
		form.Set("choix", "tous")
	}
	return b.post(courriers, tick(form, ids...))
}

// sheets reads the pages of a PDF that came as an answer.
func (p *page) sheets() [][]sheetWord {
	t := p.b.s.t
	t.Helper()
	if p.status != 200 || p.header.Get("Content-Type") != "application/pdf" {
		t.Fatalf("%s answered %d, %s:\n%s", p.path, p.status, p.header.Get("Content-Type"), p.brief())
	}
	file := filepath.Join(t.(*testing.T).TempDir(), "lot.pdf")
	if err := os.WriteFile(file, []byte(p.raw), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-bbox", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Pages []struct {
			Words []sheetWord `xml:"word"`
		} `xml:"body>doc>page"`
	}
	if err := xml.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	var pages [][]sheetWord
	for _, page := range read.Pages {
		pages = append(pages, page.Words)
	}
	return pages
}

// secrets are the passwords of a PDF, in its order.
func (p *page) secrets() (found []string) {
	p.b.s.t.Helper()
	for _, sheet := range p.sheets() {
		if m := secretOnPaper.FindStringSubmatch(strings.ReplaceAll(words(sheet), "\u00a0", " ")); m != nil {
			found = append(found, m[1]+m[2]+m[3])
		}
	}
	return found
}

func (p *page) pressReason(reason string) *page {
	path, form := p.form("Refaire le courrier qui n'est pas posté", nil)
	form.Set("raison", reason)
	form.Set("choix", "tous")
	return p.b.post(path, form)
}

// scripted is the same browser as htmx asks.
func (b *browser) scripted() *browser {
	header := b.header.Clone()
	header.Set("HX-Request", "true")
	return &browser{s: b.s, client: b.client, header: header}
}

// invite opens an enrolment, for a new agent where nobody has the login.
func (s *service) invite(login string, role db.Role, secret string) {
	s.t.Helper()
	err := s.db.InTx(context.Background(), func(t *db.Tx) error {
		a, err := t.AgentByLogin(context.Background(), login)
		if errors.Is(err, db.ErrNotFound) {
			a, err = t.AddAgent(context.Background(), login, role, s.now())
		}
		if err != nil {
			return err
		}
		return t.Invite(context.Background(), a, secret, s.now(), s.now().Add(time.Hour))
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// enrolsUntilFactor goes from the secret to the choice of the second factor.
func (b *browser) enrolsUntilFactor(login, secret string) *page {
	b.s.t.Helper()
	return b.get("/agent/enrolement").press("Suivant", fields{"agent": login, "secret": secret}).at("/agent/enrolement/mot-de-passe", 200).
		press("Suivant", fields{"nouveau": agentPassword, "confirmation": agentPassword}).at("/agent/enrolement/second-facteur", 200)
}

// enrols goes the whole way, with an authenticator.
func (b *browser) enrols(login, secret string) *page {
	b.s.t.Helper()
	p := b.enrolsUntilFactor(login, secret)
	return p.press("Valider le code", fields{"code": p.shownCode()})
}

// agentsLeft is what agents leave when the files are stolen: one has enrolled and is logged in, one is about to choose the
// second factor, one has not begun.
func (s *service) agentsLeft(l *loot) {
	s.t.Helper()
	secrets := map[string]string{"enrolled": "verger7kmpqx", "halfway": "champ9wxyzab", "waiting": "foret2cdefgh"}
	for login, secret := range secrets {
		s.invite(login, db.RoleSupervisor, secret)
		l.add("enrolment secret", secret, secret[:4]+" "+secret[4:8]+" "+secret[8:])
	}
	l.add("agent's password", agentPassword, "Loutre=Brumeuse5Panier")
	authenticator := func(p *page) {
		secret := strings.ReplaceAll(p.doc.Find("code").First().Text(), " ", "")
		plain, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
		if err != nil {
			s.t.Fatal(err)
		}
		l.add("authenticator's secret", secret, string(plain))
	}
	b, half := s.browser(), s.browser()
	p := b.enrolsUntilFactor("enrolled", secrets["enrolled"])
	authenticator(p)
	p.press("Valider le code", fields{"code": p.shownCode()}).at("/agent/codes-de-secours", 200).doc.Find("code").Each(func(_ int, q *goquery.Selection) {
		l.add("recovery code", q.Text(), strings.ReplaceAll(q.Text(), "-", ""))
	})
	authenticator(half.enrolsUntilFactor("halfway", secrets["halfway"]))
	key := db.Passkey{ID: []byte("identifies a key"), Record: []byte(`{"publicKey":"pQECAyYgASFYIHlvdSBmb3VuZCBtZQ"}`), Name: "Clé"}
	if err := s.db.InTx(context.Background(), func(t *db.Tx) error { return t.AddPasskey(context.Background(), s.agent("enrolled"), key, s.now()) }); err != nil {
		s.t.Fatal(err)
	}
	l.add("passkey", "pQECAyYgASFYIHlvdSBmb3VuZCBtZQ")
	s.browser().deskPassword("enrolled", "Loutre=Brumeuse5Panier").at("/agent/connexion", 422)
	l.seen(s, b, half)
}

// shownCode is what an authenticator shows that was given the secret on the page.
func (p *page) shownCode() string {
	p.b.s.t.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(p.doc.Find("code").First().Text(), " ", ""), p.b.s.now())
	if err != nil {
		p.b.s.t.Fatal(err)
	}
	return code
}

// uploads sends a file as the form does; nothing of it is in memory at once.
func (b *browser) uploads(kind, name string, file io.Reader) *page {
	b.s.t.Helper()
	r, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() {
		err := form.WriteField("nature", kind)
		if err == nil && file != nil {
			var part io.Writer
			if part, err = form.CreateFormFile("fichier", name); err == nil {
				_, err = io.Copy(part, file)
			}
		}
		if err == nil {
			err = form.Close()
		}
		w.CloseWithError(err)
	}()
	request, err := http.NewRequest(http.MethodPost, b.s.url+"/agent/imports", r)
	if err != nil {
		b.s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(request)
}

// checks uploads a file and waits until it was read.
func (b *browser) checks(kind, file string) *page {
	b.s.t.Helper()
	p := b.uploads(kind, "fichier.csv", strings.NewReader(file))
	b.s.tasks.Wait()
	return b.get(p.path)
}

// loads decides on a file that was checked, and waits until it was loaded.
func (p *page) loads(choice fields) *page {
	p.b.s.t.Helper()
	p = p.press("Charger", choice)
	p.b.s.tasks.Wait()
	return p.b.get(p.path)
}

func (s *service) known(identifier string) bool {
	s.t.Helper()
	id, err := account.ParseIdentifier(identifier)
	if err != nil {
		s.t.Fatal(err)
	}
	_, err = s.db.MemberByKey(context.Background(), s.db.Keys().IdentifierKey(id))
	return err == nil
}

// writes sends the contact form and returns the number that the sender reads.
func (b *browser) writes(subject, identifier, email, message string) string {
	b.s.t.Helper()
	p := b.get("/contact").press("Envoyer", fields{"sujet": subject, "nom": "Jeanne <Test>", "identifiant": identifier, "email": email, "message": message}).
		at("/contact/confirmation", 200)
	return p.doc.Find("main strong").First().Text()
}

// audited lists the events of a name, oldest first.
func (s *service) audited(event string) (rows []db.AuditRow) {
	s.t.Helper()
	if err := s.db.EachAudit(context.Background(), func(r db.AuditRow) error {
		if r.Event == event {
			rows = append(rows, r)
		}
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return rows
}

// postsDuring posts a form, and does something while the password of its act is hashed.
func (b *browser) postsDuring(do func(), path string, form url.Values) *http.Response {
	b.s.t.Helper()
	during := hashing{b.s.t.Context(), &sync.Once{}, do}
	r := httptest.NewRequestWithContext(during, http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Host = strings.TrimPrefix(b.s.url, "http://")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "sesame-agent", Value: b.deskCookie()})
	w := httptest.NewRecorder()
	(*b.s.pages.Load()).ServeHTTP(w, r)
	during.once.Do(func() { b.s.t.Error("no password was hashed") })
	return w.Result()
}

func (s *service) changeAgent(login string, change func(ctx context.Context, t *db.Tx, a *db.Agent) error) {
	s.t.Helper()
	agent := s.agent(login)
	if err := s.db.InTx(s.t.Context(), func(t *db.Tx) error { return change(s.t.Context(), t, agent) }); err != nil {
		s.t.Fatal(err)
	}
}

func (s *service) disable(login string) {
	s.t.Helper()
	s.changeAgent(login, func(ctx context.Context, t *db.Tx, a *db.Agent) error { return t.Disable(ctx, a, s.now()) })
}

func (s *service) makeMailroom(login string) {
	s.t.Helper()
	s.changeAgent(login, func(ctx context.Context, t *db.Tx, a *db.Agent) error { return t.SetRole(ctx, a, db.RoleMailroom) })
}

// enrolAgent makes an agent who has a password, an authenticator and one recovery code, by the way of the real ones.
func (s *service) enrolAgent(login string, role db.Role) *db.Agent {
	s.t.Helper()
	hash, err := keys.NewHasher(1, 1).Hash(context.Background(), agentPassword)
	if err != nil {
		s.t.Fatal(err)
	}
	var a *db.Agent
	err = s.db.InTx(context.Background(), func(t *db.Tx) (err error) {
		ctx, now := context.Background(), s.now()
		if a, err = t.AddAgent(ctx, login, role, now); err != nil {
			return err
		}
		if err := t.Invite(ctx, a, "verger3champ", now, now.Add(time.Hour)); err != nil {
			return err
		}
		return t.Enrol(ctx, a, t.InvitationKey(a, "verger3champ"),
			db.Enrolment{PasswordHash: hash, TOTPSecret: agentSecret, RecoveryCodes: []string{"abcdefghjk"}}, now)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.agent(login)
}

func (s *service) agent(login string) *db.Agent {
	s.t.Helper()
	a, err := s.db.AgentByLogin(context.Background(), login)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// agentCode is what the authenticator shows now; each one is taken once.
func (s *service) agentCode() string {
	s.t.Helper()
	code, err := totp.GenerateCode(agentSecret, s.now())
	if err != nil {
		s.t.Fatal(err)
	}
	return code
}

// agentBrowser is the browser of a new agent of that role, logged in. Its agent is named after the role: agent1, courrier2…
func (s *service) agentBrowser(role db.Role) *browser {
	s.t.Helper()
	all, err := s.db.Agents(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	login := fmt.Sprintf("%s%d", role, len(all)+1)
	s.enrolAgent(login, role)
	b := s.browser()
	b.enterDesk(login).at("/agent", 200)
	return b
}

// enterDesk logs an agent in by password and authenticator.
func (b *browser) enterDesk(login string) *page {
	b.s.t.Helper()
	return b.deskPassword(login, agentPassword).at("/agent/second-facteur", 200).press("Valider", fields{"code": b.s.agentCode()})
}

func (b *browser) deskPassword(login, password string) *page {
	b.s.t.Helper()
	return b.get("/agent/connexion").press("Se connecter", fields{"agent": login, "mot_de_passe": password})
}

const motive = "Appel de l'adhérent"

// hashing is the context of a request that does something while its password is hashed: the route has let it in by then.
type hashing struct {
	context.Context
	once *sync.Once
	do   func()
}

// Done is what a hash asks its context for while it waits for its turn.
func (h hashing) Done() <-chan struct{} {
	callers := make([]uintptr, 8) // contexts that wrap this one stand between
	runtime.Callers(2, callers)
	frames := runtime.CallersFrames(callers)
	for f, more := frames.Next(); ; f, more = frames.Next() {
		if strings.HasSuffix(f.Function, "account.(*Hasher).derive") {
			h.once.Do(h.do)
		}
		if !more {
			return h.Context.Done()
		}
	}
}

// The agents of these tests: one authenticator for all, a login of their own.
const (
	agentSecret   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	agentPassword = "Guichet-Pluvieux7Tambour"
)
