package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ReadyAnswer is a template for answers to contact messages, maintained by supervisors.
type ReadyAnswer struct {
	ID        int64
	Title     string
	Words     string // with the placeholders {nom}, {numero}, {caisse}, {telephone}
	Used      int    // number of answers sent with it
	Revision  int64
	Actor     string // agent:LOGIN of the last change; empty for a template as shipped
	ChangedAt time.Time
}

// ErrTitleTaken means that another ready answer has this title.
var ErrTitleTaken = errors.New("another ready answer has this title")

// ReadyAnswers lists the templates by title.
func (r Reader) ReadyAnswers(ctx context.Context) ([]ReadyAnswer, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT id, title, words, used, revision, COALESCE(actor, ''), changed_at FROM ready_answers ORDER BY title, id`)
	if err != nil {
		return nil, fmt.Errorf("list ready answers: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []ReadyAnswer
	for rows.Next() {
		var (
			a       ReadyAnswer
			changed sql.NullInt64
		)
		if err := rows.Scan(&a.ID, &a.Title, &a.Words, &a.Used, &a.Revision, &a.Actor, &changed); err != nil {
			return nil, fmt.Errorf("list ready answers: %w", err)
		}
		a.ChangedAt = instant(changed)
		found = append(found, a)
	}
	return found, rows.Err()
}

// ReadyAnswer returns a template, or ErrNotFound.
func (r Reader) ReadyAnswer(ctx context.Context, id int64) (ReadyAnswer, error) {
	all, err := r.ReadyAnswers(ctx)
	if err != nil {
		return ReadyAnswer{}, err
	}
	for _, a := range all {
		if a.ID == id {
			return a, nil
		}
	}
	return ReadyAnswer{}, ErrNotFound
}

// AddReadyAnswer stores a template. Its revisions start at the Unix time, because SQLite may reuse the ID of a removed
// template: a page that shows the former one then has another revision. It returns ErrTitleTaken where another template has
// the title.
func (t *Tx) AddReadyAnswer(ctx context.Context, a ReadyAnswer, now time.Time) error {
	n, err := t.exec(ctx, "add a ready answer", `INSERT OR IGNORE INTO ready_answers (title, words, actor, changed_at, revision) VALUES (?1, ?2, ?3, ?4, ?4)`, a.Title, a.Words, a.Actor, seconds(now))
	if err == nil && n == 0 {
		err = ErrTitleTaken
	}
	return err
}

// ChangeReadyAnswer stores title and words of a template at revision a.Revision. It returns false when the template has
// changed since, and ErrTitleTaken where another template has the title.
func (t *Tx) ChangeReadyAnswer(ctx context.Context, a ReadyAnswer, now time.Time) (bool, error) {
	var taken bool
	if err := t.tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM ready_answers WHERE title = ? AND id <> ?)`, a.Title, a.ID).Scan(&taken); err != nil {
		return false, fmt.Errorf("look for a ready answer: %w", err)
	}
	if taken {
		return false, ErrTitleTaken
	}
	n, err := t.exec(ctx, "change a ready answer", `UPDATE ready_answers SET title = ?, words = ?, actor = ?, changed_at = ?, revision = revision + 1
		WHERE id = ? AND revision = ?`, a.Title, a.Words, a.Actor, seconds(now), a.ID, a.Revision)
	return n == 1, err
}

// RemoveReadyAnswer deletes a template at this revision. It returns false when it has changed or was removed since.
func (t *Tx) RemoveReadyAnswer(ctx context.Context, id, revision int64) (bool, error) {
	n, err := t.exec(ctx, "remove a ready answer", `DELETE FROM ready_answers WHERE id = ? AND revision = ?`, id, revision)
	return n == 1, err
}

// CountReadyAnswer counts an answer that was sent with the template.
func (t *Tx) CountReadyAnswer(ctx context.Context, id int64) error {
	_, err := t.exec(ctx, "count a ready answer", `UPDATE ready_answers SET used = used + 1 WHERE id = ?`, id)
	return err
}
