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

// line is a connection that carries one request after another. The service and its clients share the processors, so that the
// time of a client adds to the measurement: a line writes each request as it is, and reads the answer without the goroutines,
// timers and decompression of an http.Client.
type line struct {
	net.Conn
	in   *bufio.Reader
	body bytes.Buffer
}

// lines are the idle connections, by address: as many as were used at once, and kept for the next requests.
var lines = struct {
	sync.Mutex
	free map[string][]*line
}{free: map[string][]*line{}}

// client is as much of a browser as a journey needs: it keeps the cookies of its server.
type client struct {
	server  string // http://localhost:8080
	network string // IP address, as a proxy sends it
	cookies map[string]string
}

// send requests a page of the server, or posts a form, and returns the answer and its body.
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

// ask sends a request to a server and reads the answer. If the server has closed an idle connection, the request is sent again,
// over another one.
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
