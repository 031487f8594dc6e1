package server

import (
	"context"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sesame/account"
	"sesame/db"
	"sesame/doctor"
)

var (
	hashRunning    = prometheus.NewDesc("sesame_hash_running", "Password hashes being computed.", nil, nil)
	hashQueue      = prometheus.NewDesc("sesame_hash_queue", "Requests that wait for a password hash.", nil, nil)
	reinforced     = prometheus.NewDesc("sesame_reinforced", "1 in « mode renforcé »: too many wrong codes, all members together.", nil, nil)
	budgetUsed     = prometheus.NewDesc("sesame_budget_used_ratio", "Part of the ceiling of everybody's SMS, letters and contact mails that is used within an hour or a day; from 1 on strangers wait for an agent.", []string{"channel", "window"}, nil)
	databaseBytes  = prometheus.NewDesc("sesame_database_bytes", "Size of the database file.", nil, nil)
	walBytes       = prometheus.NewDesc("sesame_wal_bytes", "Size of the write-ahead log beside it.", nil, nil)
	diskFree       = prometheus.NewDesc("sesame_disk_free_bytes", "Room on the disk of the database.", nil, nil)
	diskSize       = prometheus.NewDesc("sesame_disk_bytes", "Size of the disk of the database.", nil, nil)
	certificateEnd = prometheus.NewDesc("sesame_certificate_expiry_timestamp_seconds", "End of the certificate that is served at the base URL, as last seen.", nil, nil)
	checkState     = prometheus.NewDesc("sesame_check_state", "What the doctor last found: 0 well, 1 to be looked at, 2 fails.", []string{"check"}, nil)
	lastBackup     = prometheus.NewDesc("sesame_last_backup_timestamp_seconds", "When the newest backup was made that was opened again and proved; 0 without one.", nil, nil)
	backupFailed   = prometheus.NewDesc("sesame_last_backup_failed", "1 where the newest try of a backup failed.", nil, nil)
	lastImport     = prometheus.NewDesc("sesame_last_import_timestamp_seconds", "When a file of the back office was last loaded, by kind; 0 without one.", []string{"kind"}, nil)
	auditHead      = prometheus.NewDesc("sesame_audit_head", "Number of the newest row of the audit log.", nil, nil)
	auditBroken    = prometheus.NewDesc("sesame_audit_broken", "1 where the doctor has found the audit log tampered with.", nil, nil)
)

// stateMetrics examine the service at each scrape.
type stateMetrics struct{ Options }

func (o stateMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{hashRunning, hashQueue, reinforced, budgetUsed, databaseBytes, walBytes, diskFree, diskSize, certificateEnd, checkState, lastBackup,
		backupFailed, lastImport, auditHead, auditBroken} {
		to <- d
	}
}

func (o stateMetrics) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTime)
	defer cancel()
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	fault := func(d *prometheus.Desc, err error) { to <- prometheus.NewInvalidMetric(d, err) }

	if o.HashQueue != nil {
		running, waiting := o.HashQueue()
		gauge(hashRunning, float64(running))
		gauge(hashQueue, float64(waiting))
	}
	if o.Reinforced != nil {
		if on, err := o.Reinforced(ctx); err != nil {
			fault(reinforced, err)
		} else {
			gauge(reinforced, one(on))
		}
	}
	if uses, err := o.DB.BudgetUses(ctx, o.Limits, o.Now(), account.Budgets...); err != nil {
		fault(budgetUsed, err)
	} else {
		for _, u := range uses {
			gauge(budgetUsed, u.Ratio(), string(u.Budget), u.WindowName())
		}
	}
	if size, err := o.DB.Sizes(); err != nil {
		fault(databaseBytes, err)
	} else {
		gauge(databaseBytes, float64(size.Main))
		gauge(walBytes, float64(size.WAL))
	}
	if room, err := db.RoomAt(filepath.Dir(o.DB.Path())); err != nil {
		fault(diskFree, err)
	} else {
		gauge(diskFree, float64(room.Free))
		gauge(diskSize, float64(room.Total))
	}
	if newest, proved, err := o.DB.LastBackups(ctx); err != nil {
		fault(lastBackup, err)
	} else {
		gauge(lastBackup, timestamp(proved.MadeAt))
		gauge(backupFailed, one(newest.Failure != ""))
	}
	if loaded, err := o.DB.LastLoaded(ctx); err != nil {
		fault(lastImport, err)
	} else {
		for _, kind := range []string{"adherents", "paiements"} {
			gauge(lastImport, timestamp(loaded[kind]), kind)
		}
	}
	if head, err := o.DB.AuditHead(ctx); err != nil {
		fault(auditHead, err)
	} else {
		gauge(auditHead, float64(head.Seq))
	}
	o.collectChecks(gauge)
}

// collectChecks reports the results of the doctor's last check.
func (o stateMetrics) collectChecks(gauge func(*prometheus.Desc, float64, ...string)) {
	if o.Watch == nil {
		return
	}
	broken := false
	for _, line := range o.Watch.Last() {
		gauge(checkState, map[doctor.State]float64{doctor.OK: 0, doctor.Attention: 1, doctor.Failed: 2}[line.State], line.Name)
		if !line.Ends.IsZero() {
			gauge(certificateEnd, timestamp(line.Ends))
		}
		broken = broken || line.Broken
	}
	gauge(auditBroken, one(broken))
}

func one(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// timestamp returns a time in Unix seconds; 0 for the zero time.
func timestamp(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.Unix())
}
