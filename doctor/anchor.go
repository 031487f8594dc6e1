package doctor

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
)

// anchorEvery is how often the end of the audit log is written to the process's log.
const anchorEvery = time.Hour

// anchor writes the end of the audit log to places outside the database: to the process's log each hour, and to the caisse
// once a day by e-mail. If somebody restores an earlier state of the database, it contradicts them. Nothing is written
// unless the whole log was verified.
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

// mailHead sends the end of the audit log to the caisse, unless it was sent on the same day.
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
