// Package keys protects stored values: keyed hashes for look-ups (HMAC-SHA-256), sealed values (AES-256-GCM) and
// password hashes (argon2id). Hash and sealing keys are derived from the key file, which is never in the database.
package keys

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"maps"
	"strings"
	"sync"
	"sync/atomic"

	"sesame/account"
)

const (
	masterBytes = 32 // per key in the key file
	indexBytes  = 16 // stored length of an HMAC-SHA256 index
)

// ErrSealed means that a sealed value cannot be decrypted: wrong key, wrong row or column, or altered bytes.
var ErrSealed = errors.New("account: this sealed value does not open")

// Keyring derives one subkey per purpose and per sealed column from the key file, by HKDF-SHA256, so that a stolen
// database reveals nothing. It is safe for concurrent use.
//
// The key file holds one key per rotation, oldest first. Values are sealed under the newest key and carry its number.
// An index is computed by applying all keys in turn, so that a rotation can update stored indexes without the original
// values; an old key alone is not enough to look anything up.
//
// Purposes and columns are constants of the program, never input. Each subkey is derived once and cached.
type Keyring struct {
	masters [][]byte
	macs    derived[*sync.Pool]  // of *macState, by purpose
	seals   derived[cipher.AEAD] // by column
	drawing sync.Once
	drawn   cipher.Block // of Draws
}

// derivation identifies a subkey: the number of its key in the key file, from 1, and its purpose.
type derivation struct {
	key  int
	name string
}

// derived caches an object made from each subkey. Readers do not wait, and a look-up allocates nothing: an import of a
// million members makes ten million of them.
type derived[V any] struct {
	changing sync.Mutex
	all      atomic.Pointer[map[derivation]V]
}

func (c *derived[V]) get(d derivation) (V, bool) {
	if all := c.all.Load(); all != nil {
		v, ok := (*all)[d]
		return v, ok
	}
	var none V
	return none, false
}

// put returns the cached object: v, or the one that another caller has put first.
func (c *derived[V]) put(d derivation, v V) V {
	c.changing.Lock()
	defer c.changing.Unlock()
	if first, ok := c.get(d); ok {
		return first
	}
	all := map[derivation]V{d: v}
	if before := c.all.Load(); before != nil {
		maps.Copy(all, *before)
	}
	c.all.Store(&all)
	return v
}

// macState is used by one caller at a time.
type macState struct {
	mac    hash.Hash
	length [8]byte
}

// NewKeyring takes the keys of the key file, 32 bytes each, oldest first.
func NewKeyring(masters ...[]byte) (*Keyring, error) {
	if len(masters) == 0 || len(masters) > 255 {
		return nil, fmt.Errorf("account: %d keys, there must be 1 to 255", len(masters))
	}
	k := &Keyring{}
	for i, m := range masters {
		if len(m) != masterBytes {
			return nil, fmt.Errorf("account: key %d has %d bytes, it must have %d", i+1, len(m), masterBytes)
		}
		k.masters = append(k.masters, append([]byte(nil), m...))
	}
	return k, nil
}

// subkey panics only when HKDF cannot give the requested length, which never happens for 32 bytes.
func (k *Keyring) subkey(use string, d derivation) []byte {
	key, err := hkdf.Key(sha256.New, k.masters[d.key-1], nil, "sesame "+use+" "+d.name, 32)
	if err != nil {
		panic("account: derive a subkey: " + err.Error())
	}
	return key
}

// Index is the HMAC under the purpose's subkey, truncated to 16 bytes, for look-ups. Each part is prefixed with its
// length, so that different lists of parts never collide.
func (k *Keyring) Index(purpose string, parts ...[]byte) []byte {
	return k.CarryOn(k.mac(derivation{1, purpose}, parts...)[:indexBytes:indexBytes], 1)
}

// CarryOn converts an index computed with the first n keys to one computed with all keys.
func (k *Keyring) CarryOn(index []byte, keys int) []byte {
	for n := keys + 1; n <= len(k.masters); n++ {
		index = k.next(index, n)
	}
	return index
}

// next applies the key with this number to an index. The first byte is kept, because in IdentifierKey it encodes the
// kind of identifier.
func (k *Keyring) next(index []byte, key int) []byte {
	return append(index[:1:1], k.mac(derivation{key, "next"}, index)[:indexBytes-1]...)
}

// Chain is the HMAC, 32 bytes, of a log entry and the previous HMAC, under the newest key. Without the key, nobody can
// forge or remove an entry unnoticed.
func (k *Keyring) Chain(purpose string, previous, piece []byte) []byte {
	return k.ChainUnder(len(k.masters), purpose, previous, piece)
}

// ChainUnder is Chain with the key of this number.
func (k *Keyring) ChainUnder(key int, purpose string, previous, piece []byte) []byte {
	return k.mac(derivation{key, purpose}, previous, piece)
}

// Keys returns the number of keys.
func (k *Keyring) Keys() int { return len(k.masters) }

// Fitting returns the keyring made of the first keys that matches this check value; nil when none does. A database uses
// fewer keys than the key file holds after an interrupted rotation, or when a backup from before a rotation was
// restored.
func (k *Keyring) Fitting(check []byte) *Keyring {
	for n := len(k.masters); n > 0; n-- {
		first := k
		if n < len(k.masters) {
			first = &Keyring{masters: k.masters[:n:n]}
		}
		if hmac.Equal(first.Check(), check) {
			return first
		}
	}
	return nil
}

// mac is HMAC-SHA256 under a subkey; each part is prefixed with its length.
func (k *Keyring) mac(d derivation, parts ...[]byte) []byte {
	pool, ok := k.macs.get(d)
	if !ok {
		key := k.subkey("index", d)
		pool = k.macs.put(d, &sync.Pool{New: func() any { return &macState{mac: hmac.New(sha256.New, key)} }})
	}
	state := pool.Get().(*macState)
	defer pool.Put(state)
	mac := state.mac
	mac.Reset()
	for _, p := range parts {
		binary.BigEndian.PutUint64(state.length[:], uint64(len(p)))
		mac.Write(state.length[:])
		mac.Write(p)
	}
	return mac.Sum(make([]byte, 0, sha256.Size))
}

// Seal encrypts a value for one column of one row. The result is the key number, nonce and ciphertext. Column and owner
// are authenticated, so that a value moved to another row or column cannot be decrypted.
func (k *Keyring) Seal(column string, owner, plaintext []byte) []byte {
	newest := len(k.masters)
	aead := k.aead(derivation{newest, column})
	sealed := make([]byte, 1, 1+len(plaintext)+aead.Overhead())
	sealed[0] = byte(newest) //nolint:gosec // G115: 255 keys at most (NewKeyring)
	b := bound(column, owner)
	defer bounds.Put(b)
	return aead.Seal(sealed, nil, plaintext, *b) //nolint:gosec // G407: nil lets NewGCMWithRandomNonce draw the nonce
}

// Open decrypts the result of Seal; any failure is ErrSealed.
func (k *Keyring) Open(column string, owner, sealed []byte) ([]byte, error) {
	return k.OpenInto(nil, column, owner, sealed)
}

// OpenInto is Open, but appends the value to into: it allocates nothing if there is room.
func (k *Keyring) OpenInto(into []byte, column string, owner, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] == 0 || int(sealed[0]) > len(k.masters) {
		return nil, ErrSealed
	}
	b := bound(column, owner)
	defer bounds.Put(b)
	plaintext, err := k.aead(derivation{int(sealed[0]), column}).Open(into, nil, sealed[1:], *b)
	if err != nil {
		return nil, ErrSealed
	}
	return plaintext, nil
}

// aead returns the cipher of a column. Each column has its own key, because random nonces are safe for 2³² messages per
// key.
func (k *Keyring) aead(d derivation) cipher.AEAD {
	if a, ok := k.seals.get(d); ok {
		return a
	}
	block, err := aes.NewCipher(k.subkey("seal", d))
	if err != nil {
		panic("account: AES-256: " + err.Error())
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("account: GCM: " + err.Error())
	}
	return k.seals.put(d, aead)
}

// bounds are buffers for bound.
var bounds = sync.Pool{New: func() any { return new([]byte) }}

// bound returns the associated data: the column's name, prefixed with its length, then the owner. The caller returns it
// to bounds.
func bound(column string, owner []byte) *[]byte {
	b := bounds.Get().(*[]byte)
	*b = binary.BigEndian.AppendUint32((*b)[:0], uint32(len(column))) //nolint:gosec // G115: the name of a column
	*b = append(append(*b, column...), owner...)
	return b
}

// IdentifierKey is the index of a member's identifier. Its first byte is the first letter of the kind, so that keys of
// one kind are adjacent.
func (k *Keyring) IdentifierKey(id account.Identifier) []byte {
	return k.CarryOn(k.firstIdentifierKey(id), 1)
}

func (k *Keyring) firstIdentifierKey(id account.Identifier) []byte {
	key := k.mac(derivation{1, "identifier"}, []byte(id.Kind), []byte(id.Value))[:indexBytes:indexBytes]
	key[0] = id.Kind[0]
	return key
}

// IdentifierKeys returns the IdentifierKey under each number of keys, oldest first, for rows that are never rewritten,
// such as those of the audit log.
func (k *Keyring) IdentifierKeys(id account.Identifier) [][]byte {
	keys := [][]byte{k.firstIdentifierKey(id)}
	for n := 2; n <= len(k.masters); n++ {
		keys = append(keys, k.next(keys[n-2], n))
	}
	return keys
}

// Draws returns the draws of a decoy. They come from the first key, so that a rotation changes no decoy. A keyed
// permutation of the identifier's hash and the turn's number is enough, and costs little for each of many turns.
func (k *Keyring) Draws(id account.Identifier) account.Draws {
	base := k.mac(derivation{1, "draw"}, []byte(id.Kind), []byte(id.Value))
	k.drawing.Do(func() {
		var err error
		if k.drawn, err = aes.NewCipher(k.subkey("permute", derivation{1, "draw"})); err != nil {
			panic("account: AES-256: " + err.Error())
		}
	})
	number := binary.BigEndian.Uint64(base)
	unit := func(b []byte) float64 { return float64(binary.BigEndian.Uint64(b)>>11) / (1 << 53) }
	return func(turn int64) (which, when float64) {
		var drawn [aes.BlockSize]byte
		copy(drawn[:], base[:aes.BlockSize])
		binary.BigEndian.PutUint64(drawn[:], number^uint64(turn)) //nolint:gosec // G115: above zero
		k.drawn.Encrypt(drawn[:], drawn[:])
		return unit(drawn[:8]), unit(drawn[8:])
	}
}

// Check is the value by which a database recognises its key.
func (k *Keyring) Check() []byte { return k.Index("check", []byte("sesame")) }

// AmountKey is the keyed hash of an amount that answers the identity question.
func (k *Keyring) AmountKey(id account.Identifier, nature account.Nature, cents int64) []byte {
	return k.Index("amount", []byte(id.Kind), []byte(id.Value), []byte(nature), binary.BigEndian.AppendUint64(nil, uint64(cents))) //nolint:gosec // G115: above zero (ParseAmount)
}

// VitaleKey is the keyed hash of a carte Vitale's serial number in the form of NormaliseSerial.
func (k *Keyring) VitaleKey(id account.Identifier, serial string) []byte {
	return k.Index("vitale", []byte(id.Kind), []byte(id.Value), []byte(serial))
}

// CodeKey is the keyed hash of a confirmation code.
func (k *Keyring) CodeKey(flowID []byte, code string) []byte {
	return k.Index("code", flowID, []byte(code))
}

// SearchKey is the index of the slot with the entries of one bucket of search terms and one group of members.
func (k *Keyring) SearchKey(group int64, bucket int) []byte {
	return k.Index("search", binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(group)), uint64(bucket))) //nolint:gosec // G115: neither is below zero
}

// DestinationKey is the keyed hash under which messages to an address or number are counted. Case is ignored, as relays
// do, so that it cannot be used to evade a limit.
func (k *Keyring) DestinationKey(value string) []byte {
	return k.Index("destination", []byte(strings.ToLower(value)))
}
