// Package imports contains the supervisors' pages for the files of the back office: uploaded, checked, loaded, undone.
package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/agent/inbox"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// Pages holds these pages.
type Pages struct {
	desk.Common
	jobs jobs
}

const (
	importsPath  = web.AgentPath + web.UploadPath
	shownImports = 50
	maxFileName  = 120 // maximum number of characters stored
)

var (
	errNotMultipart = errors.New("the form has no file")
	errOfAColleague = errors.New("the form was rendered for another agent")
)

// ImportTasks links on the home page a checked file that waits for a decision.
func (a *Pages) ImportTasks(_ context.Context, agent *db.Agent) ([]views.DeskTask, error) {
	a.jobs.mu.Lock()
	defer a.jobs.mu.Unlock()
	if j := a.jobs.current; acts.MayImport.Of(agent.Role) && j != nil && j.row.Phase == db.ImportChecked {
		return []views.DeskTask{{Label: "Un fichier vérifié attend une décision", URL: fmt.Sprintf("%s/%d", importsPath, j.row.ID), Urgent: true}}, nil
	}
	return nil, nil
}

// ShowImports shows the upload form and the previous imports.
func (a *Pages) ShowImports(c echo.Context) error {
	return a.importsScreen(c, nil, nil)
}

func (a *Pages) importsScreen(c echo.Context, values map[string]string, refused error) error {
	ctx := c.Request().Context()
	a.dropImport(ctx)
	found, err := a.DB.Imports(ctx, shownImports)
	if err != nil {
		return err
	}
	d := views.DeskImportsData{Gigabytes: web.MaxUpload >> 30}
	for _, i := range found {
		row := views.DeskImportRow{URL: fmt.Sprintf("%s/%d", importsPath, i.ID), Label: fmt.Sprintf("Import %d", i.ID), Name: i.Name, Kind: importLabels[i.Kind],
			Who: inbox.Who(c, i.Actor), When: a.Moment(i.StartedAt), State: events.Cause(i.Phase).Words()}
		if !i.UndoneAt.IsZero() {
			row.State = texts.ImportStateUndone
		}
		if i.Phase.UnderWay() {
			d.Busy = &row
		}
		d.Rows = append(d.Rows, row)
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/imports", Action: importsPath, Values: values, Data: d}, refused)
}

// SubmitImport receives a file and starts its check. The file is streamed to disk, so memory use stays constant.
func (a *Pages) SubmitImport(c echo.Context) error {
	ctx := c.Request().Context()
	body := web.UploadBody(c)
	if body == nil {
		return echo.NewHTTPError(http.StatusUnsupportedMediaType).SetInternal(errNotMultipart)
	}
	a.dropImport(ctx)
	j := a.jobs.reserve()
	if j == nil {
		_, _ = io.CopyN(io.Discard, body, web.PoliteUnread)
		return a.importsScreen(c, nil, web.Refuse("", texts.ImportBusy))
	}
	values := map[string]string{}
	taken := false
	defer func() {
		if !taken { // also after a panic, so that the next file can be received
			a.jobs.release(j)
		}
	}()
	if err := a.takeFile(c, j, body, values); err != nil {
		_, _ = io.CopyN(io.Discard, body, web.PoliteUnread)
		if errors.Is(err, errOfAColleague) {
			return a.ShowAgain(c)
		}
		return a.importsScreen(c, values, uploadRefusal(err))
	}
	taken = true
	id := j.row.ID
	a.readImport(j, true)
	return a.Redirect(c, fmt.Sprintf("%s/%d", importsPath, id))
}

// uploadRefusal converts an error during an upload to a sentence.
func uploadRefusal(err error) error {
	var (
		told     *backoffice.FileError
		tooLarge *http.MaxBytesError
	)
	switch {
	case errors.As(err, &told):
		return web.Refuse("fichier", told.Message)
	case errors.As(err, &tooLarge):
		return web.Refuse("fichier", texts.ImportTooLarge(web.MaxUpload>>30))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return web.Refuse("fichier", texts.ImportCutShort)
	}
	return err
}

// takeFile reads the form, makes the immediate checks, and records the import.
func (a *Pages) takeFile(c echo.Context, j *importJob, body io.ReadCloser, values map[string]string) error {
	r := c.Request()
	if !web.RoomFor(a.importDir(), r.ContentLength) {
		return web.Refuse("fichier", texts.ImportDiskFull)
	}
	r.Body = body
	form, err := r.MultipartReader()
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	name, err := a.readParts(form, desk.VisitorOf(c), j, values)
	if err != nil {
		return err
	}
	kind, known := acts.FileNamed(values["nature"])
	refused := &web.Refusal{}
	if !known {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "nature", Message: texts.ImportChooseKind})
	}
	if name == "" {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "fichier", Message: texts.ImportChooseFile})
	}
	if len(refused.Fields) > 0 {
		return refused
	}
	if _, err := backoffice.OpenTable(j.file.Reader(), kind.Columns); err != nil {
		return err
	}
	row := db.FileImport{Kind: kind.Kind, Bytes: j.file.Size, Name: name}
	err = a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error { return a.Acts.TakeImport(ctx, t, who, &row) })
	if err != nil {
		return err
	}
	a.jobs.mu.Lock()
	j.row, j.who = row, a.Actor(c)
	a.jobs.mu.Unlock()
	return nil
}

// readParts streams the file to disk and returns its name, empty if none was chosen. Other fields go to values. It returns errOfAColleague
// for a form that was rendered for another agent; the form names its page before the file.
func (a *Pages) readParts(form *multipart.Reader, visitor *desk.Visitor, j *importJob, values map[string]string) (name string, err error) {
	for {
		part, err := form.NextPart()
		if err == io.EOF { //nolint:errorlint // NextPart returns io.EOF unwrapped; a truncated form gives another error
			return name, nil
		}
		if err != nil {
			return "", cutForm(err)
		}
		switch {
		case part.FormName() == "fichier" && part.FileName() != "" && j.file == nil:
			if j.file, err = web.NewPrivateFile(a.importDir()); err != nil {
				return "", err
			}
			if _, err := io.Copy(j.file, part); err != nil {
				return "", cutForm(err)
			}
			shown := []rune(strings.ToValidUTF8(part.FileName(), "?"))
			name = string(shown[:min(maxFileName, len(shown))])
		case part.FormName() == "nature" || part.FormName() == "page":
			short, err := io.ReadAll(io.LimitReader(part, 64))
			if err != nil {
				return "", cutForm(err)
			}
			if part.FormName() == "page" && !visitor.Sends(string(short)) {
				return "", errOfAColleague
			}
			values[part.FormName()] = string(short)
		}
	}
}

// cutForm recognises a truncated form, because the connection was lost. It returns errors about size or a full disk
// unchanged.
func cutForm(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) || errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if strings.HasPrefix(err.Error(), "multipart:") {
		return errors.Join(io.ErrUnexpectedEOF, err)
	}
	return err
}
