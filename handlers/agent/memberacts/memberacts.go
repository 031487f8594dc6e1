// Package memberacts contains the pages of what an agent does for one member: passwords by every channel, the telephone and the
// counter, contacts, letters, mandates, the state of the account; and what each of these acts asks for as a proof.
package memberacts

import "sesame/handlers/agent/desk"

// Pages are those of the acts on one member.
type Pages struct{ desk.Common }
