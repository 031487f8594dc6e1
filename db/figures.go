package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"sesame/account"
	"sesame/journey"
)

// Names of the daily statistics, besides those that come from events of the audit log (package events). A journey counts on
// the day it began, whenever it ends: the number begun is the sum of finished, left and in progress.
const (
	FigureBegun     = "journey-begun"    // detail: the journey
	FigureFinished  = "journey-finished" // detail: the journey
	FigureLeft      = "journey-left"     // detail: the journey, « / », the step where it was left
	FigureNobody    = "nobody"           // journeys begun with an unknown identifier; detail: the journey
	FigureCode      = "code"             // accepted by relay or gateway; detail: the channel
	FigureCodeTime  = "code-time"        // confirmed codes; detail: upper bound in whole seconds of the time from sending to entry
	FigureSent      = "message"          // accepted by relay or gateway; detail: the channel
	FigureRefused   = "message-refused"  // refused permanently; detail: the channel
	FigureRefusedBy = "refused-by"       // mails refused permanently; detail: one of account.MailProviders, or OtherProvider
	FigureTemporary = "temporary"        // temporary passwords of members; detail: the delivery channel
	FigureBouncedBy = "bounced-by"       // mails that came back; detail: as for FigureRefusedBy
	figureDecoy     = "decoy"            // written for unknown identifiers, so that they take as many writes as members; not shown
)

// figure adds one to a statistic.
func (t *Tx) figure(ctx context.Context, at time.Time, name, detail string) error {
	return t.AddFigures(ctx, at, name, detail, 1)
}

// AddFigures adds n, which must be positive, to the day that contains this instant.
func (t *Tx) AddFigures(ctx context.Context, at time.Time, name, detail string, n int) error {
	_, err := t.exec(ctx, "count "+name,
		`INSERT INTO figures (day, name, detail, n) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n`, t.dayOf(at), name, detail, n)
	return err
}

// Figure is one statistic of one day.
type Figure struct {
	Day          time.Time // midnight UTC of a day in the database's time zone
	Name, Detail string
	N            int
}

// Figures lists the statistics from one day to another, both included.
func (r Reader) Figures(ctx context.Context, from, to time.Time) ([]Figure, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT day, name, detail, n FROM figures WHERE day BETWEEN ? AND ? ORDER BY day, name, detail`,
		day(from), day(to))
	if err != nil {
		return nil, fmt.Errorf("read the figures: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var (
		found  []Figure
		f      Figure
		parsed string
	)
	for rows.Next() {
		var day string
		if err := rows.Scan(&day, &f.Name, &f.Detail, &f.N); err != nil {
			return nil, fmt.Errorf("read the figures: %w", err)
		}
		if day != parsed {
			if f.Day, err = time.Parse(time.DateOnly, day); err != nil {
				return nil, fmt.Errorf("read the figures: %w", err)
			}
			parsed = day
		}
		found = append(found, f)
	}
	return found, rows.Err()
}

// countMessage counts a message accepted by a relay or gateway. A decoy is counted under its own name,
// with as many writes as a message that was accepted.
func (t *Tx) countMessage(ctx context.Context, kind string, channel account.Channel, state string, now time.Time) error {
	switch MessageState(state) {
	case stateDecoy:
		if carriesCode(kind) {
			if err := t.figure(ctx, now, figureDecoy, string(channel)); err != nil {
				return err
			}
		}
		return t.figure(ctx, now, figureDecoy, string(channel))
	case MessageSent:
		if carriesCode(kind) {
			if err := t.figure(ctx, now, FigureCode, string(channel)); err != nil {
				return err
			}
		}
		return t.figure(ctx, now, FigureSent, string(channel))
	}
	return nil
}

func carriesCode(kind string) bool {
	return kind == KindCode || kind == KindEmailCode || kind == KindMobileCode || kind == KindBrowserCode
}

// counted returns the name under which a flow is counted. The name for a decoy differs, at the same cost.
func (f *Flow) counted(name string) string {
	switch {
	case f.MemberID != 0:
		return name
	case name == FigureBegun:
		return FigureNobody
	}
	return figureDecoy
}

// codeTime rounds a duration up to a bucket: 5 s wide below two minutes, 30 s below ten minutes, five minutes above.
func codeTime(took time.Duration) string {
	width := 5 * time.Minute
	switch {
	case took < 2*time.Minute:
		width = 5 * time.Second
	case took < 10*time.Minute:
		width = 30 * time.Second
	}
	return fmt.Sprint(int(max(width, (took+width-1)/width*width).Seconds()))
}

// countLeft counts the unfinished journeys of members that the next purge removes, by the step where they were left. It
// must run in the transaction that removes them.
func (t *Tx) countLeft(ctx context.Context, before time.Time) error {
	rows, err := t.q.QueryContext(ctx, `SELECT journey, path, channel, blocked, proved_at, new_email IS NOT NULL, created_at FROM flows
		WHERE expires_at <= ? AND outcome IS NULL AND member_id IS NOT NULL`, seconds(before))
	if err != nil {
		return fmt.Errorf("count journeys left: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	type left struct{ day, detail string }
	found := map[left]int{}
	days := map[left]time.Time{}
	for rows.Next() {
		var (
			f                      Flow
			path, channel, blocked sql.NullString
			proved, created        sql.NullInt64
			stated                 bool
		)
		if err := rows.Scan(&f.Journey, &path, &channel, &blocked, &proved, &stated, &created); err != nil {
			return fmt.Errorf("count journeys left: %w", err)
		}
		f.Path, f.Channel, f.Blocked, f.ProvedAt = account.Path(path.String), account.Channel(channel.String), blocked.String, instant(proved)
		j, ok := journey.ByName(f.Journey)
		if !ok {
			continue
		}
		// Use the flow's own address: what the member has confirmed since, in another flow, does not apply.
		facts := f.Facts(stated)
		facts.AddressStated = stated
		l := left{t.dayOf(instant(created)), f.Journey + "/" + j.Current(facts).Name}
		found[l]++
		days[l] = instant(created)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("count journeys left: %w", err)
	}
	for l, n := range found {
		if err := t.AddFigures(ctx, days[l], FigureLeft, l.detail, n); err != nil {
			return err
		}
	}
	return nil
}
