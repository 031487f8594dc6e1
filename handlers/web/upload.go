package web

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/db"
)

const (
	UploadPath   = "/imports"
	MaxUpload    = 2 << 30          // bytes: 5,600,000 members are less than 1 GB
	spareRoom    = 256 << 20        // bytes of disk space to leave for the database
	uploadPause  = 30 * time.Second // maximum pause in an upload
	PoliteUnread = 16 << 20         // bytes of a refused file to discard, so that the browser reads the response
)

type uploadKey struct{}

// isUpload recognises the only form whose body may be large. Its body is not read before the guard has authorised the agent.
func isUpload(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data" && r.Method == http.MethodPost && r.URL.Path == AgentPath+UploadPath
}

// setAside reserves the large body for UploadBody; any other reader of the request gets the usual limit.
func setAside(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), uploadKey{}, r.Body))
}

// UploadBody returns the body that setAside has reserved, for a handler behind the guard; nil for another form. It
// is limited to MaxUpload, and slow connections are accepted as long as data arrives.
func UploadBody(c echo.Context) io.ReadCloser {
	body, ok := c.Request().Context().Value(uploadKey{}).(io.ReadCloser)
	if !ok {
		return nil
	}
	return http.MaxBytesReader(c.Response(), &patientReader{body, http.NewResponseController(c.Response())}, MaxUpload)
}

// patientReader extends the deadline for each part of a body, because the server's read timeout is meant for forms of
// 64 KiB.
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

// NewPatientWriter returns a writer that extends the deadline for each part of a long response.
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

// RoomFor says whether the disk has room for a file of this size and as many refused lines, beside spareRoom. A size of -1
// is unknown.
func RoomFor(dir string, size int64) bool {
	room, err := db.RoomAt(dir)
	if err != nil {
		return true // writing will report the error
	}
	return int64(room.Free) >= 2*max(0, size)+spareRoom //nolint:gosec // G115: no disk has 8 EiB
}
