// Package doctor checks the surroundings of the service: relay, gateway, certificate, clock, disk, database. Each check
// is a line with the result, its cause, the remedy, and the expected result afterwards. It changes nothing. The command «
// sesame doctor », the supervisors' page and the e-mail to the caisse show the same lines.
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

// lookTime is the time limit of each check, because some contact another computer.
const lookTime = 10 * time.Second

// State is the result of a check.
type State string

// The states of a line. Attention means that it works, but should be looked at.
const (
	OK        State = "ok"
	Attention State = "attention"
	Failed    State = "échec"
)

// Finding is the result of one check: its state, and the sentences for the operator.
type Finding struct {
	State State
	Says  string // the result; the cause if something is wrong
	Mend  string // the command or setting to change

	Ends   time.Time // end of the certificate that was seen; zero for other checks
	Broken bool      // the audit log was tampered with
	Head   string    // end of the audit log, NUMBER:HASH, if all of it was verified; empty otherwise
}

// Line is the finding of a named check.
type Line struct {
	Name string
	Finding
	Then string // what the check says when all is well
}

// Sentence returns the line without its state: « e-mail : le relais ne répond pas : vérifiez le port. »
func (l Line) Sentence() string {
	s := l.Name
	for _, part := range []string{l.Says, l.Mend} {
		if part != "" {
			s += " : " + part
		}
	}
	return s
}

// Doctor holds what the checks examine. The zero value of a field means that it is not configured.
type Doctor struct {
	Caisse account.Caisse
	Limits account.Limits

	DB      *db.DB // nil if there is none yet, or if it does not open
	DBFault error  // why it does not open
	DBPath  string
	KeyPath string

	Relay           *courier.SMTP
	Gateway         courier.Gateway
	FranceConnect   func(context.Context) error // checks the discovery document and signing keys of FranceConnect; nil for none
	Issuer          string                      // issuer of FranceConnect
	Directory       func(context.Context) error // checks the discovery document and signing keys of the agents' directory; nil for none
	DirectoryIssuer string
	Events          *webhook.EventAddress
	Authorities     *x509.CertPool

	Replica *replica.Watch // watches the copy on a second host; nil if there is none

	BaseURL         *url.URL
	AgentURL        *url.URL // URL of the agents' site; nil if it is not configured
	CertificateFile string   // PEM, if the service uses TLS itself
	// Unstartable returns why the service would not start with its files of certificate and key, empty if it would. It is nil if the
	// service has none.
	Unstartable   func() string
	TLSListen     string // listener on which the service uses TLS itself
	MetricsListen string // metrics listener of the running service
	// ProxyMissing says that no proxy is configured, though one must terminate TLS for this service.
	ProxyMissing bool
	// Proxies returns the faults of the proxies that the running service has seen, empty if there are none. It is nil
	// in another process, which asks the service.
	Proxies func(now time.Time) string

	Clocks []*url.URL // web servers on other computers, whose responses contain the date

	// Secrets are the files with the configuration or a part of it, or with the certificate's key, which other accounts
	// must not be able to read.
	Secrets []string
	// BackupDir is the folder of the daily backups; empty for none.
	BackupDir string

	Now      func() time.Time
	Location *time.Location // time zone of displayed times

	jumps      Jumps
	audited    sync.Mutex
	auditMark  db.AuditMark
	auditBegan time.Time
}

// check is one check: its name, what it says when all is well, and its function.
type check struct {
	name string
	then string
	look func(*Doctor, context.Context) Finding
}

// checks lists the checks in display order: this computer first, then what other computers answer.
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

// Look makes all checks concurrently, so that a slow one does not delay the others.
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

// ok is the finding of a check without a fault.
func ok(says string) Finding { return Finding{State: OK, Says: says} }

// attention and failed split a sentence of the form « cause : remedy ».
func attention(sentence string) Finding { return finding(Attention, sentence) }

func failed(sentence string) Finding { return finding(Failed, sentence) }

func finding(state State, sentence string) Finding {
	says, mend, _ := strings.Cut(strings.TrimSuffix(sentence, "."), " : ")
	return Finding{State: state, Says: says, Mend: mend}
}

// unreadable is the finding when the database cannot be read.
func unreadable(err error) Finding {
	return failed("la base ne se lit pas (" + err.Error() + ") : voyez la ligne « base et clé »")
}

// moment formats a time for people.
func (d *Doctor) moment(t time.Time) string { return t.In(d.Location).Format("02/01/2006 à 15:04") }
