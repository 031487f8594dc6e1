package doctor

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
)

// anchorEvery is how often the end of the audit log goes to the process's log.
const anchorEvery = time.Hour

// anchor tells the end of the audit log to places outside the database: to the process's log each hour, to the caisse once
// a day. Whoever puts an earlier state of the database back contradicts them. Nothing is told of a log that is not whole.
func (w *Watch) anchor(ctx context.Context, d *Doctor, lines []Line) error {
	head := ""
	for _, line := range lines {
		if line.Head != "" {
			head = line.Head
		}
	}
	now := d.Now()
	if head == "" || now.Sub(w.anchored).Abs() < anchorEvery {
		return nil
	}
	if err := d.mailHead(ctx, head, now); err != nil {
		return err
	}
	w.Log.Info("the audit log ends here", "head", head)
	w.anchored = now
	return nil
}

// mailHead writes to the caisse unless it has been written to on this day.
func (d *Doctor) mailHead(ctx context.Context, head string, now time.Time) error {
	local := now.In(d.Location)
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, d.Location)
	return d.DB.InTx(ctx, func(t *db.Tx) error {
		told, err := t.PostedToCaisse(ctx, db.KindAuditHead, day)
		if told || err != nil {
			return err
		}
		m := db.Message{Kind: db.KindAuditHead, Channel: account.Email, To: d.Caisse.ContactEmail, Request: account.NewRequestNumber(), At: now, Detail: head}
		return t.Post(ctx, 0, m, now, now.Add(alertLife))
	})
}
