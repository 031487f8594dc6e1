// Package journey computes at which step of a multi-page form a person is.
//
// A [Journey] is a table of steps. The current [Step] is the first that applies and is not done yet. It is computed
// from [Facts], which are stored on the server and never sent by a browser. A typed address, a reload, the back button,
// a second tab and an outdated form therefore all lead to the same step, and no step can be skipped or replayed.
//
// The tables of members are [Personalisation], [Change], [Address], [Phones], [Forgotten] and [Registration]. Those of
// agents are [Login], [Enrolment], [Passkey], [Authenticator], [RecoveryCodes], [Invitation] and [ClientSecret].
// docs/journeys.md shows their diagrams, which a test compares. A new row needs handlers, a template and a sample in the
// gallery: the program does not start without them.
//
// The package uses neither HTTP, SQL nor a clock: equal facts always give the same step.
package journey
