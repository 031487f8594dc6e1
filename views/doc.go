// Package views draws the screens.
//
// A handler fills a [Screen]: the name of a template, what the person had typed, what is wrong with it, and the values of
// this screen in a struct of its own. [Views.Render] draws it, as a page, or as the fragment of it that htmx asked for;
// only this package knows htmx's headers. The templates stand in folders by reader: member, agent, demo, and parts for
// what they share.
//
// [New] reads every template. A step without a template, and a template that nobody asks for, are errors of the start of the
// demonstration.
//
// [Gallery] lists every screen in every state that a person can meet, with invented values. The golden files, the
// accessibility tests and /galerie of the demonstration are drawn from it.
package views
