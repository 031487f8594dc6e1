package server

import (
	"crypto/tls"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestOneConnectionOfHTTP2GivesLittleWorkAtOnce(t *testing.T) {
	certified := httptest.NewUnstartedServer(nil)
	certified.StartTLS()
	defer certified.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{options: Options{Log: slog.New(slog.DiscardHandler)}}
	end := s.serve(Site{Listener: l, Handler: http.NotFoundHandler(), TLS: &tls.Config{Certificates: certified.TLS.Certificates, NextProtos: []string{"h2"}}}, make(chan error, 1))
	defer end(t.Context()) //nolint:errcheck // end of the test
	conn, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // end of the test
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	// The preface and empty settings of the client, then those of the server (RFC 9113, sections 3.4, 4.1, 6.5).
	if _, err := io.WriteString(conn, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"); err != nil {
		t.Fatal(err)
	}
	var frame [9]byte
	if _, err := io.ReadFull(conn, frame[:]); err != nil || frame[3] != 4 {
		t.Fatalf("frame %v, %v", frame, err)
	}
	told := make([]byte, int(frame[1])<<8|int(frame[2]))
	if _, err := io.ReadFull(conn, told); err != nil {
		t.Fatal(err)
	}
	for ; len(told) >= 6; told = told[6:] {
		if binary.BigEndian.Uint16(told) == 3 { // SETTINGS_MAX_CONCURRENT_STREAMS
			if n := binary.BigEndian.Uint32(told[2:]); n != 32 {
				t.Errorf("%d requests at once", n)
			}
			return
		}
	}
	t.Error("no bound is told")
}
