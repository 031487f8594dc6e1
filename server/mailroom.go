package server

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sesame/account"
	"sesame/courier"
)

// mailroom says what keeps e-mails and SMS from leaving, since when, how many wait, and what mends it.
func (s *Server) mailroom(ctx context.Context) (mail, sms error) {
	status := s.options.Courier.Status()
	if status.Mail == (courier.Trouble{}) && status.SMS == (courier.Trouble{}) && len(status.Houses) == 0 {
		return nil, nil
	}
	waiting := map[account.Channel]int{}
	if h, err := s.options.DB.OutboxHealth(ctx); err == nil { // a database that does not answer has a line of its own
		waiting = h.Channels
	}
	told := s.trouble(status.Mail, waiting[account.Email])
	for _, h := range status.Houses {
		told = append(told, h.Says(s.clock(h.Since)))
	}
	return sentence(told), sentence(s.trouble(status.SMS, waiting[account.SMS]))
}

func (s *Server) trouble(t courier.Trouble, waiting int) []string {
	if t == (courier.Trouble{}) {
		return nil
	}
	return []string{fmt.Sprintf("en échec depuis %s, %d en attente : %s (%s)", s.clock(t.Since), waiting, courier.Cause(t.Class), t.Class)}
}

func (s *Server) clock(t time.Time) string {
	return t.In(s.options.Location).Format("02/01/2006 15:04")
}

func sentence(told []string) error {
	if len(told) == 0 {
		return nil
	}
	return errors.New(strings.Join(told, " ; "))
}
