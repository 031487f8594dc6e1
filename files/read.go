package files

import (
	"errors"
	"io"
	"os"
	"time"
)

var (
	errNoWriter   = errors.New("nobody writes to the pipe")
	errNotRegular = errors.New("neither a file of the disk nor a folder")
	errTooLong    = errors.New("longer than what is read whole")
)

// mostRead is the most bytes that are read, ten times a large configuration, secret or list of words. It stops reading a
// device that has no end.
const mostRead = 16 << 20

// pipePatience is how long to wait until a process opens a pipe for writing. A variable for tests.
var pipePatience = 10 * time.Second

// Read reads a file of at most 16 MB that a setting or the command line names: see Caller.Open.
func Read(path string) ([]byte, error) { return all(open(path)) }

// ReadRegular reads a file of at most 16 MB that is read again later: see Caller.OpenRegular.
func ReadRegular(path string) ([]byte, error) {
	return all(Caller(nil).OpenRegular(path))
}

// all reads an opened file to its end, and closes it.
func all(f *os.File, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(f, mostRead+1))
	if len(text) > mostRead {
		return nil, &os.PathError{Op: "read", Path: f.Name(), Err: errTooLong}
	}
	return text, err
}

// open opens a file for reading. For a pipe that no process opens for writing it returns an error after pipePatience, instead
// of waiting for ever.
func open(path string) (*os.File, error) {
	if info, err := os.Stat(path); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		return os.Open(path) //nolint:gosec // G304: the operator names it
	}
	type opening struct {
		file *os.File
		err  error
	}
	opened := make(chan opening, 1)
	go func() {
		f, err := os.Open(path) //nolint:gosec // G304: as above. It returns once there is a writer
		opened <- opening{f, err}
	}()
	select {
	case o := <-opened:
		return o.file, o.err
	case <-time.After(pipePatience):
		return nil, &os.PathError{Op: "open", Path: path, Err: errNoWriter}
	}
}
