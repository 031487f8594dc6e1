package member

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/views"
)

// showSheet shows the help for one step on half a page, to be printed for a neighbour or a counter.
func (a *Pages) showSheet(c echo.Context) error {
	sheet := views.SheetData{Name: c.Param("fiche")}
	if sheet.Title() == "" {
		return echo.ErrNotFound
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "aide/fiche", Data: sheet})
}
