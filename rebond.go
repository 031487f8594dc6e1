package main

import (
	"context"
	"errors"
	"fmt"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
)

// bounce reads one delivery status notification, as the pipe of a mail server's alias gives it. What tells nothing is
// let go of with a line and the exit status of success: an error would make the mail server answer the answer. Only a
// database that cannot be written is one, so that the mail server tries again later.
func (p *program) bounce(ctx context.Context, args []string) int {
	c, _, err := p.configure(args, options{command: "rebond", settings: only("SESAME_DB", "SESAME_KEY_FILE")})
	if err != nil {
		return p.refuse(err)
	}
	b, err := courier.ReadBounce(p.stdin)
	if errors.Is(err, courier.ErrNoBounce) {
		fmt.Fprintln(p.stdout, "Rien à noter : ce message n'est pas un avis de non-remise d'un de nos e-mails.")
		return exitDone
	}
	if err != nil {
		return p.later(err)
	}
	database, err := p.database(c).Open(ctx, false)
	if err != nil {
		return p.later(err)
	}
	defer database.Close() //nolint:errcheck // what was committed is on the disk
	var noted bool
	if err := database.InTx(ctx, func(t *db.Tx) (err error) {
		noted, err = t.Report(ctx, account.Email, b.Reference, b.Fate, b.Code, p.now())
		return err
	}); err != nil {
		return p.later(err)
	}
	if !noted {
		fmt.Fprintln(p.stdout, "Rien à noter : ce message est inconnu, ou ce qu'il est devenu l'était déjà.")
		return exitDone
	}
	fmt.Fprintf(p.stdout, "Noté : %s %s.\n", b.Fate, b.Code)
	return exitDone
}

// exitLater is EX_TEMPFAIL of sysexits.h: a mail server keeps the mail and tries again.
const exitLater = 75

func (p *program) later(err error) int {
	p.fail(err)
	return exitLater
}
