package letters

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/courier"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

// chosenLetters returns the letters whose boxes are checked on the page of a batch. The version of that page ties them to
// the batch.
func (a *Pages) chosenLetters(c echo.Context) ([]int64, error) {
	var chosen []int64
	ticked, _ := a.Base.Ticked(c, "lettre")
	for _, s := range ticked {
		id, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, echo.ErrBadRequest
		}
		chosen = append(chosen, id)
	}
	slices.Sort(chosen)
	return slices.Compact(chosen), nil
}

// tickedLetters returns the letters whose boxes are checked in the queue, each with its number and its stamp. The stamp prevents that
// an outdated page selects another letter which has received the same number.
func (a *Pages) tickedLetters(c echo.Context) ([]db.ChosenLetter, error) {
	var chosen []db.ChosenLetter
	ticked, _ := a.Base.Ticked(c, "lettre")
	for _, s := range ticked {
		number, stamp, _ := strings.Cut(s, ".")
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, echo.ErrBadRequest
		}
		if l := (db.ChosenLetter{ID: id, Stamp: stamp}); !slices.Contains(chosen, l) {
			chosen = append(chosen, l)
		}
	}
	return chosen, nil
}

// allOrChosen returns nil when the button for all letters was pressed. Checked boxes with that button are an error.
func allOrChosen[Letter any](c echo.Context, chosen []Letter) ([]Letter, error) {
	all := c.FormValue("choix") == "tous"
	switch {
	case all && len(chosen) > 0:
		return nil, web.Refuse("", texts.LettersTwoWays)
	case !all && len(chosen) == 0:
		return nil, web.Refuse("", texts.LettersNone)
	}
	return chosen, nil
}

// PrintLetters returns the PDF of a new batch. It can be sent once, because its passwords are deleted. If it does not
// reach the agent, the batch is lost and must be renewed.
func (a *Pages) PrintLetters(c echo.Context) error {
	chosen, err := a.tickedLetters(c)
	if err != nil {
		return err
	}
	again := func(err error) error { return a.lettersScreen(c, chosen, "", err) }
	if views.Scripted(c.Request()) { // htmx would not save the file
		return again(web.Refuse("", texts.LettersScripted))
	}
	layout := db.LetterLayout(c.FormValue("presentation"))
	if layout != db.Recto && layout != db.RectoVerso {
		return again(web.Refuse("presentation", texts.LettersChooseSides))
	}
	only, err := allOrChosen(c, chosen)
	if err != nil {
		return again(err)
	}
	var pdf bytes.Buffer
	batch, err := a.Acts.Print(c.Request().Context(), a.Actor(c), layout, only, func(w io.Writer, draft db.BatchDraft) error {
		return courier.Batch(w, a.Caisse, draft, a.Location)
	}, &pdf)
	if err = a.Explain(err); err != nil {
		clear(pdf.Bytes())
	}
	switch {
	case errors.Is(err, db.ErrNoLetters):
		return again(web.Refuse("", texts.LettersAllPrinted))
	case errors.Is(err, db.ErrMoved):
		chosen = nil
		return again(letterMoved())
	case err != nil:
		return err
	}
	return a.SendFile(c, &desk.File{Name: fmt.Sprintf("courriers-lot-%d.pdf", batch.Number), Type: "application/pdf", Content: pdf.Bytes()})
}
