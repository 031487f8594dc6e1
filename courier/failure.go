package courier

import (
	"errors"
	"time"
)

// Fault says whose fault it is that a message was not taken.
type Fault string

// A refusal is about one destination, about the relay or gateway itself, or about us: what our configuration, our address
// or our name is worth to the other side.
const (
	FaultBox   Fault = "box"
	FaultRelay Fault = "relay"
	FaultUs    Fault = "us"
)

// Reach says how many messages a refusal would meet.
type Reach int

// A refusal may be due to one message alone, its destination or its content; it may well meet others; or it was said, or
// holds, whatever the message.
const (
	ReachOne Reach = iota
	ReachMany
	ReachAll
)

// Failure is why a message did not leave. It is all that may be kept of it: what relays and gateways answer names
// the address.
type Failure struct {
	Class string // « smtp-refus 550 5.1.1 », « sms-connexion »: a word, and a code where one was answered
	Fault Fault  // empty where the message never came to the other side
	// Permanent is for a refusal of the destination that another try would only hear again. The message ends with it.
	Permanent bool
	Reach     Reach
	After     time.Duration // the other side asks to wait this long; zero where it does not say
	cause     error         // for who looks into it; never logged, never kept
}

func (f *Failure) Error() string { return f.Class }

func (f *Failure) Unwrap() error { return f.cause }

// failureOf makes any error a Failure: one that says nothing of itself is passing.
func failureOf(err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	return &Failure{Class: "inconnue", Fault: FaultRelay, Reach: ReachMany, cause: err}
}
