package doctor

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"sesame/db"
)

// backupAge is the age from which a daily backup is late; the hours beyond a day are the time to make it.
const backupAge = 27 * time.Hour

var backupFailures = map[db.BackupFailure]string{
	db.BackupRoom:    "le disque n'avait pas assez de place : libérez-en, ou choisissez un autre dossier (SESAME_BACKUP_DIR)",
	db.BackupFolder:  "le dossier ne s'écrit pas : vérifiez que SESAME_BACKUP_DIR existe et appartient au compte du service",
	db.BackupDamaged: "la base contient ce qui ne se relit pas : gardez les copies d'avant, et voyez « sesame audit verify » et « sesame restore »",
	db.BackupSlow:    "le disque des copies est trop lent : choisissez-en un plus rapide (SESAME_BACKUP_DIR)",
	db.BackupStopped: "elle a été interrompue : lancez « sesame backup »",
	db.BackupOther:   "la raison est dans le journal du service : lancez « sesame backup », qui la dira",
}

// backup reports the date of the newest backup that was reopened and verified, and why the last attempt failed.
func (d *Doctor) backup(ctx context.Context) Finding {
	const (
		none = "aucune : réglez SESAME_BACKUP_DIR, ou lancez chaque jour « sesame backup FICHIER »"
		yet  = "aucune encore dans le dossier de SESAME_BACKUP_DIR : le service en fait une chaque jour quand il tourne, lancez « sesame backup » pour la faire aussitôt"
	)
	if d.DB == nil {
		return d.without("rien à copier encore")
	}
	newest, proved, err := d.DB.LastBackups(ctx)
	if err != nil {
		return unreadable(err)
	}
	last := ", aucune copie n'est bonne"
	if !proved.MadeAt.IsZero() {
		last = ", la dernière bonne est du " + d.moment(proved.MadeAt)
	}
	switch {
	case newest.MadeAt.IsZero() && d.BackupDir != "":
		return attention(yet)
	case newest.MadeAt.IsZero():
		return attention(none)
	case newest.Failure != "":
		f := failed(backupFailures[newest.Failure])
		if d.BackupDir == "" { // without a folder, the command needs a file
			f.Mend = strings.NewReplacer("« sesame backup »", "« sesame backup FICHIER »",
				"SESAME_BACKUP_DIR existe et appartient au compte du service", "le dossier "+filepath.Dir(newest.File)+" existe et s'écrit").Replace(f.Mend)
		}
		f.Says = "la copie du " + d.moment(newest.MadeAt) + " a échoué, " + f.Says + last
		return f
	case d.Now().Sub(proved.MadeAt) > backupAge:
		return failed("la dernière copie est du " + d.moment(proved.MadeAt) + " : lancez « sesame backup FICHIER », et voyez pourquoi la copie de chaque jour ne se fait plus (SESAME_BACKUP_DIR)")
	}
	return ok("copie du " + d.moment(proved.MadeAt) + ", relue et prouvée")
}
