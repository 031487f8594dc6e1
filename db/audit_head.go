package db

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// AuditHead identifies a state of the audit log by the number and hash of its last row. An empty log has the number 0 and no
// hash. A head that is kept outside the server shows later whether the log still contains that state.
type AuditHead struct {
	Seq  int64
	hash []byte
}

// String is NUMBER:HASH, the hash in hexadecimal; 64 zeros for an empty log.
func (h AuditHead) String() string {
	hash := make([]byte, sha256.Size)
	copy(hash, h.hash)
	return fmt.Sprintf("%d:%x", h.Seq, hash)
}

// ParseAuditHead parses the form that String writes.
func ParseAuditHead(text string) (AuditHead, error) {
	number, digits, _ := strings.Cut(text, ":")
	seq, err := strconv.ParseInt(number, 10, 64)
	if err != nil || seq < 0 {
		return AuditHead{}, errors.New("not the head of an audit log: the number is wrong")
	}
	hash, err := hex.DecodeString(digits)
	if err != nil || len(hash) != sha256.Size {
		return AuditHead{}, errors.New("not the head of an audit log: the hash is wrong")
	}
	return AuditHead{Seq: seq, hash: hash}, nil
}

// AuditFate is the result of comparing an earlier head with the present log.
type AuditFate string

// The results of AuditSince.
const (
	AuditHeadHeld     AuditFate = "held"     // the row is present and unchanged
	AuditHeadPurged   AuditFate = "purged"   // its month was purged: only its number can be compared
	AuditHeadCut      AuditFate = "cut"      // the log ends before it
	AuditHeadReplaced AuditFate = "replaced" // another row has its number
)

// AuditSince compares a head noted earlier with the present log. It trusts the stored rows: call it after VerifyAudit.
func (r Reader) AuditSince(ctx context.Context, noted AuditHead) (AuditFate, error) {
	head, err := r.auditHead(ctx)
	switch {
	case err != nil:
		return "", err
	case noted.Seq > head.seq:
		return AuditHeadCut, nil
	case noted.Seq == 0:
		return AuditHeadHeld, nil
	}
	var hash []byte
	err = r.q.QueryRowContext(ctx, `SELECT hash FROM audit WHERE seq = ?1 UNION ALL SELECT last_hash FROM audit_segments WHERE last_seq = ?1`, noted.Seq).Scan(&hash)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return AuditHeadPurged, nil
	case err != nil:
		return "", fmt.Errorf("look for an earlier head of the audit log: %w", err)
	case !hmac.Equal(hash, noted.hash):
		return AuditHeadReplaced, nil
	}
	return AuditHeadHeld, nil
}
