package doctor

import (
	"bytes"
	"context"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"
)

// watched checks a database and an invalid certificate, so that one line fails.
func watched(t *testing.T, log *bytes.Buffer) *Watch {
	t.Helper()
	d := &Doctor{DB: opened(t, t.TempDir()), BaseURL: &url.URL{Scheme: "https", Host: closedPort(t)}, MetricsListen: closedPort(t), Now: time.Now, Location: time.UTC}
	return &Watch{Doctor: d, Log: slog.New(slog.NewTextHandler(log, nil))}
}

func TestWhatALookHasFoundIsKeptAndLoggedOnce(t *testing.T) {
	var log bytes.Buffer
	w := watched(t, &log)
	if w.Last() != nil {
		t.Error("something is found before the first look")
	}
	for range 2 {
		<-w.Look(t.Context())
	}
	states := map[string]State{}
	for _, line := range w.Last() {
		states[line.Name] = line.State
	}
	if len(states) != len(checks) || states["certificat"] != Failed || states["base et clé"] != OK {
		t.Errorf("%v", states)
	}
	kept, err := Read(t.Context(), w.Doctor.DB.Reader)
	if err != nil || len(kept) != len(checks) {
		t.Errorf("%d lines are kept, %v", len(kept), err)
	}
	if n := strings.Count(log.String(), "check=certificat"); n != 1 {
		t.Errorf("the certificate is logged %d times:\n%s", n, log.String())
	}
	w.Doctor.BaseURL = &url.URL{Scheme: "http", Host: "localhost"}
	<-w.Look(t.Context())
	if !strings.Contains(log.String(), `level=INFO msg="a check of the doctor is well again" check=certificat`) {
		t.Errorf("what is mended is not logged:\n%s", log.String())
	}
}

func TestTwoLooksAtOnceAreOne(t *testing.T) {
	w := watched(t, new(bytes.Buffer))
	if first, second := w.Look(t.Context()), w.Look(t.Context()); first != second {
		t.Error("a second look begins while one is under way")
	} else {
		<-first
	}
}

func TestALookThatIsCutShortSaysNothing(t *testing.T) {
	var log bytes.Buffer
	w := watched(t, &log)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	<-w.Look(ctx)
	if w.Last() != nil || log.Len() > 0 {
		t.Errorf("%v\n%s", w.Last(), log.String())
	}
}

// A check in progress uses the database, which is closed next.
func TestTheEndWaitsForTheLookThatIsUnderWay(t *testing.T) {
	w := watched(t, new(bytes.Buffer))
	ctx, cancel := context.WithCancel(t.Context())
	look, ended := w.Look(ctx), make(chan struct{})
	go func() {
		w.Run(ctx)
		close(ended)
	}()
	cancel()
	<-ended
	select {
	case <-look:
	default:
		t.Error("the look goes on")
	}
}
