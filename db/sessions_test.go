package db_test

import (
	"context"
	"testing"
	"time"
)

func TestASessionIsKeptAlthoughItsBrowserHasLeft(t *testing.T) {
	d := openDB(t)
	now := time.Now()
	sessions := d.Sessions(func() time.Time { return now })
	left, leave := context.WithCancel(t.Context())
	leave()
	if err := sessions.CommitCtx(left, "token", []byte("data"), now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if data, found, err := sessions.Find("token"); !found || err != nil || string(data) != "data" {
		t.Fatalf("%q, %t, %v", data, found, err)
	}
	if err := sessions.DeleteCtx(left, "token"); err != nil {
		t.Fatal(err)
	}
	if _, found, err := sessions.Find("token"); found || err != nil {
		t.Errorf("%t, %v", found, err)
	}
}
