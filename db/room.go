package db

import (
	"fmt"
	"path/filepath"
	"syscall"
)

// Room is the space on a disk, in bytes.
type Room struct {
	Free  uint64 // available to this user account
	Total uint64
}

// Least is the space that must stay free for the service to go on: 200 MB, or 5 % of a small disk.
func (r Room) Least() uint64 { return min(200<<20, r.Total/20) }

// LeastForStrangers is the space that must stay free for the service to accept new journeys of strangers: twice Least, so
// that logins and acts of members still work for a while after strangers are refused.
func (r Room) LeastForStrangers() uint64 { return 2 * r.Least() }

// Room measures the disk that holds the database.
func (d *DB) Room() (Room, error) { return RoomAt(filepath.Dir(d.path)) }

// RoomAt measures the disk that holds a directory.
func RoomAt(dir string) (Room, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return Room{}, fmt.Errorf("measure the disk of %s: %w", dir, err)
	}
	size := uint64(fs.Bsize) //nolint:gosec // G115: the size of a block is not negative
	return Room{Free: fs.Bavail * size, Total: fs.Blocks * size}, nil
}
