package db

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
)

// Profile holds the back-office data about a member, which the service only reads. It is sealed as a whole.
type Profile struct {
	Identifier   string   `json:"identifier"`
	Civility     string   `json:"civility,omitempty"`
	LastName     string   `json:"last_name,omitempty"`
	FirstName    string   `json:"first_name,omitempty"`
	Company      string   `json:"company,omitempty"`
	BirthDate    string   `json:"birth_date,omitempty"` // 1985-12-31
	BirthTown    string   `json:"birth_town,omitempty"`
	BirthCountry string   `json:"birth_country,omitempty"`
	Address      []string `json:"address"`
	// AddressColumns are the file's columns, counted from 1, that hold the address lines: a file with only some of
	// these columns changes only those lines.
	AddressColumns []int `json:"address_columns,omitempty"`
}

// DisplayName is the member's name on screens and letters.
func (p Profile) DisplayName() string {
	if p.LastName == "" {
		return p.Company
	}
	return strings.Join(strings.Fields(p.Civility+" "+p.FirstName+" "+p.LastName), " ")
}

// PlainName is the member's name without civility.
func (p Profile) PlainName() string {
	if p.LastName == "" {
		return p.Company
	}
	return strings.TrimSpace(p.FirstName + " " + p.LastName)
}

// Gender is the gender that the civility states: « female », « male » or empty (OpenID Connect Core, section 5.1).
func (p Profile) Gender() string {
	return map[byte]string{'f': "female", 'm': "male"}[backoffice.Sex(p.Civility)]
}

// Postal returns the address lines for an envelope.
func (p Profile) Postal() []string {
	return account.PostalAddress(p.DisplayName(), []string{p.LastName, p.FirstName, p.Company}, p.Address)
}

// ContactKind is a way to reach a member.
type ContactKind string

// The contacts on the member's « coordonnées » screen.
const (
	Email    ContactKind = "email"
	Mobile   ContactKind = "mobile"
	Landline ContactKind = "landline"
	Fax      ContactKind = "fax"
)

// Source says who set a contact.
type Source string

// The sources. All of them except the file take precedence over it.
const (
	FromFile   Source = "file"
	FromMember Source = "member"
	FromAgent  Source = "agent"
)

// Contact is a contact value with its source; the zero Contact means none.
type Contact struct {
	Value      string
	Source     Source
	VerifiedAt time.Time
	ChangedAt  time.Time // when the value last changed
}

// Member is an adhérent with all data that decides how they may log in.
type Member struct {
	ID            int64
	IdentifierKey []byte
	Kind          account.Kind
	Category      account.Category
	Profile       Profile
	VitaleKey     []byte

	PasswordHash        string
	PasswordChangedAt   time.Time
	Temporary           *Temporary
	ContactsConfirmedAt time.Time
	PendingEmail        string
	PendingMobile       string // stated in the personalisation, at whose end a code is sent there
	PersonalisedAt      time.Time
	CreatedAt           time.Time
	ClosesOn            string // as 2026-11-23: the file closes the account from this day; empty for no such day
	Status              Status

	Contacts map[ContactKind]Contact
}

// Identifier is the identifier with which the member logs in.
func (m *Member) Identifier() account.Identifier {
	return account.Identifier{Kind: m.Kind, Value: m.Profile.Identifier}
}

// Personalising says that the member has chosen a password but not finished the personalisation: contacts or e-mail
// address remain to be confirmed.
func (m *Member) Personalising() bool {
	return m.PasswordHash != "" && (m.ContactsConfirmedAt.IsZero() || m.PendingEmail != "")
}

// Destination returns the member's address or number for a channel; empty when unknown.
func (m *Member) Destination(channel account.Channel) string {
	if channel == account.SMS {
		return m.Contacts[Mobile].Value
	}
	return m.Contacts[Email].Value
}

var memberColumns = `id, identifier_key, kind, category, profile, vitale_key, password_hash, password_changed_at,
	temporary_hash, temporary_channel, temporary_issued_at, temporary_expires_at,
	contacts_confirmed_at, pending_email, pending_mobile, personalised_at, seal, created_at, closes_on, temporary_request, identity_key, ` + statusColumns + `,
	iif(` + memberSeal.while + `, ` + memberSeal.sql() + `, NULL)`

// memberQuery holds two queries for the same members: stored reads the table, seen reads seenMembers, in which the changes of
// an import in progress are hidden. The texts are long, and built once.
type memberQuery struct{ stored, seen string }

func memberWhere(condition string) memberQuery {
	from := func(table string) string {
		return `SELECT ` + memberColumns + `, ` + anyAtWork + ` FROM ` + table + ` WHERE ` + condition
	}
	return memberQuery{from(`members`), from(seenMembers)}
}

var (
	memberByKey = memberWhere(`identifier_key = ?`)
	memberByRow = memberWhere(`id = ?`)
	memberNext  = memberWhere(`identifier_key >= ? AND identifier_key < ? ORDER BY identifier_key LIMIT 1`)
	memberRows  = memberWhere(`id IN (SELECT value FROM json_each(?))`)
)

// MemberByKey finds a member by the keyed hash of their identifier, or returns ErrNotFound.
func (r Reader) MemberByKey(ctx context.Context, identifierKey []byte) (*Member, error) {
	return r.member(ctx, memberByKey, identifierKey)
}

// Member finds a member by row ID, or returns ErrNotFound.
func (r Reader) Member(ctx context.Context, id int64) (*Member, error) {
	return r.member(ctx, memberByRow, id)
}

// OpenMemberByID finds a member with an open account by row ID; nil where there is none. A suspended account counts as open.
func (r Reader) OpenMemberByID(ctx context.Context, id int64, now time.Time) (*Member, error) {
	m, err := r.Member(ctx, id)
	if errors.Is(err, ErrNotFound) || err == nil && r.Closed(m, now) {
		return nil, nil
	}
	return m, err
}

// OpenMember finds a member by the keyed hash of their identifier. It returns nil when the identifier is unknown, or the
// account is closed or suspended. All cases take the same time.
func (r Reader) OpenMember(ctx context.Context, identifierKey []byte, now time.Time) (*Member, error) {
	m, err := r.KnownMember(ctx, identifierKey, now)
	if err != nil || m == nil || r.Barred(m, now) {
		return nil, err
	}
	return m, nil
}

// KnownMember is OpenMember for a login, and returns suspended accounts as well: a person who proves to be the holder is told
// of the suspension.
func (r Reader) KnownMember(ctx context.Context, identifierKey []byte, now time.Time) (*Member, error) {
	m, theirs, err := r.MemberOrAnother(ctx, identifierKey)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil || !theirs || r.Closed(m, now) {
		return nil, err
	}
	return m, nil
}

// MemberOrAnother finds a member by the keyed hash of their identifier, whether the account is open or closed. For an unknown
// identifier, theirs is false and m is some other member of the same kind, read only so that the query takes as long. It
// returns ErrNotFound when the kind has no member.
func (r Reader) MemberOrAnother(ctx context.Context, identifierKey []byte) (m *Member, theirs bool, err error) {
	kind := identifierKey[0]
	m, err = r.member(ctx, memberNext, identifierKey, []byte{kind + 1})
	if errors.Is(err, ErrNotFound) { // past the last hash: wrap around to the first
		m, err = r.member(ctx, memberNext, []byte{kind}, []byte{kind + 1})
	}
	return m, err == nil && bytes.Equal(m.IdentifierKey, identifierKey), err
}

// openOn is an SQL condition on members: the account is open on the given day, neither closed nor suspended.
const openOn = `((closes_on IS NULL OR closes_on > ?) AND status IS NULL)`

// dayOf is the day of an instant in the caisse's time zone.
func (r Reader) dayOf(at time.Time) string { return day(at.In(r.zone)) }

// ClosedByFile says whether the back office has closed the account.
func (r Reader) ClosedByFile(m *Member, now time.Time) bool {
	return backoffice.Ended(m.ClosesOn, r.dayOf(now))
}

// Closed says whether the account is closed, by the back office or here. Its holder and strangers see it as unknown.
func (r Reader) Closed(m *Member, now time.Time) bool {
	return m.Status.State == StateClosed || r.ClosedByFile(m, now)
}

// Barred says whether the account is unusable: closed or suspended.
func (r Reader) Barred(m *Member, now time.Time) bool {
	return m.Status.State != "" || r.Closed(m, now)
}

// member reads the member that a condition selects. It queries the table first. Only if that shows that an import is in
// progress does it use the query on seenMembers, which costs ten times as much.
func (r Reader) member(ctx context.Context, query memberQuery, args ...any) (*Member, error) {
	m, hides, err := r.memberIn(ctx, query.stored, args...)
	if err == nil && hides {
		m, _, err = r.memberIn(ctx, query.seen, args...)
	}
	if err != nil {
		return nil, err
	}
	m.Contacts, err = r.contacts(ctx, m.ID, m.IdentifierKey)
	return m, err
}

// memberIn reads a member by one of the two queries, or returns ErrNotFound. hides says whether an import is in progress.
func (r Reader) memberIn(ctx context.Context, query string, args ...any) (_ *Member, hides bool, err error) {
	members, hides, err := r.membersIn(ctx, query, args...)
	if err == nil && len(members) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return nil, false, err
	}
	return members[0], hides, nil
}

// Members finds members by their row IDs, with a fixed number of queries. Unknown IDs are omitted.
func (r Reader) Members(ctx context.Context, ids []int64) (map[int64]*Member, error) {
	members, err := r.membersOf(ctx, ids)
	if err == nil && len(members) > 0 {
		err = r.addContacts(ctx, members, ids)
	}
	return members, err
}

// membersOf reads the members with these row IDs, without their contacts. Unknown IDs are omitted.
func (r Reader) membersOf(ctx context.Context, ids []int64) (map[int64]*Member, error) {
	members, hides, err := r.membersIn(ctx, memberRows.stored, idList(ids))
	if err == nil && hides {
		members, _, err = r.membersIn(ctx, memberRows.seen, idList(ids))
	}
	byID := make(map[int64]*Member, len(members))
	for _, m := range members {
		byID[m.ID] = m
	}
	return byID, err
}

func (r Reader) membersIn(ctx context.Context, query string, args ...any) (members []*Member, hides bool, err error) {
	rows, err := r.q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, false, fmt.Errorf("read members: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var (
		row  memberRow
		into = row.into()
	)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, false, fmt.Errorf("read a member: %w", err)
		}
		m, err := row.member(r)
		if err != nil {
			return nil, false, err
		}
		members = append(members, m)
	}
	if err := rows.Err(); err != nil {
		return nil, false, fmt.Errorf("read members: %w", err)
	}
	return members, row.hides, nil
}

// memberRow is a result row of a memberQuery.
type memberRow struct {
	id                                    int64
	identifierKey, vitaleKey, identityKey []byte
	kind, category                        string
	profile, seal, sealed                 sql.RawBytes // sealed is the binding of seal; NULL for a member without one
	pendingEmail, pendingMobile           sql.RawBytes
	status                                storedStatus
	password, closesOn                    sql.NullString
	temporary                             storedTemporary
	changed, confirmed, personalised      sql.NullInt64
	created                               int64
	hides                                 bool // an import is in progress
}

// into returns the destinations of Scan for memberColumns and for the column that says whether an import is in progress.
func (row *memberRow) into() []any {
	into := append(make([]any, 0, 32), &row.id, &row.identifierKey, &row.kind, &row.category, &row.profile, &row.vitaleKey, &row.password, &row.changed,
		&row.temporary.hash, &row.temporary.channel, &row.temporary.issued, &row.temporary.expires, &row.confirmed, &row.pendingEmail, &row.pendingMobile,
		&row.personalised, &row.seal, &row.created, &row.closesOn, &row.temporary.request, &row.identityKey)
	return append(append(into, row.status.into()...), &row.sealed, &row.hides)
}

// member decrypts the sealed columns and returns the member.
func (row *memberRow) member(r Reader) (_ *Member, err error) {
	m := &Member{ID: row.id, IdentifierKey: row.identifierKey, Kind: account.Kind(row.kind), Category: account.Category(row.category), VitaleKey: row.vitaleKey,
		PasswordChangedAt: instant(row.changed), ContactsConfirmedAt: instant(row.confirmed), PersonalisedAt: instant(row.personalised),
		CreatedAt: time.Unix(row.created, 0).UTC(), ClosesOn: row.closesOn.String, Status: row.status.status()}
	if m.PasswordHash, err = openText(r.keys, "members.password_hash", m.IdentifierKey, row.password); err != nil {
		return nil, fmt.Errorf("open the password of member %d: %w", m.ID, err)
	}
	if row.personalised.Valid || m.Status.State != "" {
		if err := memberSeal.opens(r, row.sealed, row.seal); err != nil {
			return nil, fmt.Errorf("read member %d: %w", m.ID, err)
		}
	}
	if row.temporary.hash.Valid {
		tp, err := row.temporary.open(r.keys, "members.temporary_hash", m.IdentifierKey)
		if err != nil {
			return nil, fmt.Errorf("open the temporary password of member %d: %w", m.ID, err)
		}
		m.Temporary = &tp
	}
	bound := boundTo(row.category, text(m.ClosesOn), m.IdentifierKey, m.VitaleKey, row.identityKey)
	if m.Profile, err = r.profile(m.ID, bound, row.profile); err != nil {
		return nil, err
	}
	for _, p := range []struct {
		column string
		sealed []byte
		into   *string
	}{{"members.pending_email", row.pendingEmail, &m.PendingEmail}, {"members.pending_mobile", row.pendingMobile, &m.PendingMobile}} {
		if p.sealed == nil {
			continue
		}
		plain, err := r.keys.Open(p.column, m.IdentifierKey, p.sealed)
		if err != nil {
			return nil, fmt.Errorf("open a pending contact of member %d: %w", m.ID, err)
		}
		*p.into = string(plain)
	}
	return m, nil
}

// profileBinding is the binding of a profile: columns that come from the same row of the file. prefix qualifies the columns
// in a query over several tables.
func profileBinding(prefix, identifierKey string) binding {
	return binding{[]string{prefix + "category", prefix + "closes_on"}, []string{identifierKey, prefix + "vitale_key", prefix + "identity_key"}}
}

var memberProfile = profileBinding("", "identifier_key")

// profile decrypts a member's profile; bound is its binding.
func (r Reader) profile(memberID int64, bound, sealed []byte) (p Profile, err error) {
	plain, err := r.keys.Open("members.profile", bound, sealed)
	if err != nil {
		return p, fmt.Errorf("open the profile of member %d: %w", memberID, err)
	}
	if err := json.Unmarshal(plain, &p); err != nil {
		return p, fmt.Errorf("read the profile of member %d: %w", memberID, err)
	}
	return p, nil
}

const memberCount = `SELECT (SELECT count(*) FROM members) - (SELECT count(*) FROM import_work w CROSS JOIN members m ON ` + unseenOf + `)`

// MemberCount returns the number of members.
func (r Reader) MemberCount(ctx context.Context) (n int, err error) {
	if err = r.q.QueryRowContext(ctx, memberCount).Scan(&n); err != nil {
		return 0, fmt.Errorf("count members: %w", err)
	}
	return n, nil
}

// StateContacts records « Je confirme mes coordonnées ». pendingEmail is the address that must still be confirmed by a
// code; it is empty when the current address is already verified. pendingMobile is a new mobile number, empty for none.
func (t *Tx) StateContacts(ctx context.Context, m *Member, pendingEmail, pendingMobile string, now time.Time) error {
	seal := func(column, value string) []byte {
		if value == "" {
			return nil
		}
		return t.keys.Seal(column, m.IdentifierKey, []byte(value))
	}
	_, err := t.exec(ctx, "confirm coordinates",
		`UPDATE members SET contacts_confirmed_at = ?, pending_email = ?, pending_mobile = ?, updated_at = ? WHERE id = ?`,
		seconds(now), seal("members.pending_email", pendingEmail), seal("members.pending_mobile", pendingMobile), seconds(now), m.ID)
	return err
}

// ReopenContacts withdraws the confirmation of the contacts, for « Corriger mon adresse email ».
func (t *Tx) ReopenContacts(ctx context.Context, memberID int64, now time.Time) error {
	_, err := t.exec(ctx, "reopen coordinates",
		`UPDATE members SET contacts_confirmed_at = NULL, pending_email = NULL, updated_at = ? WHERE id = ?`, seconds(now), memberID)
	return err
}

// EndPersonalisation records the end of a personalisation; the date of the first one is kept.
func (t *Tx) EndPersonalisation(ctx context.Context, memberID int64, now time.Time) error {
	_, err := t.updateSealed(ctx, memberID, "end a personalisation",
		`UPDATE members SET pending_email = NULL, pending_mobile = NULL, personalised_at = COALESCE(personalised_at, ?1), updated_at = ?1 WHERE id = ?2`,
		seconds(now), memberID)
	return err
}
