package views

import (
	"net/http"
	"net/url"
)

// The headers of htmx 2. No other file uses them.
const (
	requestHeader  = "HX-Request"
	restoreHeader  = "HX-History-Restore-Request"
	targetHeader   = "HX-Target"
	currentHeader  = "HX-Current-URL"
	redirectHeader = "HX-Redirect"
	pushHeader     = "HX-Push-Url"
	reswapHeader   = "HX-Reswap"
)

func fromHTMX(r *http.Request) bool {
	return r.Header.Get(requestHeader) == "true" && r.Header.Get(restoreHeader) != "true"
}

// Scripted says whether htmx sent the request: it can show a page but not save a file.
func Scripted(r *http.Request) bool { return fromHTMX(r) }

// swapped says whether the response is inserted into #page, the part of the page between the banner and the footer.
func swapped(r *http.Request) bool { return fromHTMX(r) && !elsewhere(r) }

// elsewhere says whether htmx would insert the response into another element than #page, which is not meant for a screen.
func elsewhere(r *http.Request) bool {
	target := r.Header.Get(targetHeader)
	return fromHTMX(r) && target != "" && target != "page"
}

// keepAddress leaves the address bar unchanged when no new step was reached: after a refused entry, or for the same
// step again. The address that a form posts to is not a page, and « back » must not go through each refusal. A query selects
// what is shown, so that « back » leads to the former page of a list; only « etat » does not, which names a notice.
func keepAddress(w http.ResponseWriter, r *http.Request) {
	current, err := url.Parse(r.Header.Get(currentHeader))
	if r.Method == http.MethodPost || err == nil && current.Path == r.URL.Path && selection(current) == selection(r.URL) {
		w.Header().Set(pushHeader, "false")
	}
}

// selection is the query of an address without the name of its notice.
func selection(address *url.URL) string {
	query := address.Query()
	query.Del("etat")
	return query.Encode()
}

// Redirect redirects the browser to a page of this service, with 303; htmx follows it by itself.
func (v *Views) Redirect(w http.ResponseWriter, r *http.Request, url string) {
	http.Redirect(w, r, url, http.StatusSeeOther)
}

// RedirectOutside redirects the browser to another site or to a file. htmx is told to leave the page, because a script
// may not follow a redirect there.
func (v *Views) RedirectOutside(w http.ResponseWriter, r *http.Request, url string) {
	if !fromHTMX(r) {
		http.Redirect(w, r, url, http.StatusSeeOther)
		return
	}
	w.Header().Set(redirectHeader, url)
	w.WriteHeader(http.StatusOK)
}

// LeaveAfterForm makes the page that answers a form continue to another site by itself. A redirect would be
// blocked, because form-action 'self' applies to redirects after a form, too.
func (v *Views) LeaveAfterForm(w http.ResponseWriter, r *http.Request, url string) {
	if fromHTMX(r) {
		w.Header().Set(redirectHeader, url)
		return
	}
	w.Header().Set("Refresh", "0; url="+url)
}
