package web

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"syscall"
	"time"

	"github.com/labstack/echo/v4"
)

const (
	UploadPath   = "/imports"
	MaxUpload    = 2 << 30          // bytes: 5,600,000 members are less than 1 GB
	spareRoom    = 256 << 20        // bytes of the disk that a file must leave to the database
	uploadPause  = 30 * time.Second // how long a line may stand still
	PoliteUnread = 16 << 20         // bytes of a refused file that are read for nothing, so that the browser gets to the answer
)

type uploadKey struct{}

// isUpload tells the one form whose body may be large. Nothing of it is read before the guard has let the agent pass.
func isUpload(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data" && r.Method == http.MethodPost && r.URL.Path == AgentPath+UploadPath
}

// setAside keeps the large body for uploadBody; whatever else reads the request's meets the limit of every form.
func setAside(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), uploadKey{}, r.Body))
}

// UploadBody is the body that was set aside, for a handler behind the guard: bounded, and patient with a slow line as
// long as something comes. nil for another form.
func UploadBody(c echo.Context) io.ReadCloser {
	body, ok := c.Request().Context().Value(uploadKey{}).(io.ReadCloser)
	if !ok {
		return nil
	}
	return http.MaxBytesReader(c.Response(), &patientReader{body, http.NewResponseController(c.Response())}, MaxUpload)
}

// patientReader gives each part of a body its own time: the server's bound is for forms of 64 KiB.
type patientReader struct {
	io.ReadCloser
	line *http.ResponseController
}

func (p *patientReader) Read(b []byte) (int, error) {
	until := time.Now().Add(uploadPause)
	if err := errors.Join(p.line.SetReadDeadline(until), p.line.SetWriteDeadline(until.Add(uploadPause))); err != nil {
		return 0, err
	}
	return p.ReadCloser.Read(b)
}

// NewPatientWriter does the same for a long answer.
func NewPatientWriter(w http.ResponseWriter) io.Writer {
	return &patientWriter{w, http.NewResponseController(w)}
}

type patientWriter struct {
	io.Writer
	line *http.ResponseController
}

func (p *patientWriter) Write(b []byte) (int, error) {
	if err := p.line.SetWriteDeadline(time.Now().Add(uploadPause)); err != nil {
		return 0, err
	}
	return p.Writer.Write(b)
}

// RoomFor says whether a file of this size, and as many refused lines, leave enough of the disk. A size of -1 is not known.
func RoomFor(dir string, size int64) bool {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return true // writing tells
	}
	return int64(fs.Bavail)*fs.Bsize >= 2*max(0, size)+spareRoom //nolint:gosec // G115: no disk has 8 EiB
}
