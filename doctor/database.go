package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"sesame/account"
	"sesame/db"
)

// database checks whether the database opens with its key, can be written, and has a WAL of normal size.
func (d *Doctor) database(ctx context.Context) Finding {
	switch {
	case d.DBFault != nil:
		return unopened(d.DBFault.Error())
	case d.DB == nil:
		return ok("seront créées au premier démarrage (" + d.DBPath + ", " + d.KeyPath + ")")
	}
	if err := WriteFault(ctx, d.DB); err != nil {
		return failed(err.Error())
	}
	h, err := d.DB.OutboxHealth(ctx)
	if err != nil {
		return unreadable(err)
	}
	sizes, err := d.DB.Sizes()
	if err != nil {
		return unreadable(err)
	}
	if sizes.WAL > longestWAL {
		return attention(fmt.Sprintf("le fichier %s-wal a %s et ne diminue pas : arrêtez la commande qui lit la base depuis longtemps (« ps aux | grep sesame »), ou redémarrez le service", d.DBPath, size(sizes.WAL)))
	}
	return ok(fmt.Sprintf("%s (%s), schéma %d, SQLite %s, %s", d.DBPath, size(sizes.Main+sizes.WAL), db.SchemaVersion(), db.SQLiteVersion(),
		account.Counted(h.Waiting, "message en attente", "messages en attente")))
}

// unopened is the finding of a database that does not open. The remedy of the error follows its first sentence, a semicolon or a
// colon; an error of the system has none.
func unopened(says string) Finding {
	for _, end := range []string{". ", " ; ", " : "} {
		if cause, mend, told := strings.Cut(says, end); told {
			first, size := utf8.DecodeRuneInString(mend)
			return Finding{State: Failed, Says: cause, Mend: string(unicode.ToLower(first)) + mend[size:]}
		}
	}
	return Finding{State: Failed, Says: says, Mend: "vérifiez SESAME_DB et SESAME_KEY_FILE, et lancez la commande sous le compte du service"}
}

// without is the finding of a check that needs the database: before is its sentence before the first start. If the
// database does not open, the state is Attention.
func (d *Doctor) without(before string) Finding {
	if d.DBFault != nil {
		return attention("inconnu, la base ne s'ouvre pas : voyez la ligne « base et clé »")
	}
	return ok(before)
}

// longestWAL is the size of the write-ahead log from which something must be preventing its checkpoint.
const longestWAL = 1 << 30

// WriteFault tries to read and to write the database. Its error is a French sentence with the cause and the remedy.
func WriteFault(ctx context.Context, d *db.DB) error {
	pinged := make(chan error, 1)
	go func() { pinged <- d.Ping(ctx) }() // SQLite waits for another program longer than ctx allows
	var err error
	select {
	case err = <-pinged:
	case <-ctx.Done():
		err = ctx.Err()
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, db.ErrFull):
		return fmt.Errorf("la base %s ne s'écrit pas, le disque est plein : libérez de la place, rien n'est perdu de ce qui y est", d.Path())
	case errors.Is(err, db.ErrReadOnly):
		return fmt.Errorf("la base %s ne s'écrit pas : vérifiez que le fichier, son dossier et les fichiers -wal et -shm sont au compte du service et en mode 0600, et que le disque n'est pas monté en lecture seule", d.Path())
	case errors.Is(err, db.ErrInUse), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("la base %s ne s'écrit pas, un autre programme l'occupe : attendez la fin de la commande qui s'en sert, ou arrêtez-la", d.Path())
	case errors.Is(err, db.ErrFileMoved):
		return fmt.Errorf("le fichier %s n'est plus celui que le service a ouvert, il a été déplacé, supprimé ou remplacé, et ce qui s'écrit se perdra : remettez-le sous ce nom avant d'arrêter le service ; s'il n'existe plus, arrêtez-le et remettez une copie en place (« sesame restore FICHIER »)", d.Path())
	case errors.Is(err, db.ErrDamaged):
		return fmt.Errorf("le fichier %s est abîmé : remettez une copie en place (« sesame restore FICHIER »)", d.Path())
	}
	return fmt.Errorf("la base %s ne s'écrit pas (%w) : vérifiez le disque et les droits du fichier", d.Path(), err)
}
