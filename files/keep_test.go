package files

import (
	"testing"
	"time"
)

func TestParseKeep(t *testing.T) {
	for text, want := range map[string]Keep{
		"7d 4w 12m": {7, 4, 12}, "12m 7d": {7, 0, 12}, " 1w ": {0, 1, 0}, "0d 3m": {0, 0, 3},
	} {
		if got, err := ParseKeep(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "7", "7j", "7d 3d", "-1d", "0d", "7d,4w", "12345d"} {
		if got, err := ParseKeep(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

// after rotates as one backup a day does, and returns how many are left.
func after(keep Keep, from time.Time, days int, made []time.Time) []time.Time {
	for n := range days {
		made = append([]time.Time{from.AddDate(0, 0, n)}, made...)
		var left []time.Time
		for i, kept := range keep.kept(made) {
			if kept {
				left = append(left, made[i])
			}
		}
		made = left
	}
	return made
}

func TestADailyBackupIsKeptByDaysWeeksAndMonths(t *testing.T) {
	keep := Keep{7, 4, 12}
	made := after(keep, now, 800, nil)
	last := now.AddDate(0, 0, 799)
	for n := range 7 {
		if at := last.AddDate(0, 0, -n); !made[n].Equal(at) {
			t.Errorf("backup %d is of %s, want %s", n, made[n], at)
		}
	}
	if oldest := made[len(made)-1]; last.Sub(oldest) < 300*24*time.Hour || last.Sub(oldest) > 370*24*time.Hour {
		t.Errorf("the oldest of %s is of %s", last, oldest)
	}
	if len(made) < 7+2+10 || len(made) > 7+4+12 {
		t.Errorf("%d backups are kept", len(made))
	}
	// After forty days without a backup, the next one replaces at most one daily, one weekly and one monthly copy.
	if late := after(keep, last.AddDate(0, 0, 40), 1, made); len(late) < len(made)+1-3 {
		t.Errorf("after a month without backups %d of %d are left", len(late), len(made))
	}
	if !after(Keep{0, 0, 1}, last, 1, nil)[0].Equal(last) {
		t.Error("the newest is not kept")
	}
	if left := after(Keep{Months: 1}, last, 3, nil); len(left) != 1 {
		t.Errorf("%d backups of one month are kept", len(left))
	}
}
