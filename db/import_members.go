package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"sesame/account/backoffice"
	"sesame/texts"
)

// ImportMembers loads a file « adherents ». Columns missing from the header, members missing from the file and unchanged
// lines change nothing. A member's password, verified e-mail and history are kept. A contact set by the member or an agent,
// or verified, takes precedence over the file, whose value is listed as a difference. Unreadable values are listed for
// agents. Refused lines are counted in the report and are not an error.
func (d *DB) ImportMembers(ctx context.Context, t *backoffice.Table, o ImportOptions) (ImportReport, error) {
	lock, err := d.beginImport(ctx, o)
	if err != nil {
		return ImportReport{}, err
	}
	defer lock.release()
	overview, err := t.Overview()
	if err != nil {
		return ImportReport{}, err
	}
	if o.Spoilt != nil {
		for _, s := range overview.Spoilt {
			o.Spoilt(s)
		}
	}
	s, err := d.stage(ctx, memberStaging)
	if err != nil {
		return ImportReport{}, err
	}
	defer s.Close() //nolint:errcheck // applied data is committed; discarding the rest is intended
	stagers, err := s.memberStagers(ctx)
	if err != nil {
		return ImportReport{}, err
	}
	a := &application{staging: s, db: d, options: o, kind: importedMembers}
	if err := a.stageMembers(ctx, t, overview, stagers); err != nil || o.DryRun || o.Holds(a.report) {
		return a.report, err
	}
	err = a.applyMembers(ctx, stagers)
	return a.report, err
}

// stageMembers reads the file, reports what it changes, and writes the changes to the staging area.
func (a *application) stageMembers(ctx context.Context, t *backoffice.Table, overview *backoffice.Overview, stagers *memberStagers) error {
	d, o, report := a.db, a.options, &a.report
	w := &memberImport{db: d, table: t, overview: overview, now: o.Now, today: day(o.Now), dry: o.DryRun, indexers: sync.Pool{New: func() any { return new(wordIndexer) }}}
	if err := d.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM members)`).Scan(&w.anyone); err != nil {
		return fmt.Errorf("look for members: %w", err)
	}
	err := runImport(ctx, t, o, report, w.batch, func(ctx context.Context, b stagedMembers, load bool) error {
		report.Added += b.added
		report.Changed += b.changed
		report.Unchanged += b.unchanged
		report.Differences += b.standing
		report.Closed += b.closed
		for _, c := range b.changes {
			report.Note(c)
			if o.Changed != nil {
				o.Changed(c)
			}
		}
		if !load || o.DryRun {
			return nil
		}
		return stagers.add(ctx, b)
	})
	if err == nil {
		report.Lines = report.Added + report.Changed + report.Unchanged + report.Refused
	}
	return err
}

// applyMembers writes the staged changes to the members and to the search index.
func (a *application) applyMembers(ctx context.Context, stagers *memberStagers) error {
	if err := stagers.flush(ctx); err != nil {
		return err
	}
	if _, err := a.ExecContext(ctx, memberOrder); err != nil {
		return fmt.Errorf("order what is staged: %w", err)
	}
	complete := func(ctx context.Context) error {
		if err := a.writeNewcomers(ctx); err != nil {
			return err
		}
		if err := a.write(ctx, memberFills); err != nil {
			return err
		}
		changes := a.touched
		err := errors.Join(a.write(ctx, []fill{spellingFill}), a.addWords(ctx))
		a.touched = changes
		return err
	}
	return a.db.following(ctx, a.options.Now, func() (int64, error) {
		err := a.apply(ctx, complete, a.removeWords)
		return a.row.ID, err
	})
}

type memberImport struct {
	db       *DB
	table    *backoffice.Table
	overview *backoffice.Overview
	now      time.Time
	today    string
	dry      bool      // check and count only
	indexers sync.Pool // of *wordIndexer
	anyone   bool      // the database has members; otherwise the look-up is skipped
}

// knownMember is the stored state that a row of the file is compared with.
type knownMember struct {
	id      int64
	fileKey []byte
	own     bool // a contact is not the file's: a difference is possible even when the row has not changed
}

// batch validates the lines, looks up their members and computes the changes.
func (w *memberImport) batch(ctx context.Context, b *importBatch[stagedMembers]) error {
	type checked struct {
		row          backoffice.MemberRow
		key, fileKey []byte
	}
	var canonical []byte
	rows := make([]checked, 0, len(b.lines))
	args := make([]any, 0, len(b.lines))
	for _, l := range b.lines {
		if b.passedOver(w.table, l) {
			continue
		}
		row, faults := w.table.Member(l, w.today)
		other, same := w.overview.Other(row.Identifier, l.Number)
		if other != 0 && !same {
			faults = append(faults, backoffice.RowError{Line: l.Number, Column: "identifiant", Masked: row.Identifier.Masked(),
				Reason: texts.LineTwice(other)})
		}
		if len(faults) > 0 {
			b.refuse(l, faults...)
			continue
		}
		if other != 0 && other < l.Number {
			b.staged.unchanged++
			b.warnings = append(b.warnings, backoffice.RowError{Line: l.Number, Column: "identifiant", Masked: row.Identifier.Masked(),
				Reason: texts.LineRepeats(other)})
			continue
		}
		for _, left := range row.LeftOut {
			b.leftOut = append(b.leftOut, leftOutLine{left, w.overview.Tells(left)})
		}
		b.warnings = append(b.warnings, row.Warnings...)
		key := w.db.keys.IdentifierKey(row.Identifier)
		canonical = row.AppendCanonical(canonical[:0])
		rows = append(rows, checked{row, key, w.db.keys.Index("file row", canonical)})
		args = append(args, key)
	}
	known, err := w.known(ctx, args)
	if err != nil {
		return err
	}
	b.staged.members = make([]stagedMember, 0, len(rows)-len(known))
	var compare []*comparison
	for i := range rows {
		r := &rows[i]
		m, found := known[[16]byte(r.key)]
		switch {
		case !found:
			staged, err := w.newcomer(&r.row, r.key, r.fileKey)
			if err != nil {
				return err
			}
			b.staged.added++
			if backoffice.Ended(r.row.Values[backoffice.End], w.today) {
				b.staged.closed++
			}
			b.staged.members = append(b.staged.members, staged)
		case string(m.fileKey) == string(r.fileKey) && !m.own:
			b.staged.unchanged++
		default:
			compare = append(compare, &comparison{row: &r.row, key: r.key, fileKey: r.fileKey, knownMember: m})
		}
	}
	return w.compare(ctx, compare, &b.staged)
}

// profileRow appends to columns the staged columns of a member as changed by a row of the file, in their order.
func (w *memberImport) profileRow(columns []any, row *backoffice.MemberRow, v *backoffice.Values, key, fileKey, vitaleKey []byte) ([]any, error) {
	plain, err := json.Marshal(profileOf(row.Identifier, v))
	if err != nil {
		return nil, fmt.Errorf("write a profile: %w", err)
	}
	category, closesOn, vitale, identity := string(row.Category), text(v[backoffice.End]), nullable(vitaleKey), w.identity(row.Category, v)
	sealed := w.db.keys.Seal("members.profile", boundTo(category, closesOn, key, vitale, identity), plain)
	return append(columns, category, sealed, fileKey, vitale, identity, closesOn), nil
}

// vitaleKey returns the keyed hash of the row's serial number, or nil when it has none.
func (w *memberImport) vitaleKey(row *backoffice.MemberRow) []byte {
	if row.Values[backoffice.Vitale] == "" {
		return nil
	}
	return w.db.keys.VitaleKey(row.Identifier, row.Values[backoffice.Vitale])
}

func (w *memberImport) newcomer(row *backoffice.MemberRow, key, fileKey []byte) (stagedMember, error) {
	if row.Values[backoffice.Landline] == "" {
		row.Values[backoffice.Landline] = row.Spare
	}
	columns, err := w.profileRow(append(make([]any, 0, newcomerColumns), key, string(row.Identifier.Kind)), row, &row.Values, key, fileKey, w.vitaleKey(row))
	if err != nil {
		return stagedMember{}, err
	}
	m := stagedMember{key: key, row: columns}
	bound := w.contactBound(key)
	for i, v := range contactValues(&row.Values) {
		m.row = append(m.row, w.contact(contactKinds[i], bound, v))
	}
	m.row = append(m.row, w.newcomerWords(key, row.Identifier, &row.Values))
	for _, l := range row.LeftOut {
		m.leftOut = append(m.leftOut, w.sealedLeftOut(0, key, l))
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
			SELECT 1 FROM contacts c WHERE c.member_id = m.id AND NOT `+filesOwn+`)
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
