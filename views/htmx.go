package views

import (
	"net/http"
	"net/url"
)

// The headers of htmx 2, all in this file.
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

// Scripted tells whether a script asked, which can show a page and not save a file.
func Scripted(r *http.Request) bool { return fromHTMX(r) }

// swapped tells whether the answer goes into #page, the part of the page between the banner and the footer.
func swapped(r *http.Request) bool { return fromHTMX(r) && !elsewhere(r) }

// elsewhere tells whether htmx would put the answer into another place than #page, where a screen has no business.
func elsewhere(r *http.Request) bool {
	target := r.Header.Get(targetHeader)
	return fromHTMX(r) && target != "" && target != "page"
}

// keepAddress leaves the address bar alone when no new step was reached: a refused entry, or the same step again. The
// address a form posts to is no page, and « back » must not go through each refusal.
func keepAddress(w http.ResponseWriter, r *http.Request) {
	current, err := url.Parse(r.Header.Get(currentHeader))
	if r.Method == http.MethodPost || err == nil && current.Path == r.URL.Path {
		w.Header().Set(pushHeader, "false")
	}
}

// Redirect sends the browser to a page of this service, with 303; htmx follows it by itself.
func (v *Views) Redirect(w http.ResponseWriter, r *http.Request, url string) {
	http.Redirect(w, r, url, http.StatusSeeOther)
}

// RedirectOutside sends the browser to another site or to a file: htmx is told to leave the page, because a script may
// not follow a redirection there.
func (v *Views) RedirectOutside(w http.ResponseWriter, r *http.Request, url string) {
	if !fromHTMX(r) {
		http.Redirect(w, r, url, http.StatusSeeOther)
		return
	}
	w.Header().Set(redirectHeader, url)
	w.WriteHeader(http.StatusOK)
}

// LeaveAfterForm makes the page that answers a form go on to another site by itself. A redirect would be refused:
// form-action 'self' holds for where a form is redirected to as well.
func (v *Views) LeaveAfterForm(w http.ResponseWriter, r *http.Request, url string) {
	if fromHTMX(r) {
		w.Header().Set(redirectHeader, url)
		return
	}
	w.Header().Set("Refresh", "0; url="+url)
}
