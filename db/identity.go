package db

import (
	"context"
	"fmt"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
)

// identity is the keyed hash by which a login through FranceConnect finds a member. It is stored for individuals only,
// because only they may log in that way, and is NULL when the file lacks one of the values.
func (w *memberImport) identity(category account.Category, v *backoffice.Values) any {
	if category != account.Particulier {
		return nil
	}
	return nullable(account.Identity{FamilyName: v[backoffice.LastName], GivenNames: v[backoffice.FirstName], BirthDate: v[backoffice.BirthDate]}.Key(w.db.keys.Index))
}

// MembersByIdentity finds individual members by family name, first given name and birth date. It may return several, whom the
// caller must distinguish. Closed accounts are excluded.
func (r Reader) MembersByIdentity(ctx context.Context, identityKey []byte, now time.Time) ([]*Member, error) {
	ids, err := list[int64](ctx, r.q, `SELECT id FROM `+seenMembers+` WHERE id IN (SELECT id FROM members WHERE identity_key = ?1
		UNION ALL SELECT member_id FROM former_members WHERE lost_identity_key = ?1)
		AND identity_key = ?1 AND (closes_on IS NULL OR closes_on > ?2) AND status IS NOT 'closed' ORDER BY id`, identityKey, r.dayOf(now))
	if err != nil {
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
