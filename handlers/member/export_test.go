package member

import "sesame/handlers/web"

// Journeys are the wizards that serve the members' journeys.
func (a *Pages) Journeys() map[string]*web.Wizard { return a.journeys }
