package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// BackupFailure is the reason why a backup does not count. Empty means that the copy was opened again and verified.
type BackupFailure string

// The failures of a backup.
const (
	BackupRoom    BackupFailure = "room"    // the disk is too full
	BackupFolder  BackupFailure = "folder"  // the folder cannot be written
	BackupDamaged BackupFailure = "damaged" // the copy, and so the database, has unreadable content
	BackupSlow    BackupFailure = "slow"    // it was given up (ErrSlow)
	BackupStopped BackupFailure = "stopped" // the program was shutting down
	BackupOther   BackupFailure = "other"
)

// Backup is one attempt to copy the database.
type Backup struct {
	File    string // path
	MadeAt  time.Time
	Took    time.Duration
	Bytes   int64
	Failure BackupFailure
	Proof
}

// Proof is the content of a copy as read when it was opened again.
type Proof struct {
	Members   int
	AuditSeq  int64  // newest row of its audit log
	AuditHash []byte // of that row; nil where there is none
}

// Head is the head of the copy's audit log.
func (p Proof) Head() AuditHead { return AuditHead{p.AuditSeq, p.AuditHash} }

// NoteBackup records an attempt.
func (t *Tx) NoteBackup(ctx context.Context, b Backup) error {
	_, err := t.exec(ctx, "note a backup", `INSERT INTO backups (file, made_at, took_ms, bytes, members, audit_seq, audit_hash, failure) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		b.File, seconds(b.MadeAt), b.Took.Milliseconds(), b.Bytes, b.Members, b.AuditSeq, b.AuditHash, text(b.Failure))
	return err
}

// LastBackups returns the newest attempt and the newest verified one. MadeAt is zero where there is none.
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
