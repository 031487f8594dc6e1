package desk

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"
)

// KeyFile is the key, in the echo.Context, of the file that a request is answered with.
const KeyFile = "file of the answer"

// File is a response that the browser saves as a file.
type File struct {
	Name, Type string
	Content    []byte
}

// SendFile answers a form with a file that must not stay in memory: a password on paper, or the data about a member.
func (a *Common) SendFile(c echo.Context, f *File) error {
	c.Set(KeyFile, f)
	return f.HandOut(c)
}

// HandOut writes the file as an attachment.
func (f *File) HandOut(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="%s"`, f.Name))
	return c.Blob(http.StatusOK, f.Type, f.Content)
}

// Wipe overwrites the content; f may be nil.
func (f *File) Wipe() {
	if f != nil {
		clear(f.Content)
	}
}
