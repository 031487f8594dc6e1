// Package doctor looks at what surrounds the service: relay, gateway, certificate, clock, disk, database. Each check is a
// line that says what is so, why, what to change, and what to expect afterwards. It changes nothing. The command
// « sesame doctor », the supervisors' page and the mail to the caisse show the same lines.
package doctor

import (
	"context"
	"crypto/x509"
	"net/url"
	"strings"
	"sync"
	"time"

	"sesame/account"
	"sesame/courier"
	"sesame/courier/webhook"
	"sesame/db"
	"sesame/replica"
)

// lookTime bounds each check, because some ask another computer.
const lookTime = 10 * time.Second

// State is how a check ended.
type State string

// The states of a line. Attention is for what works and should be looked at.
const (
	OK        State = "ok"
	Attention State = "attention"
	Failed    State = "échec"
)

// Finding is what a check has found.
type Finding struct {
	State State
	Says  string // what is so; the cause where something is wrong
	Mend  string // the command or setting to change

	Ends   time.Time // of the certificate that was seen; zero elsewhere
	Broken bool      // the audit log was tampered with
	Head   string    // end of the audit log, NUMBER:HASH, once all of it was verified; empty elsewhere
}

// Line is the finding of a named check.
type Line struct {
	Name string
	Finding
	Then string // what the check says once all is well
}

// Sentence is the line without its state: « e-mail : le relais ne répond pas : vérifiez le port. »
func (l Line) Sentence() string {
	s := l.Name
	for _, part := range []string{l.Says, l.Mend} {
		if part != "" {
			s += " : " + part
		}
	}
	return s
}

// Doctor holds what the checks look at. The zero value of a field means that the configuration has no such thing.
type Doctor struct {
	Caisse account.Caisse
	Limits account.Limits

	DB      *db.DB // nil where there is none yet, or where it does not open
	DBFault error  // why it does not open
	DBPath  string
	KeyPath string

	Relay           *courier.SMTP
	Gateway         courier.Gateway
	FranceConnect   func(context.Context) error // asks FranceConnect where everything is, and for its signing keys; nil for none
	Issuer          string                      // of FranceConnect
	Directory       func(context.Context) error // asks the agents' directory where everything is, and for its signing keys; nil for none
	DirectoryIssuer string
	Events          *webhook.EventAddress
	Authorities     *x509.CertPool

	Replica *replica.Watch // of the copy on a second host; nil where there is none

	BaseURL         *url.URL
	AgentURL        *url.URL // of the agents' site; nil where the configuration names none
	CertificateFile string   // PEM, where the service encrypts with it
	TLSListen       string   // where the service encrypts by itself
	MetricsListen   string   // where the running service answers
	// ProxyMissing: the configuration names no proxy, though one must encrypt for this service.
	ProxyMissing bool
	// Proxies is what the running service says of its proxies, empty where all is well; nil in another process, which
	// asks the service.
	Proxies func(now time.Time) string

	Clocks []*url.URL // web servers on other computers, whose answers are dated

	// Secrets are the files that hold the configuration or a part of it, or the certificate's key, and must not be readable
	// by everybody.
	Secrets []string
	// BackupDir is the folder of the daily backups; empty for none.
	BackupDir string

	Now      func() time.Time
	Location *time.Location // of the hours that people read

	jumps      Jumps
	audited    sync.Mutex
	auditMark  db.AuditMark
	auditBegan time.Time
}

// check is one thing to look at.
type check struct {
	name string
	then string
	look func(*Doctor, context.Context) Finding
}

// checks in the order in which they are told: this computer first, then what answers from elsewhere.
var checks = []check{
	{"limites", "les chances d'un attaquant se disent en chiffres", (*Doctor).limits},
	{"base et clé", "le fichier, le schéma et le nombre de messages en attente", (*Doctor).database},
	{"agents", "le nombre d'agents actifs, dont un superviseur", (*Doctor).agents},
	{"disque", "la place qui reste", (*Doctor).disk},
	{"fichiers", "base, clé, copies et configuration ne sont lisibles que par le service", (*Doctor).private},
	{"sauvegarde", "la date de la dernière copie, relue et prouvée", (*Doctor).backup},
	{"journal", "entier, et le nombre de lignes", (*Doctor).audit},
	{"seconde machine", "l'heure à laquelle la copie était complète", (*Doctor).replica},
	{"horloge", "l'heure qu'il est, comme celle d'un autre ordinateur", (*Doctor).clock},
	{"e-mail", "le relais répond ; il accepte le nom, l'expéditeur et l'adresse de contact", (*Doctor).mail},
	{"SMS", "la passerelle répond", (*Doctor).sms},
	{"envois", "le nombre de messages en attente", (*Doctor).outbox},
	{"plafonds", "aucun plafond d'envois n'est proche", (*Doctor).budgets},
	{"certificat", "la date jusqu'à laquelle il est valable", (*Doctor).certificate},
	{"adresse", "le service répond à SESAME_BASE_URL", (*Doctor).address},
	{"espace des agents", "il répond à SESAME_AGENT_URL", (*Doctor).agentsAddress},
	{"mandataires", "rien à dire", (*Doctor).proxies},
	{"FranceConnect", "répond, et donne ses clés de signature", (*Doctor).franceConnect},
	{"annuaire des agents", "répond, et donne ses clés de signature", (*Doctor).directory},
	{"services", "le nombre de services", (*Doctor).clients},
	{"événements", "l'adresse répond", (*Doctor).events},
	{"pages légales", "complètes", (*Doctor).legal},
}

// Look makes all checks at once, so that one that waits keeps no other back.
func (d *Doctor) Look(ctx context.Context) []Line {
	lines := make([]Line, len(checks))
	var looking sync.WaitGroup
	for i, c := range checks {
		looking.Go(func() {
			limited, cancel := context.WithTimeout(ctx, lookTime)
			defer cancel()
			lines[i] = Line{Name: c.name, Finding: c.look(d, limited), Then: c.then}
		})
	}
	looking.Wait()
	return lines
}

// ok is the finding of what is well.
func ok(says string) Finding { return Finding{State: OK, Says: says} }

// attention and failed take a sentence of the form « cause : remedy ».
func attention(sentence string) Finding { return finding(Attention, sentence) }

func failed(sentence string) Finding { return finding(Failed, sentence) }

func finding(state State, sentence string) Finding {
	says, mend, _ := strings.Cut(strings.TrimSuffix(sentence, "."), " : ")
	return Finding{State: state, Says: says, Mend: mend}
}

// unreadable is the finding where the database does not tell.
func unreadable(err error) Finding {
	return failed("la base ne se lit pas (" + err.Error() + ") : voyez la ligne « base et clé »")
}

// moment is an instant as people read it.
func (d *Doctor) moment(t time.Time) string { return t.In(d.Location).Format("02/01/2006 à 15:04") }
