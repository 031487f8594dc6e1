package agent

import (
	"runtime"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
)

// DeskRow is a row of the agents' table of routes.
type DeskRow struct {
	Method, Path string // below /agent
	Right        string // empty before the login
}

// DeskTable lists all routes of the agents' pages.
func DeskTable() (rows []DeskRow) {
	for _, r := range new(Pages).table() {
		rows = append(rows, DeskRow{r.method, r.path, string(r.right)})
	}
	return rows
}

// MayDesk says whether a role has a right.
func MayDesk(role db.Role, r string) bool { return acts.Right(r).Of(role) }

// Journeys are the wizards that serve the agents' journeys.
func (a *Pages) Journeys() map[string]*web.Wizard { return a.journeys }

// KeptEntry returns, for the route of a form below /agent, the page to which a login leads back, and the fields that are kept
// for it: those for choices, and those for text.
func KeptEntry(route string) (page string, chosen, written []string) {
	return keptEntries[route].Page, slices.Concat(keptEntries[route].Fields, keptEntries[route].Ticks), keptEntries[route].Written
}

// SendsWhileAnswered sends a form a second time while the first is answered with a file. It returns the content of the file
// after the second answer, and the result of that one.
func SendsWhileAnswered(c echo.Context, file *desk.File) (left []byte, second error) {
	s := newSendings()
	mine, _, err := s.begin(c.Request().Context(), "form", time.Time{})
	if err != nil {
		return nil, err
	}
	done := make(chan error)
	go func() {
		_, first, err := s.begin(c.Request().Context(), "form", time.Time{})
		if err == nil {
			err = s.handOut(c, first)
		}
		done <- err
	}()
	for waits := false; !waits; runtime.Gosched() {
		s.mu.Lock()
		waits = mine.waiting == 1
		s.mu.Unlock()
	}
	s.end("form", mine, nil, false, file)
	second = <-done
	return file.Content, second
}
