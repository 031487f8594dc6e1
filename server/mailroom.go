package server

import (
	"context"
	"errors"
	"strings"

	"sesame/account"
	"sesame/courier"
)

// mailroom returns, for each channel, why messages are not sent, since when, how many wait, and the remedy; nil if they are
// sent.
func (s *Server) mailroom(ctx context.Context) (mail, sms error) {
	troubles := s.options.Courier.Status().Troubles()
	if len(troubles) == 0 {
		return nil, nil
	}
	waiting := map[account.Channel]int{}
	if h, err := s.options.DB.OutboxHealth(ctx); err == nil { // a database that does not answer has its own line
		waiting = h.Channels
	}
	told := map[account.Channel][]string{}
	for _, t := range troubles {
		since := t.Since.In(s.options.Location).Format("le 02/01/2006 à 15:04")
		says := courier.Told(t, since, waiting)
		if t.Provider == "" {
			says += " : " + courier.Mend(t.Class)
		}
		told[t.Channel] = append(told[t.Channel], says)
	}
	return sentence(told[account.Email]), sentence(told[account.SMS])
}

func sentence(told []string) error {
	if len(told) == 0 {
		return nil
	}
	return errors.New(strings.Join(told, " ; "))
}
