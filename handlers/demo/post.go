package demo

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
	"sesame/views"
)

// keptMessages is the maximum number of messages that /demo shows.
const keptMessages = 500

// Post collects the messages and letters that leave the demonstration, for /demo to show.
type Post struct {
	Mailbox *courier.Mailbox // e-mails and text messages

	db       *db.DB
	caisse   account.Caisse
	location *time.Location
	now      func() time.Time
	waiting  chan struct{}

	mu      sync.Mutex
	letters []drawnLetter
}

type drawnLetter struct {
	id  int64
	at  time.Time
	to  string
	pdf []byte
}

// NewPost collects what leaves this database. The location is the time zone of displayed times.
func NewPost(d *db.DB, c account.Caisse, location *time.Location, now func() time.Time) *Post {
	return &Post{Mailbox: courier.NewMailbox(keptMessages, now), db: d, caisse: c, location: location, now: now, waiting: make(chan struct{}, 1)}
}

// Wake says that a letter may be waiting.
func (p *Post) Wake() {
	select {
	case p.waiting <- struct{}{}:
	default:
	}
}

// Print draws each waiting letter as the member would receive it, until ctx ends. The letters stay in the queue, for an
// agent to print.
func (p *Post) Print(ctx context.Context) {
	for {
		p.printWaiting(ctx)
		select {
		case <-ctx.Done():
			return
		case <-p.waiting:
		}
	}
}

func (p *Post) printWaiting(ctx context.Context) {
	waiting, err := p.db.WaitingLetters(ctx, p.now())
	if err != nil {
		return
	}
	for _, l := range waiting {
		if p.drawn(l.ID) {
			continue
		}
		var pdf bytes.Buffer
		if err := courier.Letter(&pdf, p.caisse, []db.Letter{l}, p.location); err != nil {
			continue
		}
		p.mu.Lock()
		p.letters = append(p.letters, drawnLetter{id: l.ID, at: l.CreatedAt, to: l.Payload.Name, pdf: pdf.Bytes()})
		p.mu.Unlock()
	}
}

func (p *Post) drawn(id int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(p.letters, func(l drawnLetter) bool { return l.id == id })
}

const hour = "02/01/2006 à 15:04:05"

// data returns what /demo shows now. Messages and letters are numbered in the order in which they left.
func (p *Post) data() views.DemoData {
	data := views.DemoData{Members: shownMembers(), Calls: calls}
	data.MemberTries, data.AgentTries = shownTries(p.now())
	for _, a := range agents {
		data.Agents = append(data.Agents, a.shown(p.now()))
	}
	all := p.Mailbox.All()
	for i, left := range all {
		m := views.DemoMail{N: len(all) - i, When: left.At.In(p.location).Format(hour), To: left.To}
		if left.Mail != nil {
			m.Channel, m.Subject, m.Text, m.HTML = "email", left.Mail.Subject, left.Mail.Text, left.Mail.HTML != ""
		} else {
			m.Channel, m.Text = "sms", left.Text.Body
		}
		data.Mails = append(data.Mails, m)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := len(p.letters) - 1; i >= 0; i-- {
		data.Letters = append(data.Letters, views.DemoLetter{N: i + 1, When: p.letters[i].at.In(p.location).Format(hour), To: p.letters[i].to})
	}
	return data
}

// html returns the HTML part of the nth mail.
func (p *Post) html(n int) ([]byte, bool) {
	all := p.Mailbox.All()
	if n < 1 || n > len(all) || all[len(all)-n].Mail == nil {
		return nil, false
	}
	return []byte(all[len(all)-n].Mail.HTML), true
}

// letter returns the PDF of the nth letter.
func (p *Post) letter(n int) ([]byte, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n < 1 || n > len(p.letters) {
		return nil, false
	}
	return p.letters[n-1].pdf, true
}
