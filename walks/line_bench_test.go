package walks

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// line is a connection over which one request after another is asked. The service and its clients share the processors, so that
// what a client takes is missing from what is measured: it writes a request as it is, and the answer comes as it was sent, without
// the goroutines, the timers and the compression of an http.Client.
type line struct {
	net.Conn
	in   *bufio.Reader
	body bytes.Buffer
}

// lines are those that nobody uses at the moment, by address: as many as have asked at once, and kept for those that ask next.
var lines = struct {
	sync.Mutex
	free map[string][]*line
}{free: map[string][]*line{}}

// client is a browser as far as a journey needs one: it keeps the cookies of its server.
type client struct {
	server  string // http://localhost:8080
	network string // that it comes from, as a proxy tells
	cookies map[string]string
}

// send asks for a page of the server, or posts a form, and returns the answer with its body.
func (c *client) send(method, path, form string) (*http.Response, string, error) {
	var cookies []string
	for name, value := range c.cookies {
		cookies = append(cookies, name+"="+value)
	}
	answer, body, err := ask(c.server, fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: %s\r\nCookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		method, path, c.server[len("http://"):], c.network, strings.Join(cookies, "; "), len(form), form))
	if err != nil {
		return nil, "", err
	}
	for _, set := range answer.Cookies() {
		if c.cookies == nil {
			c.cookies = map[string]string{}
		}
		if c.cookies[set.Name] = set.Value; set.MaxAge < 0 {
			delete(c.cookies, set.Name)
		}
	}
	return answer, body, nil
}

// ask sends a request to a server and reads the answer. Over a line that the server has closed since its last answer it is sent
// once more, over another one.
func ask(server, request string) (*http.Response, string, error) {
	address := server[len("http://"):]
	for {
		lines.Lock()
		free := lines.free[address]
		kept := len(free) > 0
		var l *line
		if kept {
			l, lines.free[address] = free[len(free)-1], free[:len(free)-1]
		}
		lines.Unlock()
		if !kept {
			conn, err := net.Dial("tcp", address)
			if err != nil {
				return nil, "", err
			}
			l = &line{Conn: conn, in: bufio.NewReader(conn)}
		}
		answer, body, err := l.ask(request)
		if err != nil || answer.Close {
			l.Close()
		}
		if kept && errors.Is(err, errClosed) {
			continue
		}
		if err == nil && !answer.Close {
			lines.Lock()
			lines.free[address] = append(lines.free[address], l)
			lines.Unlock()
		}
		return answer, body, err
	}
}

var errClosed = errors.New("the server has closed the connection")

func (l *line) ask(request string) (*http.Response, string, error) {
	if err := l.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, "", err
	}
	if _, err := io.WriteString(l, request); err != nil {
		return nil, "", errors.Join(errClosed, err)
	}
	if _, err := l.in.Peek(1); err != nil {
		return nil, "", errors.Join(errClosed, err)
	}
	answer, err := http.ReadResponse(l.in, nil)
	if err != nil {
		return nil, "", err
	}
	defer answer.Body.Close()
	l.body.Reset()
	_, err = l.body.ReadFrom(answer.Body)
	return answer, l.body.String(), err
}
