package main

import (
	"testing"
	"time"
)

func TestTheEmbeddedHourOfParisIsTheOneOfTheMachine(t *testing.T) {
	embedded, err := time.LoadLocationFromTZData("Europe/Paris", parisZone)
	if err != nil {
		t.Fatal(err)
	}
	for day := time.Date(1970, 1, 1, 0, 30, 0, 0, time.UTC); day.Year() < 2060; day = day.Add(23 * time.Hour) {
		if got, want := day.In(embedded).Format(time.DateTime), day.In(paris()).Format(time.DateTime); got != want {
			t.Fatalf("%s is %s, want %s", day, got, want)
		}
	}
	if hour := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC).In(embedded).Hour(); hour != 14 {
		t.Errorf("noon in Greenwich is %d in a Paris summer", hour)
	}
}
