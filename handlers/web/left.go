package web

import (
	"errors"
	"net/http"
	"os"
	"syscall"
)

// left says whether an answer failed because the browser has gone, or takes it too slowly: nothing is wrong here.
func left(r *http.Request, err error) bool {
	return r.Context().Err() != nil || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, os.ErrDeadlineExceeded)
}
