package files

import (
	"errors"
	"io"
	"os"
	"time"
)

// errNoWriter is a pipe that nobody opens for writing.
var errNoWriter = errors.New("nobody writes to the pipe")

// pipePatience is how long a pipe may wait for somebody who writes to it. A variable for tests.
var pipePatience = 10 * time.Second

// Read reads a file that a setting names. A pipe, as of « <(…) » in a shell, is read to its end, however long that takes; one that
// nobody writes to is an error instead of waiting for ever.
func Read(path string) ([]byte, error) {
	if info, err := os.Stat(path); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		return os.ReadFile(path) //nolint:gosec // G304: whoever runs the program names it
	}
	var (
		text   []byte
		opened = make(chan error, 1)
		read   = make(chan error, 1)
	)
	go func() {
		f, err := os.Open(path) //nolint:gosec // G304: as above. It returns once there is a writer
		opened <- err
		if err != nil {
			return
		}
		defer f.Close() //nolint:errcheck // it was only read
		text, err = io.ReadAll(f)
		read <- err
	}()
	select {
	case err := <-opened:
		if err != nil {
			return nil, err
		}
	case <-time.After(pipePatience):
		return nil, &os.PathError{Op: "open", Path: path, Err: errNoWriter}
	}
	err := <-read
	return text, err
}
