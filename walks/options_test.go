package walks

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// net/http answers OPTIONS * by itself, unless it is told not to.
func TestAQuestionAboutTheWholeServerIsAnsweredWithTheSitesHeaders(t *testing.T) {
	s := newSite(t, "")
	s.start()
	line, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	if err := line.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprint(line, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(line), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.Header.Get("Content-Security-Policy") == "" || answer.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s with %v", answer.Status, answer.Header)
	}
}
