package db

import (
	"context"
	"fmt"
)

// MembersOfNumber returns the members who were sent messages or letters with a request number, or who wrote a contact message
// with it, at most limit. There may be several, because numbers are reused after a while.
func (r Reader) MembersOfNumber(ctx context.Context, number string, limit int) (found []*Member, err error) {
	ids, err := list[int64](ctx, r.q, `SELECT member_id FROM outbox WHERE request = ?1 AND member_id IS NOT NULL
		UNION SELECT member_id FROM letters WHERE request = ?1 UNION SELECT member_id FROM letter_requests WHERE request = ?1 AND member_id IS NOT NULL
		UNION SELECT member_id FROM contact_messages WHERE number = ?1 AND member_id IS NOT NULL LIMIT ?2`, number, limit)
	if err != nil {
		return nil, fmt.Errorf("look for a number: %w", err)
	}
	members, err := r.Members(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if m := members[id]; m != nil {
			found = append(found, m)
		}
	}
	return found, nil
}
