// Package letters contains the agents' pages for letters: waiting, printed, lost, renewed, or returned by the post.
package letters

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// Pages holds these pages.
type Pages struct{ desk.Common }

const (
	LettersPath    = web.AgentPath + "/courriers"
	oldLetter      = 24 * time.Hour      // age at which a waiting letter is urgent
	lapsedFor      = 30 * 24 * time.Hour // how long letters not printed in time are listed
	batchesPerPage = 20
	queueShown     = 50 // maximum number of letters to print that a page lists; the others are counted
)

// letterStates maps the state in a redirect's query to the message on the letters' pages.
var letterStates = map[string]string{
	"accepte":     texts.LetterAccepted,
	"nom":         texts.NameShortened,
	"deja":        movedLetters,
	"refait":      texts.LetterRenewed,
	"sans-suite":  texts.LetterEnded,
	"postes":      texts.LettersPosted,
	"refaits":     texts.LettersRenewed,
	"revenu":      texts.LetterReturned,
	"revenu-seul": texts.LetterReturnedOther,
	"revenu-sans": texts.LetterReturnedDead,
}

// movedLetters is the message when another agent has changed the letters since the page was loaded.
const movedLetters = texts.LettersMoved

func letterMoved() error { return web.Refuse("", movedLetters) }

// LetterTasks returns the letter tasks for the home page, as counts only.
func (a *Pages) LetterTasks(ctx context.Context, agent *db.Agent) (tasks []views.DeskTask, err error) {
	if !acts.MayPrint.Of(agent.Role) {
		return nil, nil
	}
	queue, err := a.DB.LetterQueueHead(ctx, queueShown, a.Now())
	if err != nil {
		return nil, err
	}
	printed, err := a.DB.PrintedLetters(ctx)
	if err != nil {
		return nil, err
	}
	task := func(n int, one, many, place string, urgent bool) {
		if n > 0 {
			tasks = append(tasks, views.DeskTask{Label: texts.Plural(n, one, many), URL: LettersPath + place, Urgent: urgent})
		}
	}
	late, since := len(queue.Printable) > 0 && a.old(queue.Printable[0]), ""
	if late {
		since = ", en attente depuis plus d'un jour"
	}
	task(len(queue.Printable)+queue.Behind, "1 courrier à imprimer"+since, "%d courriers à imprimer"+since, "", late)
	task(len(queue.Held)+queue.HeldBehind, "1 courrier retenu, à régler", "%d courriers retenus, à régler", "#retenus", false)
	task(printed, "1 courrier imprimé, à poster", "%d courriers imprimés, à poster", "#lots", false)
	return tasks, nil
}

func (a *Pages) old(l db.LetterRow) bool { return a.Now().Sub(l.CreatedAt) > oldLetter }

// ShowLetters shows the queue and the batches.
func (a *Pages) ShowLetters(c echo.Context) error {
	chosen, _ := a.tickedLetters(c) // an invalid value ticks no letter
	return a.lettersScreen(c, chosen, letterStates[c.QueryParam("etat")], nil)
}

// lettersScreen renders the current queue with the selected letters, and records the visit in the audit log.
func (a *Pages) lettersScreen(c echo.Context, chosen []db.ChosenLetter, notice string, refused error) error {
	ctx, now := c.Request().Context(), a.Now()
	queue, err := a.DB.LetterQueueHead(ctx, queueShown, now)
	if err != nil {
		return err
	}
	printable, held := queue.Printable, queue.Held
	lapsed, err := a.DB.LapsedLetters(ctx, now.Add(-lapsedFor), now, views.UnprintedListed)
	if err != nil {
		return err
	}
	d := views.LettersData{Behind: queue.Behind, HeldMore: queue.HeldBehind, Batch: db.MaxBatch}
	if len(printable) > 0 {
		d.Since, d.Old = a.Moment(printable[0].CreatedAt), a.old(printable[0])
	}
	for _, l := range printable {
		line := a.letterLine(l)
		line.Checked, line.Stamp = slices.Contains(chosen, l.Chosen()), l.Stamp()
		d.Waiting = append(d.Waiting, line)
	}
	for _, l := range held {
		d.Held = append(d.Held, a.heldLetter(l))
	}
	for _, l := range lapsed {
		d.Lapsed = append(d.Lapsed, a.letterLine(l))
	}
	dead, err := a.DB.DroppedLetters(ctx, now, views.UnprintedListed)
	if err != nil {
		return err
	}
	dead = append(queue.Dead, dead...)
	slices.SortFunc(dead, func(x, y db.LetterRow) int { return cmp.Compare(y.ID, x.ID) }) // newest first
	dead = dead[:min(len(dead), views.UnprintedListed)]
	for _, l := range dead {
		d.Dead = append(d.Dead, views.BatchLetter{LetterLine: a.letterLine(l), State: desk.Deaths[a.DB.LetterDeath(l, now)]})
	}
	before, err := strconv.ParseInt(c.QueryParam("avant"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	batches, err := a.DB.LetterBatches(ctx, before, batchesPerPage+1)
	if err != nil {
		return err
	}
	if len(batches) > batchesPerPage {
		batches = batches[:batchesPerPage]
		d.Older = fmt.Sprintf("%s?avant=%d#lots", LettersPath, batches[batchesPerPage-1].Number)
	}
	for _, b := range batches {
		d.Batches = append(d.Batches, a.batchLine(b))
	}
	if err := a.AuditAlone(c, events.LettersSeen.OK(nil, events.Details{Object: events.LetterQueue, Numbers: events.Numbers{events.Letters: int64(len(printable) + len(held) + len(lapsed) + len(dead))}})); err != nil {
		return err
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/courriers", Action: LettersPath, Notice: notice, Data: d}, refused)
}

func (a *Pages) letterLine(l db.LetterRow) views.LetterLine {
	line := views.LetterLine{ID: l.ID, Request: l.Request, Name: l.Name, Town: l.Town, Asked: a.Moment(l.CreatedAt),
		Until: strings.TrimPrefix(a.Moment(l.ExpiresAt), "le "), Old: a.old(l)}
	if l.Kind != db.PasswordLetter {
		line.What = Carries(l)
	}
	for _, n := range l.Hold.Names {
		if n.Short != "" {
			line.Short = append(line.Short, n.Short)
		}
	}
	return line
}
