package inbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// readyPath is the page of the ready answers.
const readyPath = web.AgentPath + "/reponses-types"

// ShowReadyAnswers lists the ready answers, with the number of times that each was used.
func (a *Pages) ShowReadyAnswers(c echo.Context) error {
	all, err := a.DB.ReadyAnswers(c.Request().Context())
	if err != nil {
		return err
	}
	var d views.DeskReadyAnswersData
	for _, r := range all {
		row := views.DeskReadyRow{URL: fmt.Sprintf("%s/%d", readyPath, r.ID), Title: r.Title, Used: r.Used, Changed: "fournie avec Sésame"}
		if r.Actor != "" {
			row.Changed = a.Moment(r.ChangedAt) + ", par " + Who(c, r.Actor)
		}
		d.Rows = append(d.Rows, row)
	}
	notice := map[string]string{"enregistree": texts.ReadyKept, "supprimee": texts.ReadyRemoved}[c.QueryParam("etat")]
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/reponses-types", Notice: notice, Data: d})
}

// ShowNewReadyAnswer shows the form for a new ready answer.
func (a *Pages) ShowNewReadyAnswer(c echo.Context) error {
	return a.readyScreen(c, db.ReadyAnswer{}, nil)
}

// ShowReadyAnswer shows a ready answer in its form.
func (a *Pages) ShowReadyAnswer(c echo.Context) error {
	r, err := a.readyOf(c)
	if err != nil {
		return err
	}
	return a.readyScreen(c, r, nil)
}

// readyOf returns the ready answer named in the URL, or a 404.
func (a *Pages) readyOf(c echo.Context) (db.ReadyAnswer, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return db.ReadyAnswer{}, echo.ErrNotFound
	}
	r, err := a.DB.ReadyAnswer(c.Request().Context(), id)
	if web.IsNotFound(err) {
		err = echo.ErrNotFound
	}
	return r, err
}

func (a *Pages) readyScreen(c echo.Context, r db.ReadyAnswer, refused error) error {
	s := views.Screen{Template: "agent/reponse-type", Action: readyPath + "/ajout", Data: views.DeskReadyAnswerData{}}
	if r.ID != 0 {
		s.Action = fmt.Sprintf("%s/%d", readyPath, r.ID)
		s.Version = strconv.FormatInt(r.Revision, 10)
		s.Values = map[string]string{"titre": r.Title, "texte": r.Words}
		s.Data = views.DeskReadyAnswerData{Title: r.Title, Remove: s.Action + "/suppression"}
	}
	return a.Show(c, http.StatusOK, s, refused)
}

// KeepReadyAnswer adds a ready answer or changes one.
func (a *Pages) KeepReadyAnswer(c echo.Context) error {
	var r db.ReadyAnswer
	if c.Param("id") != "" {
		var err error
		if r, err = a.readyOf(c); err != nil {
			return err
		}
	}
	typed := r
	typed.Title, typed.Words, typed.Revision = strings.TrimSpace(c.FormValue("titre")), written(c, "texte"), versionOf(c)
	return a.actOnReady(c, r, "enregistree", func(ctx context.Context, t *db.Tx, who acts.Actor) error {
		return a.Acts.KeepReadyAnswer(ctx, t, who, typed)
	})
}

// RemoveReadyAnswer removes a ready answer.
func (a *Pages) RemoveReadyAnswer(c echo.Context) error {
	r, err := a.readyOf(c)
	if err != nil {
		return err
	}
	return a.actOnReady(c, r, "supprimee", func(ctx context.Context, t *db.Tx, who acts.Actor) error {
		return a.Acts.RemoveReadyAnswer(ctx, t, who, r.ID, versionOf(c))
	})
}

// actOnReady runs an act on a ready answer and redirects to the list, or shows the form again with the reason why it was
// refused.
func (a *Pages) actOnReady(c echo.Context, r db.ReadyAnswer, etat string, act func(context.Context, *db.Tx, acts.Actor) error) error {
	err := a.Act(c, act)
	var (
		fault *acts.ReadyFault
		moved *acts.Refused
	)
	switch {
	case err == nil:
		return a.Redirect(c, readyPath+"?etat="+etat)
	case errors.As(err, &fault):
		return a.readyScreen(c, r, web.JoinRefusals(web.RefuseField("titre", fault.Title), web.RefuseField("texte", fault.Words)))
	case errors.As(err, &moved) && moved.Why == acts.ReadyChanged && c.Request().PostForm.Has("texte"):
		return a.readyScreen(c, r, &web.Refusal{Fields: []views.FieldError{{Message: texts.ReadyChangedMeanwhile}}, Change: func(s *views.Screen) {
			s.Data = views.DeskReadyAnswerData{Title: r.Title, Remove: s.Action + "/suppression", Now: r.Words}
		}})
	case errors.As(err, &moved) && moved.Why == acts.ReadyChanged:
		return a.readyScreen(c, r, web.Refuse("", texts.ReadyChanged))
	case web.IsNotFound(err):
		return echo.ErrNotFound
	}
	return err
}

// versionOf returns the revision that a form shows; -1, which matches none, if it is malformed.
func versionOf(c echo.Context) int64 {
	revision, err := strconv.ParseInt(c.FormValue("version"), 10, 64)
	if err != nil {
		return -1
	}
	return revision
}
