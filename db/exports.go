package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/account"
	"sesame/journey/events"
)

// ContactNature is the kind of a line in an export.
type ContactNature string

// The kinds of line, as written in the file for the back office.
const (
	ExportEmailVerified  ContactNature = "email_verifie"
	ExportMobileVerified ContactNature = "portable_verifie"
	ExportEmailRefused   ContactNature = "email_refuse"
	ExportSMSRefused     ContactNature = "sms_refuse"
	ExportLetterReturned ContactNature = "courrier_revenu"
)

// ContactLine is a line of an export of contacts.
type ContactLine struct {
	Identifier string
	Nature     ContactNature
	Value      string // the address, or the number in E.164; empty for a letter
	At         time.Time
	Cause      string // why a message was refused or a letter returned: a status or a LetterReason
}

// contactChange is an event or stored row from which a line may be made.
type contactChange struct {
	memberID int64
	nature   ContactNature
	at       time.Time
	cause    string
}

// LastExport is the number of the audit row up to which contacts were exported; 0 for never.
func (r Reader) LastExport(ctx context.Context) (until int64, err error) {
	if err := r.q.QueryRowContext(ctx, `SELECT COALESCE(max(until), 0) FROM exports WHERE kind = 'contacts'`).Scan(&until); err != nil {
		return 0, fmt.Errorf("look for the last export: %w", err)
	}
	return until, nil
}

// NoteExport records an export, so that the next one continues after it.
func (t *Tx) NoteExport(ctx context.Context, since, until int64, lines int, now time.Time) error {
	_, err := t.exec(ctx, "note an export", `INSERT INTO exports (kind, since, until, lines, created_at) VALUES ('contacts', ?, ?, ?, ?)`, since, until, lines, seconds(now))
	return err
}

// ExportContacts calls each for the changes of members' contacts since a row of the audit log: contacts that were verified,
// contacts that refuse messages, and letters that were returned. Lines state the present: nothing is exported for an address
// that was replaced since. With since 0, or where rows after since were purged, it exports everything. until is the audit row
// up to which the lines go.
func (d *DB) ExportContacts(ctx context.Context, since int64, each func(ContactLine) error) (until int64, err error) {
	err = d.snapshot(ctx, func(r Reader) error {
		head, err := r.auditHead(ctx)
		if err != nil {
			return err
		}
		until = head.seq
		changes, err := r.contactChanges(ctx, since, until)
		if err != nil {
			return err
		}
		told := map[contactChange]bool{}
		for _, c := range changes {
			once := contactChange{memberID: c.memberID, nature: c.nature}
			if c.nature != ExportLetterReturned && told[once] {
				continue
			}
			told[once] = true
			line, stands, err := r.contactLine(ctx, c)
			if err != nil {
				return err
			}
			if stands {
				if err := each(line); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return until, err
}

const (
	newContactChanges = `SELECT m.id, CASE a.event WHEN 'email-verified' THEN 'email_verifie' WHEN 'phone-verified' THEN 'portable_verifie'
			WHEN 'letter-returned' THEN 'courrier_revenu' ELSE iif(a.channel = 'sms', 'sms_refuse', 'email_refuse') END, a.at, a.cause
		FROM audit a JOIN members m ON m.identifier_key = unhex(a.target)
		WHERE a.seq > ? AND a.seq <= ? AND a.event IN ('email-verified', 'phone-verified', 'message-bounced', 'message-refused', 'letter-returned') ORDER BY a.seq`
	allContactChanges = `SELECT member_id, iif(kind = 'email', 'email_verifie', 'portable_verifie'), verified_at, '' FROM contacts WHERE verified_at IS NOT NULL AND kind IN ('email', 'mobile')
		UNION ALL SELECT DISTINCT member_id, iif(channel = 'sms', 'sms_refuse', 'email_refuse'), 0, '' FROM outbox
			WHERE member_id IS NOT NULL AND (fate = 'bounced' OR state = 'refused' AND failure GLOB '*-refus *')
		UNION ALL SELECT member_id, 'courrier_revenu', done_at, reason FROM letters WHERE state = 'returned' AND member_id IS NOT NULL`
)

func (r Reader) contactChanges(ctx context.Context, since, until int64) (all []contactChange, err error) {
	purged, err := r.auditTrace(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	query, values := newContactChanges, []any{since, until}
	if since == 0 || since < purged.seq {
		query, values = allContactChanges, nil
	}
	rows, err := r.q.QueryContext(ctx, query, values...)
	if err != nil {
		return nil, fmt.Errorf("list changes of contacts: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			c  contactChange
			at int64
		)
		if err := rows.Scan(&c.memberID, &c.nature, &at, &c.cause); err != nil {
			return nil, fmt.Errorf("list changes of contacts: %w", err)
		}
		c.at = time.Unix(at, 0)
		all = append(all, c)
	}
	return all, rows.Err()
}

// contactLine completes a change with the member's data. It returns false where the change no longer holds.
func (r Reader) contactLine(ctx context.Context, c contactChange) (ContactLine, bool, error) {
	m, err := r.Member(ctx, c.memberID)
	if errors.Is(err, ErrNotFound) { // added by an import that is being undone
		return ContactLine{}, false, nil
	}
	if err != nil {
		return ContactLine{}, false, err
	}
	line := ContactLine{Identifier: m.Profile.Identifier, Nature: c.nature, At: c.at, Cause: c.cause}
	switch c.nature {
	case ExportEmailVerified, ExportMobileVerified:
		contact := m.Contacts[Email]
		if c.nature == ExportMobileVerified {
			contact = m.Contacts[Mobile]
		}
		line.Value, line.At = contact.Value, contact.VerifiedAt
		return line, contact.Value != "" && !contact.VerifiedAt.IsZero(), nil
	case ExportEmailRefused, ExportSMSRefused:
		channel := account.Email
		if c.nature == ExportSMSRefused {
			channel = account.SMS
		}
		refused, err := r.RefusedAt(ctx, m, channel)
		if errors.Is(err, ErrNotFound) {
			return line, false, nil
		}
		line.Value, line.At, line.Cause = m.Destination(channel), refused.DoneAt, string(statusOf(events.Cause(refused.Failure)))
		if refused.Fate == FateBounced {
			line.At, line.Cause = refused.FateAt, refused.FateCode
		}
		return line, err == nil, err
	}
	return line, true, nil
}
