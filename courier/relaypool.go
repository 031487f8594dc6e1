package courier

import (
	"context"
	"time"
)

// Limits of a connection: relays close connections that are idle for long or never end.
const (
	dialTime    = 10 * time.Second // to connect, encrypt and authenticate
	answerTime  = 3 * time.Minute  // for the answer to a mail that was sent completely
	restTime    = 20 * time.Second
	mailsByConn = 100
)

// take returns an idle connection, or a new one.
func (s *SMTP) take(ctx context.Context) (conn *relayConn, reused bool, err error) {
	for {
		select {
		case conn = <-s.idle:
			if !conn.awake.CompareAndSwap(false, true) {
				continue // its idle timer has closed it
			}
			conn.asleep.Stop()
			return conn, true, nil
		default:
			conn, err = s.dial(ctx)
			return conn, false, err
		}
	}
}

// rest keeps a connection for the next mail until its idle timer fires.
func (s *SMTP) rest(conn *relayConn) {
	if conn.sent++; conn.sent >= mailsByConn {
		conn.quit()
		return
	}
	conn.awake.Store(false)
	conn.asleep = time.AfterFunc(restTime, func() {
		if conn.awake.CompareAndSwap(false, true) {
			conn.quit()
		}
	})
	select {
	case s.idle <- conn:
	default:
		if conn.awake.CompareAndSwap(false, true) {
			conn.asleep.Stop()
			conn.quit()
		}
	}
}
