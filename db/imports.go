package db

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sesame/account/backoffice"
)

// ImportPhase is the phase of an import started on the web.
type ImportPhase string

// Phases of an import. The first three are in progress.
const (
	ImportChecking    ImportPhase = "checking"
	ImportChecked     ImportPhase = "checked" // waits for an agent's decision
	ImportLoading     ImportPhase = "loading"
	ImportLoaded      ImportPhase = "loaded"
	ImportHeld        ImportPhase = "held" // held back by refused lines
	ImportFailed      ImportPhase = "failed"
	ImportCancelled   ImportPhase = "cancelled"
	ImportInterrupted ImportPhase = "interrupted" // the program stopped
	ImportDropped     ImportPhase = "dropped"     // no agent decided in time
)

// UnderWay says whether the import is still in progress.
func (p ImportPhase) UnderWay() bool {
	return p == ImportChecking || p == ImportChecked || p == ImportLoading
}

// The kinds of file, as imports.kind stores them.
const (
	importedMembers  = "adherents"
	importedPayments = "paiements"
)

// FileImport is a file that an agent uploaded or that the command loaded.
type FileImport struct {
	ID        int64       `json:"-"`
	Actor     string      `json:"-"` // agent:LOGIN; system for the command
	Kind      string      `json:"-"` // adherents, paiements
	Phase     ImportPhase `json:"-"`
	KeepGoing bool        `json:"-"`
	Bytes     int64       `json:"-"`
	StartedAt time.Time   `json:"-"`
	EndedAt   time.Time   `json:"-"`
	LoadedAt  time.Time   `json:"-"` // when it was published, which is also the time of its changes; zero if it was not loaded
	UndoneAt  time.Time   `json:"-"`
	UndoneBy  string      `json:"-"` // agent:LOGIN or system
	Leaving   bool        `json:"-"` // it is being undone: its changes are hidden, and Undone is not counted yet

	Name      string       `json:"name"`              // file name given by the browser
	Confirmed bool         `json:"confirmed"`         // an agent has confirmed the report's questions
	Report    ImportReport `json:"report"`            // of the last time the file was read
	Failure   string       `json:"failure,omitempty"` // a sentence for the agent

	// Messages of the last time the file was read, masked; only the first ones of each kind.
	Refused []backoffice.RowError     `json:"refused,omitempty"`
	LeftOut []backoffice.RowError     `json:"left_out,omitempty"`
	Warned  []backoffice.RowError     `json:"warned,omitempty"`
	Spoilt  []backoffice.SpoiltColumn `json:"spoilt,omitempty"`
	Changes []backoffice.Change       `json:"changes,omitempty"`

	Undone Undone `json:"undone"` // the result of undoing it

	reference string
}

func (r Reader) sealImport(i FileImport) ([]byte, error) {
	plain, err := json.Marshal(i)
	if err != nil {
		return nil, fmt.Errorf("note an import: %w", err)
	}
	return r.keys.Seal("imports.payload", []byte(i.reference), plain), nil
}

// AddImport stores a file before it is checked, or one that the command loads in this transaction. It sets the ID.
func (t *Tx) AddImport(ctx context.Context, i *FileImport) error {
	i.reference, i.Phase = rand.Text(), cmp.Or(i.Phase, ImportChecking)
	sealed, err := t.sealImport(*i)
	if err != nil {
		return err
	}
	r := i.Report
	err = t.tx.QueryRowContext(ctx, `INSERT INTO imports (reference, actor, kind, phase, going, payload, bytes, lines, added, changed, unchanged, refused, warnings,
			differences, started_at, ended_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		i.reference, i.Actor, i.Kind, i.Phase, i.KeepGoing, sealed, i.Bytes, r.Lines, r.Added, r.Changed, r.Unchanged, r.Refused, r.Warnings,
		r.Differences, seconds(i.StartedAt), seconds(i.EndedAt)).Scan(&i.ID)
	if err != nil {
		return fmt.Errorf("note an import: %w", err)
	}
	return nil
}

// MoveImport changes the phase from `from` to that of i, and stores the data of i. It returns false when the import is not in
// phase `from`.
func (t *Tx) MoveImport(ctx context.Context, from ImportPhase, i FileImport) (bool, error) {
	sealed, err := t.sealImport(i)
	if err != nil {
		return false, err
	}
	r := i.Report
	n, err := t.exec(ctx, "note an import", `UPDATE imports SET phase = ?, going = ?, payload = ?, lines = ?, added = ?, changed = ?, unchanged = ?,
		refused = ?, warnings = ?, differences = ?, ended_at = ? WHERE id = ? AND phase = ?`,
		i.Phase, i.KeepGoing, sealed, r.Lines, r.Added, r.Changed, r.Unchanged, r.Refused, r.Warnings, r.Differences, seconds(i.EndedAt), i.ID, from)
	return n == 1, err
}

// InterruptImports marks as interrupted the imports that a previous run left in progress: their files are gone and nothing
// was loaded. The one in import_work is left to FinishImports. lastSeen is the last time at which that run is known to have
// been active.
func (d *DB) InterruptImports(ctx context.Context, lastSeen time.Time) error {
	return d.InTx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "end interrupted imports", `UPDATE imports SET phase = 'interrupted', ended_at = max(started_at, ?) WHERE ended_at IS NULL
			AND id NOT IN (SELECT import_id FROM import_work)`, lastSeen.Unix())
		return err
	})
}

const fileImportColumns = `id, reference, actor, kind, phase, going, payload, bytes, lines, added, changed, unchanged, refused, warnings, differences, started_at, ended_at,
	loaded_at, undone_at, undone_by, EXISTS (SELECT 1 FROM import_work w WHERE w.import_id = imports.id AND w.stage = 'leaving')`

func (r Reader) scanImport(scan func(...any) error) (FileImport, error) {
	var (
		i              FileImport
		sealed         []byte
		started, ended sql.NullInt64
		loaded, undone sql.NullInt64
		undoneBy       sql.NullString
	)
	n := &i.Report
	if err := scan(&i.ID, &i.reference, &i.Actor, &i.Kind, &i.Phase, &i.KeepGoing, &sealed, &i.Bytes,
		&n.Lines, &n.Added, &n.Changed, &n.Unchanged, &n.Refused, &n.Warnings, &n.Differences, &started, &ended,
		&loaded, &undone, &undoneBy, &i.Leaving); err != nil {
		return i, err
	}
	i.StartedAt, i.EndedAt = instant(started), instant(ended)
	i.LoadedAt, i.UndoneAt, i.UndoneBy = instant(loaded), instant(undone), undoneBy.String
	plain, err := r.keys.Open("imports.payload", []byte(i.reference), sealed)
	if err != nil {
		return i, fmt.Errorf("open import %d: %w", i.ID, err)
	}
	err = json.Unmarshal(plain, &i)
	i.Report.Applied = i.Phase == ImportLoaded
	return i, err
}

// Import reads an import, or returns ErrNotFound.
func (r Reader) Import(ctx context.Context, id int64) (FileImport, error) {
	i, err := r.scanImport(r.q.QueryRowContext(ctx, `SELECT `+fileImportColumns+` FROM imports WHERE id = ?`, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return i, ErrNotFound
	}
	if err != nil {
		return i, fmt.Errorf("read an import: %w", err)
	}
	return i, nil
}

// Imports lists imports, newest first, at most limit.
func (r Reader) Imports(ctx context.Context, limit int) ([]FileImport, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT `+fileImportColumns+` FROM imports ORDER BY id DESC LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []FileImport
	for rows.Next() {
		i, err := r.scanImport(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("list imports: %w", err)
		}
		found = append(found, i)
	}
	return found, rows.Err()
}

// LastLoaded maps each kind of file to the time when one was last loaded, whether it changed anything or not. Kinds that were
// never loaded are missing.
func (r Reader) LastLoaded(ctx context.Context) (map[string]time.Time, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT kind, max(ended_at) FROM imports WHERE phase = 'loaded' GROUP BY kind`)
	if err != nil {
		return nil, fmt.Errorf("find the last imports: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	last := map[string]time.Time{}
	for rows.Next() {
		var (
			kind string
			at   sql.NullInt64
		)
		if err := rows.Scan(&kind, &at); err != nil {
			return nil, fmt.Errorf("find the last imports: %w", err)
		}
		last[kind] = instant(at)
	}
	return last, rows.Err()
}
