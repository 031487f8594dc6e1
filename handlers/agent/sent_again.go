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

// mostSent bounds what is known, because strangers send forms, too: beyond, the oldest is forgotten.
const mostSent = 2_000

// sendings are the forms of agents that this process answers, or has done lately. A restart forgets them.
type sendings struct {
	mu    sync.Mutex
	known map[string]*sending
}

func newSendings() *sendings { return &sendings{known: map[string]*sending{}} }

type sending struct {
	answered chan struct{}    // closed once it is
	again    echo.HandlerFunc // answers it once more; nil where it has to be answered anew
	file     *desk.File       // what has answered it, while others wait for it
	waiting  int              // those who do
	at       time.Time
	over     bool
}

// once does a form once, however often it is sent from one page by one login: a second click without JavaScript, or a form that the
// browser sends again because the answer was lost. Whoever sends it again gets the answer to the first sending, which their browser may have
// left before it arrived. A file goes to those who have sent its form by then, and is kept no longer. A form that was refused and has counted
// for nothing, or whose answer was a file, may be sent again.
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

// formKey names a form by all that it sends, from which page, and by whom: a login, or a network address before it.
func (a *Pages) formKey(c echo.Context) string {
	who := a.Actor(c).Origin
	if d := desk.VisitorOf(c); d != nil {
		who = fmt.Append(nil, d.Login.ID)
	}
	return string(a.DB.Keys().Index("desk form", who, []byte(c.Request().URL.RequestURI()), []byte(c.Request().PostForm.Encode())))
}

// tryOnce runs an attempt at authentication once, however often its form is sent from one page. A refused one, which has counted, has
// the same refusal again: the same password or code for the same login, of which nothing more is learnt. A successful one is kept for
// nobody: who has sent its form by then is answered by what try returns with it, or tries on their own where that is nil.
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

// enterOnce runs the last step of a journey that opens a login, and then what the journey adds. A second click comes under the session ID
// that the first one has ended, and its browser leaves the answer of the first one: it has the same login under an ID of its own, as long
// as the first one was not answered.
func (a *Pages) enterOnce(c echo.Context, p *web.Place, of journey.Journey, open func() (login int64, then echo.HandlerFunc, err error)) error {
	return a.tryOnce(c, func() (echo.HandlerFunc, error) {
		entry := p.Flow.Secrets.Directory // which ends with the journey
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

// answered is how a form that was done is answered once more; nil for one that was not, or that is sent for a file.
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

// begin waits until no other request answers this form. It returns the sending by which a form was done, of which again or file answers it once
// more, or the one that the caller has to answer and to end.
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

// forget makes room: for what is too long ago, and for the oldest where too much is known. The caller holds the lock.
func (s *sendings) forget(now time.Time) {
	oldest := ""
	for key, former := range s.known {
		switch {
		case !former.over:
		case now.Sub(former.at) >= web.SentAgain: // after which its version decides, as for any page that was overtaken
			delete(s.known, key)
		case oldest == "" || former.at.Before(s.known[oldest].at):
			oldest = key
		}
	}
	if len(s.known) >= mostSent {
		delete(s.known, oldest)
	}
}

// end tells those who wait how a form is answered again, and keeps that for later if kept is true. A file is kept while somebody waits
// for it.
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

// left wipes the file of a form once nobody waits for it any more.
func (s *sendings) left(other *sending) {
	s.mu.Lock()
	if other.waiting--; other.waiting == 0 {
		other.file.Wipe()
	}
	s.mu.Unlock()
}
