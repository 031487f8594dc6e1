package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sesame/account"
	"sesame/db"
)

// AuditFaults explains the faults that a verification of the audit log finds.
var AuditFaults = map[db.AuditFault]string{
	db.AuditRowChanged:   "cette ligne, ou celle d'avant, n'est pas celle qui a été écrite",
	db.AuditRowMissing:   "cette ligne manque",
	db.AuditEndMissing:   "les lignes manquent à partir d'ici",
	db.AuditHeadChanged:  "la fin du journal a été changée",
	db.AuditTraceChanged: "la trace des mois supprimés a été changée",
}

// auditAgain is the interval after which all rows are verified again, because verified rows may have been changed since.
const auditAgain = 24 * time.Hour

// audit verifies the rows written since the last check, and all rows once a day.
func (d *Doctor) audit(ctx context.Context) Finding {
	if d.DB == nil {
		return d.without("rien n'y est encore écrit")
	}
	d.audited.Lock()
	defer d.audited.Unlock()
	if now := d.Now(); now.Sub(d.auditBegan).Abs() >= auditAgain {
		d.auditMark, d.auditBegan = db.AuditMark{}, now
	}
	mark, end, err := d.DB.VerifyAuditFrom(ctx, d.auditMark)
	var broken *db.BrokenChain
	if errors.As(err, &broken) {
		f := failed(fmt.Sprintf("il est rompu à la ligne %d, %s : gardez une copie de la base telle qu'elle est, cherchez qui a écrit dans le fichier, et voyez « sesame audit verify »", broken.Seq, AuditFaults[broken.Fault]))
		f.Broken = true
		d.auditMark = db.AuditMark{} // the next check starts over, and so notices if the row was restored
		return f
	}
	if err != nil {
		return unreadable(err)
	}
	d.auditMark = mark
	if !end {
		return ok(fmt.Sprintf("entier jusqu'à la ligne %d, la suite sera lue à la prochaine vérification ; « sesame audit verify » lit tout", mark.Seq))
	}
	f := ok("entier, " + account.Counted(int(mark.Seq), "ligne écrite", "lignes écrites"))
	f.Head = mark.Head().String()
	return f
}
