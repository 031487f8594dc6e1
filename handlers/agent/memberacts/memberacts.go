// Package memberacts contains the pages of the acts that an agent performs for one member: passwords by every channel, the
// telephone and the counter, contacts, letters, mandates, the state of the account. It also shows the proof of identity that
// each act requires.
package memberacts

import "sesame/handlers/agent/desk"

// Pages holds these pages.
type Pages struct{ desk.Common }
