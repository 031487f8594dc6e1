package web

import (
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/google/go-cmp/cmp"
)

func TestASessionIsReadAsItWasWrittenByThisVersionOrAnEarlierOne(t *testing.T) {
	until := time.Date(2026, 11, 23, 14, 5, 0, 7, time.UTC)
	kept := map[string]any{"login": int64(12), "holder": "X1 é", "flow.oubli": []byte{0, 1, 255}, "none": int64(0)}
	for _, by := range []scs.Codec{sessionCodec{}, scs.GobCodec{}} {
		written, err := by.Encode(until, kept)
		if err != nil {
			t.Fatal(err)
		}
		deadline, values, err := sessionCodec{}.Decode(written)
		if err != nil || !deadline.Equal(until) || !cmp.Equal(values, kept) {
			t.Errorf("%T: until %v, %v\n%s", by, deadline, err, cmp.Diff(kept, values))
		}
		if _, _, err := (sessionCodec{}).Decode(written[:len(written)-1]); err == nil {
			t.Errorf("%T: half a session is read", by)
		}
	}
}

func TestAValueThatWouldBeReadAsAnotherKindIsNotWritten(t *testing.T) {
	if written, err := (sessionCodec{}).Encode(time.Now(), map[string]any{"login": 12}); err == nil {
		t.Errorf("written as %s", written)
	}
}
