// Package figures contains the agents' pages for « Comment ça va »: counts by day and week, as charts and as an export.
package figures

import (
	"bytes"
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/journey/events"
	"sesame/views"
)

// Pages holds these pages.
type Pages struct{ desk.Common }

// Number of periods shown on « Comment ça va ».
const (
	figureDays  = 30
	figureWeeks = 52
)

// few is the smallest count shown for a detail. A smaller one, with its day or week, could identify a person, such as
// the only reset at the counter.
const few = 5

// period is a day, or a week identified by its Monday.
type period struct{ first, last time.Time }

// periods returns the requested periods, oldest first; the last one is in progress. They are dates without time.
func (a *Pages) periods(by string) []period {
	y, m, d := a.Now().In(a.Location).Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	if by != "semaine" {
		all := make([]period, figureDays)
		for i := range all {
			day := today.AddDate(0, 0, i-figureDays+1)
			all[i] = period{day, day}
		}
		return all
	}
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	all := make([]period, figureWeeks)
	for i := range all {
		first := monday.AddDate(0, 0, 7*(i-figureWeeks+1))
		all[i] = period{first, first.AddDate(0, 0, 6)}
	}
	return all
}

// tally holds the counts by period.
type tally struct {
	by      string // « jour » or « semaine »
	periods []period
	counts  []counted // by period
	all     counted   // over all periods
}

// counted holds counts by name, then by detail.
type counted map[string]map[string]int

func (c counted) add(name, detail string, n int) {
	if c[name] == nil {
		c[name] = map[string]int{}
	}
	c[name][detail] += n
}

// sum returns the count of the given details, each of which may be given once, or of all if none is given.
func (c counted) sum(name string, details ...string) (n int) {
	of := c[name]
	if len(details) == 0 {
		for _, count := range of {
			n += count
		}
		return n
	}
	if len(of) == 0 {
		return 0
	}
	for _, detail := range details {
		n += of[detail]
	}
	return n
}

func (a *Pages) tally(c echo.Context) (*tally, error) {
	t := &tally{by: "jour"}
	if c.QueryParam("par") == "semaine" {
		t.by = "semaine"
	}
	t.periods = a.periods(t.by)
	t.counts, t.all = make([]counted, len(t.periods)), counted{}
	for i := range t.counts {
		t.counts[i] = counted{}
	}
	from := t.periods[0].first
	found, err := a.DB.Figures(c.Request().Context(), from, t.periods[len(t.periods)-1].last)
	if err != nil {
		return nil, err
	}
	length := int(t.periods[0].last.Sub(from)/(24*time.Hour)) + 1
	for _, f := range found {
		t.counts[int(f.Day.Sub(from)/(24*time.Hour))/length].add(f.Name, f.Detail, f.N)
		t.all.add(f.Name, f.Detail, f.N)
	}
	return t, nil
}

// codeTime returns the median time to enter a code, as an upper bound: « 40 s »; empty for fewer codes than few.
func (t *tally) codeTime(i int) string {
	buckets := map[int]int{}
	total, highest := 0, 0
	for detail, n := range t.counts[i][db.FigureCodeTime] {
		if upper, err := strconv.Atoi(detail); err == nil {
			buckets[upper] += n
			total, highest = total+n, max(highest, upper)
		}
	}
	if total < few {
		return ""
	}
	for upper, seen := 0, 0; upper <= highest; upper++ {
		if seen += buckets[upper]; 2*seen >= total {
			return seconds(upper)
		}
	}
	return ""
}

func seconds(n int) string {
	if n < 120 {
		return strconv.Itoa(n) + "\u00a0s"
	}
	return strings.TrimSuffix(strconv.Itoa(n/60)+"\u00a0min "+strconv.Itoa(n%60)+"\u00a0s", " 0\u00a0s")
}

// label formats the start of a period: « 03/03 », or with the year for the export.
func (p period) label(form string) string { return p.first.Format(form) }

// ShowFigures shows the figures by day or week, as the address asks.
func (a *Pages) ShowFigures(c echo.Context) error {
	t, err := a.tally(c)
	if err != nil {
		return err
	}
	ctx, now := c.Request().Context(), a.Now()
	outbox, err := a.DB.OutboxHealth(ctx)
	if err != nil {
		return err
	}
	letters, oldest, err := a.DB.QueuedLetters(ctx, now)
	if err != nil {
		return err
	}
	d := views.DeskFiguresData{By: t.by, Reinforced: t.all.sum(events.FigureReinforced), Nobody: t.all.sum(db.FigureNobody)}
	for _, p := range plots {
		d.Plots = append(d.Plots, a.plot(t, p))
	}
	for _, g := range groups {
		d.Groups = append(d.Groups, t.group(g))
	}
	d.Queues = []views.DeskQueue{
		{Name: "Messages", Waiting: outbox.Waiting, Retried: strconv.Itoa(outbox.Retried), Oldest: cmp.Or(a.Moment(outbox.Oldest), "aucun")},
		{Name: "Courriers à imprimer", Waiting: letters, Retried: "–", Oldest: cmp.Or(a.Moment(oldest), "aucun")},
	}
	if err := a.AuditAlone(c, events.FiguresSeen.OK(nil, events.Details{Object: events.Object(t.by)})); err != nil {
		return err
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/chiffres", Data: d})
}

// ExportFigures returns the page as CSV, one line per count.
func (a *Pages) ExportFigures(c echo.Context) error {
	t, err := a.tally(c)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w := backoffice.NewWriter(&b, ';')
	w.Write(t.by, "mesure", "détail", "nombre")
	for i, p := range t.periods {
		day := p.label(time.DateOnly)
		for _, plot := range plots {
			for _, s := range plot.series {
				w.Write(day, plot.title, s.label, strconv.Itoa(t.counts[i].sum(s.name, s.details...)))
			}
		}
		w.Write(day, "Temps médian pour saisir un code", "", strings.ReplaceAll(t.codeTime(i), "\u00a0", " "))
		if a.SMSCost > 0 {
			w.Write(day, "Coût des SMS, en euros", "", euros(t.counts[i].sum(db.FigureSent, string(account.SMS))*a.SMSCost))
		}
		w.Write(day, "Mode renforcé", "débuts", strconv.Itoa(t.counts[i].sum(events.FigureReinforced)))
		w.Write(day, "Parcours avec un identifiant inconnu", "", strconv.Itoa(t.counts[i].sum(db.FigureNobody)))
		for _, g := range groups {
			for _, line := range protect(g, t.counts[i].sum) {
				w.Write(day, g.title, line.Label, line.Count)
			}
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := a.AuditAlone(c, events.FiguresSeen.OK(nil, events.Details{Object: events.Object(t.by), Way: events.AsCSV})); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="chiffres-par-`+t.by+`.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}

// euros formats tenths of a cent as « 12,34 ».
func euros(tenths int) string {
	cents := (tenths + 5) / 10
	return strconv.Itoa(cents/100) + "," + strconv.Itoa(cents%100/10) + strconv.Itoa(cents%10)
}
