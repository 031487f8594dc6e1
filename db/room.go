package db

import (
	"fmt"
	"syscall"
)

// Room is the room on a disk, in bytes.
type Room struct {
	Free  uint64 // for this account
	Total uint64
}

// RoomAt measures the disk that holds a directory.
func RoomAt(dir string) (Room, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return Room{}, fmt.Errorf("measure the disk of %s: %w", dir, err)
	}
	size := uint64(fs.Bsize) //nolint:gosec // G115: the size of a block is not negative
	return Room{Free: fs.Bavail * size, Total: fs.Blocks * size}, nil
}
