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

// mostTogether is the most acts that share one commit: the first of them waits for the others.
const mostTogether = 64

// writers does group commit: writers take turns, and those that arrive while another one writes share its commit. The cost of
// a commit is its writes to the disk, hardly more for fifty acts than for one.
type writers struct {
	turn    chan struct{} // full while a writer has the turn
	waiting atomic.Int64  // number of writers that wait for the turn
	open    *together     // the transaction in progress; only the writer with the turn may access it
}

// together is a transaction that several acts share, each in its own savepoint. All of them return once it has ended. It is
// begun and ended by SQL statements: in an sql.Tx, each query starts a goroutine that watches for the transaction's
// cancellation.
type together struct {
	conn   *sql.Conn
	acts   int
	top    auditTop
	broken error // set when it can only be rolled back
	over   chan struct{}
	err    error // its result; read it after over is closed
}

// act runs f in a savepoint. The savepoint is rolled back if f returns an error or panics, or if ctx has ended meanwhile.
func (g *together) act(ctx context.Context, t *Tx, f func(*Tx) error) (err error) {
	g.acts++
	if err := g.run(`SAVEPOINT act`); err != nil {
		g.broken = fmt.Errorf("begin: %w", err)
		return g.broken
	}
	end, top := `ROLLBACK TO act; RELEASE act`, g.top
	defer func() {
		g.top = top
		// On a disk failure SQLite may roll back the whole transaction by itself: the savepoint is gone then.
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

// end commits, or rolls back where a commit is impossible, and wakes all acts.
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

// run runs a statement that controls the transaction. It is never cancelled.
func (g *together) run(statement string) error {
	_, err := g.conn.ExecContext(context.Background(), statement)
	return err
}

// InTx runs f in the write transaction, and returns once it is committed. What f has written is undone if f returns an error,
// which InTx returns, or if ctx has ended when f returns. It may share its commit with other acts: the error of one does not
// affect the others, except for a failing disk or file. These errors wrap ErrFull, ErrReadOnly, ErrInUse or ErrDamaged.
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

// inTurn waits for the turn, runs f and passes the turn on. It returns the transaction that f has run in, whose commit
// decides the result; nil where none has begun.
func (d *DB) inTurn(ctx context.Context, t *Tx, f func(*Tx) error) (*together, error) {
	w, came := &d.writers, time.Now()
	w.waiting.Add(1)
	select {
	case w.turn <- struct{}{}:
		w.waiting.Add(-1)
	case <-ctx.Done():
		go func() { // the writer with the turn may leave the commit to this one, because it is counted as waiting
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

// giveOn passes the turn on. It commits first if no writer waits, if mostTogether acts share the transaction, or if the
// transaction is broken.
func (w *writers) giveOn(keys *keys.Keyring) {
	if g := w.open; g != nil && (g.broken != nil || g.acts >= mostTogether || w.waiting.Load() == 0) {
		w.open = nil
		g.end(keys)
	}
	<-w.turn
}
