package agent

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
)

const (
	checkedLife = 30 * time.Minute // how long a file that was checked waits for a decision
	shownLines  = 200              // refused lines and values left out that the page shows; all refused lines are in the file to download
)

// importLabels say what a file holds.
var importLabels = map[string]string{acts.MembersFile.Kind: "adhérents", acts.PaymentsFile.Kind: "paiements"}

// Why the context of an import ends.
var (
	errImportCancelled = errors.New("cancelled by an agent")
	errProgramEnds     = errors.New("the program ends")
)

// imports is the one file at a time that comes by the web: two at once would wait for each other, and fill the disk.
type imports struct {
	mu      sync.Mutex
	current *importJob // from before the first byte arrives until the file is let go; nil for none

	refusedOf int64            // the newest import with refused lines
	rejects   *web.PrivateFile // these lines; nil where there are none
}

// importJob is a file that is read. What everybody may know of it is in the database.
type importJob struct {
	row        db.WebImport
	file       *web.PrivateFile
	read, size atomic.Int64
	until      time.Time               // checked: until when a decision is awaited
	cancel     context.CancelCauseFunc // of the reading under way
	done       chan struct{}           // closed at its end
	who        acts.Actor              // who has brought it, then who had it loaded
}

// reserve takes the one place; nil when it is taken.
func (s *imports) reserve() *importJob {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil {
		return nil
	}
	s.current = &importJob{}
	return s.current
}

// release gives the place back and lets the file go.
func (s *imports) release(j *importJob) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if j.file != nil {
		_ = j.file.Close()
	}
	if s.current == j {
		s.current = nil
	}
}

// job is the one of this number; nil when it is over.
func (s *imports) job(id int64) *importJob {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil || s.current.row.ID != id {
		return nil
	}
	return s.current
}

// keepRejects puts the refused lines of an import where they can be fetched, in the place of the former ones.
func (s *imports) keepRejects(id int64, rejects *web.PrivateFile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rejects != nil {
		_ = s.rejects.Close()
	}
	s.refusedOf, s.rejects = id, rejects
}

// rejectsOf are the refused lines of an import; nil once they are gone.
func (s *imports) rejectsOf(id int64) *web.PrivateFile {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refusedOf != id {
		return nil
	}
	return s.rejects
}

// importDir is where files wait: beside the database, where there is room and nobody else may look.
func (a *Pages) importDir() string { return filepath.Dir(a.DB.Path()) }
