package transport

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// longestWait is the longest requested wait that is respected, because a code that is sent later is useless.
const longestWait = time.Hour

// RetryAfter returns the wait that an answer requests, in seconds or until an instant (RFC 9110, section 10.2.3): an
// hour at most, zero if it requests none.
func RetryAfter(header http.Header) time.Duration {
	said := strings.TrimSpace(header.Get("Retry-After"))
	if n, err := strconv.ParseInt(said, 10, 32); err == nil {
		return min(max(time.Duration(n)*time.Second, 0), longestWait)
	}
	until, err := http.ParseTime(said)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0
	}
	return min(max(until.Sub(now), 0), longestWait)
}
