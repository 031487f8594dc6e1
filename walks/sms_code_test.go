package walks

import (
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// phoneThatReadsSMS is the interface by which a phone gives a page the code of an SMS that is bound to its site: the test says
// when one has come.
const phoneThatReadsSMS = `
window.OTPCredential = function () {};
window.asked = 0;
navigator.credentials.get = function (options) {
	if (!options.otp || options.otp.transport[0] !== 'sms') return Promise.reject(new Error('asked for something else'));
	window.asked++;
	return new Promise(function (resolve, reject) {
		window.comes = function (code) { resolve({ code: code }); };
		options.signal.addEventListener('abort', function () { window.asked--; reject(new Error('aborted')); });
	});
};`

// TestAPhoneWritesTheCodeOfAnSMS: the page asks for the code of an SMS only while it waits for one.
func TestAPhoneWritesTheCodeOfAnSMS(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	w := world{newPerson(t, s.url, true), s, s.post}
	_, err := chromedp.Call(w.tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: phoneThatReadsSMS})
	w.must(err)
	asked := func(want int) {
		t.Helper()
		got, err := chromedp.Run(w.tab, chromedp.Evaluate[int](`window.asked`))
		w.must(err)
		if got != want {
			t.Errorf("the page waits for %d SMS, want %d\n%s", got, want, w.describe())
		}
	}
	w.forgets(jeanne, "par e-mail")
	asked(0)
	w.Press("Abandonner")
	w.forgets(jeanne, "par SMS")
	asked(1)
	code := w.post.code(t, jeanne.phone)
	_, err = chromedp.Run(w.tab, chromedp.Evaluate[bool](`window.comes("`+code+`"), true`))
	w.must(err)
	w.Reads("Le code du SMS est écrit.")
	if got := w.Value("Saisir le code de confirmation"); got != code {
		t.Errorf("the field holds %q", got)
	}
	w.Press("Valider")
	w.isTold(bySMS)
}
