package events

import "strings"

// Figures are counts by day. These are made by events; package db counts journeys and messages beside them.
const (
	FigureLogin      = "login" // detail: ok, refused
	FigureLimit      = "limit" // detail: the event that was held back
	FigureWrongCode  = "wrong-code"
	FigureReset      = "reset"           // temporary passwords that an agent asked for; detail: the channel
	FigureReinforced = "reinforced"      // times that « mode renforcé » began
	FigureBounced    = "message-bounced" // detail: the channel
)

// Figure is what the event counts, empty for nothing. What a limit has held back counts as such, whatever it was.
func (e Event) Figure() (figure, detail string) {
	r := e.Kind.row
	if e.Result == Blocked {
		if r.held != nil {
			return FigureLimit, r.name + "-" + r.held(e)
		}
		return FigureLimit, r.name
	}
	if r.figure == "" || r.counted != nil && !r.counted(e) {
		return "", ""
	}
	if r.detail != nil {
		detail = r.detail(e)
	}
	return r.figure, detail
}

// Figure is what events of this kind count, beside what a limit has held back.
func (k Kind) Figure() string { return k.row.figure }

func ofResult(e Event) string  { return string(e.Result) }
func ofChannel(e Event) string { return string(e.Channel) }
func ofCause(e Event) string   { return string(e.Cause) }
func refused(e Event) bool     { return e.Result == Refused }
func byAgent(e Event) bool     { return strings.HasPrefix(e.Actor, "agent:") }
