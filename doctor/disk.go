package doctor

import (
	"context"
	"fmt"
	"path/filepath"

	"sesame/db"
)

// leastDisk is the room beside the database below which the check fails.
const leastDisk = 1 << 30

func (d *Doctor) disk(context.Context) Finding {
	dir := filepath.Dir(d.DBPath)
	room, err := db.RoomAt(dir)
	if err != nil {
		return failed(fmt.Sprintf("le dossier %s ne se lit pas (%v) : vérifiez SESAME_DB", dir, err))
	}
	if room.Free < leastDisk {
		return failed(fmt.Sprintf("il reste %d Mo dans %s, il en faut au moins %d : libérez de la place ou agrandissez le disque", room.Free>>20, dir, leastDisk>>20))
	}
	return ok(fmt.Sprintf("%d Go libres dans %s", room.Free>>30, dir))
}
