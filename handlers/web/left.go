package web

import (
	"errors"
	"net/http"
	"os"
	"syscall"
)

// left says whether an answer failed because the browser has disconnected, or reads it too slowly. That is no fault of the
// service.
func left(r *http.Request, err error) bool {
	return r.Context().Err() != nil || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, os.ErrDeadlineExceeded)
}
