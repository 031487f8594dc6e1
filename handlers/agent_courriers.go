package handlers

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
	"sesame/views"
)

const (
	lettersPath    = deskPath + "/courriers"
	oldLetter      = 24 * time.Hour      // from then on a waiting letter is urgent
	lapsedFor      = 30 * 24 * time.Hour // how long the queue tells of letters that nobody printed in time
	lapsedShown    = 50
	batchesPerPage = 20
)

// letterStates are the sentences that a redirect may ask the letters' pages to say.
var letterStates = map[string]string{
	"accepte":     "L'adresse est acceptée : le courrier peut être imprimé.",
	"refait":      "Le courrier est refait avec un autre mot de passe : il peut être imprimé.",
	"sans-suite":  "Ce courrier n'a plus lieu d'être : son mot de passe a servi, ou un autre l'a remplacé.",
	"postes":      "Les courriers sont notés comme postés.",
	"refaits":     "C'est fait. Les anciens mots de passe ne marchent plus ; les nouveaux attendent dans « Courriers ». Détruisez les feuilles que vous avez encore. Un courrier dont le mot de passe a déjà servi, ou a été remplacé, n'est pas refait : la liste le dit.",
	"revenu":      "Le courrier est noté comme revenu. Son mot de passe ne marche plus. Détruisez la lettre.",
	"revenu-sans": "Le courrier est noté comme revenu. Son mot de passe ne marchait déjà plus. Détruisez la lettre.",
}

// movedLetters is said to an agent whose page is older than what somebody else has done.
const movedLetters = "Quelqu'un d'autre vient d'agir sur ces courriers : rien n'a été changé. La page est à jour maintenant ; regardez-la, puis recommencez s'il le faut."

func letterMoved() error { return refuse("", movedLetters) }

// letterAct is who acts, for the rooms that write the audit log themselves.
func (a *App) letterAct(c echo.Context) db.Act {
	return db.Act{Actor: deskVisitor(c).agent.Actor(), Origin: a.originKey(c), At: a.Now()}
}

// waitingLetters is the queue, what can be printed apart from what is held.
func (a *App) waitingLetters(ctx context.Context) (printable, held []db.LetterRow, err error) {
	queue, err := a.DB.LetterQueue(ctx, a.Now())
	for _, l := range queue {
		if l.Hold.Held() {
			held = append(held, l)
		} else {
			printable = append(printable, l)
		}
	}
	return printable, held, err
}

// letterTasks is what the letters ask of an agent, for the first page: counts only.
func (a *App) letterTasks(ctx context.Context, agent *db.Agent) (tasks []views.DeskTask, err error) {
	if !rightPrint.of(agent.Role) {
		return nil, nil
	}
	printable, held, err := a.waitingLetters(ctx)
	if err != nil {
		return nil, err
	}
	health, err := a.DB.LetterHealth(ctx, a.Now())
	if err != nil {
		return nil, err
	}
	task := func(n int, one, many, place string, urgent bool) {
		if n > 0 {
			tasks = append(tasks, views.DeskTask{Label: plural(n, one, many), URL: lettersPath + place, Urgent: urgent})
		}
	}
	late, since := len(printable) > 0 && a.old(printable[0]), ""
	if late {
		since = ", en attente depuis plus d'un jour"
	}
	task(len(printable), "1 courrier à imprimer"+since, "%d courriers à imprimer"+since, "", late)
	task(len(held), "1 courrier retenu, à régler", "%d courriers retenus, à régler", "#retenus", false)
	task(health.States[db.LetterPrinted], "1 courrier imprimé, à poster", "%d courriers imprimés, à poster", "#lots", false)
	return tasks, nil
}

func (a *App) old(l db.LetterRow) bool { return a.Now().Sub(l.CreatedAt) > oldLetter }

// showLetters is the queue and the batches.
func (a *App) showLetters(c echo.Context) error {
	return a.lettersScreen(c, nil, letterStates[c.QueryParam("etat")], nil)
}

// lettersScreen draws the queue as it is now, with the letters that were chosen; looking at it is an event.
func (a *App) lettersScreen(c echo.Context, chosen []int64, notice string, refused error) error {
	ctx, now := c.Request().Context(), a.Now()
	printable, held, err := a.waitingLetters(ctx)
	if err != nil {
		return err
	}
	lapsed, err := a.DB.LapsedLetters(ctx, now.Add(-lapsedFor), now, lapsedShown)
	if err != nil {
		return err
	}
	d := views.LettersData{TwoSided: c.FormValue("presentation") == string(db.RectoVerso)}
	if n := len(printable) - db.MaxBatch; n > 0 {
		printable, d.Further = printable[:db.MaxBatch], n
	}
	if len(printable) > 0 {
		d.Since, d.Old = a.moment(printable[0].CreatedAt), a.old(printable[0])
	}
	for _, l := range printable {
		line := a.letterLine(l)
		line.Checked = slices.Contains(chosen, l.ID)
		d.Waiting = append(d.Waiting, line)
	}
	for _, l := range held {
		d.Held = append(d.Held, a.heldLetter(l))
	}
	for _, l := range lapsed {
		d.Lapsed = append(d.Lapsed, a.letterLine(l))
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
		d.Older = fmt.Sprintf("%s?avant=%d#lots", lettersPath, batches[batchesPerPage-1].Number)
	}
	for _, b := range batches {
		d.Batches = append(d.Batches, a.batchLine(b))
	}
	if err := a.auditAlone(c, eventLettersSeen, nil, db.ResultOK, fmt.Sprintf("queue, letters: %d", len(printable)+len(held)+len(lapsed))); err != nil {
		return err
	}
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/courriers", Action: lettersPath, Notice: notice, Data: d}, refused)
}

func (a *App) letterLine(l db.LetterRow) views.LetterLine {
	return views.LetterLine{ID: l.ID, Request: l.Request, Name: l.Name, Town: l.Town, Asked: a.moment(l.CreatedAt),
		Until: strings.TrimPrefix(a.moment(l.ExpiresAt), "le "), Old: a.old(l)}
}

// heldLetter says why a letter waits and what lets it go.
func (a *App) heldLetter(l db.LetterRow) views.HeldLetter {
	h := views.HeldLetter{LetterLine: a.letterLine(l), Reasons: courier.HoldReasons(l.Hold, a.Location), Version: a.addressVersion(l), Renew: l.Hold.Late || l.Hold.Damaged}
	if len(l.Hold.Problems) == 0 && l.Hold.CameBack.IsZero() {
		return h
	}
	for i, line := range l.Lines {
		refused := slices.ContainsFunc(l.Hold.Problems, func(p account.AddressProblem) bool { return p.Line == i+1 })
		h.Lines = append(h.Lines, views.AddressLine{Text: line, Refused: refused})
	}
	shorter := account.Shortened(l.Lines)
	h.Accept = len(account.CheckAddress(shorter)) == 0
	h.Mend = !h.Accept
	if h.Accept && !slices.Equal(shorter, l.Lines) {
		h.Proposed = shorter
	}
	return h
}

// addressVersion changes with the address that the agent looked at.
func (a *App) addressVersion(l db.LetterRow) string {
	return hex.EncodeToString(a.DB.Keys().Index("letter address shown", []byte(strings.Join(l.Lines, "\n")))[:8])
}

// chosenLetters are those whose boxes were ticked.
func chosenLetters(c echo.Context) ([]int64, error) {
	var chosen []int64
	for _, s := range c.Request().PostForm["lettre"] {
		id, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, echo.ErrBadRequest
		}
		chosen = append(chosen, id)
	}
	slices.Sort(chosen)
	return slices.Compact(chosen), nil
}

// allOrChosen reads which button was pressed: nil for all of them. Boxes and the button for all do not go together.
func allOrChosen(c echo.Context, chosen []int64) ([]int64, error) {
	all := c.FormValue("choix") == "tous"
	switch {
	case all && len(chosen) > 0:
		return nil, refuse("", "Vous avez coché des courriers, puis choisi de les prendre tous. Décochez-les, ou servez-vous du bouton des courriers cochés.")
	case !all && len(chosen) == 0:
		return nil, refuse("", "Cochez au moins un courrier, ou servez-vous du bouton qui les prend tous.")
	}
	return chosen, nil
}

// printLetters answers with the PDF of a new batch, once: its passwords are gone when it leaves. What does not reach the
// agent is a lost batch, to be renewed.
func (a *App) printLetters(c echo.Context) error {
	chosen, err := chosenLetters(c)
	if err != nil {
		return err
	}
	again := func(err error) error { return a.lettersScreen(c, chosen, "", err) }
	if views.Scripted(c.Request()) { // nothing would keep the file
		return again(refuse("", "Le fichier ne peut pas être enregistré d'ici : rien n'a été imprimé. Rechargez la page, puis recommencez."))
	}
	layout := db.LetterLayout(c.FormValue("presentation"))
	if layout != db.Recto && layout != db.RectoVerso {
		return again(refuse("presentation", "Dites si l'imprimante imprime d'un côté ou des deux."))
	}
	only, err := allOrChosen(c, chosen)
	if err != nil {
		return again(err)
	}
	var pdf bytes.Buffer
	defer func() { clear(pdf.Bytes()) }()
	batch, err := courier.Print(c.Request().Context(), a.DB, &pdf, courier.PrintOrder{
		Caisse: a.Caisse, Location: a.Location, Layout: layout, Only: only, Act: a.letterAct(c)})
	switch {
	case errors.Is(err, db.ErrNoLetters):
		return again(refuse("", "Aucun courrier n'est à imprimer : ils l'ont peut-être été à l'instant, et le lot est dans la liste. Si son PDF n'est arrivé à personne, ouvrez ce lot et refaites-le."))
	case errors.Is(err, db.ErrMoved):
		chosen = nil
		return again(letterMoved())
	case err != nil:
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="courriers-lot-%d.pdf"`, batch.Number))
	return c.Blob(http.StatusOK, "application/pdf", pdf.Bytes())
}
