package db

import (
	"context"
	"crypto/subtle"
	"fmt"
	"time"
)

// formerCodesRead is the most codes of an identifier that a wrong code is compared with.
const formerCodesRead = 20

// FormerCode is a code of the same identifier and journey as a flow, other than the flow's newest.
type FormerCode struct {
	FlowID  []byte
	Request string // number of its message
	Alive   bool   // it would be accepted in its own flow
	key     []byte
}

// Matches says whether this is the code with the given key (keys.CodeKey under the code's own flow).
func (c FormerCode) Matches(codeKey []byte) bool {
	return subtle.ConstantTimeCompare(c.key, codeKey) == 1
}

// FormerCodes lists the codes of a flow's identifier in the same journey, newest first: earlier ones of the flow, and those
// of other flows. There are at most formerCodesRead. Decoys have such codes too.
func (r Reader) FormerCodes(ctx context.Context, f *Flow, maxTries int, now time.Time) (found []FormerCode, err error) {
	rows, err := r.q.QueryContext(ctx,
		`SELECT c.flow_id, c.request, c.code_key,
			f.ended_at IS NULL AND f.expires_at > ?1 AND c.spent_at IS NULL AND c.tries < ?2 AND c.created_at <= ?1 AND c.expires_at > ?1
				AND c.id = (SELECT max(id) FROM codes WHERE flow_id = f.id)
		 FROM flows AS f JOIN codes AS c ON c.flow_id = f.id
		 WHERE f.subject_key = ?3 AND f.journey = ?4 AND c.id <> (SELECT max(id) FROM codes WHERE flow_id = ?5)
		 ORDER BY c.id DESC LIMIT ?6`, seconds(now), maxTries, f.SubjectKey, f.Journey, f.ID, formerCodesRead)
	if err != nil {
		return nil, fmt.Errorf("list codes: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var c FormerCode
		if err := rows.Scan(&c.FlowID, &c.Request, &c.key, &c.Alive); err != nil {
			return nil, fmt.Errorf("read a code: %w", err)
		}
		found = append(found, c)
	}
	return found, rows.Err()
}
