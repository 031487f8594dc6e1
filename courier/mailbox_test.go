package courier

import (
	"fmt"
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
