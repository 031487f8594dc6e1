package db

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// ContactList names a list of contact messages.
type ContactList string

// The lists. Messages assigned to an agent whose access was disabled count as unassigned (ContactsNobodys).
const (
	ContactsOpen     ContactList = "open" // the sender waits for an answer
	ContactsMine     ContactList = "mine"
	ContactsNobodys  ContactList = "nobodys"
	ContactsLate     ContactList = "late"
	ContactsWaiting  ContactList = "waiting" // for their sender
	ContactsAnswered ContactList = "answered"
	ContactsClosed   ContactList = "closed"
	ContactsAll      ContactList = "all"
)

// contactLists holds the SQL condition of each list: ?1 is agent:LOGIN of the agent who asks, ?2 the instant before which an
// open message is late.
var contactLists = map[ContactList]string{
	ContactsOpen: `waits_since IS NOT NULL`,
	ContactsMine: `waits_since IS NOT NULL AND assignee = ?1`,
	ContactsNobodys: `waits_since IS NOT NULL AND (assignee IS NULL OR NOT EXISTS (SELECT 1 FROM agents
		WHERE login = substr(assignee, length('agent:') + 1) AND disabled_at IS NULL))`,
	ContactsLate:     `waits_since < ?2`,
	ContactsWaiting:  `state = 'waiting'`,
	ContactsAnswered: `state = 'answered'`,
	ContactsClosed:   `state = 'closed'`,
	ContactsAll:      `TRUE`,
}

// Waits says whether the senders of the list's messages wait for an answer.
func (l ContactList) Waits() bool {
	return l == ContactsOpen || l == ContactsMine || l == ContactsNobodys || l == ContactsLate
}

// ContactQueue asks for a page of a list.
type ContactQueue struct {
	List          ContactList
	Actor         string    // agent:LOGIN of the agent who asks
	Late          time.Time // messages that have waited since before this instant are late
	Oldest        bool      // oldest first
	Limit, Offset int
}

// ContactMessages lists a page of messages. Lists of waiting senders are ordered by WaitsSince, others by time of writing.
func (r Reader) ContactMessages(ctx context.Context, q ContactQueue) ([]ContactMessage, error) {
	order := "id"
	if q.List.Waits() {
		order = "waits_since, id"
	}
	if !q.Oldest {
		order = "id DESC"
		if q.List.Waits() {
			order = "waits_since DESC, id DESC"
		}
	}
	return r.listContactMessages(ctx, `WHERE `+contactLists[q.List]+` ORDER BY `+order+` LIMIT ?3 OFFSET ?4`, q.Actor, seconds(q.Late), q.Limit, q.Offset)
}

// contactCount counts a list up to ?3 messages. Each condition is answered from one index alone.
func contactCount(list ContactList) string {
	return `SELECT count(*) FROM (SELECT 1 FROM contact_messages WHERE ` + contactLists[list] + ` LIMIT ?3)`
}

// ContactCounts returns the number of messages in each list of an agent; it stops counting a list at most+1.
func (r Reader) ContactCounts(ctx context.Context, actor string, late time.Time, most int) (map[ContactList]int, error) {
	var (
		lists  []ContactList
		counts []any
		query  []string
	)
	for _, list := range slices.Sorted(maps.Keys(contactLists)) { // in a fixed order: prepared statements are cached by their text
		lists, counts, query = append(lists, list), append(counts, new(int)), append(query, `(`+contactCount(list)+`)`)
	}
	err := r.q.QueryRowContext(ctx, `SELECT `+strings.Join(query, ", "), actor, seconds(late), most+1).Scan(counts...)
	if err != nil {
		return nil, fmt.Errorf("count contact messages: %w", err)
	}
	n := map[ContactList]int{}
	for i, list := range lists {
		n[list] = *counts[i].(*int)
	}
	return n, nil
}

// ContactMessageLine is a contact message as shown in a list.
type ContactMessageLine struct {
	Number, Subject string
	State           ContactState
	CreatedAt       time.Time
}

// ContactMessagesOf lists a member's contact messages, newest first, at most limit.
func (r Reader) ContactMessagesOf(ctx context.Context, memberID int64, limit int) (lines []ContactMessageLine, err error) {
	found, err := r.listContactMessages(ctx, `WHERE member_id = ? ORDER BY id DESC LIMIT ?`, memberID, limit)
	for _, m := range found {
		lines = append(lines, ContactMessageLine{Number: m.Number, Subject: m.Subject, State: m.State, CreatedAt: m.CreatedAt})
	}
	return lines, err
}

// ContactThread is a message with all its entries.
type ContactThread struct {
	Message ContactMessage
	Entries []ContactEntry
}

// contactThreadsOf lists all threads of a member, oldest first, with the agents' notes.
func (r Reader) contactThreadsOf(ctx context.Context, memberID int64) (threads []ContactThread, err error) {
	found, err := r.listContactMessages(ctx, `WHERE member_id = ? ORDER BY id`, memberID)
	if err != nil {
		return nil, err
	}
	for _, m := range found {
		entries, err := r.ContactEntries(ctx, m.ID)
		if err != nil {
			return nil, err
		}
		threads = append(threads, ContactThread{Message: m, Entries: entries})
	}
	return threads, nil
}

const unansweredContacts = `SELECT count(*), count(*) FILTER (WHERE waits_since < ?), count(*) FILTER (WHERE assignee = ?)
	FROM contact_messages WHERE waits_since IS NOT NULL`

// UnansweredContacts counts the messages whose senders wait for an answer: all of them, those that have waited since before
// an instant, and those assigned to actor.
func (r Reader) UnansweredContacts(ctx context.Context, actor string, before time.Time) (all, late, mine int, err error) {
	err = r.q.QueryRowContext(ctx, unansweredContacts, seconds(before), actor).Scan(&all, &late, &mine)
	if err != nil {
		return 0, 0, 0, fmt.Errorf("count unanswered contact messages: %w", err)
	}
	return all, late, mine, nil
}
