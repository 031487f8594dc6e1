package imports

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
	checkedLife = 30 * time.Minute // how long a checked file waits for a decision
	shownLines  = 200              // maximum number of lines shown; the download has all refused lines
	shownAlike  = 20               // maximum number of warnings of one kind shown
)

// importLabels describes the content of each kind of file.
var importLabels = map[string]string{acts.MembersFile.Kind: "adhérents", acts.PaymentsFile.Kind: "paiements"}

// errImportCancelled is the cause of the cancelled context of an import; db.ErrStopping is the other one.
var errImportCancelled = errors.New("cancelled by an agent")

// jobs holds the only running web import: two at once would block each other and fill the disk.
type jobs struct {
	mu      sync.Mutex
	current *importJob // from the start of the upload until the file is deleted; nil for none

	refusedOf int64            // the last import with refused lines
	rejects   *web.PrivateFile // these lines; nil if there are none
}

// importJob is the file of an import. Its public state is in the database.
type importJob struct {
	row        db.FileImport
	file       *web.PrivateFile
	read, size atomic.Int64
	until      time.Time               // deadline for a decision on a checked file
	cancel     context.CancelCauseFunc // cancels the current reading
	done       chan struct{}           // closed when the current reading ends
	who        acts.Actor              // the agent who uploaded it, then the one who had it loaded
}

// reserve returns a new job, or nil when another import is running.
func (s *jobs) reserve() *importJob {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil {
		return nil
	}
	s.current = &importJob{}
	return s.current
}

// release ends a job and deletes its file.
func (s *jobs) release(j *importJob) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if j.file != nil {
		_ = j.file.Close()
	}
	if s.current == j {
		s.current = nil
	}
}

// job returns the job with this number; nil when it has ended.
func (s *jobs) job(id int64) *importJob {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil || s.current.row.ID != id {
		return nil
	}
	return s.current
}

// keepRejects stores the refused lines of an import for download, in place of the previous ones.
func (s *jobs) keepRejects(id int64, rejects *web.PrivateFile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rejects != nil {
		_ = s.rejects.Close()
	}
	s.refusedOf, s.rejects = id, rejects
}

// rejectsOf returns the refused lines of an import; nil when they are no longer available.
func (s *jobs) rejectsOf(id int64) *web.PrivateFile {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refusedOf != id {
		return nil
	}
	return s.rejects
}

// importDir is the directory for uploaded files: that of the database, which has space and restricted access.
func (a *Pages) importDir() string { return filepath.Dir(a.DB.Path()) }
