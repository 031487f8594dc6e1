package agent

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey"
)

// mostSent is the maximum number of forms remembered; beyond it the oldest is dropped, because strangers send forms, too.
const mostSent = 2_000

// sendings remembers the forms of agents that are being answered, or were answered lately. It is in memory only: a restart
// clears it.
type sendings struct {
	mu    sync.Mutex
	known map[string]*sending
}

func newSendings() *sendings { return &sendings{known: map[string]*sending{}} }

type sending struct {
	answered chan struct{}    // closed when the form is answered
	again    echo.HandlerFunc // answers the form once more; nil if it must be executed again
	file     *desk.File       // the file that answered it, for the requests that wait
	waiting  int              // number of requests that wait
	at       time.Time
	over     bool
}

// once executes a form once, even if one login sends it several times from one page: by a second click without JavaScript, or because the
// browser sends it again after the answer was lost. Each repetition gets the answer to the first sending, which the browser may not have
// received. A file is handed to the requests that wait at that time, and is kept no longer. A form that was refused without counting as
// an attempt, or that was answered by a file, may be sent again.
func (a *Pages) once(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		form := c.Request().PostForm
		if form.Get("page") == "" {
			defer func() { sentFile(c).Wipe() }()
			return next(c)
		}
		key := a.formKey(c)
		mine, other, err := a.sent.begin(c.Request().Context(), key, a.Now())
		switch {
		case err != nil:
			return err
		case other != nil && other.again != nil:
			return other.again(c)
		case other != nil:
			return a.sent.handOut(c, other)
		}
		var again echo.HandlerFunc
		defer func() { a.sent.end(key, mine, again, again != nil, sentFile(c)) }()
		err = next(c)
		again = a.answered(c)
		return err
	}
}

// formKey identifies a form by all its fields, its address, and its sender: the login, or the network address before a
// login.
func (a *Pages) formKey(c echo.Context) string {
	who := a.Actor(c).Origin
	if d := desk.VisitorOf(c); d != nil {
		who = fmt.Append(nil, d.Login.ID)
	}
	return string(a.DB.Keys().Index("desk form", who, []byte(c.Request().URL.RequestURI()), []byte(c.Request().PostForm.Encode())))
}

// tryOnce runs an authentication attempt once, even if its form is sent several times from one page. A refused attempt, which has
// counted, gets the same refusal again: it is the same password or code for the same login, so nothing more is learnt. A successful
// attempt is not remembered: the requests that wait at that time get the handler that try returned, or try on their own if it is nil.
func (a *Pages) tryOnce(c echo.Context, try func() (again echo.HandlerFunc, err error)) error {
	if c.Request().PostForm.Get("page") == "" {
		_, err := try()
		return err
	}
	key := a.formKey(c)
	mine, other, err := a.tries.begin(c.Request().Context(), key, a.Now())
	switch {
	case err != nil:
		return err
	case other != nil:
		return other.again(c)
	}
	var (
		again   echo.HandlerFunc
		refused *web.Refusal
	)
	defer func() { a.tries.end(key, mine, again, refused != nil, nil) }()
	if again, err = try(); errors.As(err, &refused) {
		again = func(echo.Context) error { return refused }
	}
	return err
}

// enterOnce runs the last step of a journey that opens a login, and then the addition of the journey (then). A second click arrives under
// the session ID that the first one has ended, and its browser ignores the answer to the first. It gets the same login under a new
// session ID, as long as the first click is not yet answered.
func (a *Pages) enterOnce(c echo.Context, p *web.Place, of journey.Journey, open func() (login int64, then echo.HandlerFunc, err error)) error {
	return a.tryOnce(c, func() (echo.HandlerFunc, error) {
		entry := p.Flow.Secrets.Directory // ends with the journey, so it is read before
		login, then, err := open()
		if err != nil {
			return nil, err
		}
		enter := func(c echo.Context) error {
			if err := a.enterDesk(c, p.Agent, login, entry); err != nil {
				return err
			}
			a.journeys[of.Name].Follow(c, p.Flow.ID)
			return then(c)
		}
		return enter, enter(c)
	})
}

func sentFile(c echo.Context) *desk.File {
	f, _ := c.Get(desk.KeyFile).(*desk.File)
	return f
}

// answered returns the handler that repeats the answer to a form that was executed; nil for one that was not, or that
// answers with a file.
func (a *Pages) answered(c echo.Context) echo.HandlerFunc {
	if draw, ok := c.Get(desk.KeyDone).(echo.HandlerFunc); ok {
		return draw
	}
	if c.Response().Status != http.StatusSeeOther {
		return nil
	}
	to := c.Response().Header().Get(echo.HeaderLocation)
	return func(c echo.Context) error { return a.Redirect(c, to) }
}

// begin waits until no other request answers this form. It returns the sending that was executed, whose again or file answers the form
// once more, or a new one that the caller must answer and end.
func (s *sendings) begin(ctx context.Context, key string, now time.Time) (mine, done *sending, err error) {
	for {
		s.mu.Lock()
		s.forget(now)
		other, known := s.known[key]
		if known {
			other.waiting++
		} else {
			mine = &sending{answered: make(chan struct{}), at: now}
			s.known[key] = mine
		}
		s.mu.Unlock()
		if !known {
			return mine, nil, nil
		}
		select {
		case <-other.answered:
			if other.again != nil || other.file != nil {
				return nil, other, nil
			}
		case <-ctx.Done():
			s.left(other)
			return nil, nil, ctx.Err()
		}
	}
}

// forget drops the entries older than web.SentAgain and, if there are too many, the oldest. The caller holds the lock.
func (s *sendings) forget(now time.Time) {
	oldest := ""
	for key, former := range s.known {
		switch {
		case !former.over:
		case now.Sub(former.at) >= web.SentAgain: // after that the form's version decides, as for any outdated page
			delete(s.known, key)
		case oldest == "" || former.at.Before(s.known[oldest].at):
			oldest = key
		}
	}
	if len(s.known) >= mostSent {
		delete(s.known, oldest)
	}
}

// end tells the waiting requests how to repeat the answer, and remembers that if kept is true. The file is kept only while requests
// wait for it.
func (s *sendings) end(key string, mine *sending, again echo.HandlerFunc, kept bool, file *desk.File) {
	s.mu.Lock()
	if mine.again, mine.over = again, true; !kept {
		delete(s.known, key)
	}
	if mine.waiting > 0 {
		mine.file = file
	} else {
		file.Wipe()
	}
	s.mu.Unlock()
	close(mine.answered)
}

// handOut answers with the file of a sending for which the caller has waited.
func (s *sendings) handOut(c echo.Context, done *sending) error {
	defer s.left(done)
	return done.file.HandOut(c)
}

// left wipes the file of a form once no request waits for it any more.
func (s *sendings) left(other *sending) {
	s.mu.Lock()
	if other.waiting--; other.waiting == 0 {
		other.file.Wipe()
	}
	s.mu.Unlock()
}
