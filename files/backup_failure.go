package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"sesame/db"
)

// roomError means that a disk is too full for a copy.
type roomError struct{ needed, free uint64 }

func (e *roomError) Error() string {
	return fmt.Sprintf("%d bytes are needed, %d are free", e.needed, e.free)
}

func (e *roomError) in(dir string) error {
	return fmt.Errorf("il faut %d Mo dans %s, et il en reste %d. Faites de la place, puis recommencez", e.needed>>20+1, dir, e.free>>20)
}

// roomFor returns *roomError when the disk of file lacks space for a copy of the database. It is often the disk of the
// database.
func (b Backups) roomFor(ctx context.Context, file string) error {
	size, err := b.DB.Size(ctx)
	if err != nil {
		return err
	}
	return roomFor(file, size)
}

func roomFor(file string, size int64) error {
	room, err := db.RoomAt(filepath.Dir(file))
	if err != nil {
		return &os.PathError{Op: "measure", Path: file, Err: err}
	}
	if needed := uint64(size) + room.Least(); room.Free < needed { //nolint:gosec // G115: not negative
		return &roomError{needed, room.Free}
	}
	return nil
}

func failureOf(err error) db.BackupFailure {
	var room *roomError
	var damage *db.DamageError
	switch {
	case errors.As(err, &room), errors.Is(err, db.ErrFull), errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return db.BackupRoom
	case errors.As(err, &damage), errors.Is(err, db.ErrDamaged):
		return db.BackupDamaged
	case errors.Is(err, db.ErrSlow):
		return db.BackupSlow
	case errors.Is(err, context.Canceled):
		return db.BackupStopped
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS), errors.Is(err, os.ErrNotExist):
		return db.BackupFolder
	}
	return db.BackupOther
}

// sentence is the error of a backup as a French sentence, with the remedy.
func (b Backups) sentence(made db.Backup, err error) error {
	dir := filepath.Dir(made.File)
	var room *roomError
	var damage *db.DamageError
	switch {
	case errors.As(err, &room):
		return fmt.Errorf("la copie n'a pas été commencée : %w", room.in(dir))
	case made.Failure == db.BackupRoom:
		return fmt.Errorf("la copie n'a pas pu être finie : il n'y a plus de place dans %s. Ce qui en était fait est retiré. Faites de la place, puis recommencez", dir)
	case errors.As(err, &damage):
		return fmt.Errorf("la copie ne compte pas, car la base elle-même est abîmée : %s. Gardez vos copies d'avant, et voyez « sesame restore »", damageSentence(damage))
	case made.Failure == db.BackupDamaged:
		return fmt.Errorf("la copie ne compte pas : elle ne se relit pas. Vérifiez le disque de %s et celui de la base (« sesame doctor »)", dir)
	case made.Failure == db.BackupSlow:
		return fmt.Errorf("la copie a été abandonnée : l'écriture dans %s est trop lente. Choisissez un disque plus rapide (SESAME_BACKUP_DIR)", dir)
	case made.Failure == db.BackupStopped:
		return errors.New("la copie a été interrompue ; rien n'en reste")
	case made.Failure == db.BackupFolder:
		return fmt.Errorf("la copie n'a pas pu être faite : %s", WriteReason(err))
	}
	var refused *os.PathError
	if errors.As(err, &refused) {
		return fmt.Errorf("la copie n'a pas pu être faite : %s", WriteReason(err))
	}
	return fmt.Errorf("la copie n'a pas pu être faite : %w", err)
}
