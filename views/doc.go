// Package views draws the screens.
//
// A handler fills a [Screen]: the name of a template, what the person has typed, the errors in it, and the screen's own data
// in a struct. [Views.Render] draws it as a page, or as the fragment that htmx requests; only this package uses htmx's
// headers. The templates are in folders by reader: member, agent, demo, and parts for what they share.
//
// [New] parses the members' templates; the agents' are parsed with the first of their pages. In the demonstration it parses
// both, and a step without a template, or a template that no screen uses, is an error.
//
// [Gallery] lists every screen in every state that a person can meet, with invented values. The golden files, the
// accessibility tests and /galerie of the demonstration use it.
package views
