package doctor

import (
	"context"
	"fmt"

	"sesame/account"
	"sesame/db"
)

// database says whether the database opens with its key.
func (d *Doctor) database(ctx context.Context) Finding {
	switch {
	case d.DBFault != nil:
		return failed(d.DBFault.Error())
	case d.DB == nil:
		return ok("seront créées au premier démarrage (" + d.DBPath + ", " + d.KeyPath + ")")
	}
	if err := d.DB.Ping(ctx); err != nil {
		return failed(fmt.Sprintf("la base %s ne répond pas (%v) : voyez l'espace libre du disque et les droits du fichier", d.DBPath, err))
	}
	h, err := d.DB.OutboxHealth(ctx)
	if err != nil {
		return unreadable(err)
	}
	return ok(fmt.Sprintf("%s, schéma %d, SQLite %s, %s", d.DBPath, db.SchemaVersion(), db.SQLiteVersion(), account.Counted(h.Waiting, "message en attente", "messages en attente")))
}
