package doctor

import (
	"strings"
	"testing"
	"time"

	"sesame/db"
)

func TestTheLastBackupIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		tries []db.Backup // made so long after start
		state State
		says  string
	}{
		"none":                {nil, Attention, "aucune"},
		"one of today":        {[]db.Backup{{MadeAt: start.Add(-20 * time.Hour)}}, OK, "copie du 22/11/2026 à 17:05, relue et prouvée"},
		"one of three days":   {[]db.Backup{{MadeAt: start.Add(-72 * time.Hour)}}, Failed, "la dernière copie est du 20/11/2026 à 13:05"},
		"one that failed":     {[]db.Backup{{MadeAt: start.Add(-20 * time.Hour)}, {MadeAt: start, Failure: db.BackupRoom}}, Failed, "la copie du 23/11/2026 à 13:05 a échoué, le disque n'avait pas assez de place, la dernière bonne est du 22/11/2026 à 17:05"},
		"only one that fails": {[]db.Backup{{MadeAt: start, Failure: db.BackupDamaged}}, Failed, "aucune copie n'est bonne"},
	} {
		t.Run(name, func(t *testing.T) {
			d := &Doctor{DB: opened(t, t.TempDir()), Now: func() time.Time { return start }, Location: time.UTC}
			if err := d.DB.InTx(t.Context(), func(tx *db.Tx) error {
				for _, b := range c.tries {
					b.File = "a.db"
					if err := tx.NoteBackup(t.Context(), b); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if f := d.backup(t.Context()); f.State != c.state || !strings.Contains(f.Says, c.says) || f.State != OK && f.Mend == "" {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestBeforeTheFirstBackupTheFolderThatIsSetIsNotAskedFor(t *testing.T) {
	for folder, want := range map[string]string{"": "réglez SESAME_BACKUP_DIR", "/var/backups/sesame": "le service en fait une chaque jour"} {
		d := &Doctor{DB: opened(t, t.TempDir()), BackupDir: folder, Now: func() time.Time { return start }, Location: time.UTC}
		if f := d.backup(t.Context()); f.State != Attention || !strings.HasPrefix(f.Mend, want) {
			t.Errorf("%q: %+v", folder, f)
		}
	}
}

func TestWithoutAFolderTheBackupThatMendsNamesAFile(t *testing.T) {
	for folder, want := range map[string]string{"": "lancez « sesame backup FICHIER »", "/var/backups/sesame": "lancez « sesame backup »"} {
		d := &Doctor{DB: opened(t, t.TempDir()), BackupDir: folder, Now: func() time.Time { return start }, Location: time.UTC}
		if err := d.DB.InTx(t.Context(), func(tx *db.Tx) error {
			return tx.NoteBackup(t.Context(), db.Backup{File: "a.db", MadeAt: start, Failure: db.BackupStopped})
		}); err != nil {
			t.Fatal(err)
		}
		if f := d.backup(t.Context()); !strings.Contains(f.Mend, want) {
			t.Errorf("%q: %+v", folder, f)
		}
	}
}

func TestEachFailureOfABackupHasItsRemedy(t *testing.T) {
	for _, failure := range []db.BackupFailure{db.BackupRoom, db.BackupFolder, db.BackupDamaged, db.BackupSlow, db.BackupStopped, db.BackupOther} {
		if !strings.Contains(backupFailures[failure], " : ") {
			t.Errorf("%s: %q", failure, backupFailures[failure])
		}
	}
}

func TestABackupWithoutAFolderNamesTheOneThatCouldNotBeWritten(t *testing.T) {
	for folder, want := range map[string]string{"": "vérifiez que le dossier /clef existe et s'écrit", "/clef": "vérifiez que SESAME_BACKUP_DIR existe"} {
		d := &Doctor{DB: opened(t, t.TempDir()), BackupDir: folder, Now: func() time.Time { return start }, Location: time.UTC}
		if err := d.DB.InTx(t.Context(), func(tx *db.Tx) error {
			return tx.NoteBackup(t.Context(), db.Backup{File: "/clef/a.db", MadeAt: start, Failure: db.BackupFolder})
		}); err != nil {
			t.Fatal(err)
		}
		if f := d.backup(t.Context()); !strings.HasPrefix(f.Mend, want) {
			t.Errorf("%q: %+v", folder, f)
		}
	}
}
