package figures

import (
	"fmt"
	"strconv"
	"strings"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// measure is one line of a chart.
type measure struct {
	label, name string
	details     []string
}

type plotted struct {
	id, title, note string
	series          []measure
}

// plots are the charts of totals. Totals identify nobody, so small counts are shown.
var plots = []plotted{
	{"parcours", "Parcours", texts.FiguresJourneys,
		[]measure{{"commencés", db.FigureBegun, nil}, {"terminés", db.FigureFinished, nil}, {"laissés", db.FigureLeft, nil}}},
	{"codes", "Codes de confirmation", texts.FiguresCodes,
		[]measure{{"partis par e-mail", db.FigureCode, []string{string(account.Email)}}, {"partis par SMS", db.FigureCode, []string{string(account.SMS)}}, {"faux", events.FigureWrongCode, nil}}},
	{"courriers", "Courriers et courriers évités", texts.FiguresLetters,
		[]measure{{"courriers", db.FigureTemporary, []string{string(account.Letter)}}, {"courriers évités", db.FigureTemporary, []string{string(account.Email), string(account.SMS)}}}},
	{"messages", "Messages partis", texts.FiguresMessages,
		[]measure{{"e-mails", db.FigureSent, []string{string(account.Email)}}, {"SMS", db.FigureSent, []string{string(account.SMS)}}}},
	{"connexions", "Connexions", "",
		[]measure{{"réussies", events.FigureLogin, []string{"ok"}}, {"refusées", events.FigureLogin, []string{"refused"}}}},
}

// plot builds the chart of a measure over the periods.
func (a *Pages) plot(t *tally, p plotted) views.DeskPlot {
	d := views.DeskPlot{ID: p.id, Title: p.title, Note: p.note, Period: t.by}
	for _, s := range p.series {
		d.Series = append(d.Series, s.label)
	}
	if p.id == "codes" {
		d.Further = append(d.Further, "temps médian de saisie, au plus")
	}
	if p.id == "messages" && a.SMSCost > 0 {
		d.Further = append(d.Further, "coût des SMS, en euros")
	}
	for i, at := range t.periods {
		row := views.DeskPlotRow{Label: at.label(account.DayLayout), Short: at.label("02/01")}
		for _, s := range p.series {
			row.Counts = append(row.Counts, t.counts[i].sum(s.name, s.details...))
		}
		switch {
		case p.id == "codes":
			row.Further = append(row.Further, t.codeTime(i))
		case len(d.Further) > 0:
			row.Further = append(row.Further, euros(t.counts[i].sum(db.FigureSent, string(account.SMS))*a.SMSCost))
		}
		d.Rows = append(d.Rows, row)
	}
	return d
}

// group is a set of details that are shown or hidden together.
type group struct {
	title string
	lines []measure // one per detail
}

// groups are details: small counts could identify a person and are hidden.
var groups = []group{
	{"Où les parcours sont laissés", leftLines()},
	{"Limites atteintes", []measure{
		{"connexions", events.FigureLimit, []string{"login"}},
		{"codes demandés", events.FigureLimit, []string{"code-sent-codes"}},
		{"codes demandés après trop de codes faux", events.FigureLimit, []string{"code-sent-wrong"}},
		{"codes faux", events.FigureLimit, []string{"code-tried"}},
		{"courriers", events.FigureLimit, []string{"temporary-password-issued"}},
	}},
	{"Réinitialisations par un agent", []measure{
		{"par e-mail", events.FigureReset, []string{string(account.Email)}}, {"par SMS", events.FigureReset, []string{string(account.SMS)}},
		{"par lettre", events.FigureReset, []string{string(account.Letter)}}, {"au guichet", events.FigureReset, []string{string(account.Counter)}},
	}},
	{"Pourquoi les agents agissent", motiveLines()},
	{"Pourquoi c'est refusé", refusalLines()},
	{"Messages qui ne sont pas arrivés", []measure{
		{"e-mails refusés", db.FigureRefused, []string{string(account.Email)}}, {"e-mails revenus", events.FigureBounced, []string{string(account.Email)}},
		{"SMS refusés", db.FigureRefused, []string{string(account.SMS)}}, {"SMS non remis", events.FigureBounced, []string{string(account.SMS)}},
	}},
	{"Qui refuse les e-mails", providerLines(db.FigureRefusedBy)},
	{"D'où reviennent les e-mails", providerLines(db.FigureBouncedBy)},
	{"Messages suspects signalés", []measure{
		{"e-mails suspects", events.FigureSuspect, []string{string(account.Email)}}, {"SMS suspects", events.FigureSuspect, []string{string(account.SMS)}},
		{"lettres suspectes", events.FigureSuspect, []string{string(account.Letter)}},
	}},
}

// leftLines lists the steps at which a journey can be left: not the first steps without a flow, nor the end.
func leftLines() (lines []measure) {
	for _, j := range journey.Members {
		for _, s := range j.Steps {
			if s.Name != "confirmation" {
				lines = append(lines, measure{fmt.Sprintf("%s, étape « %s »", j.Title, stepWords.Replace(s.Name)), db.FigureLeft, []string{j.Name + "/" + s.Name}})
			}
		}
	}
	return lines
}

// stepWords replaces step names by French wording.
var stepWords = strings.NewReplacer("-", " ", "coordonnees", "coordonnées", "canal", "e-mail ou SMS", "impasse", "plus de code", "saisie", "nouvelle adresse", "question", "question de sécurité")

func (t *tally) group(g group) views.DeskFigureGroup {
	return views.DeskFigureGroup{Title: g.title, Lines: protect(g, t.all.sum)}
}

// protect hides counts from 1 to few-1. If only one is hidden, the smallest other count is hidden too, because the
// total would reveal it.
func protect(g group, count func(name string, details ...string) int) []views.DeskFigureLine {
	lines := make([]views.DeskFigureLine, len(g.lines))
	hidden, next := 0, -1
	counts := make([]int, len(lines))
	for i, m := range g.lines {
		n := count(m.name, m.details...)
		counts[i] = n
		lines[i] = views.DeskFigureLine{Label: m.label, Count: strconv.Itoa(n)}
		if n >= few {
			lines[i].Advice = adviceOf(m)
		}
		switch {
		case n > 0 && n < few:
			lines[i].Count = "moins de " + strconv.Itoa(few)
			hidden++
		case n > 0 && (next < 0 || n < counts[next]):
			next = i
		}
	}
	if hidden == 1 && next >= 0 {
		lines[next].Count, lines[next].Advice = "non montré", ""
	}
	return lines
}
