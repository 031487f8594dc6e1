package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"sesame/account"
	"sesame/db"
	"sesame/doctor"
)

// audit verifies the audit log, or writes it out, while the service runs.
func (p *program) audit(ctx context.Context, args []string) int {
	c, rest, err := p.configure(args, options{command: "audit", args: "verify|export [FICHIER]", count: 1, further: 1,
		settings: only("SESAME_DB", "SESAME_KEY_FILE")})
	if err != nil {
		return p.refuse(err)
	}
	do := p.exportAudit
	switch {
	case rest[0] == "verify" && len(rest) == 1:
		do = p.verifyAudit
	case rest[0] != "export":
		return p.refuse(errors.New("usage : sesame audit verify, ou sesame audit export [FICHIER]"))
	}
	database, err := p.database(c).Open(ctx, false)
	if err != nil {
		return p.fail(err)
	}
	defer database.Close() //nolint:errcheck // nothing was written
	if err := do(ctx, database, rest[1:]); err != nil {
		return p.fail(err)
	}
	return exitDone
}

func (p *program) verifyAudit(ctx context.Context, d *db.DB, _ []string) error {
	held, last, err := d.VerifyAudit(ctx)
	var broken *db.BrokenChain
	if errors.As(err, &broken) {
		return fmt.Errorf("journal rompu à la ligne %d : %s. %s avant elle", broken.Seq, doctor.AuditFaults[broken.Fault],
			account.Counted(int(held), "ligne est entière", "lignes sont entières"))
	}
	if err != nil {
		return fmt.Errorf("le journal ne se lit pas : %w", err)
	}
	fmt.Fprintf(p.stdout, "Journal entier : %s, la dernière a le numéro %d.\n", account.Counted(int(held), "ligne", "lignes"), last)
	return nil
}

// exportAudit writes to a file of mode 0600 that does not exist yet, or to the standard output.
func (p *program) exportAudit(ctx context.Context, d *db.DB, to []string) error {
	if len(to) == 0 {
		return writeAudit(ctx, d, p.stdout)
	}
	err := p.caller.WriteNew(to[0], func(f *os.File) error { return writeAudit(ctx, d, f) })
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s existe déjà : donnez un autre nom au fichier", to[0])
	}
	if err != nil {
		return fmt.Errorf("le journal n'a pas pu être écrit : %w", err)
	}
	fmt.Fprintf(p.stdout, "%s : journal écrit, un événement par ligne.\n", to[0])
	return nil
}

func writeAudit(ctx context.Context, d *db.DB, w io.Writer) error {
	b := bufio.NewWriter(w)
	return errors.Join(d.ExportAudit(ctx, b), b.Flush())
}
