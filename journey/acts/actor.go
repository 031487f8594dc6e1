package acts

import "sesame/db"

// Kind is what somebody is who acts.
type Kind string

// The kinds, as the audit log says them.
const (
	Stranger Kind = "stranger"
	Member   Kind = "member"
	Agent    Kind = "agent"
	System   Kind = "system" // a command, or the service itself
)

// Actor is who acts, and from where.
type Actor struct {
	Kind      Kind
	Agent     *db.Agent // as their request found them; of an agent only
	Session   int64     // session in which a member or an agent acts; 0 for none
	Origin    []byte    // keyed hash of the address of the network; nil from the command line
	Shared    bool      // many people stand behind that address: its limits do not count
	Device    string    // family of the browser
	Reference string    // of the request, for the service's log
}

// Command is the actor of what is done on the command line.
var Command = Actor{Kind: System}

// String is how the audit log names the actor.
func (w Actor) String() string {
	if w.Agent != nil {
		return w.Agent.Actor()
	}
	return string(w.Kind)
}

// counted is whom the limits of an address count; nil where they count nobody.
func (w Actor) counted() []byte {
	if w.Shared {
		return nil
	}
	return w.Origin
}

// login is the agent's; empty for anybody else.
func (w Actor) login() string {
	if w.Agent == nil {
		return ""
	}
	return w.Agent.Login
}
