package doctor

import (
	"strings"
	"testing"
	"time"
)

func TestAClockThatCannotBeRightIsTold(t *testing.T) {
	if err := new(Jumps).Fault(time.Unix(60, 0)); err == nil || !strings.Contains(err.Error(), "01/01/1970") {
		t.Errorf("back at the epoch: %v", err)
	}
}

func TestAClockThatLeapsIsToldForAWhile(t *testing.T) {
	for name, c := range map[string]struct {
		leap time.Duration // of the wall clock alone
		says string        // empty: nothing
	}{
		"none":             {0, ""},
		"a correction":     {-40 * time.Second, ""},
		"a sleeping host":  {3 * time.Hour, "elle a avancé d'un coup de 3 heures"},
		"set back by hand": {-10 * time.Minute, "elle a reculé d'un coup de 10 minutes"},
	} {
		t.Run(name, func(t *testing.T) {
			var j Jumps
			if err := j.look(start, 0); err != nil {
				t.Fatal(err)
			}
			err := j.look(start.Add(time.Second+c.leap), time.Second)
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("says %v", err)
			}
			if err := j.look(start.Add(time.Minute+c.leap), time.Minute); (err == nil) != (c.says == "") {
				t.Errorf("a minute later: %v", err)
			}
			if err := j.look(start.Add(time.Second+jumpTold+c.leap), time.Second+jumpTold); err != nil {
				t.Errorf("a while later: %v", err)
			}
		})
	}
}
