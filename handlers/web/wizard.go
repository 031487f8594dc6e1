package web

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/journey"
	"sesame/texts"
	"sesame/views"
)

// Wizard serves a journey. One guard handles back, reload, typed URLs, outdated tabs and finished journeys.
type Wizard struct {
	App      *Base
	Sessions *scs.SessionManager // the members' or the agents'; holds the ID of the browser's flow. Nil: the browser's cookie leads to several flows (wizard_demands.go)
	Journey  journey.Journey
	Steps    map[string]Step
	// Lost is the URL for a journey that has expired. If empty, it is the journey's start, which tells the reason.
	Lost string
	// Answered is the URL for a journey that was finished and has expired since. If empty, it is the journey's start.
	Answered string
	// Leave is the URL to which « Abandonner » leads.
	Leave string
	// LeaveChosen replaces Leave once the new password is in force. If empty, it is Leave.
	LeaveChosen string
	// Load adds to the place what the journey needs, or redirects. Before the journey begins, the place has no flow.
	Load func(echo.Context, *Place) error
}

// Act is the action of a button.
type Act = func(echo.Context, *Place) error

// Step handles a row of the journey's table: it shows the screen and processes the form.
type Step struct {
	Show   func(echo.Context, *Place) (views.Screen, error)
	Submit Act
	// Memberless says that Submit does not need the place's member, which is then not read: most entries of the step are
	// refused for other reasons.
	Memberless bool
	// Pending says that the form was accepted but its effect is not complete: a second click continues it.
	Pending func(*Place) bool
	// Undo reverts the fact set by the previous step, for « Précédent ».
	Undo Act
	// More holds the other buttons of the screen, by the last part of their URL.
	More map[string]Act
}

// Place is a person's position in a journey.
type Place struct {
	Flow    *db.Flow   // nil at the step that begins the journey
	Visitor *Visitor   // the logged-in member; nil in « oubli » and « inscription », and for agents
	Member  *db.Member // the owner of the journey; nil for a decoy, for agents, and where a journey without a login is only shown
	Agent   *db.Agent  // the owner of the journey; nil for members, and where nobody is known yet
	Step    journey.Step
	demand  string   // query that tells the flow from others in this browser; empty where the plain address leads to it
	other   *db.Flow // the newest other flow of this browser in progress; nil for none
}

// version ties a form to its flow and to the state in which it was shown; empty without a flow.
func (p *Place) version() string {
	if p.Flow == nil {
		return ""
	}
	return fmt.Sprintf("%s%d", versionOf(p.Flow), p.Flow.Revision)
}

// replaces says whether a form's version belongs to another flow than the one that this browser continues.
func (p *Place) replaces(version string) bool {
	return p.Flow != nil && version != "" && !strings.HasPrefix(version, versionOf(p.Flow))
}

// versionOf returns the prefix of the versions of a flow's forms.
func versionOf(f *db.Flow) string { return hex.EncodeToString(f.ID[:4]) + "-" }

// opening returns the place at the journey's first URL, without any flow that was begun before.
func (w *Wizard) opening(c echo.Context) (*Place, error) {
	p := &Place{Step: w.Journey.Steps[0]}
	if w.Load != nil {
		if err := w.Load(c, p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// asked returns the person's place and the step named by the URL: by the route's parameter, else by the whole path.
func (w *Wizard) asked(c echo.Context) (p *Place, step string, err error) {
	if step = c.Param("step"); step == "" {
		row, _ := w.Journey.At(c.Request().URL.Path)
		if row.Opens {
			p, err = w.opening(c)
			return p, row.Name, err
		}
		step = row.Name
	}
	p, err = w.Where(c)
	return p, step, err
}

// Where finds the browser's place in this journey. It returns *Away when there is none.
func (w *Wizard) Where(c echo.Context) (*Place, error) {
	p := &Place{}
	if err := w.find(c, p); err != nil {
		return nil, err
	}
	if err := w.stand(c, p); err != nil {
		return nil, err
	}
	return p, nil
}

// stand finds the current step of a place whose flow was read. It returns *Away when the flow has expired or ended.
func (w *Wizard) stand(c echo.Context, p *Place) error {
	f := p.Flow
	now := w.App.Now()
	finished := f.Outcome != "" && now.Before(f.ExpiresAt)
	if !f.Alive(now) && !finished {
		switch {
		case f.EndedAt.IsZero():
			return &Away{cmp.Or(w.Lost, w.beginAgain(StateExpired))}
		case f.Outcome != "":
			return &Away{cmp.Or(w.Answered, w.beginAgain(StateFinished))}
		}
		return &Away{w.beginAgain(StateEnded)}
	}
	if w.Sessions != nil {
		if err := w.readMember(c, p); err != nil {
			return err
		}
	}
	if w.Load != nil {
		if err := w.Load(c, p); err != nil {
			return err
		}
	}
	p.Step = w.Journey.Current(Facts(p.Flow, p.Member))
	return nil
}

// readMember reads the owner of the journey into the place. For a GET without a login it reads nobody, because that page
// is the same for everybody; only an act reads the member.
func (w *Wizard) readMember(c echo.Context, p *Place) error {
	if p.Flow == nil || p.Flow.AgentID != 0 {
		return nil
	}
	if c.Request().Method == http.MethodGet { // a GET changes nothing, so the member that the request has already read is current
		v, err := w.App.Visitor(c)
		if err != nil {
			return err
		}
		if v != nil && v.Member.ID == p.Flow.MemberID {
			p.Member = v.Member
			return nil
		}
	}
	m, err := w.App.Acts.Owner(c.Request().Context(), w.App.DB.Reader, p.Flow)
	if m != nil {
		p.Member = m
	}
	return err
}

// find reads the flow that a request is about. It returns *Away when there is none.
func (w *Wizard) find(c echo.Context, p *Place) (err error) {
	if w.Sessions == nil {
		return w.findDemand(c, p)
	}
	id := w.Former(c)
	if len(id) == 0 {
		return &Away{w.beginAgain(StateMissing)}
	}
	p.Flow, err = w.App.DB.Flow(c.Request().Context(), id)
	if errors.Is(err, db.ErrNotFound) {
		return &Away{cmp.Or(w.Lost, w.beginAgain(StateExpired))}
	}
	return err
}

// States of the journey that a request is about, in the query « etat » of the page where it begins again. That page explains
// them.
const (
	StateExpired  = "fin"
	StateMissing  = "perdu"    // this browser has no journey: its cookie is gone, or it never had one
	StateEnded    = "arret"    // given up, or made void by another act
	StateFinished = "terminee" // finished, too long ago to be shown
	StateAnswered = "repondue" // as StateFinished, for a demand for a temporary password, which is entered at the login page
)

// journeyStates are the sentences that the journeys' first screens show for these states.
var journeyStates = map[string]string{
	StateExpired: texts.JourneyExpired, StateMissing: texts.JourneyMissing, StateEnded: texts.JourneyEnded, StateFinished: texts.JourneyFinished,
}

// beginAgain returns the URL where a journey begins again, with the state that its first screen explains. A journey that
// begins at a page other than its first screen or the members' login begins again there without an explanation.
func (w *Wizard) beginAgain(state string) string {
	if !w.Journey.Steps[0].Opens && w.Journey.Start != journey.Personalisation.Start {
		return w.Journey.Start
	}
	return w.Journey.Start + "?etat=" + state
}

// Facts returns the journey's facts from the flow and, in the personalisation, from the member, so that an
// incomplete journey continues in another flow.
func Facts(f *db.Flow, m *db.Member) journey.Facts {
	return f.Facts(m != nil && !m.ContactsConfirmedAt.IsZero())
}

// URL returns the URL of the current step.
func (w *Wizard) URL(p *Place) string { return w.Journey.URL(p.Step) + p.demand }
