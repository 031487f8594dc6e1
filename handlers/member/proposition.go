package member

import (
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

// proposePassword shows the screen again, with another proposed password that is easy to remember.
func (a *Pages) proposePassword(echo.Context, *web.Place) error {
	return &web.Redraw{Change: func(s *views.Screen) { s.Notice = texts.PasswordProposed }}
}

// formerPasswords keeps, in memory only, the current passwords just entered to change them, until their journeys
// expire. After a restart, the new password is compared with the hash only.
type formerPasswords struct {
	mu    sync.Mutex
	given map[string]formerPassword
}

type formerPassword struct {
	password string
	until    time.Time
}

func (f *formerPasswords) keep(flowID []byte, password string, now, until time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.given == nil {
		f.given = map[string]formerPassword{}
	}
	for id, g := range f.given {
		if !now.Before(g.until) {
			delete(f.given, id)
		}
	}
	f.given[string(flowID)] = formerPassword{password, until}
}

func (f *formerPasswords) of(flowID []byte) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.given[string(flowID)].password
}

func (f *formerPasswords) forget(flowID []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.given, string(flowID))
}
