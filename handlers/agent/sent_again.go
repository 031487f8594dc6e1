package agent

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/handlers/agent/desk"
)

// sentAgain is how long it is known that a form was done, after which its version decides, as for any page that was overtaken.
const sentAgain = 10 * time.Minute

// sendings are the forms of agents that this process answers, or has done lately. A restart forgets them.
type sendings struct {
	mu    sync.Mutex
	known map[string]*sending
}

type sending struct {
	answered chan struct{}    // closed once it is
	again    echo.HandlerFunc // answers it once more; nil until something was done
	file     *desk.File       // what has answered it, while others wait for it
	waiting  int              // those who do
	at       time.Time
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
		key := string(a.DB.Keys().Index("desk form", fmt.Append(nil, desk.VisitorOf(c).Login.ID), []byte(c.Request().URL.RequestURI()), []byte(form.Encode())))
		mine, again, err := a.sent.begin(c.Request().Context(), key, a.Now())
		if err != nil {
			return err
		}
		if again != nil {
			return again(c)
		}
		defer func() { a.sent.end(key, mine, again, sentFile(c)) }()
		err = next(c)
		again = a.answered(c)
		return err
	}
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

// begin waits until no other request answers this form. It returns how a form that was done is answered again, or the sending that the
// caller has to answer and to end.
func (s *sendings) begin(ctx context.Context, key string, now time.Time) (mine *sending, again echo.HandlerFunc, err error) {
	for {
		s.mu.Lock()
		for k, former := range s.known {
			if former.again != nil && now.Sub(former.at) >= sentAgain {
				delete(s.known, k)
			}
		}
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
			if other.again != nil {
				return nil, other.again, nil
			}
			if other.file != nil {
				return nil, func(c echo.Context) error {
					defer s.left(other)
					return other.file.HandOut(c)
				}, nil
			}
		case <-ctx.Done():
			s.left(other)
			return nil, nil, ctx.Err()
		}
	}
}

// end keeps how a form that was done is answered again, and a file while somebody waits for it.
func (s *sendings) end(key string, mine *sending, again echo.HandlerFunc, file *desk.File) {
	s.mu.Lock()
	if mine.again = again; again == nil {
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

// left wipes the file of a form once nobody waits for it any more.
func (s *sendings) left(other *sending) {
	s.mu.Lock()
	if other.waiting--; other.waiting == 0 {
		other.file.Wipe()
	}
	s.mu.Unlock()
}
