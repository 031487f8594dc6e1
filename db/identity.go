package db

import (
	"context"
	"fmt"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
)

// identity is what FranceConnect finds a member by, kept for those only who may come that way; NULL where the file
// does not say enough.
func (w *memberImport) identity(category account.Category, v *backoffice.Values) any {
	if category != account.Particulier {
		return nil
	}
	return nullable(account.Identity{FamilyName: v[backoffice.LastName], GivenNames: v[backoffice.FirstName], BirthDate: v[backoffice.BirthDate]}.Key(w.db.keys.Index))
}

// MembersByIdentity finds the particuliers of that family name, first given name and birth date: none, one, or
// homonyms, among whom the caller tells. Closed accounts are nobody's.
func (r Reader) MembersByIdentity(ctx context.Context, identityKey []byte, now time.Time) ([]*Member, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT id FROM members WHERE identity_key = ? AND `+openOn+` ORDER BY id`, identityKey, r.today(now))
	if err != nil {
		return nil, fmt.Errorf("look an identity up: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("look an identity up: %w", err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("look an identity up: %w", err)
	}
	var found []*Member
	for _, id := range ids {
		m, err := r.Member(ctx, id)
		if err != nil {
			return nil, err
		}
		found = append(found, m)
	}
	return found, nil
}
