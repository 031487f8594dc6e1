package courier

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sesame/db"
)

const (
	departureSlots = 1024 // far more messages than are under way at once
	departureSize  = 48   // bytes of a slot: the reference of a message, how often it has left, and spaces up to the end of the line
)

// Departures counts how often a message has left while its answer was not recorded. The count is written to a file as soon as
// the last byte of a message was sent, without waiting for the disk: it survives a killed program, so that the next start can
// tell a message that has left from one that was only about to. After a power failure a count may be missing, and the message
// is sent once more. It is safe for concurrent use.
type Departures struct {
	file *os.File // nil: counted in memory only

	mu    sync.Mutex
	times map[string]int // by reference
}

// OpenDepartures reads the counts of a file, or creates it. Slots that are damaged are ignored.
func OpenDepartures(path string) (*Departures, error) {
	const mode = 0o600
	d := &Departures{times: map[string]int{}}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, mode) //nolint:gosec // G304: it stands beside the database
	if err != nil {
		return nil, fmt.Errorf("open the departures: %w", err)
	}
	known, err := io.ReadAll(io.LimitReader(file, departureSlots*departureSize))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the departures: %w", err), file.Close())
	}
	for slot := range slices.Chunk(known, departureSize) {
		reference, count, _ := strings.Cut(strings.TrimSpace(string(slot)), " ")
		if n, err := strconv.Atoi(count); err == nil && n > 0 {
			d.times[reference] = n
		}
	}
	d.file = file
	return d, nil
}

// Close closes the file.
func (d *Departures) Close() error {
	return d.file.Close()
}

// of is how often a message has left without an answer that was recorded.
func (d *Departures) of(w db.Waiting) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.times[w.Reference]
}

// note records how often a message has left.
func (d *Departures) note(w db.Waiting, times int) error {
	d.mu.Lock()
	d.times[w.Reference] = times
	if times == 0 {
		delete(d.times, w.Reference)
	}
	d.mu.Unlock()
	if d.file == nil {
		return nil
	}
	_, err := d.file.WriteAt(fmt.Appendf(nil, "%-*s\n", departureSize-1, fmt.Sprintf("%s %d", w.Reference, times)), w.ID%departureSlots*departureSize)
	return err
}

// forget drops the count of a message whose result is recorded. Another message reuses its slot in the file.
func (d *Departures) forget(w db.Waiting) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.times, w.Reference)
}
