package courier

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

func TestTheMailboxKeepsTheNewestAndSaysWhen(t *testing.T) {
	now := afternoon
	box := NewMailbox(2, func() time.Time { now = now.Add(time.Second); return now })
	for i := range 3 {
		if err := box.SendMail(t.Context(), Mail{To: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	all := box.All()
	if len(all) != 2 || all[0].To != "2" || all[1].To != "1" || !all[0].At.Equal(afternoon.Add(3*time.Second)) {
		t.Fatalf("kept %+v", all)
	}
}

func TestTheMailboxCanBeWaitedFor(t *testing.T) {
	box := NewMailbox(100, time.Now)
	var waiting sync.WaitGroup
	waiting.Go(func() {
		l, err := box.Await(t.Context(), "+33612345678", 2)
		if err != nil || l.Text == nil || l.Text.Body != "second" {
			t.Errorf("got %+v %v", l, err)
		}
	})
	for _, body := range []string{"first", "second"} {
		waiting.Go(func() { _ = box.SendMail(t.Context(), Mail{To: "jeanne@poitou.example"}) })
		if err := box.SendText(t.Context(), Text{To: "+33612345678", Body: body}); err != nil {
			t.Fatal(err)
		}
	}
	waiting.Wait()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := box.Await(ended, "nobody", 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
