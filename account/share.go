package account

import "time"

// Share is a proportion among the members of a kind of identifier, by which decoys are drawn. It is taken at a start and
// at an import, and moves slowly from the former value to the new one, so that decoys change one by one, each at a
// moment of its own.
type Share struct {
	Before  float64   // in force when it was taken
	Found   float64   // what the members then had
	Daily   float64   // steady growth a day among the members, lately; for Grown
	TakenAt time.Time // in the caisse's time zone, in which Hours counts
}

const (
	// settling is how long a share takes to follow what was found.
	settling = 30.0
	// catchingUp is the same for a share that grows. It is shorter, because such a share moves in any case.
	catchingUp = 7.0
	// steady is the difference that a share does not follow: newcomers and the sample move it, and no member has changed.
	steady = 0.02
	// foreseen is how many days of growth are assumed without another look at the members.
	foreseen = 35.0
)

// Taken is the share once it has been taken anew: found is what the members have, daily how fast it grows lately, and
// changed how much of it an import has changed in the same members at once. Decoys follow such a change at once, too.
func Taken(now time.Time, inForce, found, changed, daily float64) Share {
	if changed > -steady && changed < steady {
		changed = 0
	}
	return Share{Before: min(max(inForce+changed, 0), 1), Found: found, Daily: daily, TakenAt: now}
}

// At is the share in force.
func (s Share) At(now time.Time) float64 {
	difference := s.Found - s.Before
	if difference < steady && difference > -steady {
		return s.Before
	}
	return s.Before + difference*min(waking(s.TakenAt, now)/settling, 1)
}

// Grown is the share in force of what members do once and for all. It grows as theirs does and never shrinks.
func (s Share) Grown(now time.Time) float64 {
	days := waking(s.TakenAt, now)
	followed := s.Before + (s.Found-s.Before)*min(days/catchingUp, 1) + s.Daily*min(days, foreseen)
	return min(max(s.Before, followed), 1)
}

// activity is how much members change in an hour of the local week: most of it on working days, nothing at night.
func activity(weekday time.Weekday, hour int) float64 {
	weekend := weekday == time.Saturday || weekday == time.Sunday
	switch {
	case hour < 7 || hour >= 23:
		return 0
	case !weekend && hour >= 9 && hour < 18:
		return 3
	}
	return 1
}

// activeUntil holds, for each hour of the week from Monday, the activity before it, in days of 7 a week; and the whole.
var activeUntil = func() (until [7*24 + 1]float64) {
	for h := range 7 * 24 {
		until[h+1] = until[h] + activity(time.Weekday((h/24+1)%7), h%24)
	}
	whole := until[7*24]
	for h := range until {
		until[h] *= 7 / whole
	}
	return until
}()

// waking is the time between two instants in days, measured by the activity of the hours between: nothing passes at
// night. It is 0 when the clock has gone back.
func waking(from, to time.Time) float64 {
	to = to.In(from.Location())
	return max(0, active(to)-active(from))
}

// active is the activity before an instant, from a fixed Monday on.
func active(t time.Time) float64 {
	const week, monday = 7 * 24 * 3600, 4 * 24 * 3600 // 5 January 1970
	_, offset := t.Zone()
	local := t.Unix() + int64(offset) - monday
	weeks, within := local/week, local%week
	if within < 0 {
		weeks, within = weeks-1, within+week
	}
	hour := within / 3600
	part := float64(within%3600) / 3600
	return 7*float64(weeks) + activeUntil[hour] + part*(activeUntil[hour+1]-activeUntil[hour])
}
