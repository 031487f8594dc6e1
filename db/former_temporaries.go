package db

import (
	"context"
	"fmt"
	"time"
)

// formerTemporaries is how many former temporary passwords of a member are stored.
const formerTemporaries = 3

// FormerTemporary is a temporary password that was used, or that a newer one has replaced.
type FormerTemporary struct {
	Temporary
	Alive bool // still accepted, because the newer one was requested without a proof (Temporary.Beside); otherwise kept only to tell a member who types it
}

// aliveSeal seals a former temporary password that is still accepted. Channel, number and times distinguish it from the
// member's others.
var aliveSeal = rowSeal{table: "former_temporaries", binding: binding{[]string{"channel", "request", "issued_at", "expires_at"}, []string{memberKey}}, while: "alive = 1"}

// aliveBound is aliveSeal's binding for the member with this key.
func (s storedTemporary) aliveBound(identifierKey []byte) []byte {
	return boundTo(text(s.channel.String), text(s.request.String), seconds(instant(s.issued)), seconds(instant(s.expires)), identifierKey)
}

// FormerTemporaries returns a member's former temporary passwords that have not expired, newest first.
func (r Reader) FormerTemporaries(ctx context.Context, memberID int64, now time.Time) (found []FormerTemporary, err error) {
	rows, err := r.q.QueryContext(ctx, `SELECT hash, `+memberKey+`, expires_at, alive, channel, request, issued_at, seal FROM former_temporaries
		WHERE member_id = ? AND expires_at > ? ORDER BY id DESC`, memberID, seconds(now))
	if err != nil {
		return nil, fmt.Errorf("list former temporary passwords: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			f      FormerTemporary
			stored storedTemporary
			owner  []byte
			seal   []byte
		)
		if err := rows.Scan(&stored.hash, &owner, &stored.expires, &f.Alive, &stored.channel, &stored.request, &stored.issued, &seal); err != nil {
			return nil, fmt.Errorf("read a former temporary password: %w", err)
		}
		if f.Temporary, err = stored.open(r.keys, "former_temporaries.hash", owner); err != nil {
			return nil, fmt.Errorf("open a former temporary password of member %d: %w", memberID, err)
		}
		if f.Alive {
			if err := aliveSeal.opens(r, stored.aliveBound(owner), seal); err != nil {
				return nil, fmt.Errorf("read a former temporary password of member %d: %w", memberID, err)
			}
		}
		found = append(found, f)
	}
	return found, rows.Err()
}

// retireTemporary stores the present temporary password, if any, among the former ones. alive says whether it is still
// accepted; if not, the other former ones are no longer accepted either. The caller then stores a new password, or none.
// owner is the binding of the member's values; for a decoy it is as long, so that sealing costs the same.
func (t *Tx) retireTemporary(ctx context.Context, memberID int64, alive bool) (owner []byte, err error) {
	if !alive {
		if _, err := t.exec(ctx, "end temporary passwords", `UPDATE former_temporaries SET alive = 0, seal = NULL WHERE member_id = ?`, memberID); err != nil {
			return nil, err
		}
	}
	owner, stored, hash, err := t.temporary(ctx, memberID)
	if err != nil {
		return nil, err
	}
	if _, err := t.exec(ctx, "retire a temporary password",
		`INSERT INTO former_temporaries (member_id, hash, expires_at, alive, channel, request, issued_at, seal)
		 SELECT id, ?1, temporary_expires_at, ?2, temporary_channel, temporary_request, temporary_issued_at, CASE WHEN ?2 THEN ?3 END
		 FROM members WHERE id = ?4 AND temporary_hash IS NOT NULL`, stored.sealed(t.keys, "former_temporaries.hash", owner, hash), alive,
		aliveSeal.of(t, stored.aliveBound(owner)), memberID); err != nil {
		return nil, err
	}
	_, err = t.exec(ctx, "forget former temporary passwords",
		`DELETE FROM former_temporaries WHERE member_id = ?1
			AND id NOT IN (SELECT id FROM former_temporaries WHERE member_id = ?1 ORDER BY id DESC LIMIT ?2)`, memberID, formerTemporaries)
	return owner, err
}
