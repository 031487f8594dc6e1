// Package journey says where a person stands on the way through a form of several pages.
//
// A [Journey] is a table of steps. A person stands at the first [Step] that applies and is not done yet, and that is
// computed from [Facts]: what is known of this person, never what a browser sends. A typed address, a reload, the back
// button, a second tab and an old form therefore all lead to the same step, and no step can be skipped or replayed.
//
// The five tables are [Personalisation], [Change], [Address], [Forgotten] and [Registration]; docs/journeys.md draws
// them, and a test compares the drawings. A new row needs handlers, a template and a sample in the gallery: the
// program does not start without them.
//
// The package knows neither HTTP nor SQL nor the clock: the same facts lead to the same step, whoever asks.
package journey
