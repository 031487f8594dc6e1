package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// challengesKept is the most login challenges stored for one network address, so that a stranger cannot fill the disk.
const challengesKept = 200

// PasskeyChallenge is a challenge for a passkey to sign, in one browser.
type PasskeyChallenge struct {
	Browser   []byte          // keyed hash of the browser's cookie
	MemberID  int64           // member who adds a passkey; 0 for a login
	Origin    []byte          // keyed hash of the network address; nil for none
	Payload   json.RawMessage // challenge, and options for the browser
	ExpiresAt time.Time
}

// challengeBinding is the binding of a challenge: the browser, and the member who adds a passkey.
var challengeBinding = binding{[]string{"coalesce(member_id, 0)", "expires_at"}, []string{"browser_key"}}

func (p PasskeyChallenge) bound() []byte {
	return boundTo(p.MemberID, p.ExpiresAt.Unix(), p.Browser)
}

// AskPasskey stores the challenge, and replaces an earlier one of the same browser. Of a network address it keeps the newest
// challengesKept.
func (t *Tx) AskPasskey(ctx context.Context, p PasskeyChallenge) error {
	_, err := t.exec(ctx, "ask a passkey", `INSERT INTO passkey_challenges (browser_key, member_id, origin_key, payload, expires_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET member_id = excluded.member_id, origin_key = excluded.origin_key, payload = excluded.payload, expires_at = excluded.expires_at`,
		p.Browser, row(p.MemberID), nullable(p.Origin), t.keys.Seal("passkey_challenges.payload", p.bound(), p.Payload), seconds(p.ExpiresAt))
	if err != nil || p.Origin == nil {
		return err
	}
	_, err = t.exec(ctx, "forget old challenges", `DELETE FROM passkey_challenges WHERE origin_key = ?1 AND browser_key NOT IN
		(SELECT browser_key FROM passkey_challenges WHERE origin_key = ?1 ORDER BY expires_at DESC LIMIT ?2)`, p.Origin, challengesKept)
	return err
}

// PasskeyChallenge returns the challenge of a browser for this member, 0 for a login. It returns ErrNotFound where there is
// none or it has expired.
func (r Reader) PasskeyChallenge(ctx context.Context, browser []byte, memberID int64, now time.Time) (PasskeyChallenge, error) {
	p := PasskeyChallenge{Browser: browser, MemberID: memberID}
	var (
		sealed  []byte
		expires int64
	)
	err := r.q.QueryRowContext(ctx, `SELECT payload, expires_at FROM passkey_challenges WHERE browser_key = ? AND member_id IS ? AND expires_at > ?`,
		browser, row(memberID), seconds(now)).Scan(&sealed, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return p, ErrNotFound
	}
	if err != nil {
		return p, fmt.Errorf("read a challenge: %w", err)
	}
	p.ExpiresAt = time.Unix(expires, 0).UTC()
	if p.Payload, err = r.keys.Open("passkey_challenges.payload", p.bound(), sealed); err != nil {
		return p, fmt.Errorf("open a challenge: %w", err)
	}
	return p, nil
}

// TakePasskeyChallenge is PasskeyChallenge for an answer: it deletes the challenge, so that each one is accepted once.
func (t *Tx) TakePasskeyChallenge(ctx context.Context, browser []byte, memberID int64, now time.Time) (PasskeyChallenge, error) {
	p, err := t.PasskeyChallenge(ctx, browser, memberID, now)
	if err != nil {
		return p, err
	}
	_, err = t.exec(ctx, "take a challenge", `DELETE FROM passkey_challenges WHERE browser_key = ?`, browser)
	return p, err
}
