package web

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

// zeros is an endless body.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// connected is a recorder whose deadlines can be set, like those of a connection.
type connected struct{ *httptest.ResponseRecorder }

func (connected) SetReadDeadline(time.Time) error  { return nil }
func (connected) SetWriteDeadline(time.Time) error { return nil }

func TestAnUploadEndsAtItsBound(t *testing.T) {
	r := setAside(httptest.NewRequest(http.MethodPost, AgentPath+UploadPath, io.NopCloser(zeros{})))
	body := UploadBody(echo.New().NewContext(r, connected{httptest.NewRecorder()}))
	n, err := io.Copy(io.Discard, io.LimitReader(body, MaxUpload+1<<20))
	var tooLarge *http.MaxBytesError
	if n != MaxUpload || !errors.As(err, &tooLarge) || MaxUpload != 2<<30 {
		t.Errorf("%d bytes were read: %v", n, err)
	}
}
