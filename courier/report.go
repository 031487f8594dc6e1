package courier

import (
	"net/url"
	"strings"

	"sesame/db"
)

// ReportPath is the path at which Kannel sends delivery reports, followed by the message's reference. A report is
// trusted because only Kannel knows the random reference.
const ReportPath = "/rapport-sms/"

// reportState is the query parameter that holds the kind of a report.
const reportState = "etat"

// The kinds of Kannel's delivery reports that are final, and the mask that requests them. The others only say that the
// message has reached the operator.
const (
	reportDelivered   = "1"
	reportUndelivered = "2"
	reportRejected    = "16"
	reportMask        = "19"
)

// reportURL is the URL that Kannel calls; it replaces %d by the kind of report.
func reportURL(site *url.URL, reference string) string {
	return strings.TrimSuffix(site.String(), "/") + ReportPath + reference + "?" + reportState + "=%d"
}

// ReadReport parses a delivery report. It returns the fate of the message and, if it failed, a class that is shown to
// agents as the reason. ok is false for a report that is not final.
func ReadReport(query url.Values) (fate db.Fate, code string, ok bool) {
	switch query.Get(reportState) {
	case reportDelivered:
		return db.FateDelivered, "", true
	case reportUndelivered:
		return db.FateBounced, "sms-non-remis", true
	case reportRejected:
		return db.FateBounced, "sms-rejete", true
	}
	return "", "", false
}
