package desk

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
)

const noteLength = 200 // characters

// ParseGrounds reads the part « agent-reason » of a form: why an agent acts for the member with this profile.
func ParseGrounds(c echo.Context, p db.Profile) (events.Grounds, error) {
	return ParseGroundsOf(events.MemberMatter, c, p)
}

// ParseGroundsOf is ParseGrounds for another matter. A note without a choice counts as « Autre », which requires a note.
func ParseGroundsOf(matter events.Matter, c echo.Context, p db.Profile) (events.Grounds, error) {
	g := events.Grounds{Motive: events.Motive(c.FormValue("raison"))}
	noted := strings.TrimSpace(c.FormValue("motif")) != ""
	if g.Motive == "" && noted {
		g.Motive = events.MotiveOther
	}
	if !slices.Contains(matter.Motives(), g.Motive) {
		return events.Grounds{}, web.Refuse("raison", texts.ReasonMissing)
	}
	if !noted && g.Motive != events.MotiveOther {
		return g, nil
	}
	var err error
	g.Note, err = ParseNote(c, "motif", p)
	return g, err
}

// ParseNote reads a text that an agent must type. It is stored in the audit log, so it must not identify the member with
// this profile; an empty profile stands for no member.
func ParseNote(c echo.Context, field string, p db.Profile) (string, error) {
	note := strings.Join(strings.Fields(c.FormValue(field)), " ")
	if note == "" {
		return "", web.RefuseField(field, account.ErrEmpty)
	}
	if refused := NoteRefused(note, p); refused != "" {
		return "", web.Refuse(field, refused)
	}
	return note, nil
}

// NoteRefused says why a text may not be stored in the audit log as a reason; empty for one that may.
func NoteRefused(note string, p db.Profile) string {
	if utf8.RuneCountInString(note) > noteLength {
		return texts.ReasonTooLong(noteLength)
	}
	if word := telling(note, p); word != "" {
		return texts.ReasonTells(word)
	}
	return ""
}
