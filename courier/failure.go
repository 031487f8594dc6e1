package courier

import (
	"errors"
	"time"
)

// Fault says what caused a refusal.
type Fault string

// A refusal concerns one destination, the relay or gateway itself, or the sender: our configuration, address or
// reputation.
const (
	FaultBox   Fault = "box"
	FaultRelay Fault = "relay"
	FaultUs    Fault = "us"
)

// Reach says how many messages a refusal would affect.
type Reach int

// A refusal may concern one message only (its destination or content), possibly others, or all messages.
const (
	ReachOne Reach = iota
	ReachMany
	ReachAll
)

// Failure is why a message was not sent. Only its class may be stored or logged, because the answers of relays and
// gateways contain the address.
type Failure struct {
	Class string // « smtp-refus 550 5.1.1 », « sms-connexion »: a class, with the reply code if any
	Fault Fault  // empty when the other side was not reached
	// Permanent means that the destination is refused for good: the message is not retried.
	Permanent bool
	Reach     Reach
	After     time.Duration // minimum wait requested by the other side; zero if none
	cause     error         // for diagnosis in memory; never logged or stored
}

func (f *Failure) Error() string { return f.Class }

func (f *Failure) Unwrap() error { return f.cause }

// failureOf converts any error to a Failure; an unknown error is a temporary one.
func failureOf(err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	return &Failure{Class: "inconnue", Fault: FaultRelay, Reach: ReachMany, cause: err}
}
