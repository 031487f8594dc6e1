package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"sesame/account"
	"sesame/courier/inbound"
	"sesame/db"
	"sesame/files"
	"sesame/journey/acts"
)

// bounce runs « sesame rebond »: it reads one mail from the standard input, as the alias of a mail server pipes it, or the mails
// of a mailbox, and records delivery status notifications and replies to contact messages. Any other mail is dropped with one
// line of output and exit status 0: an error would make the mail server send a notification about it. A wrong configuration, and
// a failure to read a mail or to write to the database, ask the mail server to try again later.
func (p *program) bounce(ctx context.Context, args []string) int {
	var maildir, mbox string
	c, _, err := p.configure(args, options{command: "rebond", settings: only("SESAME_DB", "SESAME_KEY_FILE"), flags: func(fs *flag.FlagSet) {
		fs.StringVar(&maildir, "maildir", "", "Lit les e-mails de ce dossier (Maildir) au lieu de l'entrée standard. Ceux qui sont notés vont dans son dossier .Sesame, les autres restent.")
		fs.StringVar(&mbox, "mbox", "", "Lit les e-mails de ce fichier (mbox) au lieu de l'entrée standard, sans le changer. Un e-mail relu n'est noté qu'une fois.")
	}})
	var wrong faults
	var missing unready
	if errors.As(err, &wrong) || errors.As(err, &missing) {
		return p.later(err)
	}
	if err != nil {
		return p.refuse(err)
	}
	if maildir != "" && mbox != "" {
		return p.refuse(errors.New("donnez --maildir ou --mbox, pas les deux"))
	}
	database, err := p.database(c).Open(ctx, false)
	if err != nil {
		return p.later(err)
	}
	defer database.Close() //nolint:errcheck // what was committed is on the disk
	if maildir != "" {
		return p.bounceMaildir(ctx, database, inbound.Maildir{Dir: maildir})
	}
	if mbox != "" {
		return p.bounceMbox(ctx, database, mbox)
	}
	raw, err := io.ReadAll(io.LimitReader(p.stdin, inbound.MailBytes))
	if err != nil {
		return p.later(err)
	}
	_, said, err := p.noteMail(ctx, database, raw)
	if err != nil {
		return p.later(err)
	}
	fmt.Fprintln(p.stdout, said)
	return exitDone
}

// bounceMaildir reads the mails of a Maildir. A mail that was recorded before an error stays recorded; it is moved at the
// next run.
func (p *program) bounceMaildir(ctx context.Context, database *db.DB, mailbox inbound.Maildir) int {
	moved, left, err := mailbox.Each(func(raw []byte) (bool, error) {
		found, _, err := p.noteMail(ctx, database, raw)
		return found != notedNothing, err
	})
	if err == nil || moved > 0 {
		fmt.Fprintf(p.stdout, "%s, %s.\n", account.Counted(moved, "e-mail noté", "e-mails notés"), account.Counted(left, "e-mail laissé en place", "e-mails laissés en place"))
	}
	if err != nil {
		return p.later(mailboxFault(err))
	}
	return exitDone
}

// mailboxFault explains in French a system error that prevented reading a mailbox.
func mailboxFault(err error) error {
	var refused *os.PathError
	if errors.As(err, &refused) {
		return errors.New("la boîte aux lettres ne se lit pas : " + files.Reason(err))
	}
	return err
}

// bounceMbox reads the mails of an mbox file. The file is not changed: each run reads all of its mails again.
func (p *program) bounceMbox(ctx context.Context, database *db.DB, path string) int {
	f, err := p.caller.Open(path)
	if err != nil {
		return p.later(mailboxFault(err))
	}
	defer f.Close() //nolint:errcheck // it was only read
	read, noted := 0, 0
	err = inbound.EachInMbox(f, func(raw []byte) error {
		found, _, err := p.noteMail(ctx, database, raw)
		if err != nil {
			return err
		}
		read++
		if found == notedNow {
			noted++
		}
		return nil
	})
	if err == nil || read > 0 {
		fmt.Fprintf(p.stdout, "%s, %s.\n", account.Counted(read, "e-mail lu", "e-mails lus"), account.Counted(noted, "noté", "notés"))
	}
	if errors.Is(err, inbound.ErrNoMailbox) {
		return p.fail(err)
	}
	if err != nil {
		return p.later(mailboxFault(err))
	}
	return exitDone
}

// note is the result of reading one mail.
type note int

const (
	notedNothing note = iota // nothing recorded: the mail says nothing, or nothing new
	notedBefore              // a reply that its thread already has
	notedNow
)

// noteMail records what one mail reports, and returns a French sentence about it.
func (p *program) noteMail(ctx context.Context, database *db.DB, raw []byte) (found note, said string, err error) {
	b, err := inbound.ReadBounce(bytes.NewReader(raw))
	if err == nil {
		return p.noteBounce(ctx, database, b)
	}
	if !errors.Is(err, inbound.ErrNoBounce) {
		return notedNothing, "", err
	}
	reply, err := inbound.ReadReply(raw)
	if err != nil {
		return notedNothing, "Rien à noter : ce message n'est ni un avis de non-remise d'un de nos e-mails, ni une réponse écrite par quelqu'un.", nil
	}
	err = database.InTx(ctx, func(t *db.Tx) error { return p.acts(database).ReceiveReply(ctx, t, reply) })
	switch {
	case errors.Is(err, acts.ErrNoThread):
		return notedNothing, "Rien à noter : ce message ne répond à aucun message de contact.", nil
	case errors.Is(err, acts.ErrManyReplies):
		return notedNothing, "Rien à noter : ce message de contact a déjà reçu trop de réponses aujourd'hui. Lisez celle-ci dans la boîte aux lettres.", nil
	case errors.Is(err, acts.ErrReplyKept):
		return notedBefore, "Rien à noter : cette réponse l'était déjà.", nil
	case err != nil:
		return notedNothing, "", files.Database{Path: database.Path()}.Told(err)
	}
	return notedNow, "Noté : une réponse à un message de contact.", nil
}

func (p *program) noteBounce(ctx context.Context, database *db.DB, b inbound.Bounce) (found note, said string, err error) {
	noted := false
	err = database.InTx(ctx, func(t *db.Tx) (err error) {
		noted, err = t.Report(ctx, account.Email, b.Reference, b.Fate, b.Code, p.now())
		return err
	})
	if err != nil {
		return notedNothing, "", files.Database{Path: database.Path()}.Told(err)
	}
	if !noted {
		return notedNothing, "Rien à noter : ce message est inconnu, ou ce qu'il est devenu l'était déjà.", nil
	}
	return notedNow, fmt.Sprintf("Noté : %s %s.", b.Fate, b.Code), nil
}

// exitLater is EX_TEMPFAIL of sysexits.h: a mail server keeps the mail and tries again.
const exitLater = 75

func (p *program) later(err error) int {
	p.fail(err)
	return exitLater
}
