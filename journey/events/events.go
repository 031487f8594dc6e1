// Package events is the catalogue of the audit log. Each event has one row with its meaning, its statistic, and its
// wording for members, agents and supervisors. The variable parts (channel, contacts, login, note…) are fields, so that
// no code has to parse a sentence.
package events

import (
	"fmt"
	"slices"
)

// Result is the result of an act.
type Result string

// The results.
const (
	OK      Result = "ok"
	Refused Result = "refused"
	Blocked Result = "blocked" // by a limit
)

// Results lists the results.
var Results = []Result{OK, Refused, Blocked}

// Kind is a kind of event. Only those of the catalogue exist: the zero Kind cannot be written to the log.
type Kind struct{ row *row }

// Event is an entry of the audit log: kind, actor, target, origin and result. It names no member: accounts and network
// addresses are keyed hashes, which only the caisse can match.
type Event struct {
	Kind   Kind
	Actor  string // member, stranger, agent:LOGIN, system
	Target []byte // identifier_key, of a member or unknown; nil for an act that concerns no account
	Origin []byte // keyed hash of the network address; nil from the command line
	Result Result
	Details
}

// OK returns an event for an act that was done. target is the account's key, nil when the act concerns none.
func (k Kind) OK(target []byte, d Details) Event { return k.ended(OK, target, d) }

// Refused returns an event for an act that was refused.
func (k Kind) Refused(target []byte, d Details) Event { return k.ended(Refused, target, d) }

// Blocked returns an event for an act that a limit prevented.
func (k Kind) Blocked(target []byte, d Details) Event { return k.ended(Blocked, target, d) }

func (k Kind) ended(r Result, target []byte, d Details) Event {
	return Event{Kind: k, Target: target, Result: r, Details: d}
}

// By sets the actor and the keyed hash of the network address, which is nil for a command and for the service itself.
func (e Event) By(actor string, origin []byte) Event {
	e.Actor, e.Origin = actor, origin
	return e
}

// Check rejects an event without a row or wording in the catalogue, because nobody could read it in the log.
func (e Event) Check() error {
	switch {
	case e.Kind.row == nil:
		return fmt.Errorf("an event without a kind")
	case e.Kind.row.log(e.Result) == "":
		return fmt.Errorf("the event %s has no words for the result %q", e.Kind.Name(), e.Result)
	case e.Target != nil && !e.Kind.row.account:
		return fmt.Errorf("the event %s concerns no account", e.Kind.Name())
	}
	return nil
}

// Name is the event's name in the log.
func (k Kind) Name() string {
	if k.row == nil {
		return ""
	}
	return k.row.name
}

// Meaning describes the event and its fields in English, for docs/audit.md.
func (k Kind) Meaning() string { return k.row.means }

// Account says whether the event may concern an account.
func (k Kind) Account() bool { return k.row.account }

// Out is the name under which events of this kind are sent to other programs; empty when they are not sent. An act that
// a limit prevented is never sent.
func (k Kind) Out() string { return k.row.out }

// Results lists the possible results of the event.
func (k Kind) Results() []Result {
	return slices.DeleteFunc(slices.Clone(Results), func(r Result) bool { return k.row.log(r) == "" })
}

// All returns the catalogue.
func All() []Kind { return slices.Clone(catalogue) }

// ByName finds a kind by its name in the log; false for an event of another version of the program.
func ByName(name string) (Kind, bool) {
	i := slices.IndexFunc(catalogue, func(k Kind) bool { return k.row.name == name })
	if i < 0 {
		return Kind{}, false
	}
	return catalogue[i], true
}

// row is one event of the catalogue.
type row struct {
	name    string
	means   string
	account bool // the event may have an account as target

	// Wording by result. Agents who view an account read the members' wording when they have none of their own, and the
	// log of agents' acts falls back on the agents' wording.
	member, desk, acts says

	out       string               // name under which the event goes out to other programs; empty for none
	asked     bool                 // the login is that of the agent who requested the act
	explained bool                 // refusals count by their cause
	figure    string               // statistic, in addition to that of a limit
	counted   func(e Event) bool   // whether the event counts; nil: every event that no limit has prevented
	detail    func(e Event) string // detail of the statistic; nil for none
	held      func(e Event) string // the limit that prevented the act; nil when there is only one
}

// says is the wording for the three results.
type says struct{ ok, refused, blocked string }

func (s says) of(r Result) string {
	return map[Result]string{OK: s.ok, Refused: s.refused, Blocked: s.blocked}[r]
}

func (r *row) page(result Result) string {
	if said := r.desk.of(result); said != "" {
		return said
	}
	return r.member.of(result)
}

func (r *row) log(result Result) string {
	if said := r.acts.of(result); said != "" {
		return said
	}
	return r.page(result)
}

var catalogue []Kind

// add adds a row to the catalogue.
func add(r row) Kind {
	if _, twice := ByName(r.name); twice {
		panic("two events are called " + r.name)
	}
	k := Kind{&r}
	catalogue = append(catalogue, k)
	return k
}
