package doctor

import (
	"context"
	"fmt"
	"path/filepath"

	"sesame/db"
)

// disk fails early, before writes fail: below 1 GB, or a tenth of a small disk.
func (d *Doctor) disk(context.Context) Finding {
	dir := filepath.Dir(d.DBPath)
	room, err := db.RoomAt(dir)
	if err != nil {
		return failed(unread(dir).Error())
	}
	if refused := StrangersRefused(dir); refused != "" {
		return failed(refused)
	}
	if least := min(1<<30, room.Total/10); room.Free < least {
		return failed(fmt.Sprintf("il reste %s dans %s, il en faut au moins %s : libérez de la place ou agrandissez le disque", size(room.Free), dir, size(least)))
	}
	return ok(size(room.Free) + " libres dans " + dir)
}

// unread is the error for a database folder about which the system gives no information.
func unread(dir string) error {
	return fmt.Errorf("le dossier %s ne se lit pas : vérifiez qu'il existe, et SESAME_DB", dir)
}

// DiskFault reports a disk so full that the service counts as not ready.
func DiskFault(dir string) error {
	room, err := db.RoomAt(dir)
	if err != nil {
		return unread(dir)
	}
	if room.Free < room.Least() {
		return fmt.Errorf("il reste %s dans %s : libérez de la place ou agrandissez le disque", size(room.Free), dir)
	}
	return nil
}

// StrangersRefused says that the disk is so full that the service refuses what strangers begin; empty if it does not. Members
// are still served.
func StrangersRefused(dir string) string {
	room, err := db.RoomAt(dir)
	if err != nil || room.Free >= room.LeastForStrangers() {
		return ""
	}
	return fmt.Sprintf("il reste %s dans %s : les demandes de mot de passe et les messages de personnes non connectées sont refusés, les connexions passent ; libérez de la place ou agrandissez le disque",
		size(room.Free), dir)
}

// size formats a number of bytes for people.
func size[N uint64 | int64](bytes N) string {
	switch {
	case bytes >= 1<<30:
		return fmt.Sprintf("%d Go", bytes>>30)
	case bytes >= 1<<20:
		return fmt.Sprintf("%d Mo", bytes>>20)
	}
	return fmt.Sprintf("%d ko", bytes>>10)
}
