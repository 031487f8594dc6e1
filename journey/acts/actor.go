package acts

import "sesame/db"

// Kind is the kind of actor.
type Kind string

// The kinds, as the audit log names them.
const (
	Stranger Kind = "stranger"
	Member   Kind = "member"
	Agent    Kind = "agent"
	System   Kind = "system" // a command or the service itself
)

// Actor is who acts, and the network address they act from.
type Actor struct {
	Kind      Kind
	Agent     *db.Agent // as read at the start of the request; set for an agent only
	Session   int64     // session of the member or agent; 0 for none
	Origin    []byte    // keyed hash of the network address; nil from the command line
	Wider     []byte    // keyed hash of the /48 around an address of IPv6; nil for others
	Shared    bool      // many people share the address, so limits per address do not apply
	Device    string    // family of the browser
	Browser   []byte    // keyed hash of the cookie that identifies known browsers; nil from the command line
	Reference string    // of the request, for the service's log
}

// Command is the actor for the command line.
var Command = Actor{Kind: System}

// String is the actor's name in the audit log.
func (w Actor) String() string {
	if w.Agent != nil {
		return w.Agent.Actor()
	}
	return string(w.Kind)
}

// login is the agent's login; empty for any other actor.
func (w Actor) login() string {
	if w.Agent == nil {
		return ""
	}
	return w.Agent.Login
}
