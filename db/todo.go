package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sesame/account"
)

// TodoList is a work list of the agents: members who need something. Closed accounts are in no list.
type TodoList string

// The lists.
const (
	TodoNever    TodoList = "never"    // a temporary password was sent long ago, and was never used
	TodoReturned TodoList = "returned" // the newest letter was returned
	TodoEmail    TodoList = "email"    // messages to the e-mail address are refused
	TodoSMS      TodoList = "sms"      // messages to the mobile number are refused
	TodoClosing  TodoList = "closing"  // the file closes the account soon
)

const (
	NeverCameAfter = 60 // days after which an unused temporary password is listed
	closesWithin   = 30 // days before a closing date of the file
	todoScan       = 500
)

// todoRows holds the lists as SQL. Columns: member_id; at, when it happened; mark, which orders the list and distinguishes an
// entry from a later one about the same member; reason; closes_on, as in members. Accounts closed here are excluded.
// Parameters: ?4 is today, ?5 the latest time of issue of a password listed as unused, ?6 the last closing date that counts
// as near. Thousands of members may never have logged in: their list is counted by the index members_unused alone, which
// excludes entries set aside; for the other lists these are looked up in set_aside (todoSeen).
var todoRows = map[TodoList]string{
	TodoNever: `SELECT m.id AS member_id, m.temporary_issued_at AS at, m.temporary_issued_at AS mark, m.temporary_channel AS reason, m.closes_on FROM members m
		WHERE m.temporary_issued_at <= ?5 AND m.password_hash IS NULL AND m.temporary_settled_at IS NULL AND m.status IS NOT 'closed'`,
	TodoReturned: `SELECT l.member_id, l.done_at AS at, l.id AS mark, l.reason, m.closes_on FROM letters l INDEXED BY letters_returned CROSS JOIN members m ON m.id = l.member_id
		WHERE l.state = 'returned' AND l.reached IS NULL AND m.temporary_hash IS NULL AND m.status IS NOT 'closed'
			AND NOT EXISTS (SELECT 1 FROM letters n WHERE n.member_id = l.member_id AND n.id > l.id)
			AND NOT EXISTS (SELECT 1 FROM logins o WHERE o.member_id = l.member_id AND o.opened_at >= l.done_at)`,
	TodoEmail: undelivered(account.Email, ``),
	TodoSMS:   undelivered(account.SMS, ``),
	TodoClosing: `SELECT m.id AS member_id, unixepoch(m.closes_on) AS at, unixepoch(m.closes_on) AS mark, '' AS reason, m.closes_on FROM members m
		WHERE m.closes_on IS NOT NULL AND m.closed_at IS NULL AND m.closes_on > ?4 AND m.closes_on <= ?6 AND m.status IS NOT 'closed'`,
}

// refusedBy maps the lists of refused messages to their channels.
var refusedBy = map[TodoList]account.Channel{TodoEmail: account.Email, TodoSMS: account.SMS}

// notJudged is an SQL condition on messages o: since the last change that may matter, the hourly round has not checked
// whether the refusal still stands.
const notJudged = ` AND o.stands IS NULL`

// undelivered is the SQL for the newest refused message of each member. Whether the contact is still the member's cannot be
// decided in SQL; rows that the hourly round has marked as obsolete are excluded. also is one more condition on messages o.
func undelivered(channel account.Channel, also string) string {
	refused := func(o string) string {
		return fmt.Sprintf(`%[1]s.channel = '%[2]s' AND (%[1]s.fate = 'bounced' OR %[1]s.state = 'refused') AND (%[1]s.fate = 'bounced' OR %[1]s.failure GLOB '*-refus *')`, o, channel)
	}
	return `SELECT o.member_id, COALESCE(o.fate_at, o.done_at) AS at, o.id AS mark, '' AS reason, m.closes_on FROM outbox o CROSS JOIN members m ON m.id = o.member_id
		WHERE m.status IS NOT 'closed' AND o.stands IS NOT 0 AND ` + refused("o") + also + ` AND NOT EXISTS (SELECT 1 FROM outbox n INDEXED BY outbox_by_member WHERE n.member_id = o.member_id AND n.id > o.id AND ` + refused("n") + `)`
}

// TodoEntry is a member on a list.
type TodoEntry struct {
	List   TodoList
	Member *Member
	At     time.Time
	Mark   int64
	Reason string // for TodoReturned: why the letter was returned; for TodoNever: the password's channel
}

// TodoPlace is the entry after which a page of a list begins. The zero value is the beginning of the list.
type TodoPlace struct{ Mark, MemberID int64 }

// Todo lists at most limit entries after a place. next is the place at which the next page begins; nil for the last page. A
// page is shorter where many rows of the list turn out to be obsolete.
func (r Reader) Todo(ctx context.Context, list TodoList, after TodoPlace, limit int, now time.Time) (page []TodoEntry, next *TodoPlace, err error) {
	return r.todo(ctx, todoQuery{list: list, after: after, limit: limit}, now)
}

// todo is Todo for a query over all members.
func (r Reader) todo(ctx context.Context, q todoQuery, now time.Time) (page []TodoEntry, next *TodoPlace, err error) {
	limit := q.limit
	for scanned := 0; ; {
		q.limit = limit + 1 - len(page)
		rows, err := r.todoRows(ctx, q, now)
		if err != nil {
			return nil, nil, err
		}
		entries, err := r.todoEntries(ctx, q.list, rows)
		if err != nil {
			return nil, nil, err
		}
		for i, row := range rows {
			if len(page) == limit {
				return page, &q.after, nil
			}
			q.after = TodoPlace{row.mark, row.memberID}
			if scanned++; entries[i] != nil {
				page = append(page, *entries[i])
			}
			if scanned >= todoScan+limit && i < len(rows)-1 {
				return page, &q.after, nil
			}
		}
		if len(rows) < q.limit {
			return page, nil, nil
		}
	}
}

// todoQuery selects rows of a list.
type todoQuery struct {
	list     TodoList
	after    TodoPlace
	memberID int64 // row ID; 0 for all members
	limit    int
	also     string // for a list of refused messages, one more SQL condition on messages o; empty for none
}

type todoRow struct {
	memberID, at, mark int64
	reason             string
}

// todoRows reads rows of a list in its order.
func (r Reader) todoRows(ctx context.Context, q todoQuery, now time.Time) (found []todoRow, err error) {
	rows, err := r.q.QueryContext(ctx, r.todoSQL(q)+` ORDER BY mark, member_id LIMIT ?3`, r.todoArgs(q, now)...)
	if err != nil {
		return nil, fmt.Errorf("read the list %s: %w", q.list, err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var x todoRow
		if err := rows.Scan(&x.memberID, &x.at, &x.mark, &x.reason); err != nil {
			return nil, fmt.Errorf("read the list %s: %w", q.list, err)
		}
		found = append(found, x)
	}
	return found, rows.Err()
}

func (r Reader) todoSQL(q todoQuery) string {
	only := ``
	if q.memberID != 0 {
		only = ` AND member_id = ?7`
	}
	from := todoRows[q.list]
	if q.also != `` {
		from = undelivered(refusedBy[q.list], q.also)
	}
	return `SELECT member_id, at, mark, reason FROM (` + from + `) AS todo WHERE ` + todoSeen(q.list) + ` AND (mark, member_id) > (?1, ?2)` + only
}

// todoSeen is an SQL condition on rows of a list: the member is visible, the account open, and the entry not set aside. Only
// while an import is in progress is each member looked up for this.
func todoSeen(list TodoList) string {
	seen := `iif(` + anyAtWork + `, EXISTS (SELECT 1 FROM ` + seenMembers + ` AS seen WHERE seen.id = todo.member_id AND (seen.closes_on IS NULL OR seen.closes_on > ?4)),
		todo.closes_on IS NULL OR todo.closes_on > ?4)`
	if list == TodoNever {
		return seen
	}
	return seen + ` AND NOT EXISTS (SELECT 1 FROM set_aside s WHERE s.list = '` + string(list) + `' AND s.member_id = todo.member_id AND s.mark = todo.mark)`
}

func (r Reader) todoArgs(q todoQuery, now time.Time) []any {
	today := now.In(r.zone)
	return []any{q.after.Mark, q.after.MemberID, q.limit, day(today), now.AddDate(0, 0, -NeverCameAfter).Unix(), day(today.AddDate(0, 0, closesWithin)), q.memberID}
}

// todoEntries returns the entries of rows, with their members. An entry is nil when the member no longer exists, or when the
// contact that refused a message is no longer theirs or works again.
func (r Reader) todoEntries(ctx context.Context, list TodoList, rows []todoRow) ([]*TodoEntry, error) {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.memberID
	}
	members, err := r.Members(ctx, ids)
	if err != nil {
		return nil, err
	}
	entries := make([]*TodoEntry, len(rows))
	for i, row := range rows {
		m := members[row.memberID]
		if m == nil {
			continue
		}
		if channel, refused := refusedBy[list]; refused {
			if _, err := r.RefusedAt(ctx, m, channel); errors.Is(err, ErrNotFound) {
				continue
			} else if err != nil {
				return nil, err
			}
		}
		entries[i] = &TodoEntry{list, m, time.Unix(row.at, 0).UTC(), row.mark, row.reason}
	}
	return entries, nil
}

// TodoOf returns a member's entry of a list. It returns ErrNotFound when the member is not on the list, or is on it with
// another mark.
func (r Reader) TodoOf(ctx context.Context, list TodoList, memberID, mark int64, now time.Time) (TodoEntry, error) {
	rows, err := r.todoRows(ctx, todoQuery{list: list, memberID: memberID, limit: 1}, now)
	if err != nil {
		return TodoEntry{}, err
	}
	entries, err := r.todoEntries(ctx, list, rows)
	if err != nil {
		return TodoEntry{}, err
	}
	for _, e := range entries {
		if e != nil && e.Mark == mark {
			return *e, nil
		}
	}
	return TodoEntry{}, ErrNotFound
}

// TodoCount counts a list; over says that there are more than most, and n is then most. Of refused messages that the hourly
// round has not checked, it checks todoScan at most.
func (r Reader) TodoCount(ctx context.Context, list TodoList, most int, now time.Time) (n int, over bool, err error) {
	err = r.q.QueryRowContext(ctx, todoCount(list), r.todoArgs(todoQuery{limit: most + 1}, now)...).Scan(&n)
	if err != nil {
		return 0, false, fmt.Errorf("count the list %s: %w", list, err)
	}
	if _, refused := refusedBy[list]; refused && n <= most {
		page, next, err := r.todo(ctx, todoQuery{list: list, limit: min(most+1-n, todoScan), also: notJudged}, now)
		if err != nil {
			return 0, false, err
		}
		n += len(page)
		over = next != nil
	}
	return min(n, most), over || n > most, nil
}

// todoCount is the SQL that counts a list up to a bound. For refused messages it counts only those that the hourly round has
// confirmed.
func todoCount(list TodoList) string {
	rows := todoRows[list]
	if channel, refused := refusedBy[list]; refused {
		rows = `SELECT o.member_id, o.id AS mark, m.closes_on FROM outbox o INDEXED BY outbox_undelivered CROSS JOIN members m ON m.id = o.member_id
			WHERE m.status IS NOT 'closed' AND o.channel = '` + string(channel) + `' AND (o.fate = 'bounced' OR o.state = 'refused') AND o.stands IS NOT 0 AND o.stands = 1`
	}
	return `SELECT count(*) FROM (SELECT 1 FROM (` + rows + `) AS todo WHERE ` + todoSeen(list) + ` LIMIT ?3)`
}

// SetAside removes an entry from its list until the list has a new one about the member.
func (t *Tx) SetAside(ctx context.Context, e TodoEntry, now time.Time) error {
	if e.List == TodoNever {
		return t.settleTemporary(ctx, e.Member.ID, now)
	}
	_, err := t.exec(ctx, "put an entry aside", `INSERT INTO set_aside (list, member_id, mark, set_at) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET mark = excluded.mark, set_at = excluded.set_at`, string(e.List), e.Member.ID, e.Mark, seconds(now))
	return err
}
