package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// BackupFailure is why a backup does not count. Empty means that it was opened again and proved.
type BackupFailure string

// The failures of a backup.
const (
	BackupRoom    BackupFailure = "room"    // the disk is too full
	BackupFolder  BackupFailure = "folder"  // the folder cannot be written
	BackupDamaged BackupFailure = "damaged" // the copy, and so the database, holds what cannot be read
	BackupSlow    BackupFailure = "slow"    // it was given up, because it kept the WAL from being written back
	BackupStopped BackupFailure = "stopped" // the program was told to stop
	BackupOther   BackupFailure = "other"
)

// Backup is one try to copy the database.
type Backup struct {
	File    string // path
	MadeAt  time.Time
	Took    time.Duration
	Bytes   int64
	Failure BackupFailure
	Proof
}

// Proof is what a copy was found to hold when it was opened again.
type Proof struct {
	Members   int
	AuditSeq  int64  // newest row of its audit log
	AuditHash []byte // of that row; nil where there is none
}

// Head is the end of the copy's audit log.
func (p Proof) Head() AuditHead { return AuditHead{p.AuditSeq, p.AuditHash} }

// NoteBackup notes a try.
func (t *Tx) NoteBackup(ctx context.Context, b Backup) error {
	_, err := t.exec(ctx, "note a backup", `INSERT INTO backups (file, made_at, took_ms, bytes, members, audit_seq, audit_hash, failure) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		b.File, seconds(b.MadeAt), b.Took.Milliseconds(), b.Bytes, b.Members, b.AuditSeq, b.AuditHash, text(b.Failure))
	return err
}

// LastBackups returns the newest try, and the newest one that was proved. Their MadeAt is zero where there is none.
func (r Reader) LastBackups(ctx context.Context) (newest, proved Backup, err error) {
	if newest, err = r.lastBackup(ctx, `ORDER BY id DESC`); err != nil {
		return newest, proved, err
	}
	proved, err = r.lastBackup(ctx, `WHERE failure IS NULL ORDER BY made_at DESC, id DESC`)
	return newest, proved, err
}

func (r Reader) lastBackup(ctx context.Context, which string) (b Backup, err error) {
	var madeAt, took int64
	var failure sql.NullString
	err = r.q.QueryRowContext(ctx, `SELECT file, made_at, took_ms, bytes, members, audit_seq, audit_hash, failure FROM backups `+which+` LIMIT 1`).
		Scan(&b.File, &madeAt, &took, &b.Bytes, &b.Members, &b.AuditSeq, &b.AuditHash, &failure)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Backup{}, nil
	case err != nil:
		return Backup{}, fmt.Errorf("read the last backup: %w", err)
	}
	b.MadeAt, b.Took, b.Failure = time.Unix(madeAt, 0).UTC(), time.Duration(took)*time.Millisecond, BackupFailure(failure.String)
	return b, nil
}
