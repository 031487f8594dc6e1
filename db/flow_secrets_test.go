package db_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"sesame/db"
)

// sealedFlows counts the flows that hold a sealed value.
func sealedFlows(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	file, err := sql.Open("sqlite3", d.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := file.QueryRowContext(t.Context(), `SELECT count(*) FROM flows WHERE secrets IS NOT NULL`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatAnAgentsJourneyHoldsIsWipedWithItsEnd(t *testing.T) {
	ends := []struct {
		name string
		end  func(ctx context.Context, d *db.DB, f *db.Flow) error
	}{
		{"finished", func(ctx context.Context, d *db.DB, f *db.Flow) error {
			return d.InTx(ctx, func(t *db.Tx) error {
				f.Outcome, f.EndedAt = "done", noon
				_, err := t.SaveFlow(ctx, f)
				return err
			})
		}},
		{"ended", func(ctx context.Context, d *db.DB, f *db.Flow) error {
			return d.InTx(ctx, func(t *db.Tx) error { return t.EndFlow(ctx, f.ID, noon) })
		}},
		{"run out", func(ctx context.Context, d *db.DB, _ *db.Flow) error { return d.Purge(ctx, noon.Add(time.Hour)) }},
		{"the clock went back", func(ctx context.Context, d *db.DB, _ *db.Flow) error {
			return d.ClockWentBack(ctx, noon, noon.Add(-time.Hour), time.Hour, time.Hour)
		}},
	}
	for _, c := range ends {
		t.Run(c.name, func(t *testing.T) {
			d, ctx := openDB(t), t.Context()
			f := &db.Flow{ID: agentsFlow, Journey: "agent-enrolement", CreatedAt: noon, ExpiresAt: noon.Add(time.Hour), Secrets: db.FlowSecrets{PasswordHash: "$argon2id$…", TOTPSecret: "JBSWY3DP"}}
			err := d.InTx(ctx, func(t *db.Tx) error {
				agent, err := t.AddAgent(ctx, "pmercier", db.RoleAgent, noon)
				if err != nil {
					return err
				}
				f.AgentID = agent.ID
				return t.CreateFlow(ctx, f)
			})
			if err != nil {
				t.Fatal(err)
			}
			if kept, err := d.Flow(ctx, f.ID); err != nil || kept.Secrets.PasswordHash != f.Secrets.PasswordHash || sealedFlows(t, d) != 1 {
				t.Fatalf("kept %+v, %v", kept, err)
			}
			if err := c.end(ctx, d, f); err != nil {
				t.Fatal(err)
			}
			if n := sealedFlows(t, d); n != 0 {
				t.Errorf("%d flows hold something", n)
			}
			if figures, err := d.Figures(ctx, noon.AddDate(0, 0, -1), noon.AddDate(0, 0, 1)); len(figures) != 0 || err != nil {
				t.Errorf("an agent's journey is counted among the members': %v, %v", figures, err)
			}
		})
	}
}

func TestTwoWritesOfOneStateOfAFlow(t *testing.T) {
	d, ctx := openDB(t), t.Context()
	err := d.InTx(ctx, func(tx *db.Tx) error {
		agent, err := tx.AddAgent(ctx, "pmercier", db.RoleAgent, noon)
		if err != nil {
			return err
		}
		first := &db.Flow{ID: agentsFlow, Journey: "agent-enrolement", AgentID: agent.ID, CreatedAt: noon, ExpiresAt: noon.Add(time.Hour)}
		if err := tx.CreateFlow(ctx, first); err != nil {
			return err
		}
		second := *first
		one, err := tx.SaveFlow(ctx, first)
		other, err2 := tx.SaveFlow(ctx, &second)
		if !one || other {
			t.Errorf("written %v and %v", one, other)
		}
		return errors.Join(err, err2)
	})
	if err != nil {
		t.Fatal(err)
	}
}
