package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sesame/account/backoffice"
)

// ImportPhase is how far a file that came by the web is.
type ImportPhase string

// Phases of an import. The first three are under way.
const (
	ImportChecking    ImportPhase = "checking"
	ImportChecked     ImportPhase = "checked" // an agent decides
	ImportLoading     ImportPhase = "loading"
	ImportLoaded      ImportPhase = "loaded"
	ImportHeld        ImportPhase = "held" // refused lines held the file back
	ImportFailed      ImportPhase = "failed"
	ImportCancelled   ImportPhase = "cancelled"
	ImportInterrupted ImportPhase = "interrupted" // the program was ended
	ImportDropped     ImportPhase = "dropped"     // nobody decided in time
)

// UnderWay says that something is still to come.
func (p ImportPhase) UnderWay() bool {
	return p == ImportChecking || p == ImportChecked || p == ImportLoading
}

// WebImport is a file that an agent brought by the web.
type WebImport struct {
	ID        int64       `json:"-"`
	Actor     string      `json:"-"` // agent:LOGIN
	Kind      string      `json:"-"` // adherents, paiements
	Phase     ImportPhase `json:"-"`
	KeepGoing bool        `json:"-"`
	Bytes     int64       `json:"-"`
	StartedAt time.Time   `json:"-"`
	EndedAt   time.Time   `json:"-"`

	Name      string       `json:"name"`              // of the file, as the browser says
	Confirmed bool         `json:"confirmed"`         // an agent has agreed to what the report asks
	Report    ImportReport `json:"report"`            // of the newest reading
	Failure   string       `json:"failure,omitempty"` // a sentence

	// What the newest reading met, the first ones of each, masked.
	Refused []backoffice.RowError     `json:"refused,omitempty"`
	LeftOut []backoffice.RowError     `json:"left_out,omitempty"`
	Spoilt  []backoffice.SpoiltColumn `json:"spoilt,omitempty"`
	Changes []backoffice.Change       `json:"changes,omitempty"`

	reference string
}

func (r Reader) sealImport(i WebImport) ([]byte, error) {
	plain, err := json.Marshal(i)
	if err != nil {
		return nil, fmt.Errorf("note an import: %w", err)
	}
	return r.keys.Seal("imports.payload", []byte(i.reference), plain), nil
}

// AddImport notes a file that is about to be checked, and gives it its number.
func (t *Tx) AddImport(ctx context.Context, i *WebImport) error {
	i.reference, i.Phase = rand.Text(), ImportChecking
	sealed, err := t.sealImport(*i)
	if err != nil {
		return err
	}
	err = t.tx.QueryRowContext(ctx, `INSERT INTO imports (reference, actor, kind, phase, payload, bytes, started_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		i.reference, i.Actor, i.Kind, i.Phase, sealed, i.Bytes, seconds(i.StartedAt)).Scan(&i.ID)
	if err != nil {
		return fmt.Errorf("note an import: %w", err)
	}
	return nil
}

// MoveImport takes an import from a phase to that of i, with what is known of it. false: it is in another phase by now.
func (t *Tx) MoveImport(ctx context.Context, from ImportPhase, i WebImport) (bool, error) {
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

// InterruptImports ends what a former run of the program left under way: its files are gone, and nothing of them was loaded.
// lastSeen is when that run is known to have been there last.
func (d *DB) InterruptImports(ctx context.Context, lastSeen time.Time) error {
	return d.InTx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "end interrupted imports", `UPDATE imports SET phase = 'interrupted', ended_at = max(started_at, ?) WHERE ended_at IS NULL`, lastSeen.Unix())
		return err
	})
}

const webImportColumns = `id, reference, actor, kind, phase, going, payload, bytes, lines, added, changed, unchanged, refused, warnings, differences, started_at, ended_at`

func (r Reader) scanWebImport(scan func(...any) error) (WebImport, error) {
	var (
		i              WebImport
		sealed         []byte
		started, ended sql.NullInt64
	)
	n := &i.Report
	if err := scan(&i.ID, &i.reference, &i.Actor, &i.Kind, &i.Phase, &i.KeepGoing, &sealed, &i.Bytes,
		&n.Lines, &n.Added, &n.Changed, &n.Unchanged, &n.Refused, &n.Warnings, &n.Differences, &started, &ended); err != nil {
		return i, err
	}
	i.StartedAt, i.EndedAt = instant(started), instant(ended)
	plain, err := r.keys.Open("imports.payload", []byte(i.reference), sealed)
	if err != nil {
		return i, fmt.Errorf("open import %d: %w", i.ID, err)
	}
	err = json.Unmarshal(plain, &i)
	i.Report.Applied = i.Phase == ImportLoaded
	return i, err
}

// Import reads one, or returns ErrNotFound.
func (r Reader) Import(ctx context.Context, id int64) (WebImport, error) {
	i, err := r.scanWebImport(r.q.QueryRowContext(ctx, `SELECT `+webImportColumns+` FROM imports WHERE id = ?`, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return i, ErrNotFound
	}
	if err != nil {
		return i, fmt.Errorf("read an import: %w", err)
	}
	return i, nil
}

// Imports lists them newest first, at most limit.
func (r Reader) Imports(ctx context.Context, limit int) ([]WebImport, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT `+webImportColumns+` FROM imports ORDER BY id DESC LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []WebImport
	for rows.Next() {
		i, err := r.scanWebImport(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("list imports: %w", err)
		}
		found = append(found, i)
	}
	return found, rows.Err()
}
