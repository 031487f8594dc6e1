package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// TestAPostTakesAForm checks which content types each address accepts.
func TestAPostTakesAForm(t *testing.T) {
	const form, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
	for _, c := range []struct {
		path, kind, body string
		status           int
	}{
		{"/contact", form, "a=1", http.StatusOK},
		{"/contact", "Application/X-WWW-Form-Urlencoded; charset=UTF-8", "a=1", http.StatusOK},
		{"/deconnexion", "", "", http.StatusOK},
		{"/deconnexion", "application/json", "", http.StatusUnsupportedMediaType},
		{"/contact", "", "a=1", http.StatusUnsupportedMediaType},
		{"/contact", "application/json", "{}", http.StatusUnsupportedMediaType},
		{"/contact", "text/plain", "a=1", http.StatusUnsupportedMediaType},
		{"/contact", form + ";;", "a=1", http.StatusUnsupportedMediaType},
		{"/contact", parts, "--x--", http.StatusUnsupportedMediaType},
		{AgentPath + "/approbations/1", parts, "--x--", http.StatusUnsupportedMediaType},
		{AgentPath + UploadPath, parts, "--x--", http.StatusOK},
		{AgentPath + UploadPath, "application/json", "{}", http.StatusUnsupportedMediaType},
		{ProgramsPath + "userinfo", "application/json", "{}", http.StatusOK},
	} {
		e := echo.New()
		e.Use(parseForm)
		e.POST(c.path, func(c echo.Context) error { return c.NoContent(http.StatusOK) })
		r, w := httptest.NewRequest(http.MethodPost, c.path, strings.NewReader(c.body)), httptest.NewRecorder()
		if c.kind != "" {
			r.Header.Set("Content-Type", c.kind)
		}
		if e.ServeHTTP(w, r); w.Code != c.status {
			t.Errorf("%s takes %q: %d, want %d", c.path, c.kind, w.Code, c.status)
		}
	}
}
