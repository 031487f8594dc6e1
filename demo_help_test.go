package main

import (
	"path/filepath"
	"testing"
	"time"
)

func TestTheDemonstrationsRequestCanBeApproved(t *testing.T) {
	d, err := openDemo(t.Context(), &config{DB: filepath.Join(t.TempDir(), "demo.db")}, false)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	now := time.Now()
	if err := fillDemo(t.Context(), d, now); err != nil {
		t.Fatal(err)
	}
	waiting, err := d.WaitingApprovals(t.Context(), now)
	if err != nil || len(waiting) != 1 {
		t.Fatalf("%d requests wait, %v", len(waiting), err)
	}
	agents, err := d.Agents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range agents {
		if !a.EnrolledAt.Before(waiting[0].AskedAt) {
			t.Errorf("%s came in at %s, the request at %s", a.Login, a.EnrolledAt, waiting[0].AskedAt)
		}
	}
}
