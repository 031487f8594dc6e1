// Sésame keeps the logins and passwords of a caisse's members. This package is the program: its commands, one a file,
// and its configuration. `sesame` alone is the demonstration.
package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"sesame/db"
	"sesame/files"
	"sesame/journey/acts"
)

// parisZone is Europe/Paris of the IANA database, for a machine without zone files. Go's own copy of all zones has 450 kB.
//
//go:embed paris.tzif
var parisZone []byte

// Exit statuses of the commands.
const (
	exitDone    = 0
	exitRefused = 1 // something failed; of a file to import, nothing was loaded
	exitUsage   = 2 // the command line or the configuration is not valid
	exitPartial = 3 // --keep-going: refused lines were left out, the others loaded
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(Main(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// Main runs the whole program: args without the program's name, env as os.Environ returns it. It returns the exit
// status when the command ends, which is at the latest soon after ctx has ended.
func Main(ctx context.Context, args, env []string, stdout, stderr io.Writer) int {
	// Libraries write to the default logger, including data that clients send: it is discarded. The service writes its own
	// log line per request, without personal data.
	slog.SetDefault(slog.New(slog.DiscardHandler))
	p := &program{env: env, stdin: os.Stdin, stdout: stdout, stderr: stderr, now: time.Now, zone: paris()}
	name := "demo"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	} else if len(args) > 0 && isHelp(args[0]) {
		name = "help"
	} else if len(args) > 0 && args[0] == "--version" {
		name, args = "version", args[1:]
	}
	if name == "help" && len(args) > 0 && slices.ContainsFunc(commands, func(c command) bool { return c.name == args[0] }) {
		name, args = args[0], []string{"--help"}
	}
	if name == "help" {
		return p.answered(ctx, command{run: func(p *program, _ context.Context, args []string) int { return p.help(args) }}, args)
	}
	var names []string
	for _, c := range commands {
		if c.name == name {
			return p.answered(ctx, c, args)
		}
		names = append(names, c.name)
	}
	meant := ""
	if near := nearestOf(names, name); near != "" {
		meant = " Vouliez-vous dire « sesame " + near + " » ?"
	}
	fmt.Fprintf(stderr, "sesame : la commande « %s » est inconnue.%s\n\n%s", name, meant, usage())
	return exitUsage
}

// answered runs a command. Its output may be a secret that is shown only once: if the output cannot be written, the command
// has failed.
func (p *program) answered(ctx context.Context, c command, args []string) int {
	if c.lasts && !slices.ContainsFunc(args, isHelp) {
		return c.run(p, ctx, args)
	}
	if !signal.Ignored(syscall.SIGHUP) { // nohup ignores SIGHUP
		var stop context.CancelFunc
		ctx, stop = signal.NotifyContext(ctx, syscall.SIGHUP) // the terminal is gone: no half-written file of members may stay behind
		defer stop()
	}
	said := &answer{to: p.stdout}
	p.stdout = said
	status := c.run(p, ctx, args)
	if status != exitDone || said.failed == nil {
		return status
	}
	return p.fail(fmt.Errorf("ce qui était demandé est fait, mais %s. Un secret qui n'a pas été montré se refait : « sesame agent invite », « sesame client secret »",
		files.WriteReason(said.failed)))
}

// answer is the standard output; it keeps its first write error.
type answer struct {
	to     io.Writer
	failed error
}

func (a *answer) Write(b []byte) (int, error) {
	n, err := a.to.Write(b)
	if a.failed == nil {
		a.failed = err
	}
	return n, err
}

// program is the environment of a command: variables, standard streams, clock and time zone.
type program struct {
	env            []string
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
	zone           *time.Location    // of the times that are displayed and the days that are counted
	caller         files.Caller      // opens the files that the command line names
	describe       func(commandLine) // receives the description of the command instead of printing its help; nil for none
}

// acts returns the acts that a command does on a database.
func (p *program) acts(d *db.DB) *acts.Acts {
	return &acts.Acts{DB: d, Now: p.now, Location: p.zone}
}

type command struct {
	name, args, does string
	run              func(*program, context.Context, []string) int
	lasts            bool // runs until it is stopped
}

// commands are in the order of the usage text.
var commands = []command{
	{"demo", "", "la démonstration, sur cet ordinateur seulement (par défaut)", (*program).demo, true},
	{"serve", "", "le service ; « sesame serve --help » documente sa configuration", (*program).serve, true},
	{"import", "adherents|paiements FICHIER", "charge un fichier du système de gestion, ou remet comme avant : undo NUMÉRO", (*program).importFile, false},
	{"agent", "add|invite|disable AGENT, list", "les agents ; add et invite donnent un secret d'enrôlement", (*program).agent, false},
	{"client", "add|secret|remove NOM, list", "les services qui s'ouvrent par une connexion ici (OpenID Connect)", (*program).client, false},
	{"member", "show|suspend|… IDENTIFIANT", "un adhérent : montre où il en est ; suspend, rétablit, ferme ou rouvre son accès ; écrit dans un fichier ce qui est gardé de lui, ou l'efface ; « - » lit l'identifiant sur l'entrée standard", (*program).member, false},
	{"courriers", "FICHIER.pdf", "imprime dans un PDF les courriers en attente", (*program).letters, false},
	{"export", "contacts FICHIER", "écrit pour le système de gestion les contacts vérifiés ou refusés et les courriers revenus", (*program).export, false},
	{"rebond", "", "note l'avis de non-remise d'un e-mail, ou une réponse à un message de contact, lus sur l'entrée standard ou dans une boîte (Maildir, mbox)", (*program).bounce, false},
	{"installer", "", "pose les questions de l'installation, écrit la configuration et l'essaie", (*program).installer, false},
	{"doctor", "", "vérifie la configuration et ce qui l'entoure, une ligne par point", (*program).doctor, false},
	{"backup", "[FICHIER]", "copie la base et relit la copie, pendant que le service tourne ; sans FICHIER, la copie du jour dans SESAME_BACKUP_DIR", (*program).backup, false},
	{"restore", "FICHIER", "remet une copie en place, après l'avoir vérifiée", (*program).restore, false},
	{"audit", "verify|export [FICHIER]", "vérifie le journal, ou l'écrit en lignes JSON", (*program).audit, false},
	{"key", "rotate|show|restore", "la clé de la base : une nouvelle, service arrêté ; la même sur papier ; la remettre d'après le papier", (*program).key, false},
	{"jauge", "", "juge les mots de passe lus sur l'entrée standard, un par ligne, sans jamais les écrire", (*program).judge, false},
	{"version", "", "version du programme", (*program).version, false},
}

// fail prints why a command has failed, and returns its exit status.
func (p *program) fail(err error) int {
	fmt.Fprintf(p.stderr, "sesame : %s\n", ended(err.Error()))
	return exitRefused
}

// refuse ends a command whose command line or configuration is not valid, or that was run with --help. It returns the exit
// status.
func (p *program) refuse(err error) int {
	if errors.Is(err, errHelp) {
		return exitDone
	}
	fmt.Fprintf(p.stderr, "sesame : %s\n", ended(err.Error()))
	var missing unready
	if errors.As(err, &missing) {
		return exitRefused
	}
	return exitUsage
}

// taken is the error for an output file that exists already: no command overwrites one.
func taken(path string) error {
	return fmt.Errorf("%s existe déjà : donnez un autre nom au fichier", path)
}

// ended adds the full stop to a sentence. Errors have none, because they are wrapped in one another.
func ended(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// paris returns Europe/Paris from the machine's zone files, or else from the embedded copy.
func paris() *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		loc, err = time.LoadLocationFromTZData("Europe/Paris", parisZone)
	}
	if err != nil {
		panic("Europe/Paris is embedded: " + err.Error())
	}
	return loc
}
