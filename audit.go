package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"sesame/account"
	"sesame/db"
	"sesame/doctor"
)

// audit runs « sesame audit », which verifies or exports the audit log while the service runs.
func (p *program) audit(ctx context.Context, args []string) int {
	var since string
	c, rest, err := p.configure(args, options{command: "audit", args: "verify|export [FICHIER]", count: 1, further: 1,
		settings: only("SESAME_DB", "SESAME_KEY_FILE"), flags: func(fs *flag.FlagSet) {
			fs.StringVar(&since, "since", "", "Avec verify : une fin du journal notée plus tôt, NUMÉRO:EMPREINTE. Dit si le journal la contient encore.")
		}})
	if err != nil {
		return p.refuse(err)
	}
	do := p.exportAudit
	switch {
	case rest[0] == "verify" && len(rest) == 1:
		do = p.verifyAudit
	case rest[0] != "export" || since != "":
		return p.refuse(errors.New("usage : sesame audit verify [--since NUMÉRO:EMPREINTE], ou sesame audit export [FICHIER]"))
	}
	if since != "" {
		noted, err := db.ParseAuditHead(since)
		if err != nil {
			return p.refuse(errors.New("--since attend une fin du journal comme « sesame audit verify » l'écrit : NUMÉRO:EMPREINTE"))
		}
		do = func(ctx context.Context, d *db.DB, _ []string) error { return p.verifyAuditSince(ctx, d, noted) }
	}
	database, err := p.database(c).Open(ctx, false)
	if err != nil {
		return p.fail(err)
	}
	defer database.Close() //nolint:errcheck // nothing was written
	if err := do(ctx, database, rest[1:]); err != nil {
		return p.fail(p.database(c).Told(err))
	}
	return exitDone
}

func (p *program) verifyAudit(ctx context.Context, d *db.DB, _ []string) error {
	held, head, err := d.VerifyAudit(ctx)
	var broken *db.BrokenChain
	if errors.As(err, &broken) {
		return fmt.Errorf("journal rompu à la ligne %d : %s. %s avant elle", broken.Seq, doctor.AuditFaults[broken.Fault],
			account.Counted(int(held), "ligne est entière", "lignes sont entières"))
	}
	if err != nil {
		return fmt.Errorf("le journal ne se lit pas : %w", err)
	}
	fmt.Fprintf(p.stdout, "Journal entier : %s, la dernière a le numéro %d.\n%s\n", account.Counted(int(held), "ligne", "lignes"), head.Seq, head)
	return nil
}

// verifyAuditSince verifies the log, then says whether it still contains the head that the operator noted earlier.
func (p *program) verifyAuditSince(ctx context.Context, d *db.DB, noted db.AuditHead) error {
	if err := p.verifyAudit(ctx, d, nil); err != nil {
		return err
	}
	fate, err := d.AuditSince(ctx, noted)
	switch {
	case err != nil:
		return fmt.Errorf("le journal ne se lit pas : %w", err)
	case fate == db.AuditHeadCut:
		return fmt.Errorf("le journal s'arrête avant la ligne %d, que vous avez notée : un état antérieur a été remis en place", noted.Seq)
	case fate == db.AuditHeadReplaced:
		return fmt.Errorf("la ligne %d n'est pas celle que vous avez notée : un état antérieur a été remis en place, et le journal continué autrement", noted.Seq)
	case fate == db.AuditHeadPurged:
		fmt.Fprintf(p.stdout, "La ligne %d a été supprimée avec son mois : seul son numéro se vérifie encore, et le journal va plus loin.\n", noted.Seq)
	default:
		fmt.Fprintf(p.stdout, "La ligne %d est celle que vous avez notée.\n", noted.Seq)
	}
	return nil
}

// exportAudit writes the log to a new file of mode 0600, or to the standard output. An existing file is refused.
func (p *program) exportAudit(ctx context.Context, d *db.DB, to []string) error {
	if len(to) == 0 {
		return writeAudit(ctx, d, p.stdout)
	}
	err := p.caller.WriteNew(to[0], func(f *os.File) error { return writeAudit(ctx, d, f) })
	if errors.Is(err, os.ErrExist) {
		return taken(to[0])
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
