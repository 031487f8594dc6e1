package argon2

import (
	"bytes"
	"crypto/rand"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

	"golang.org/x/crypto/argon2"
)

func TestMemoryIsUsedAgainAndGivenBackWhenItIsIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s store
		take := func(cost uint32) block {
			t.Helper()
			b, ok := s.take(cost)
			if !ok {
				t.Fatalf("no memory for %d KiB", cost)
			}
			return b
		}
		first, other := take(19*1024), take(19*1024)
		if first.start == other.start {
			t.Fatal("two hashes at once have the same memory")
		}
		s.leave(first)
		<-time.After(idle / 2)
		s.leave(other)
		<-time.After(idle - 1)
		synctest.Wait()
		if len(s.spare) != 2 {
			t.Errorf("%d blocks wait before the idle time is over; want 2", len(s.spare))
		}
		if again := take(19 * 1024); again.start != first.start {
			t.Error("a hash does not use the memory of an earlier one")
		} else {
			s.leave(again)
		}
		if small := take(64); small.start == first.start || small.start == other.start {
			t.Error("a small hash takes the memory of a large one")
		} else {
			s.leave(small)
		}
		<-time.After(idle)
		synctest.Wait()
		if len(s.spare) != 0 {
			t.Errorf("%d blocks are kept for longer than the idle time", len(s.spare))
		}
	})
}

func TestUsedMemoryIsWipedAndChangesNoKey(t *testing.T) {
	password, salt := make([]byte, 20), make([]byte, 16)
	for _, cost := range []uint32{777, 19 * 1024, 777} {
		rand.Read(password)
		got, err := IDKey(password, salt, 2, cost, 32)
		if want := argon2.IDKey(password, salt, 2, cost, 1, 32); err != nil || !bytes.Equal(got, want) {
			t.Errorf("password %x: %x, %v; want %x", password, got, err, want)
		}
		memory.mu.Lock()
		for _, b := range memory.spare { // the hash's among them
			if left := unsafe.Slice((*byte)(unsafe.Pointer(b.start)), b.bytes); len(bytes.Trim(left, "\x00")) != 0 {
				t.Errorf("a hash leaves what it computed in its memory of %d bytes", len(left))
			}
		}
		memory.mu.Unlock()
	}
}
