package servicetest

import (
	"context"
	"encoding/base32"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/pquerna/otp/totp"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
	"sesame/texts/textstest"
)

// AddPasskey adds a passkey to an agent, as an enrolment would.
func (s *Service) AddPasskey(login, id string) {
	s.t.Helper()
	key := db.Passkey{ID: []byte(id), Record: []byte(`{}`), Name: "Clé " + id}
	if err := s.DB.InTx(context.Background(), func(t *db.Tx) error { return t.AddPasskey(context.Background(), s.Agent(login), key, s.Now()) }); err != nil {
		s.t.Fatal(err)
	}
}

// FollowAndPress follows a link of the page, and presses a button there.
func (p *Page) FollowAndPress(t *testing.T, link, button string, typed Fields) *Page {
	t.Helper()
	if p.Doc.Find(fmt.Sprintf(`a[href=%q]`, link)).Length() == 0 {
		t.Fatalf("no link to %s on %s", link, p.Path)
	}
	return p.B.Get(link).Press(button, typed)
}

// AgentPage opens the page of an agent.
func (b *Browser) AgentPage(login string) *Page {
	b.s.t.Helper()
	return b.Get(fmt.Sprintf("/agent/agents/%d", b.s.Agent(login).ID)).Says("Agent " + login)
}

// Corrects changes a member's contacts by the agent's form.
func (b *Browser) Corrects(identifier string, typed Fields) *Page {
	b.s.t.Helper()
	typed["motif"] = Motive
	return b.Get(b.s.Sheet(identifier)+"/coordonnees").Press("Enregistrer les coordonnées", typed)
}

// Follow follows the link with this label.
func (p *Page) Follow(link string) *Page {
	p.B.s.t.Helper()
	for _, a := range p.Doc.Find("a").EachIter() {
		if strings.Join(strings.Fields(a.Text()), " ") == link {
			return p.B.Get(a.AttrOr("href", ""))
		}
	}
	p.B.s.t.Fatalf("no link « %s » on %s:\n%s", link, p.Path, p.Brief())
	return nil
}

// Sheet returns the address of a member's page.
func (s *Service) Sheet(identifier string) string {
	return fmt.Sprintf("/agent/adherents/%d", s.Member(identifier).ID)
}

// NewAgent is AgentBrowser with the agent's login.
func (s *Service) NewAgent(role db.Role) (login string, b *Browser) {
	s.t.Helper()
	b = s.AgentBrowser(role)
	login, _, _ = strings.Cut(b.Get("/agent").Doc.Find(".membre span").Text(), " ")
	return login, b
}

// SilentLog fails if the audit log contains one of these words, or data that identifies Marie.
func (s *Service) SilentLog(t *testing.T, words ...string) {
	t.Helper()
	words = append(words, Marie, "marie@", "neuve@", "0639981234", "+33639981234", "3 rue du Puits")
	err := s.DB.EachAudit(t.Context(), func(r db.AuditRow) error {
		for _, w := range words {
			if strings.Contains(fmt.Sprint(r.Event, r.Actor, r.Details), w) {
				t.Errorf("the audit log says %q: %+v", w, r)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// ActCount counts the audit rows of an event by this agent on a member.
func (s *Service) ActCount(event, login, identifier string) (n int) {
	s.t.Helper()
	m := s.Member(identifier)
	err := s.DB.EachAudit(context.Background(), func(r db.AuditRow) error {
		if r.Event == event && r.Result == events.OK && r.Actor == "agent:"+login && r.Target == fmt.Sprintf("%x", m.IdentifierKey) {
			n++
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// Resets submits the form of a reset.
func (b *Browser) Resets(identifier, way string) *Page {
	b.s.t.Helper()
	return b.Get(b.s.Sheet(identifier)+"/reinitialisation").Press("Réinitialiser le mot de passe", Fields{"voie": way, "motif": Motive})
}

// ActsOn performs an agent's act on a member: its page, its button, and its fields beside the reason.
func (b *Browser) ActsOn(identifier, page, button string, fields Fields) *Page {
	b.s.t.Helper()
	all := Fields{"motif": Motive}
	maps.Copy(all, fields)
	return b.Get(b.s.Sheet(identifier)+page).Press(button, all)
}

// ProvesCaller proves a member by a code sent to a verified e-mail address and read back.
func (b *Browser) ProvesCaller(identifier string) {
	b.s.t.Helper()
	call := b.s.Sheet(identifier) + "/telephone"
	b.Get(call).Press("Envoyer", Fields{"envoi": "code-email", "motif": Motive}).At(call+"?etat=envoye", 200).
		Press("Vérifier le code", Fields{"code": b.s.LastOf(db.KindCallCode).Secret}).At(b.s.Sheet(identifier)+"?etat=prouve", 200)
}

// DeskCookie returns the session token of a browser on the agents' pages.
func (b *Browser) DeskCookie() string { return b.Cookie("sesame-agent") }

func (s *Service) OpenAgentLogins(login string) int {
	s.t.Helper()
	return Number(s.t, s.Raw(), fmt.Sprintf(`SELECT count(*) FROM agent_logins WHERE ended_at IS NULL AND agent_id = %d`, s.Agent(login).ID))
}

// Figures reads the exported figures, by date, measure and detail.
func (s *Service) Figures(by string) map[string]string {
	s.t.Helper()
	p := s.Supervisor.Get("/agent/chiffres.csv?par=" + by)
	if p.Status != 200 || !strings.HasPrefix(p.Raw, "\ufeff"+by+";mesure;détail;nombre\r\n") {
		s.t.Fatalf("the export (%d) begins with %.60q", p.Status, p.Raw)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.Raw, "\ufeff")))
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

// QueueLetters imports members 1 to n, in a street that fits on an envelope, and queues a letter for each. It
// returns their passwords by member.
func (s *Service) QueueLetters(n int) []string {
	s.t.Helper()
	for i := 1; i <= n; i++ {
		s.ImportAtStreet(i, fmt.Sprintf("%d rue Haute", i))
	}
	secrets := make([]string, n+1)
	for i := 1; i <= n; i++ {
		secrets[i] = s.QueueLetter(Tiers(i))
	}
	return secrets
}

// ImportAtStreet imports the nth member, with this street.
func (s *Service) ImportAtStreet(n int, street string) {
	s.t.Helper()
	s.ImportFiles("identifiant;categorie;civilite;nom;prenom;adresse4;adresse6\n"+Tiers(n)+";tiers;Mme;Aubert"+fmt.Sprint(n)+";Jeanne;"+street+";86000 Poitiers\n",
		"identifiant;nature;date;montant\n")
}

// QueueLetter issues a temporary password by letter, as « oubli » does.
func (s *Service) QueueLetter(identifier string) string {
	s.t.Helper()
	ctx, m, secret := context.Background(), s.Member(identifier), account.NewTemporaryPassword()
	hash, err := NewHasher(1, 1).Hash(ctx, secret)
	if err != nil {
		s.t.Fatal(err)
	}
	until := s.Now().Add(s.Limits.LetterTTL)
	err = s.DB.InTx(ctx, func(t *db.Tx) error {
		p := db.LetterPayload{Secret: secret, Request: account.NewRequestNumber(), At: s.Now(), Until: until}
		if err := t.QueueLetter(ctx, m.ID, p); err != nil {
			return err
		}
		return t.IssueTemporary(ctx, m.ID, db.Temporary{Hash: hash, Channel: "letter", IssuedAt: s.Now(), ExpiresAt: until})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// LetterFates returns every letter with all that an act may change, to check that a refused act has changed nothing.
func (s *Service) LetterFates() string {
	s.t.Helper()
	rows, err := s.Raw().QueryContext(context.Background(), `SELECT letters.id || ' ' || state || ' ' || COALESCE(reason, '') || ' ' || COALESCE(hex(accepted_key), '')
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

// WaitingLetter returns the nth member's letter in the queue.
func (s *Service) WaitingLetter(n int) db.LetterRow {
	s.t.Helper()
	queue, err := s.DB.LetterQueue(context.Background(), s.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, l := range queue {
		if l.MemberID == s.Member(Tiers(n)).ID {
			return l
		}
	}
	s.t.Fatalf("no letter waits for member %d", n)
	return db.LetterRow{}
}

// PressTicked ticks letters and presses a button. choice is the value that the button sends.
func (p *Page) PressTicked(button, choice string, ids ...int64) *Page {
	p.B.s.t.Helper()
	path, form := p.Form(button, nil)
	if choice != "" {
		form.Set("choix", choice)
	}
	boxes := p.Doc.Find(`[name="lettre"]`)
	for _, id := range ids {
		box := boxes.FilterFunction(func(_ int, q *goquery.Selection) bool {
			number, _, _ := strings.Cut(q.AttrOr("value", ""), ".")
			return number == fmt.Sprint(id)
		})
		form.Add("lettre", box.AttrOr("value", fmt.Sprint(id)))
	}
	return p.B.Post(path, form)
}

// Prints presses « Imprimer » for all letters, or for the given ones.
func (b *Browser) Prints(ids ...int64) *Page {
	b.s.t.Helper()
	form := url.Values{"presentation": {"recto"}}
	if len(ids) == 0 {
		form.Set("choix", "tous")
	}
	for _, id := range ids {
		l, err := b.s.DB.Letter(context.Background(), id)
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			b.s.t.Fatal(err)
		}
		form.Add("lettre", fmt.Sprint(id, ".", l.Stamp()))
	}
	return b.Post(Courriers, form)
}

// Sheets reads the pages of a PDF response.
func (p *Page) Sheets() [][]SheetWord {
	t := p.B.s.t
	t.Helper()
	if p.Status != 200 || p.Header.Get("Content-Type") != "application/pdf" {
		t.Fatalf("%s answered %d, %s:\n%s", p.Path, p.Status, p.Header.Get("Content-Type"), p.Brief())
	}
	file := filepath.Join(t.(*testing.T).TempDir(), "lot.pdf")
	if err := os.WriteFile(file, []byte(p.Raw), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-bbox", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Pages []struct {
			Words []SheetWord `xml:"word"`
		} `xml:"body>doc>page"`
	}
	if err := xml.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	var pages [][]SheetWord
	for _, page := range read.Pages {
		pages = append(pages, page.Words)
	}
	return pages
}

// Secrets returns the passwords in a PDF, in its order.
func (p *Page) Secrets() (found []string) {
	p.B.s.t.Helper()
	for _, sheet := range p.Sheets() {
		if m := secretOnPaper.FindStringSubmatch(textstest.Plain(Words(sheet))); m != nil {
			found = append(found, m[1]+m[2]+m[3])
		}
	}
	return found
}

func (p *Page) PressReason(reason string) *Page {
	path, form := p.Form("Refaire le courrier qui n'est pas posté", nil)
	form.Set("raison", reason)
	form.Set("choix", "tous")
	return p.B.Post(path, form)
}

// Scripted returns the same browser with the header of htmx.
func (b *Browser) Scripted() *Browser {
	header := b.Header.Clone()
	header.Set("HX-Request", "true")
	return &Browser{s: b.s, Client: b.Client, Header: header}
}

// Invite opens an enrolment, for a new agent if the login does not exist.
func (s *Service) Invite(login string, role db.Role, secret string) {
	s.t.Helper()
	err := s.DB.InTx(context.Background(), func(t *db.Tx) error {
		a, err := t.AgentByLogin(context.Background(), login)
		if errors.Is(err, db.ErrNotFound) {
			a, err = t.AddAgent(context.Background(), login, role, s.Now())
		}
		if err != nil {
			return err
		}
		return t.Invite(context.Background(), a, secret, s.Now(), s.Now().Add(time.Hour), time.Time{})
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// EnrolsUntilFactor enrols from the secret to the choice of the second factor.
func (b *Browser) EnrolsUntilFactor(login, secret string) *Page {
	b.s.t.Helper()
	return b.Get("/agent/enrolement").Press("Suivant", Fields{"agent": login, "secret": secret}).At("/agent/enrolement/mot-de-passe", 200).
		Press("Suivant", Fields{"nouveau": AgentPassword, "confirmation": AgentPassword}).At("/agent/enrolement/second-facteur", 200)
}

// Enrols performs the whole enrolment, with an authenticator.
func (b *Browser) Enrols(login, secret string) *Page {
	b.s.t.Helper()
	p := b.EnrolsUntilFactor(login, secret)
	return p.Press("Valider le code", Fields{"code": p.ShownCode()})
}

// AgentsLeft creates the agents' data that is there when the files are stolen: one agent has enrolled and is logged in,
// one is about to choose the second factor, one has not begun.
func (s *Service) AgentsLeft(l *Loot) {
	s.t.Helper()
	secrets := map[string]string{"enrolled": "verger7kmpqx", "halfway": "champ9wxyzab", "waiting": "foret2cdefgh"}
	for login, secret := range secrets {
		s.Invite(login, db.RoleSupervisor, secret)
		l.add("enrolment secret", secret, secret[:4]+" "+secret[4:8]+" "+secret[8:])
	}
	l.add("agent's password", AgentPassword, "Loutre=Brumeuse5Panier")
	authenticator := func(p *Page) {
		secret := strings.ReplaceAll(p.Doc.Find("code").First().Text(), " ", "")
		plain, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
		if err != nil {
			s.t.Fatal(err)
		}
		l.add("authenticator's secret", secret, string(plain))
	}
	b, half := s.Browser(), s.Browser()
	p := b.EnrolsUntilFactor("enrolled", secrets["enrolled"])
	authenticator(p)
	p.Press("Valider le code", Fields{"code": p.ShownCode()}).At("/agent/codes-de-secours", 200).Doc.Find("code").Each(func(_ int, q *goquery.Selection) {
		l.add("recovery code", q.Text(), strings.ReplaceAll(q.Text(), "-", ""))
	})
	authenticator(half.EnrolsUntilFactor("halfway", secrets["halfway"]))
	service := Fields{"nom": "Portail", "retour": "https://portail.example/retour"}
	l.add("client's secret", b.Get("/agent/services/ajout").Press("Ajouter ce service", service).At("/agent/services/secret", 200).Doc.Find("code").Last().Text())
	key := db.Passkey{ID: []byte("identifies a key"), Record: []byte(`{"publicKey":"pQECAyYgASFYIHlvdSBmb3VuZCBtZQ"}`), Name: "Clé"}
	if err := s.DB.InTx(context.Background(), func(t *db.Tx) error { return t.AddPasskey(context.Background(), s.Agent("enrolled"), key, s.Now()) }); err != nil {
		s.t.Fatal(err)
	}
	l.add("passkey", "pQECAyYgASFYIHlvdSBmb3VuZCBtZQ")
	s.Browser().DeskPassword("enrolled", "Loutre=Brumeuse5Panier").At("/agent/connexion", 422)
	l.seen(s, b, half)
}

// ShownCode returns the code that an authenticator with the secret on the page shows.
func (p *Page) ShownCode() string {
	p.B.s.t.Helper()
	return p.shownCode(p.B.s.Now())
}

func (p *Page) shownCode(at time.Time) string {
	p.B.s.t.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(p.Doc.Find("code").First().Text(), " ", ""), at)
	if err != nil {
		p.B.s.t.Fatal(err)
	}
	return code
}

// NotShownCode returns a code that such an authenticator shows neither now nor a minute before or after.
func (p *Page) NotShownCode() string {
	p.B.s.t.Helper()
	shown := map[string]bool{}
	for off := -time.Minute; off <= time.Minute; off += 30 * time.Second {
		shown[p.shownCode(p.B.s.Now().Add(off))] = true
	}
	for i := 0; ; i++ {
		if code := fmt.Sprintf("%06d", i); !shown[code] {
			return code
		}
	}
}

// Uploads sends a file as scripts do, without holding it in memory.
func (b *Browser) Uploads(kind, name string, file io.Reader) *Page {
	b.s.t.Helper()
	return b.uploads(nil, kind, name, file)
}

// Uploads sends a file from the form of this page.
func (p *Page) Uploads(kind, name string, file io.Reader) *Page {
	p.B.s.t.Helper()
	hidden := map[string]string{}
	p.Doc.Find(`form[data-upload] input[type=hidden]`).Each(func(_ int, field *goquery.Selection) {
		hidden[field.AttrOr("name", "")] = field.AttrOr("value", "")
	})
	return p.B.uploads(hidden, kind, name, file)
}

func (b *Browser) uploads(hidden map[string]string, kind, name string, file io.Reader) *Page {
	b.s.t.Helper()
	r, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() {
		var err error
		for field, value := range hidden {
			err = errors.Join(err, form.WriteField(field, value))
		}
		err = errors.Join(err, form.WriteField("nature", kind))
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
	request, err := http.NewRequest(http.MethodPost, b.s.URL+"/agent/imports", r)
	if err != nil {
		b.s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	return b.Do(request)
}

// Checks uploads a file and waits until it was checked.
func (b *Browser) Checks(kind, file string) *Page {
	b.s.t.Helper()
	p := b.Uploads(kind, "fichier.csv", strings.NewReader(file))
	b.s.Tasks.Wait()
	return b.Get(p.Path)
}

// Loads decides on a checked file, and waits until it was loaded.
func (p *Page) Loads(choice Fields) *Page {
	p.B.s.t.Helper()
	p = p.Press("Charger", choice)
	p.B.s.Tasks.Wait()
	return p.B.Get(p.Path)
}

func (s *Service) HasMember(identifier string) bool {
	s.t.Helper()
	id, err := account.ParseIdentifier(identifier)
	if err != nil {
		s.t.Fatal(err)
	}
	_, err = s.DB.MemberByKey(context.Background(), s.DB.Keys().IdentifierKey(id))
	return err == nil
}

// Writes sends the contact form and returns the number that the sender is shown.
func (b *Browser) Writes(subject, identifier, email, message string) string {
	b.s.t.Helper()
	p := b.Get("/contact").Press("Envoyer", Fields{"sujet": subject, "nom": "Jeanne <Test>", "identifiant": identifier, "email": email, "message": message}).
		At("/contact/confirmation", 200)
	return p.Doc.Find("main strong").First().Text()
}

// Audited returns the audit rows of an event, oldest first.
func (s *Service) Audited(event string) (rows []db.AuditRow) {
	s.t.Helper()
	if err := s.DB.EachAudit(context.Background(), func(r db.AuditRow) error {
		if r.Event == event {
			rows = append(rows, r)
		}
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return rows
}

// PostsDuring posts a form, and runs do while the password of its act is hashed.
func (b *Browser) PostsDuring(do func(), path string, form url.Values) *http.Response {
	b.s.t.Helper()
	during := hashing{b.s.t.Context(), &sync.Once{}, do}
	r := httptest.NewRequestWithContext(during, http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Host = strings.TrimPrefix(b.s.URL, "http://")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: "sesame-agent", Value: b.DeskCookie()})
	w := httptest.NewRecorder()
	(*b.s.Pages.Load()).ServeHTTP(w, r)
	during.once.Do(func() { b.s.t.Error("no password was hashed") })
	return w.Result()
}

func (s *Service) changeAgent(login string, change func(ctx context.Context, t *db.Tx, a *db.Agent) error) {
	s.t.Helper()
	agent := s.Agent(login)
	if err := s.DB.InTx(s.t.Context(), func(t *db.Tx) error { return change(s.t.Context(), t, agent) }); err != nil {
		s.t.Fatal(err)
	}
}

func (s *Service) Disable(login string) {
	s.t.Helper()
	s.changeAgent(login, func(ctx context.Context, t *db.Tx, a *db.Agent) error { return t.Disable(ctx, a, s.Now()) })
}

func (s *Service) MakeMailroom(login string) {
	s.t.Helper()
	s.changeAgent(login, func(ctx context.Context, t *db.Tx, a *db.Agent) error {
		return t.SetRole(ctx, a, db.RoleMailroom, time.Time{})
	})
}

// EnrolAgent adds an agent with a password, an authenticator and one recovery code, enrolled as a real one. Their access
// is old enough for approvals.
func (s *Service) EnrolAgent(login string, role db.Role) *db.Agent {
	s.t.Helper()
	hash, err := NewHasher(1, 1).Hash(context.Background(), AgentPassword)
	if err != nil {
		s.t.Fatal(err)
	}
	var a *db.Agent
	err = s.DB.InTx(context.Background(), func(t *db.Tx) (err error) {
		ctx, now := context.Background(), s.Now()
		if a, err = t.AddAgent(ctx, login, role, now); err != nil {
			return err
		}
		if err := t.Invite(ctx, a, "verger3champ", now, now.Add(time.Hour), now.Add(-account.CoolingOff)); err != nil {
			return err
		}
		return t.Enrol(ctx, a, t.InvitationKey(a, "verger3champ"),
			db.Enrolment{PasswordHash: hash, TOTPSecret: agentSecret, RecoveryCodes: []string{"abcdefghjk"}}, now)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.Agent(login)
}

func (s *Service) Agent(login string) *db.Agent {
	s.t.Helper()
	a, err := s.DB.AgentByLogin(context.Background(), login)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// AgentCode returns the authenticator's current code; each one is accepted once.
func (s *Service) AgentCode() string {
	s.t.Helper()
	code, err := totp.GenerateCode(agentSecret, s.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	return code
}

// AgentBrowser returns the browser of a new agent with this role, logged in. The agent is named after the role: agent1,
// courrier2…
func (s *Service) AgentBrowser(role db.Role) *Browser {
	s.t.Helper()
	all, err := s.DB.Agents(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	login := fmt.Sprintf("%s%d", role, len(all)+1)
	s.EnrolAgent(login, role)
	b := s.Browser()
	b.EnterDesk(login).At("/agent", 200)
	return b
}

// EnterDesk logs an agent in by password and authenticator.
func (b *Browser) EnterDesk(login string) *Page {
	b.s.t.Helper()
	return b.DeskPassword(login, AgentPassword).At("/agent/second-facteur", 200).Press("Valider", Fields{"code": b.s.AgentCode()})
}

func (b *Browser) DeskPassword(login, password string) *Page {
	b.s.t.Helper()
	return b.Get("/agent/connexion").Press("Se connecter", Fields{"agent": login, "mot_de_passe": password})
}

const Motive = "Appel de l'adhérent"

// hashing is the context of a request that calls do while its password is hashed: at that time the route has already let it
// in.
type hashing struct {
	context.Context
	once *sync.Once
	do   func()
}

// Err calls do when the hasher asks for the context's error as it enters the queue.
func (h hashing) Err() error {
	callers := make([]uintptr, 8) // contexts that wrap this one are in between
	runtime.Callers(2, callers)
	frames := runtime.CallersFrames(callers)
	for f, more := frames.Next(); ; f, more = frames.Next() {
		if strings.HasSuffix(f.Function, "keys.(*Hasher).derive") {
			h.once.Do(h.do)
		}
		if !more {
			return h.Context.Err()
		}
	}
}

// The agents of these tests have logins of their own, and share one authenticator and one password.
const (
	agentSecret   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	AgentPassword = "Guichet-Pluvieux7Tambour"
)
