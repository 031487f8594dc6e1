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
	departureSize  = 48   // bytes of a slot: the reference of a message, its departures, and spaces up to the end of the line
)

// Departures counts how often a message has left while its answer was not recorded. Its counts are written to a file just
// before the last byte of a message is sent, and again just after, without waiting for the disk. They survive a killed program,
// so that the next start can distinguish a message that has left from one that was only about to leave. After a power failure a
// count may be missing, and the message is sent once more. It is safe for concurrent use.
type Departures struct {
	file *os.File // nil: counted in memory only

	mu    sync.Mutex
	times map[string]departures // by reference
}

// departures counts how often the last byte of a message was about to be sent (begun), and how often it certainly was
// (left). They differ when the program was killed between the two.
type departures struct{ begun, left int }

// enough says whether the message has left at least once, and may have left as often as it is sent at most.
func (d departures) enough() bool { return d.left > 0 && d.begun >= sendings }

// OpenDepartures reads the counts of a file, or creates it. Slots that are damaged are ignored.
func OpenDepartures(path string) (*Departures, error) {
	const mode = 0o600
	d := &Departures{times: map[string]departures{}}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, mode) //nolint:gosec // G304: it stands beside the database
	if err != nil {
		return nil, fmt.Errorf("open the departures: %w", err)
	}
	known, err := io.ReadAll(io.LimitReader(file, departureSlots*departureSize))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the departures: %w", err), file.Close())
	}
	for slot := range slices.Chunk(known, departureSize) {
		fields := strings.Fields(string(slot))
		if len(fields) != 3 {
			continue
		}
		begun, bad := strconv.Atoi(fields[1])
		left, worse := strconv.Atoi(fields[2])
		if bad == nil && worse == nil && begun > 0 {
			d.times[fields[0]] = departures{begun, left}
		}
	}
	d.file = file
	return d, nil
}

// Close closes the file.
func (d *Departures) Close() error {
	return d.file.Close()
}

// of returns the departures of a message whose answer was not recorded.
func (d *Departures) of(w db.Waiting) departures {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.times[w.Reference]
}

// note records the departures of a message.
func (d *Departures) note(w db.Waiting, times departures) error {
	d.mu.Lock()
	d.times[w.Reference] = times
	if times.begun == 0 {
		delete(d.times, w.Reference)
	}
	d.mu.Unlock()
	if d.file == nil {
		return nil
	}
	_, err := d.file.WriteAt(fmt.Appendf(nil, "%-*s\n", departureSize-1, fmt.Sprintf("%s %d %d", w.Reference, times.begun, times.left)), w.ID%departureSlots*departureSize)
	return err
}

// forget drops the counts of a message whose result is recorded. Another message reuses its slot in the file.
func (d *Departures) forget(w db.Waiting) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.times, w.Reference)
}
