package account

import "sesame/texts"

// Legal holds the facts of the legal pages that only the caisse knows. « sesame doctor » reports an empty field; the
// page then leaves its sentence out or says whom to ask.
type Legal struct {
	Director   string // of the publication, by name
	Host       string // name, address and telephone of the hosting provider
	DPO        string // e-mail address of the data protection officer
	AccessPlan string // address of the accessibility plan of several years
	Relay      string // address of the relay service by which deaf people telephone the caisse
	Audit      Audit  // of accessibility; zero for none
}

// Audit is the result of an expert's accessibility audit of the service.
type Audit struct {
	Report string // address
	By     string // auditor and date
	Rate   int    // criteria that are met, in tenths of a percent
}

// Conformity returns the statement about accessibility that the law requires: without an audit it is « non conforme ».
func (a Audit) Conformity() string {
	switch {
	case a.Rate >= 1000:
		return texts.FullyConform
	case a.Rate >= 500:
		return texts.PartlyConform
	}
	return texts.NotConform
}

// Percent formats the rate for display.
func (a Audit) Percent() string { return texts.Percent(a.Rate) }
