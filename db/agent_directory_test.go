package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"sesame/account/keys"
	"sesame/db"
)

const directoryIssuer = "https://annuaire.example"

// directoryAgent is an agent of the directory, with an open session.
func directoryAgent(ctx context.Context, tx *db.Tx) error {
	a, err := tx.AddDirectoryAgent(ctx, "annuaire", db.RoleSupervisor, tx.DirectoryKey(directoryIssuer, "f81d4fae"), noon)
	if err != nil {
		return err
	}
	if err := tx.EnterByDirectory(ctx, a, noon); err != nil {
		return err
	}
	_, err = tx.OpenAgentLogin(ctx, a, "Firefox", tx.DirectorySID(directoryIssuer, "s-1"), noon)
	return err
}

// directoryWorks finds the agent of directoryAgent by the data that the directory sends.
func directoryWorks(t *testing.T, d *db.DB) {
	t.Helper()
	known, err := d.AgentOfDirectory(t.Context(), d.DirectoryKey(directoryIssuer, "f81d4fae"))
	session, sessionErr := d.AgentOfDirectorySession(t.Context(), d.DirectorySID(directoryIssuer, "s-1"))
	if err := errors.Join(err, sessionErr); err != nil || known.Login != "annuaire" || session.ID != known.ID || !known.ByDirectory {
		t.Errorf("the directory's agent: %+v, %+v, %v", known, session, err)
	}
}

func TestAPersonOfTheDirectoryIsOneAgent(t *testing.T) {
	d := openDB(t)
	inTx(t, d, directoryAgent)
	directoryWorks(t, d)
	for _, other := range [][2]string{{"https://autre.example", "f81d4fae"}, {directoryIssuer, "f81d4fa"}, {directoryIssuer + "f", "81d4fae"}} {
		if _, err := d.AgentOfDirectory(t.Context(), d.DirectoryKey(other[0], other[1])); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%q: %v", other, err)
		}
	}
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.AddDirectoryAgent(ctx, "annuaire", db.RoleAgent, tx.DirectoryKey(directoryIssuer, "other"), noon); !errors.Is(err, db.ErrAgentExists) {
			t.Errorf("a second agent of the name: %v", err)
		}
		a, err := tx.AgentByLogin(ctx, "annuaire")
		if err != nil {
			return err
		}
		if err := tx.BindDirectory(ctx, a, tx.DirectoryKey(directoryIssuer, "other"), noon); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("bound though nobody waits: %v", err)
		}
		if err := tx.AwaitDirectory(ctx, a, noon, noon.Add(time.Hour)); err != nil {
			return err
		}
		if err := tx.BindDirectory(ctx, a, tx.DirectoryKey(directoryIssuer, "other"), noon.Add(time.Hour)); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("bound too late: %v", err)
		}
		return tx.BindDirectory(ctx, a, tx.DirectoryKey(directoryIssuer, "other"), noon)
	})
	if _, err := d.AgentOfDirectory(t.Context(), d.DirectoryKey(directoryIssuer, "f81d4fae")); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("the former person still has the agent: %v", err)
	}
}

// The binding that was awaited for a person of the directory, once expired, is not valid again when the clock goes back.
func TestAPlaceInTheDirectoryStaysOver(t *testing.T) {
	d := openDB(t)
	inTx(t, d, directoryAgent)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		a, err := tx.AgentByLogin(ctx, "annuaire")
		if err != nil {
			return err
		}
		return tx.AwaitDirectory(ctx, a, noon, noon.Add(time.Hour))
	})
	if err := d.ClockWentBack(t.Context(), noon.Add(2*time.Hour), noon.Add(time.Minute), time.Hour, time.Hour); err != nil {
		t.Fatal(err)
	}
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		a, err := tx.AgentByLogin(ctx, "annuaire")
		if err != nil {
			return err
		}
		if err := tx.BindDirectory(ctx, a, tx.DirectoryKey(directoryIssuer, "other"), noon.Add(time.Minute)); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("bound by a place that was over: %v", err)
		}
		return nil
	})
}

// A person who can write to the database but has no key cannot bind somebody to another person's agent.
func TestAPlaceInTheDirectoryIsSealed(t *testing.T) {
	d := openDB(t)
	agents(t, d)
	inTx(t, d, directoryAgent)
	tamper(t, d, `UPDATE agents SET directory_key = x'ffeeddccbbaa99887766554433221100' WHERE login = 'annuaire'`)
	tamper(t, d, `UPDATE agents SET password_hash = NULL, directory_key = x'00112233445566778899aabbccddeeff' WHERE login = 'enrolled'`)
	tamper(t, d, `UPDATE agents SET directory_until = 9999999999 WHERE login = 'invited'`)
	for _, login := range []string{"annuaire", "enrolled", "invited"} {
		if _, err := d.AgentByLogin(t.Context(), login); !errors.Is(err, keys.ErrSealed) {
			t.Errorf("%s: %v", login, err)
		}
	}
}
