package server

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"sesame/doctor"
)

// serves is the status that the service manager shows while everything works.
const serves = "en service"

// startExtension is how long the service manager waits for the next sign of life of a service that is starting. One is
// sent every third of it.
const startExtension = time.Minute

// tell sends the service manager the state of the service (sd_notify(3)). Without a service manager it does nothing.
func tell(states ...string) {
	_, _ = daemon.SdNotify(false, strings.Join(states, "\n")) // an error does not concern members
}

func microseconds(d time.Duration) string { return strconv.FormatInt(d.Microseconds(), 10) }

func status(says string) string { return "STATUS=" + says }

// Starting keeps the service manager waiting until ended is called, because a migration may take minutes.
func Starting(says string) (ended func()) {
	wait := func() { tell(status(says), "EXTEND_TIMEOUT_USEC="+microseconds(startExtension)) }
	wait()
	every := time.NewTicker(startExtension / 3)
	end, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-end:
				return
			case <-every.C:
				wait()
			}
		}
	}()
	return func() {
		every.Stop()
		close(end)
		<-done
	}
}

// Reload tells the service manager that the configuration is being reloaded while task runs.
func Reload(task func()) {
	tell(daemon.SdNotifyReloading, strings.TrimSpace(daemon.SdNotifyMonotonicUsec()), status("relit sa configuration"))
	task()
	tell(daemon.SdNotifyReady, status(serves))
}

// watchdog sends the service manager a sign of life as long as the database answers in time. An error is an answer, too: a
// restart helps a service that hangs, but not one with a full disk or a file without the right permissions, and would take away
// the pages that still work.
func (s *Server) watchdog(ctx context.Context) {
	limit, err := daemon.SdWatchdogEnabled(false)
	if err != nil || limit == 0 {
		return
	}
	every := time.NewTicker(limit / 3)
	defer every.Stop()
	said := serves
	for {
		says, alive := s.lives(ctx, limit/3)
		if ctx.Err() != nil {
			return
		}
		if says != said {
			tell(status(says))
			said = says
		}
		if alive {
			tell(daemon.SdNotifyWatchdog)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

// lives describes the answer of the database in one line, and says whether it came within the given time.
func (s *Server) lives(ctx context.Context, within time.Duration) (says string, alive bool) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	err := doctor.WriteFault(ctx, s.options.DB)
	switch {
	case err == nil:
		return serves, true
	case ctx.Err() != nil:
		return "la base ne répond pas", false
	}
	return err.Error(), true
}
