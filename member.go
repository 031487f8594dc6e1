package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"sesame/account"
	"sesame/db"
	agentdesk "sesame/handlers/agent/desk"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
)

// memberCommand is one act of « sesame member », with its arguments.
type memberCommand struct {
	*program
	acts   *acts.Acts
	id     account.Identifier
	reason string
	cause  db.ClosingCause // for « close »
	yes    bool            // « erase » without confirmation
	file   string          // for « export »
}

const memberUsage = "usage : sesame member show|suspend|resume|close|reopen|erase IDENTIFIANT --reason RAISON, ou sesame member export IDENTIFIANT FICHIER --reason RAISON"

// member runs « sesame member », which shows, suspends, resumes, closes or reopens a member's account, or exports or erases the
// member's data. IDENTIFIANT « - » reads the identifier from the standard input, so that it appears neither in the shell's history
// nor in the list of processes.
func (p *program) member(ctx context.Context, args []string) int {
	var (
		m     memberCommand
		cause string
	)
	c, rest, err := p.configure(args, options{command: "member", args: "show|suspend|resume|close|reopen|export|erase IDENTIFIANT [FICHIER]", count: 2, further: 1,
		settings: only("SESAME_DB", "SESAME_KEY_FILE", "SESAME_CLOSED_KEEP"), flags: func(fs *flag.FlagSet) {
			fs.StringVar(&m.reason, "reason", "", "Pourquoi, en quelques mots : le journal le garde. Exigée ; sans identifiant, nom ni adresse.")
			fs.StringVar(&cause, "cause", "", "Avec « close » : deces, depart, demande ou autre. Par défaut autre.")
			fs.BoolVar(&m.yes, "yes", false, "Avec « erase » : efface sans redemander.")
		}})
	if err != nil {
		return p.refuse(err)
	}
	act := memberActs[rest[0]]
	if act == nil || (len(rest) == 3) != (rest[0] == "export") || m.yes && rest[0] != "erase" {
		return p.refuse(errors.New(memberUsage))
	}
	m.file = rest[len(rest)-1]
	known := false
	if m.cause, known = closingCauses[cause]; !known || cause != "" && rest[0] != "close" {
		return p.refuse(errors.New("--cause va avec « close », et vaut deces, depart, demande ou autre"))
	}
	if m.reason = strings.Join(strings.Fields(m.reason), " "); m.reason == "" {
		return p.refuse(errors.New("--reason : dites pourquoi, en quelques mots"))
	}
	if m.id, err = p.identifier(rest[1]); err != nil {
		return p.refuse(fmt.Errorf("l'identifiant : %w", err))
	}
	d, err := p.database(c).Open(ctx, false)
	if err != nil {
		return p.fail(err)
	}
	defer d.Close() //nolint:errcheck // what was committed is on the disk
	m.program, m.acts = p, p.acts(d)
	m.acts.Limits = c.Limits
	if err := act(&m, ctx); err != nil {
		return p.fail(p.database(c).Told(memberReason(err)))
	}
	return exitDone
}

// memberActs are the acts by their names on the command line.
var memberActs = map[string]func(*memberCommand, context.Context) error{
	"show": (*memberCommand).show, "suspend": (*memberCommand).suspend, "resume": (*memberCommand).resume,
	"close": (*memberCommand).close, "reopen": (*memberCommand).reopen,
	"export": (*memberCommand).export, "erase": (*memberCommand).erase,
}

// identifier parses the identifier given as an argument, or for « - » the first line of the standard input.
func (p *program) identifier(argument string) (account.Identifier, error) {
	if argument == "-" {
		argument, _ = bufio.NewReader(p.stdin).ReadString('\n') // a line without a line feed counts
	}
	return account.ParseIdentifier(argument)
}

// inTx finds the member and calls do in the same transaction, while no import of a file is running.
func (m *memberCommand) inTx(ctx context.Context, do func(*db.Tx, *db.Member, acts.Deed) error) error {
	d := m.acts.DB
	return d.BetweenImports(ctx, m.now(), func() error {
		return d.InTx(ctx, func(t *db.Tx) error {
			found, why, err := m.find(ctx, t.Reader)
			if err != nil {
				return err
			}
			version, err := m.acts.MemberVersion(ctx, t.Reader, found)
			if err != nil {
				return err
			}
			return do(t, found, acts.Deed{Member: found.ID, Asked: true, Version: version, Grounds: why})
		})
	})
}

// find returns the member and the reason for the audit log. It refuses a reason that is too long or that identifies the
// member.
func (m *memberCommand) find(ctx context.Context, r db.Reader) (*db.Member, events.Grounds, error) {
	found, err := r.MemberByKey(ctx, m.acts.DB.Keys().IdentifierKey(m.id))
	if err != nil {
		return nil, events.Grounds{}, err
	}
	if refused := agentdesk.NoteRefused(m.reason, found.Profile); refused != "" {
		return nil, events.Grounds{}, fmt.Errorf("--reason : %s", refused)
	}
	return found, events.Noted(m.reason), nil
}

// memberReason says in words why an act was not done.
func memberReason(err error) error {
	var refused *acts.Refused
	switch {
	case errors.Is(err, db.ErrNotFound):
		return errors.New("aucun adhérent n'a cet identifiant")
	case errors.Is(err, db.ErrImportElsewhere):
		return errors.New("un fichier du système de gestion est au travail : recommencez quand il sera chargé ou retiré")
	case errors.As(err, &refused) && memberRefusals[refused.Why] != "":
		return errors.New(memberRefusals[refused.Why])
	}
	return err
}

var memberRefusals = map[acts.Why]string{
	acts.AccountClosed: texts.ClosedForActs, acts.NotSuspended: texts.NotSuspended,
	acts.SuspendedAlready: texts.SuspendedAlready, acts.ClosedAlready: texts.ClosedAlready, acts.OpenAlready: texts.OpenAlready,
	acts.NotClosedHere: texts.NotClosedHere, acts.ClosedForGood: texts.ClosedForGood,
}
