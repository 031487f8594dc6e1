package keys

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"sesame/account/gauge"
)

func TestAHashAcceptsItsPasswordOnly(t *testing.T) {
	h, ctx := NewHasher(1, 0), t.Context()
	encoded, err := h.Hash(ctx, "Été-à-Niort7")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(encoded, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q has other costs than promised", encoded)
	}
	for _, c := range []struct {
		name, password string
		want           bool
	}{
		{"the same", "Été-à-Niort7", true},
		{"accents typed as separate marks", "E\u0301te\u0301-a\u0300-Niort7", true},
		{"another", "Été-à-Niort8", false},
		{"nothing", "", false},
		{"longer than a password may be", strings.Repeat("a", 129), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := h.Verify(ctx, encoded, c.password); err != nil || got != c.want {
				t.Errorf("Verify = %v, %v; want %v", got, err, c.want)
			}
		})
	}
	again, err := h.Hash(ctx, "Été-à-Niort7")
	if err != nil || again == encoded {
		t.Errorf("the same password hashed twice gives the same text (%v)", err)
	}
	if _, err := h.Hash(ctx, strings.Repeat("é", 129)); !errors.Is(err, ErrPasswordTooLong) {
		t.Errorf("129 characters: %v; want ErrPasswordTooLong", err)
	}
}

func TestWhatAPhoneDidToAPasswordIsNoFault(t *testing.T) {
	h, ctx := NewHasher(1, 0).WithCost(64, 1), t.Context()
	chosen, err := h.Hash(ctx, "L'été à Niort_84?")
	if err != nil {
		t.Fatal(err)
	}
	onAPhone, err := h.Hash(ctx, "L’été\u00a0à Niort_84?")
	if err != nil {
		t.Fatal(err)
	}
	// A hash from before passwords were normalised.
	salt := make([]byte, hashSaltBytes)
	key, err := h.derive(ctx, "L’été à Niort_84?", salt)
	if err != nil {
		t.Fatal(err)
	}
	asTyped := h.prefix + encode(salt) + "$" + encode(key)
	for _, c := range []struct {
		name, hash, password string
		want                 bool
	}{
		{"a blank at the end", chosen, "L'été à Niort_84? ", true},
		{"no-break spaces", chosen, "L'été\u00a0à\u202fNiort_84?", true},
		{"a curly apostrophe", chosen, "L’été à Niort_84?", true},
		{"an invisible character", chosen, "\ufeffL'été à Niort_84?", true},
		{"a space too many", chosen, "L'été  à Niort_84?", false},
		{"another sign", chosen, "L'été à Niort-84?", false},
		{"chosen on a phone, typed on a keyboard", onAPhone, "L'été à Niort_84?", true},
		{"chosen on a phone, typed there", onAPhone, "L’été\u00a0à Niort_84?", true},
		{"hashed as it was typed", asTyped, "L’été à Niort_84?", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := h.Verify(ctx, c.hash, c.password); err != nil || got != c.want {
				t.Errorf("Verify = %v, %v; want %v", got, err, c.want)
			}
		})
	}
}

func TestWhatWasTypedAloneDecidesHowOftenItIsCompared(t *testing.T) {
	for password, want := range map[string]int{
		"L'été à Niort_84?": 1, "e\u0301te\u0301-84": 1, "": 1,
		"L'été à Niort_84? ": 2, "L’été à Niort_84?": 2, "L'été\u00a0à Niort_84?": 2,
	} {
		normal, ok := gauge.Bounded(password)
		if got := len(forms(normal)); !ok || got != want {
			t.Errorf("%q is compared %d times; want %d", password, got, want)
		}
	}
}

func TestAHashThatThisServiceDidNotWriteIsAnError(t *testing.T) {
	h := NewHasher(1, 0)
	encoded, err := h.Hash(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{
		"", "x", encoded[:len(encoded)-1], encoded + "A", encoded + "$", strings.Replace(encoded, "m=19456", "m=8", 1),
		strings.Replace(encoded, "argon2id", "argon2i", 1), strings.TrimSuffix(h.prefix, "$"), h.prefix, h.prefix + "$",
	} {
		if ok, err := h.Verify(t.Context(), wrong, "x"); ok || err == nil {
			t.Errorf("Verify(%q) = %v, %v; want an error", wrong, ok, err)
		}
	}
}

func TestNobodysPasswordIsBurntAndNeverRight(t *testing.T) {
	h := NewHasher(1, 0)
	if err := h.Burn(t.Context(), "Été-à-Niort7"); err != nil {
		t.Fatal(err)
	}
	if which, err := h.Which(t.Context(), []string{"", ""}, ""); which != -1 || err != nil {
		t.Errorf("no hash: %v, %v", which, err)
	}
}

func TestOneComparisonTellsWhichOfSeveralSecrets(t *testing.T) {
	h := NewHasher(1, 0).WithCost(64, 1)
	ctx, salt := t.Context(), []byte("sixteen bytes ok")
	hashed := func(password string) string {
		encoded, err := h.HashSalted(ctx, password, salt)
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	other, err := h.Hash(ctx, "fourth")
	if err != nil {
		t.Fatal(err)
	}
	all := []string{hashed("first"), hashed("second"), other, hashed("third")}
	for password, want := range map[string]int{"first": 0, "second": 1, "third": 3, "fourth": -1, "fifth": -1, "": -1} {
		if got, err := h.Which(ctx, all, password); got != want || err != nil {
			t.Errorf("%q is the hash %d, %v; want %d", password, got, err, want)
		}
	}
	for password, want := range map[string]int{"second": 1, "first": -1} { // without a pending one
		if got, err := h.Which(ctx, []string{"", all[1]}, password); got != want || err != nil {
			t.Errorf("%q is the hash %d, %v; want %d", password, got, err, want)
		}
	}
	if _, err := h.Which(ctx, []string{all[0], "x"}, "first"); err == nil {
		t.Error("a hash that this service did not write is no error")
	}
}

func TestBeyondTheQueueAHasherIsBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(1, 2)
		if err := h.line.enter(t.Context()); err != nil { // one hash runs until the test lets it end
			t.Fatal(err)
		}
		results := make(chan error, 2)
		ctx, leave := context.WithCancel(t.Context())
		go func() { results <- h.Burn(ctx, "x") }()
		go func() { results <- h.Burn(t.Context(), "x") }()
		synctest.Wait() // both wait for the core
		if err := h.Burn(t.Context(), "x"); !errors.Is(err, ErrBusy) {
			t.Errorf("a third one: %v; want ErrBusy", err)
		}
		if _, err := h.Hash(t.Context(), "x"); !errors.Is(err, ErrBusy) {
			t.Errorf("a third one that hashes: %v; want ErrBusy", err)
		}
		leave()
		if err := <-results; !errors.Is(err, context.Canceled) {
			t.Errorf("the one that left: %v; want context.Canceled", err)
		}
		h.line.leave()
		if err := <-results; err != nil {
			t.Errorf("the one that waited: %v", err)
		}
		if running, waiting := h.Queue(); running+waiting != 0 {
			t.Error("a place was not given back")
		}
	})
}

func FuzzVerify(f *testing.F) {
	h := NewHasher(1, 0)
	for _, s := range []string{h.prefix, h.prefix + "AAAA$AAAA", "$argon2id$v=19$m=4294967295,t=1,p=1$AAAA$AAAA", "", "$$$$$"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, encoded string) {
		if ok, _ := h.Verify(t.Context(), encoded, "x"); ok {
			t.Errorf("%q accepts a password", encoded)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	h := NewHasher(2, 64)
	for b.Loop() {
		if _, err := h.Hash(b.Context(), "Été-à-Niort7"); err != nil {
			b.Fatal(err)
		}
	}
}
