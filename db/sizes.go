package db

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Sizes holds the sizes of the database's files, in bytes.
type Sizes struct{ Main, WAL int64 }

// Sizes measures the files of the database.
func (d *DB) Sizes() (s Sizes, err error) {
	for suffix, to := range map[string]*int64{"": &s.Main, "-wal": &s.WAL} {
		info, err := os.Stat(d.path + suffix)
		if errors.Is(err, fs.ErrNotExist) { // there is no WAL before the first write
			continue
		}
		if err != nil {
			return s, fmt.Errorf("measure the database: %w", err)
		}
		*to = info.Size()
	}
	return s, nil
}
