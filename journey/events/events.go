// Package events is the catalogue of the audit log: each event has one row, which says what the event means, what it
// counts, and how members, agents and supervisors read it. What the log holds beside it (channel, contacts, login, note…)
// are fields, so that no part of the program has to read a sentence back.
package events

import (
	"fmt"
	"slices"
)

// Result is how an act ended.
type Result string

// The results.
const (
	OK      Result = "ok"
	Refused Result = "refused"
	Blocked Result = "blocked" // a limit was met
)

// Results lists them.
var Results = []Result{OK, Refused, Blocked}

// Kind is what was done. The only ones are those of the catalogue: the zero Kind cannot be written.
type Kind struct{ row *row }

// Event is what is written to the audit log: what was done, by whom, to whom, from where, and how it ended. It names no
// member: accounts and addresses of the network are keyed hashes, which the caisse alone can match.
type Event struct {
	Kind   Kind
	Actor  string // member, stranger, agent:LOGIN, system
	Target []byte // identifier_key, of a member or of nobody; nil for an act that concerns no account
	Origin []byte // keyed hash of the network address; nil from the command line
	Result Result
	Details
}

// OK is an act that was done. target is the account's key, nil where the act concerns none.
func (k Kind) OK(target []byte, d Details) Event { return k.ended(OK, target, d) }

// Refused is an act that was not done.
func (k Kind) Refused(target []byte, d Details) Event { return k.ended(Refused, target, d) }

// Blocked is an act that a limit has held back.
func (k Kind) Blocked(target []byte, d Details) Event { return k.ended(Blocked, target, d) }

func (k Kind) ended(r Result, target []byte, d Details) Event {
	return Event{Kind: k, Target: target, Result: r, Details: d}
}

// By names who did it, and the keyed hash of the network address from where; nil for a command and the service itself.
func (e Event) By(actor string, origin []byte) Event {
	e.Actor, e.Origin = actor, origin
	return e
}

// Check refuses what the catalogue has no row or no words for: it would stand in the log and nobody could read it.
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

// Name is how the log holds the event.
func (k Kind) Name() string {
	if k.row == nil {
		return ""
	}
	return k.row.name
}

// Meaning says for docs/audit.md, in English, what was done and which fields tell more.
func (k Kind) Meaning() string { return k.row.means }

// Account says whether the event can stand in the history of an account.
func (k Kind) Account() bool { return k.row.account }

// Results lists how the event can end.
func (k Kind) Results() []Result {
	return slices.DeleteFunc(slices.Clone(Results), func(r Result) bool { return k.row.log(r) == "" })
}

// All is the catalogue.
func All() []Kind { return slices.Clone(catalogue) }

// ByName finds a kind as the log names it; false for an event that another version of the program has written.
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
	account bool // the event may have an account as its target

	// Words by result. Members read those that are for them; agents on the member's page read the members' where they have
	// none of their own, and the supervisors' log in turn reads theirs.
	member, desk, acts says

	asked   bool                 // the login is that of the agent who has asked for the act
	figure  string               // what is counted, beside what a limit holds back
	counted func(e Event) bool   // nil for every event that no limit holds back
	detail  func(e Event) string // nil for none
	held    func(e Event) string // which of its limits has held it back; nil where it has one
}

// says are the words of the three results.
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

// add puts a row into the catalogue.
func add(r row) Kind {
	if _, twice := ByName(r.name); twice {
		panic("two events are called " + r.name)
	}
	k := Kind{&r}
	catalogue = append(catalogue, k)
	return k
}
