package account

import "sesame/texts"

// Legal is what only the caisse knows of the legal pages. An empty field is told by « sesame doctor », and the page then
// leaves its sentence out or says whom to ask.
type Legal struct {
	Director   string // of the publication, by name
	Host       string // name, address and telephone of who runs the machines
	DPO        string // e-mail address of the data protection officer
	AccessPlan string // address of the accessibility plan of several years
	Relay      string // address by which deaf people telephone the caisse
	Audit      Audit  // of accessibility; zero for none
}

// Audit is what an expert has found of the service's accessibility.
type Audit struct {
	Report string // address
	By     string // who made it, and when
	Rate   int    // criteria that are met, in tenths of a percent
}

// Conformity is what the law has the service say of its accessibility: without an audit it is « non conforme ».
func (a Audit) Conformity() string {
	switch {
	case a.Rate >= 1000:
		return texts.FullyConform
	case a.Rate >= 500:
		return texts.PartlyConform
	}
	return texts.NotConform
}

// Percent is the rate as people read it.
func (a Audit) Percent() string { return texts.Percent(a.Rate) }
