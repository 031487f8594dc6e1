package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/files"
)

// backup runs « sesame backup », which copies the database while the service runs: to the given file, or as the daily copy.
func (p *program) backup(ctx context.Context, args []string) int {
	c, rest, err := p.configure(args, options{command: "backup", args: "[FICHIER]", further: 1,
		settings: only("SESAME_DB", "SESAME_KEY_FILE", "SESAME_BACKUP_DIR", "SESAME_BACKUP_KEEP")})
	if err != nil {
		return p.refuse(err)
	}
	if len(rest) == 0 && c.BackupDir == "" {
		return p.refuse(errors.New("dites où copier : « sesame backup FICHIER », ou réglez SESAME_BACKUP_DIR pour les copies de chaque jour"))
	}
	database, err := p.database(c).Open(ctx, false)
	if err != nil {
		return p.fail(err)
	}
	defer database.Close() //nolint:errcheck // what was committed is on the disk
	backups := p.backups(c, database)
	var made db.Backup
	if len(rest) == 0 {
		made, err = backups.Daily(ctx)
	} else {
		if backups.Hand, err = p.caller.Hands(rest[0]); err != nil {
			return p.fail(err)
		}
		made, err = backups.To(ctx, rest[0])
	}
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.stdout, "%s : copie faite et relue, %s. Elle ne s'ouvre qu'avec la clé %s, qui n'y est pas : gardez-en une copie ailleurs.\n%s\n",
		made.File, account.Counted(made.Members, "adhérent", "adhérents"), c.keyPath(), made.Head())
	return exitDone
}

func (p *program) backups(c *config, database *db.DB) files.Backups {
	return files.Backups{DB: database, Dir: c.BackupDir, Keep: c.BackupKeep, Now: p.now, Location: p.zone}
}

// dailyLook is how often the service checks whether the daily copy is due.
const dailyLook = time.Hour

// backUpDaily makes the daily copy when it is due and no other program has made it, until ctx ends.
func backUpDaily(ctx context.Context, b files.Backups, log *slog.Logger) {
	look := time.NewTicker(dailyLook)
	defer look.Stop()
	for {
		if err := backUpDue(ctx, b, log); err != nil && ctx.Err() == nil {
			log.Error("the daily backup failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
	}
}

func backUpDue(ctx context.Context, b files.Backups, log *slog.Logger) error {
	if !b.Due(ctx) {
		return nil
	}
	made, err := b.Daily(ctx)
	if err == nil {
		log.Info("the daily backup is made and proved", "file", made.File, "bytes", made.Bytes, "members", made.Members, "took_ms", made.Took.Milliseconds(), "audit_head", made.Head().String())
	}
	return err
}
