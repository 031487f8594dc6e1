package main

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

// demoPost is where everything goes that leaves the demonstration, for /demo to show.
type demoPost struct {
	db      *db.DB
	caisse  account.Caisse
	now     func() time.Time
	mailbox *courier.Mailbox
	waiting chan struct{}

	mu      sync.Mutex
	letters []drawnLetter
}

type drawnLetter struct {
	id  int64
	at  time.Time
	to  string
	pdf []byte
}

func newDemoPost(d *db.DB, c account.Caisse, now func() time.Time) *demoPost {
	return &demoPost{db: d, caisse: c, now: now, mailbox: courier.NewMailbox(keptMessages, now), waiting: make(chan struct{}, 1)}
}

// wake says that a letter may wait.
func (d *demoPost) wake() {
	select {
	case d.waiting <- struct{}{}:
	default:
	}
}

// print draws each letter that waits as it would come to its member, until ctx ends. The letters stay in the queue, for
// an agent to print.
func (d *demoPost) print(ctx context.Context) {
	for {
		d.printWaiting(ctx)
		select {
		case <-ctx.Done():
			return
		case <-d.waiting:
		}
	}
}

func (d *demoPost) printWaiting(ctx context.Context) {
	waiting, err := d.db.WaitingLetters(ctx, d.now())
	if err != nil {
		return
	}
	for _, l := range waiting {
		if d.drawn(l.ID) {
			continue
		}
		var pdf bytes.Buffer
		if err := courier.Letter(&pdf, d.caisse, []db.Letter{l}, paris()); err != nil {
			continue
		}
		d.mu.Lock()
		d.letters = append(d.letters, drawnLetter{id: l.ID, at: l.CreatedAt, to: l.Payload.Name, pdf: pdf.Bytes()})
		d.mu.Unlock()
	}
}

func (d *demoPost) drawn(id int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.ContainsFunc(d.letters, func(l drawnLetter) bool { return l.id == id })
}

const demoHour = "02/01/2006 à 15:04:05"

// data is what /demo shows now. Messages and letters are numbered in the order in which they left.
func (d *demoPost) data() views.DemoData {
	data := views.DemoData{Members: demoMembers()}
	for _, a := range demoAgents {
		data.Agents = append(data.Agents, a.shown(d.now()))
	}
	all := d.mailbox.All()
	for i, left := range all {
		m := views.DemoMail{N: len(all) - i, When: left.At.In(paris()).Format(demoHour), To: left.To}
		if left.Mail != nil {
			m.Channel, m.Subject, m.Text, m.HTML = "email", left.Mail.Subject, left.Mail.Text, left.Mail.HTML != ""
		} else {
			m.Channel, m.Text = "sms", left.Text.Body
		}
		data.Mails = append(data.Mails, m)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := len(d.letters) - 1; i >= 0; i-- {
		data.Letters = append(data.Letters, views.DemoLetter{N: i + 1, When: d.letters[i].at.In(paris()).Format(demoHour), To: d.letters[i].to})
	}
	return data
}

// html is the HTML part of the nth mail.
func (d *demoPost) html(n int) ([]byte, bool) {
	all := d.mailbox.All()
	if n < 1 || n > len(all) || all[len(all)-n].Mail == nil {
		return nil, false
	}
	return []byte(all[len(all)-n].Mail.HTML), true
}

// letter is the nth letter's PDF.
func (d *demoPost) letter(n int) ([]byte, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if n < 1 || n > len(d.letters) {
		return nil, false
	}
	return d.letters[n-1].pdf, true
}
