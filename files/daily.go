package files

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sesame/db"
)

// instantForm is the form of the instant in the name of a daily backup: UTC, so that names sort by time.
const instantForm = "20060102T150405Z"

// stem is the prefix of the daily backups' names: « sesame-».
func (b Backups) stem() string {
	name := filepath.Base(b.DB.Path())
	return strings.TrimSuffix(name, filepath.Ext(name)) + "-"
}

// daily is a daily backup in Dir.
type daily struct {
	file string
	at   time.Time
}

// made lists the daily backups, newest first. A file counts if it has such a name and opens with the key of this database.
// Other files of the folder are neither counted nor removed.
func (b Backups) made(ctx context.Context) (all []daily, err error) {
	names, err := os.ReadDir(b.Dir)
	if err != nil {
		return nil, err
	}
	for i := len(names) - 1; i >= 0; i-- {
		at, ok := b.instantOf(names[i].Name())
		file := filepath.Join(b.Dir, names[i].Name())
		if !ok || !names[i].Type().IsRegular() {
			continue
		}
		if _, err := db.Fitting(ctx, file, b.DB.Keys()); err == nil {
			all = append(all, daily{file, at.In(b.Location)})
		}
	}
	return all, nil
}

func (b Backups) instantOf(name string) (time.Time, bool) {
	stamp, ok := strings.CutPrefix(strings.TrimSuffix(name, ".db"), b.stem())
	at, err := time.Parse(instantForm, stamp)
	return at, ok && err == nil && name == b.stem()+stamp+".db"
}

// dailyPeriod is the maximum age of the newest daily backup: a day and an hour, so that a timer that makes the backup at the
// same hour each day may be late.
const dailyPeriod = 25 * time.Hour

// Due says whether the newest daily backup is too old. A backup from more than an hour in the future, left by a clock that
// jumped back, does not count. It is true for a folder that cannot be read: the next attempt records what is wrong with it.
func (b Backups) Due(ctx context.Context) bool {
	all, err := b.made(ctx)
	if err != nil {
		return true
	}
	for _, d := range all {
		if age := b.Now().Sub(d.at); age > -time.Hour {
			return age >= dailyPeriod
		}
	}
	return true
}

// rotate removes the daily backups that Keep does not retain.
func (b Backups) rotate(ctx context.Context) error {
	all, err := b.made(ctx)
	if err != nil {
		return err
	}
	var at []time.Time
	for _, d := range all {
		at = append(at, d.at)
	}
	for i, kept := range b.Keep.kept(at) {
		if kept {
			continue
		}
		if err := os.Remove(all[i].file); err != nil {
			return err
		}
	}
	return syncDir(b.Dir)
}
