package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/texts"
)

// inApps recognises, by words of the User-Agent header, applications that show pages in a browser of their own. Such browsers
// often keep no cookies.
var inApps = []struct{ word, name string }{
	{"Instagram", "Instagram"},
	{"MessengerForiOS", "Messenger"}, {"MESSENGER", "Messenger"}, {"Orca-Android", "Messenger"},
	{"FBAN", "Facebook"}, {"FBAV", "Facebook"}, {"FB_IAB", "Facebook"},
	{"Snapchat", "Snapchat"}, {"LinkedInApp", "LinkedIn"}, {"Twitter", "X"}, {"musical_ly", "TikTok"}, {"BytedanceWebview", "TikTok"},
	{"; wv)", ""}, // Android's view of pages inside any other application
}

// inAppAdvice says how to open the page in a real browser; empty if the request comes from one.
func inAppAdvice(r *http.Request) string {
	agent := r.UserAgent()
	real := "Chrome"
	if strings.Contains(agent, "iPhone") || strings.Contains(agent, "iPad") {
		real = "Safari"
	}
	for _, app := range inApps {
		if strings.Contains(agent, app.word) {
			return texts.InApp(app.name, real)
		}
	}
	// On iPhone and iPad every browser names itself after AppleWebKit; a view inside an application does not.
	if real == "Safari" && strings.Contains(agent, "AppleWebKit") && !strings.Contains(agent, "Safari/") {
		return texts.InApp("", real)
	}
	return ""
}

// InAppAdvice is inAppAdvice for handlers.
func InAppAdvice(c echo.Context) string { return inAppAdvice(c.Request()) }
