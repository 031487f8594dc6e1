package courier

import (
	"net/url"
	"strings"

	"sesame/db"
)

// ReportPath is where Kannel tells what became of an SMS: under the address of the service, followed by the message's
// reference. Only Kannel was told the reference, and nobody guesses it: it is what the report is believed for.
const ReportPath = "/rapport-sms/"

// reportState is the field of a report that holds its kind.
const reportState = "etat"

// The kinds of Kannel's delivery reports that tell an end, and the mask that asks for them. The others say only that the
// message has come as far as the operator.
const (
	reportDelivered   = "1"
	reportUndelivered = "2"
	reportRejected    = "16"
	reportMask        = "19"
)

// reportURL is what Kannel calls: it writes the report's kind in the place of %d.
func reportURL(site *url.URL, reference string) string {
	return strings.TrimSuffix(site.String(), "/") + ReportPath + reference + "?" + reportState + "=%d"
}

// ReadReport says what a delivery report tells, with the class that agents read as a reason; ok is false for one that
// tells no end.
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
