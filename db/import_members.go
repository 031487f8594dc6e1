package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"sync"

	"sesame/account/backoffice"
	"sesame/account/search"
)

// What a file will change. In staged.contacts and staged.differences what has no value goes.
const memberStaging = `
CREATE TABLE staged.newcomers (identifier_key, kind, category, profile, file_key, vitale_key, identity_key, email, fax, landline, mobile);
CREATE TABLE staged.changes (id, category, profile, file_key, vitale_key, identity_key, words);
CREATE TABLE staged.words (before, words);
CREATE TABLE staged.contacts (member_id, kind, value);
CREATE TABLE staged.differences (member_id, kind, file_value)`

// A contact that the member has set between the look-up and now is left alone: the conditions say so once more. A
// newcomer whom another import has brought meanwhile breaks the unique key, and the whole file is to be loaded again.
var memberApply = []string{
	`INSERT INTO members (id, identifier_key, kind, category, profile, file_key, vitale_key, identity_key, created_at, updated_at)
	 SELECT :newest + rowid, identifier_key, kind, category, profile, file_key, vitale_key, identity_key, :now, :now FROM staged.newcomers`,
	`UPDATE members SET category = c.category, profile = c.profile, file_key = c.file_key, vitale_key = c.vitale_key,
		identity_key = c.identity_key, updated_at = :now
	 FROM staged.changes c WHERE members.id = c.id`,
	`DELETE FROM contacts WHERE source = 'file' AND verified_at IS NULL
		AND (member_id, kind) IN (SELECT member_id, kind FROM staged.contacts WHERE value IS NULL)`,
	`INSERT INTO contacts (member_id, kind, value, source, changed_at)
	 SELECT id, kind, value, 'file', :now FROM (
		SELECT :newest + n.rowid AS id, k.column1 AS kind,
			CASE k.column1 WHEN 'email' THEN n.email WHEN 'fax' THEN n.fax WHEN 'landline' THEN n.landline ELSE n.mobile END AS value
		FROM staged.newcomers n CROSS JOIN (VALUES ('email'), ('fax'), ('landline'), ('mobile')) k)
	 WHERE value IS NOT NULL`,
	`INSERT INTO contacts (member_id, kind, value, source, changed_at)
	 SELECT member_id, kind, value, 'file', :now FROM staged.contacts WHERE value IS NOT NULL
	 ON CONFLICT (member_id, kind) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at
		WHERE contacts.source = 'file' AND contacts.verified_at IS NULL`,
	`DELETE FROM contact_differences WHERE (member_id, kind) IN (SELECT member_id, kind FROM staged.differences WHERE file_value IS NULL)`,
	`INSERT INTO contact_differences (member_id, kind, file_value, seen_at)
	 SELECT member_id, kind, file_value, :now FROM staged.differences WHERE file_value IS NOT NULL
	 ON CONFLICT (member_id, kind) DO UPDATE SET file_value = excluded.file_value, seen_at = excluded.seen_at, dismissed_at = NULL`,
}

// memberStagers write what the batches would change, in the order of the file.
type memberStagers struct {
	newcomers, words, changes, contacts, differences *stager

	count int64 // newcomers so far
}

func (s *staging) memberStagers(ctx context.Context) (*memberStagers, error) {
	g := &memberStagers{
		newcomers: s.stager("newcomers", 11), words: s.stager("words", 2), changes: s.stager("changes", 7),
		contacts: s.stager("contacts", 3), differences: s.stager("differences", 3),
	}
	return g, g.each(func(t *stager) error { return t.prepare(ctx) })
}

func (g *memberStagers) each(do func(*stager) error) error {
	for _, t := range []*stager{g.newcomers, g.words, g.changes, g.contacts, g.differences} {
		if err := do(t); err != nil {
			return err
		}
	}
	return nil
}

// stagedContact is a change of one contact; value is nil where it goes.
type stagedContact struct {
	kind  ContactKind
	value any
}

// stagedMember is what one line changes: row belongs to staged.newcomers where id is 0, else to staged.changes.
type stagedMember struct {
	id       int64
	row      []any
	contacts []stagedContact // of a member who is known
}

// stagedMembers is what one batch would change.
type stagedMembers struct {
	members                             []stagedMember
	words                               []byte // sealed: by which the newcomers are found
	differences                         [][]any
	added, changed, unchanged, standing int
}

func (g *memberStagers) add(ctx context.Context, b stagedMembers) error {
	if b.words != nil {
		if err := g.words.add(ctx, g.count, b.words); err != nil {
			return err
		}
	}
	for _, m := range b.members {
		table := g.changes
		if m.id == 0 {
			table = g.newcomers
			g.count++
		}
		if err := table.add(ctx, m.row...); err != nil {
			return err
		}
		for _, c := range m.contacts {
			if err := g.contacts.add(ctx, m.id, string(c.kind), c.value); err != nil {
				return err
			}
		}
	}
	for _, row := range b.differences {
		if err := g.differences.add(ctx, row...); err != nil {
			return err
		}
	}
	return nil
}

// ImportMembers loads a file « adherents ». A member's password, verified e-mail and history survive; a contact that
// the member or an agent has set, or that was verified, wins over the file's, and what the file says instead is listed
// as a difference. Members whom the file does not name stay. Lines that say what the file said before change nothing.
// Refused lines are no error: the report counts them.
func (d *DB) ImportMembers(ctx context.Context, t *backoffice.Table, o ImportOptions) (ImportReport, error) {
	var report ImportReport
	duplicates, err := t.Duplicates()
	if err != nil {
		return report, err
	}
	s, err := d.stage(ctx, memberStaging)
	if err != nil {
		return report, err
	}
	defer s.Close() //nolint:errcheck // what was committed is in the database; the rest is thrown away on purpose
	stagers, err := s.memberStagers(ctx)
	if err != nil {
		return report, err
	}
	w := &memberImport{db: d, table: t, duplicates: duplicates, today: day(o.Now), dry: o.DryRun, indexers: sync.Pool{New: func() any { return new(search.Indexer) }}}
	if err := d.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM members)`).Scan(&w.anyone); err != nil {
		return report, fmt.Errorf("look for members: %w", err)
	}
	err = runImport(ctx, t, o, &report, w.batch, func(ctx context.Context, b stagedMembers, load bool) error {
		report.Added += b.added
		report.Changed += b.changed
		report.Unchanged += b.unchanged
		report.Differences += b.standing
		if !load || o.DryRun {
			return nil
		}
		return stagers.add(ctx, b)
	})
	if err != nil {
		return report, err
	}
	report.Lines = report.Added + report.Changed + report.Unchanged + report.Refused
	if o.DryRun || report.held(o) {
		return report, nil
	}
	if err := stagers.each(func(t *stager) error { return t.flush(ctx) }); err != nil {
		return report, err
	}
	if err := s.apply(ctx, o, "adherents", report, applyWords, memberApply...); err != nil {
		return report, err
	}
	report.Applied = true
	return report, nil
}

type memberImport struct {
	db         *DB
	table      *backoffice.Table
	duplicates *backoffice.Duplicates
	today      string
	dry        bool      // nothing will be loaded
	indexers   sync.Pool // of *account.SearchIndexer
	anyone     bool      // the database has members: else there is nobody to look up
}

// knownMember is what a row of the file is compared with.
type knownMember struct {
	id      int64
	fileKey []byte
	own     bool // a contact is the member's own: the file may differ from it even where the file has not changed
}

// batch checks the lines, finds the members they name, and works out what they change.
func (w *memberImport) batch(ctx context.Context, b *importBatch[stagedMembers]) error {
	type checked struct {
		row          backoffice.MemberRow
		key, fileKey []byte
	}
	rows := make([]checked, 0, len(b.lines))
	keys := w.db.keys
	args := make([]any, 0, len(b.lines))
	for _, l := range b.lines {
		row, warnings, faults := w.table.Member(l, w.today)
		if other := w.duplicates.Other(row.Identifier, l.Number); other != 0 {
			faults = append(faults, backoffice.RowError{Line: l.Number, Column: "identifiant", Masked: row.Identifier.Masked(),
				Reason: fmt.Sprintf("Le même identifiant est aussi à la ligne %d : gardez une seule des deux lignes.", other)})
		}
		if len(faults) > 0 {
			b.refuse(l, faults...)
			continue
		}
		b.warnings = append(b.warnings, warnings...)
		key := keys.IdentifierKey(row.Identifier)
		rows = append(rows, checked{row, key, keys.Index("file row", row.Canonical())})
		args = append(args, key)
	}
	known, err := w.known(ctx, args)
	if err != nil {
		return err
	}
	var (
		compare []*comparison
		words   []entry
		count   int // newcomers
	)
	for _, r := range rows {
		m, found := known[[16]byte(r.key)]
		switch {
		case !found:
			b.staged.added++
			staged, err := w.newcomer(r.row, r.key, r.fileKey)
			if err != nil {
				return err
			}
			b.staged.members = append(b.staged.members, staged)
			words, count = w.newcomerWords(words, count, searchableRow(r.row, contactValues(r.row))), count+1
		case string(m.fileKey) == string(r.fileKey) && !m.own:
			b.staged.unchanged++
		default:
			compare = append(compare, &comparison{row: r.row, key: r.key, fileKey: r.fileKey, knownMember: m})
		}
	}
	if len(words) > 0 {
		b.staged.words = w.sealedWords(nil, words)
	}
	return w.compare(ctx, compare, &b.staged)
}

// sealed are the values that newcomers and changes share: category, profile, file_key, vitale_key, identity_key.
func (w *memberImport) sealed(row backoffice.MemberRow, key, fileKey []byte) ([]any, error) {
	plain, err := json.Marshal(Profile{
		Identifier: row.Identifier.Value, Civility: row.Civility, LastName: row.LastName, FirstName: row.FirstName, Company: row.Company,
		BirthDate: row.BirthDate, BirthTown: row.BirthTown, BirthCountry: row.BirthCountry, Address: row.Address,
	})
	if err != nil {
		return nil, fmt.Errorf("write a profile: %w", err)
	}
	var vitale any
	if row.Vitale != "" {
		vitale = w.db.keys.VitaleKey(row.Identifier, row.Vitale)
	}
	return []any{string(row.Category), w.db.keys.Seal("members.profile", key, plain), fileKey, vitale, w.identity(row)}, nil
}

func (w *memberImport) newcomer(row backoffice.MemberRow, key, fileKey []byte) (stagedMember, error) {
	sealed, err := w.sealed(row, key, fileKey)
	if err != nil {
		return stagedMember{}, err
	}
	m := stagedMember{row: append(append(make([]any, 0, 11), key, string(row.Identifier.Kind)), sealed...)}
	for i, v := range contactValues(row) {
		m.row = append(m.row, w.contact(i, key, v).value)
	}
	return m, nil
}

func (w *memberImport) known(ctx context.Context, identifierKeys []any) (map[[16]byte]knownMember, error) {
	found := map[[16]byte]knownMember{}
	if len(identifierKeys) == 0 || !w.anyone {
		return found, nil
	}
	rows, err := w.db.read.QueryContext(ctx,
		`SELECT m.identifier_key, m.id, m.file_key, EXISTS (
			SELECT 1 FROM contacts c WHERE c.member_id = m.id AND (c.source <> 'file' OR c.verified_at IS NOT NULL))
		 FROM members m WHERE m.identifier_key IN `+placeholders(len(identifierKeys)), identifierKeys...)
	if err != nil {
		return nil, fmt.Errorf("look members up: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			key sql.RawBytes
			m   knownMember
		)
		if err := rows.Scan(&key, &m.id, &m.fileKey, &m.own); err != nil {
			return nil, fmt.Errorf("look members up: %w", err)
		}
		found[[16]byte(key)] = m
	}
	return found, rows.Err()
}
