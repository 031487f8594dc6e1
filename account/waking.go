package account

import (
	"sort"
	"time"
)

// activity returns the relative activity of members in an hour of the local week: most of it on working days, none at
// night.
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

// activeUntil holds, for each hour of the week from Monday, the share of the week's activity before it; the last
// element is 1.
var activeUntil = func() (until [7*24 + 1]float64) {
	for h := range 7 * 24 {
		until[h+1] = until[h] + activity(time.Weekday((h/24+1)%7), h%24)
	}
	whole := until[7*24]
	for h := range until {
		until[h] /= whole
	}
	return until
}()

// wakingMoment returns the instant in the week after from at which this share of the week's activity is reached, so
// that evenly spread shares fall when people are awake.
func wakingMoment(from time.Time, part float64) time.Time {
	const monday = 4 * 24 * 3600 // 5 January 1970
	_, offset := from.Zone()
	within := (from.Unix() + int64(offset) - monday) % (7 * 24 * 3600)
	if within < 0 {
		within += 7 * 24 * 3600
	}
	h := within / 3600
	before := activeUntil[h] + float64(within%3600)/3600*(activeUntil[h+1]-activeUntil[h])
	wanted, weeks := before+part, 0
	if wanted >= 1 {
		wanted, weeks = wanted-1, 1
	}
	hour := sort.Search(7*24, func(i int) bool { return activeUntil[i+1] > wanted })
	hour = min(hour, 7*24-1)
	at := float64(hour)
	if during := activeUntil[hour+1] - activeUntil[hour]; during > 0 {
		at += (wanted - activeUntil[hour]) / during
	}
	seconds := (float64(weeks*7*24) + at) * 3600
	return from.Add(time.Duration(seconds-float64(within)) * time.Second)
}
