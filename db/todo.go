package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sesame/account"
)

// TodoList is a work list of the agents: members who need something. Nothing is done for a closed account, so that no list has one.
type TodoList string

// The lists.
const (
	TodoNever    TodoList = "never"    // a temporary password was sent long ago, and nobody has come
	TodoReturned TodoList = "returned" // the newest letter came back
	TodoEmail    TodoList = "email"    // the e-mail address refuses what is sent there
	TodoSMS      TodoList = "sms"      // so does the mobile number
	TodoClosing  TodoList = "closing"  // the file closes the account soon
)

const (
	NeverCameAfter = 60 // days after which whoever has not come is listed
	closesWithin   = 30 // days before an end of the file
	todoScan       = 500
)

// todoRows are the lists as SQL: member_id; at, when it happened; mark, which orders the list and tells an entry from a later one about
// the same member; reason; closes_on as members has it. Nobody was closed here. ?4 is today, ?5 when it is too early to miss somebody,
// ?6 the day up to which ends of the file are near. Thousands may never have come: their list is counted by the index members_unused
// alone, which leaves out those who were put aside; rows of the other lists are looked up in set_aside (todoSeen).
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

// refusedBy are the channels of the lists of refused messages.
var refusedBy = map[TodoList]account.Channel{TodoEmail: account.Email, TodoSMS: account.SMS}

// notJudged is an SQL condition on messages o: the hourly round has not looked at the refusal since what may have changed it.
const notJudged = ` AND o.stands IS NULL`

// undelivered lists the newest message of each member that was refused; whether the member still has that contact is not known
// to SQL, but by what the hourly round has noted. also is one more condition on messages o.
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
	Reason string // of a letter: why it came back; of an invitation: its channel
}

// TodoPlace is where a page of a list begins: after this entry. The zero value is the beginning.
type TodoPlace struct{ Mark, MemberID int64 }

// Todo lists at most limit entries after a place, and the place of the next page; nil where nothing follows. A page is shorter where
// many entries have been settled without a trace in the list's table.
func (r Reader) Todo(ctx context.Context, list TodoList, after TodoPlace, limit int, now time.Time) (page []TodoEntry, next *TodoPlace, err error) {
	return r.todo(ctx, todoQuery{list: list, after: after, limit: limit}, now)
}

// todo is Todo for a query of all members.
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
	memberID int64 // 0 for all members
	limit    int
	also     string // one more condition on the messages of a list of refused ones, in SQL; empty for none
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

// todoSeen is an SQL condition on rows of a list: the member is seen, the account open, and the entry not put aside. Each member is
// looked at again only while an import is at work.
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

// todoEntries are the rows with their members: nil for a member who is not there any more, and where the contact that refused is not
// the member's any more, or works again.
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

// TodoOf returns a member's entry of a list, or ErrNotFound when the member is not on it, or no more for what mark stands for.
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

// TodoCount counts a list; over says that there are more than most. Of messages that were refused and that the hourly round has not
// looked at, it looks at todoScan at most.
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

// todoCount is the statement that counts a list up to a bound; of refused messages those alone of which the round has noted that they
// are listed.
func todoCount(list TodoList) string {
	rows := todoRows[list]
	if channel, refused := refusedBy[list]; refused {
		rows = `SELECT o.member_id, o.id AS mark, m.closes_on FROM outbox o INDEXED BY outbox_undelivered CROSS JOIN members m ON m.id = o.member_id
			WHERE m.status IS NOT 'closed' AND o.channel = '` + string(channel) + `' AND (o.fate = 'bounced' OR o.state = 'refused') AND o.stands IS NOT 0 AND o.stands = 1`
	}
	return `SELECT count(*) FROM (SELECT 1 FROM (` + rows + `) AS todo WHERE ` + todoSeen(list) + ` LIMIT ?3)`
}

// SetAside takes an entry out of its list until what it is about changes.
func (t *Tx) SetAside(ctx context.Context, e TodoEntry, now time.Time) error {
	if e.List == TodoNever {
		return t.settleTemporary(ctx, e.Member.ID, now)
	}
	_, err := t.exec(ctx, "put an entry aside", `INSERT INTO set_aside (list, member_id, mark, set_at) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET mark = excluded.mark, set_at = excluded.set_at`, string(e.List), e.Member.ID, e.Mark, seconds(now))
	return err
}
