package db_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sesame/db"
)

func TestTheLastBackupsAreKnown(t *testing.T) {
	d := openDB(t)
	last := func(newest, proved db.Backup) {
		t.Helper()
		gotNewest, gotProved, err := d.LastBackups(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]db.Backup{newest, proved}, []db.Backup{gotNewest, gotProved}); diff != "" {
			t.Error(diff)
		}
	}
	note := func(b db.Backup) {
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error { return tx.NoteBackup(ctx, b) })
	}
	last(db.Backup{}, db.Backup{})
	good := db.Backup{File: "/var/backups/a.db", MadeAt: noon.UTC(), Took: 1500 * time.Millisecond, Bytes: 4096,
		Proof: db.Proof{Members: 3, AuditSeq: 7, AuditHash: make([]byte, 32)}}
	note(good)
	last(good, good)
	failed := db.Backup{File: "/var/backups/b.db", MadeAt: noon.Add(24 * time.Hour).UTC(), Failure: db.BackupRoom}
	note(failed)
	last(failed, good)
	if err := d.Purge(t.Context(), noon.Add(400*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	last(failed, good)
}
