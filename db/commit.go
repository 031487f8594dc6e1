package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"sesame/account/keys"
)

// mostTogether is how many acts one commit holds at most: the first of them waits for the others.
const mostTogether = 64

// writers does group commit: writers take turns, and those who come while another one writes share its commit. What a commit
// costs is its writes to the disk, which are hardly more for fifty acts than for one.
type writers struct {
	turn    chan struct{} // full while somebody has the turn
	waiting atomic.Int64  // how many want it
	open    *together     // the transaction that is under way; whoever has the turn may look
}

// together is a transaction that several acts share, each in a savepoint of its own. All of them are answered once it is over.
// It is begun and ended by statements: in an sql.Tx each query has a goroutine that waits for the transaction to be cancelled.
type together struct {
	conn   *sql.Conn
	acts   int
	top    auditTop
	broken error // why it can only be rolled back
	over   chan struct{}
	err    error // how it ended; read once it is over
}

// act runs f in a savepoint, which is undone where f returns an error or panics, or where the request was given up meanwhile.
func (g *together) act(ctx context.Context, t *Tx, f func(*Tx) error) (err error) {
	g.acts++
	if err := g.run(`SAVEPOINT act`); err != nil {
		g.broken = fmt.Errorf("begin: %w", err)
		return g.broken
	}
	end, top := `ROLLBACK TO act; RELEASE act`, g.top
	defer func() {
		g.top = top
		// A failing disk makes SQLite roll back everything by itself: the savepoint is gone then.
		if failed := g.run(end); failed != nil {
			g.broken = fmt.Errorf("the transaction was lost: %w", errors.Join(err, failed))
		}
	}()
	if err = ctx.Err(); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err = f(t); err != nil {
		return err
	}
	if err = ctx.Err(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	end, top = `RELEASE act`, g.top
	return nil
}

// end commits, or rolls back where nothing else is possible, and tells all.
func (g *together) end(keys *keys.Keyring) {
	if g.broken == nil {
		g.broken = g.top.store(context.Background(), steadily(g.conn), keys)
	}
	if g.broken != nil {
		g.err = errors.Join(g.broken, g.run(`ROLLBACK`))
	} else if err := g.run(`COMMIT`); err != nil {
		_ = g.run(`ROLLBACK`) // SQLite may have left it open
		g.err = fmt.Errorf("commit: %w", err)
	}
	_ = g.conn.Close() // returns it to the pool
	close(g.over)
}

// run runs a statement of the transaction itself to its end.
func (g *together) run(statement string) error {
	_, err := g.conn.ExecContext(context.Background(), statement)
	return err
}

// InTx runs f in the write transaction, and returns once it is committed. What f has written is undone where it returns an
// error, which InTx returns, or where the request was given up by the end of f. It may share its commit with others: an error
// of one is nobody else's, but for a disk or a file that fails: these wrap ErrFull, ErrReadOnly, ErrInUse or ErrDamaged.
func (d *DB) InTx(ctx context.Context, f func(*Tx) error) error {
	t := &Tx{}
	g, err := d.inTurn(ctx, t, f)
	if g != nil {
		<-g.over
		if err == nil {
			err = g.err
		}
	}
	if err != nil {
		return cause(err)
	}
	if wake := d.queued.Load(); t.queued && wake != nil {
		(*wake)()
	}
	if tell := d.audited.Load(); tell != nil {
		for _, e := range t.events {
			(*tell)(e)
		}
	}
	return nil
}

// inTurn waits for the turn, runs f and gives the turn on. It returns the transaction whose end decides; nil where none has
// begun.
func (d *DB) inTurn(ctx context.Context, t *Tx, f func(*Tx) error) (*together, error) {
	w, came := &d.writers, time.Now()
	w.waiting.Add(1)
	select {
	case w.turn <- struct{}{}:
		w.waiting.Add(-1)
	case <-ctx.Done():
		go func() { // whoever has the turn counts on the next one to commit
			w.turn <- struct{}{}
			w.waiting.Add(-1)
			w.giveOn(d.keys)
		}()
		return nil, fmt.Errorf("begin: %w", ctx.Err())
	}
	defer w.giveOn(d.keys)
	if w.open == nil {
		conn, err := d.begin(ctx, came)
		if err != nil {
			return nil, fmt.Errorf("begin: %w", err)
		}
		w.open = &together{conn: conn, over: make(chan struct{})}
	}
	g := w.open
	tx := steadily(sharedConn{g.conn})
	*t = Tx{Reader: Reader{q: tx, keys: d.keys, zone: d.zone}, tx: tx, looked: &d.looked, top: &g.top}
	return g, g.act(ctx, t, f)
}

// giveOn gives the turn on. Whoever finds nobody waiting commits.
func (w *writers) giveOn(keys *keys.Keyring) {
	if g := w.open; g != nil && (g.broken != nil || g.acts >= mostTogether || w.waiting.Load() == 0) {
		w.open = nil
		g.end(keys)
	}
	<-w.turn
}
