package events

import "strings"

// Statistics by day that events produce; package db counts journeys and messages in addition.
const (
	FigureLogin      = "login" // detail: ok, refused
	FigureLimit      = "limit" // detail: the event that a limit prevented
	FigureWrongCode  = "wrong-code"
	FigureReset      = "reset"           // temporary passwords requested by an agent; detail: the channel
	FigureReinforced = "reinforced"      // number of times that « mode renforcé » began
	FigureBounced    = "message-bounced" // detail: the channel
	FigureSuspect    = "suspect"         // suspect messages in the caisse's name, reported by callers; detail: the channel
	FigureMotive     = "motive"          // acts of agents; detail: the event, « / », the motive
	FigureRefusal    = "refusal"         // detail: the event, « / », the cause
)

// Figure returns the statistic of the event, empty for none. Any act that a limit prevented counts as FigureLimit.
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

// Why returns the statistic of an agent's motive, or of the cause of a refusal; empty for none.
func (e Event) Why() (figure, detail string) {
	switch {
	case e.Result == OK && e.Motive != "":
		return FigureMotive, e.Kind.Name() + "/" + string(e.Motive)
	case e.Result == Refused && e.Kind.row.explained && e.Cause != "":
		return FigureRefusal, e.Kind.Name() + "/" + string(e.Cause)
	}
	return "", ""
}

// Figure is the statistic of this kind of event, besides FigureLimit.
func (k Kind) Figure() string { return k.row.figure }

func ofResult(e Event) string  { return string(e.Result) }
func ofChannel(e Event) string { return string(e.Channel) }
func ofCause(e Event) string   { return string(e.Cause) }
func refused(e Event) bool     { return e.Result == Refused }
func byAgent(e Event) bool     { return strings.HasPrefix(e.Actor, "agent:") }
