package keys

import (
	"bytes"
	"errors"
	"sync"
	"testing"

	"sesame/account"
)

func keyringOf(t testing.TB, fill byte) *Keyring {
	t.Helper()
	k, err := NewKeyring(bytes.Repeat([]byte{fill}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestAKeyringNeeds32Bytes(t *testing.T) {
	for _, n := range []int{0, 16, 31, 33} {
		if _, err := NewKeyring(make([]byte, n)); err == nil {
			t.Errorf("%d bytes were accepted", n)
		}
	}
}

func TestAnIndexIsTheSameForTheSamePartsOnly(t *testing.T) {
	k := keyringOf(t, 1)
	base := k.Index("identifier", []byte("ab"), []byte("c"))
	if len(base) != 16 {
		t.Fatalf("%d bytes; the schema wants 16", len(base))
	}
	if !bytes.Equal(base, keyringOf(t, 1).Index("identifier", []byte("ab"), []byte("c"))) {
		t.Error("the same key file finds another value")
	}
	for name, other := range map[string][]byte{
		"another cut of the same bytes": k.Index("identifier", []byte("a"), []byte("bc")),
		"an empty part more":            k.Index("identifier", []byte("ab"), []byte("c"), nil),
		"another purpose":               k.Index("code", []byte("ab"), []byte("c")),
		"another key file":              keyringOf(t, 2).Index("identifier", []byte("ab"), []byte("c")),
	} {
		if bytes.Equal(base, other) {
			t.Errorf("%s gives the same index", name)
		}
	}
	if bytes.Equal(k.DestinationKey("a@b.example"), k.DestinationKey("c@b.example")) {
		t.Error("two addresses count as one")
	}
	if !bytes.Equal(k.DestinationKey("Jeanne@b.example"), k.DestinationKey("jeanne@b.example")) {
		t.Error("a capital gets round the limit of a destination")
	}
	owner := account.Identifier{Kind: account.NIR, Value: "2850578006084"}
	if bytes.Equal(k.AmountKey(owner, account.Benefit, 100), k.AmountKey(owner, account.Invoice, 100)) {
		t.Error("an amount answers for another nature")
	}
}

func TestASealedValueOpensInItsPlaceOnly(t *testing.T) {
	k := keyringOf(t, 1)
	owner := []byte("row 7")
	sealed := k.Seal("profile", owner, []byte("Jeanne"))
	if bytes.Contains(sealed, []byte("Jeanne")) || bytes.Equal(sealed, k.Seal("profile", owner, []byte("Jeanne"))) {
		t.Fatal("the value shows, or is sealed the same way twice")
	}
	got, err := k.Open("profile", owner, sealed)
	if err != nil || string(got) != "Jeanne" {
		t.Fatalf("Open: %q, %v", got, err)
	}
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)-1] ^= 1
	otherVersion := bytes.Clone(sealed)
	otherVersion[0]++
	for name, open := range map[string]func() ([]byte, error){
		"another row":      func() ([]byte, error) { return k.Open("profile", []byte("row 8"), sealed) },
		"another column":   func() ([]byte, error) { return k.Open("email", owner, sealed) },
		"another key file": func() ([]byte, error) { return keyringOf(t, 2).Open("profile", owner, sealed) },
		"a bit flipped":    func() ([]byte, error) { return k.Open("profile", owner, flipped) },
		"another version":  func() ([]byte, error) { return k.Open("profile", owner, otherVersion) },
		"cut short":        func() ([]byte, error) { return k.Open("profile", owner, sealed[:20]) },
		"nothing":          func() ([]byte, error) { return k.Open("profile", owner, nil) },
	} {
		if got, err := open(); !errors.Is(err, ErrSealed) {
			t.Errorf("%s: %q, %v; want ErrSealed", name, got, err)
		}
	}
}

func TestAKeyringOfSeveralKeys(t *testing.T) {
	masters := [][]byte{bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32), bytes.Repeat([]byte{3}, 32)}
	var rings []*Keyring
	for n := 1; n <= 3; n++ {
		k, err := NewKeyring(masters[:n]...)
		if err != nil {
			t.Fatal(err)
		}
		rings = append(rings, k)
	}
	id, whole := account.Identifier{Kind: account.NIR, Value: "2850578006084"}, rings[2]
	for n, k := range rings {
		if !bytes.Equal(whole.CarryOn(k.IdentifierKey(id), n+1), whole.IdentifierKey(id)) || !bytes.Equal(whole.CarryOn(k.Check(), n+1), whole.Check()) {
			t.Errorf("an index under %d keys is not carried on to what it would be made as", n+1)
		}
		if got := whole.IdentifierKeys(id)[n]; !bytes.Equal(got, k.IdentifierKey(id)) || got[0] != 'n' {
			t.Errorf("what the identifier was under %d keys is not found again", n+1)
		}
		if got, err := whole.Open("c", nil, k.Seal("c", nil, []byte("Jeanne"))); err != nil || string(got) != "Jeanne" {
			t.Errorf("what was sealed under %d keys does not open: %v", n+1, err)
		}
		if !bytes.Equal(whole.ChainUnder(n+1, "audit", nil, []byte("row")), k.Chain("audit", nil, []byte("row"))) {
			t.Errorf("a chain under %d keys is not found again", n+1)
		}
		fits := whole.Fitting(k.Check())
		if fits == nil || fits.Keys() != n+1 || !bytes.Equal(fits.Seal("c", nil, nil)[:1], []byte{byte(n + 1)}) {
			t.Errorf("%d keys are not recognised", n+1)
		}
	}
	if rings[0].Fitting(whole.Check()) != nil || keyringOf(t, 3).Fitting(whole.Check()) != nil {
		t.Error("too few keys, or the wrong ones, fit")
	}
	if _, err := rings[1].Open("c", nil, whole.Seal("c", nil, []byte("Jeanne"))); !errors.Is(err, ErrSealed) {
		t.Errorf("an earlier key file opens what was sealed since: %v", err)
	}
}

func TestAKeyringServesManyAtOnce(t *testing.T) {
	k := keyringOf(t, 1)
	want := k.CodeKey([]byte("flow"), "1234")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 500 {
				if !bytes.Equal(k.CodeKey([]byte("flow"), "1234"), want) {
					t.Error("an index came out wrong")
					return
				}
				if got, err := k.Open("c", nil, k.Seal("c", nil, want)); err != nil || !bytes.Equal(got, want) {
					t.Errorf("a sealed value came out wrong: %v", err)
					return
				}
			}
		})
	}
	all.Wait()
}

func BenchmarkIdentifierKey(b *testing.B) {
	k := keyringOf(b, 1)
	id := account.Identifier{Kind: account.NIR, Value: "2850578006084"}
	for b.Loop() {
		k.IdentifierKey(id)
	}
}

func BenchmarkSeal(b *testing.B) {
	k := keyringOf(b, 1)
	plaintext := make([]byte, 300)
	for b.Loop() {
		k.Seal("profile", plaintext[:16], plaintext)
	}
}
