// Package keys turns secrets into what may be kept: keyed hashes for look-ups (HMAC-SHA-256), sealed values
// (AES-256-GCM), password hashes (argon2id), all under keys derived from the key file, which is never in the database.
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
	"strings"
	"sync"

	"sesame/account"
)

const (
	masterBytes = 32 // the key file
	indexBytes  = 16 // what an index keeps of its HMAC-SHA256
)

// ErrSealed says that a sealed value does not open: another key, another place, or altered bytes.
var ErrSealed = errors.New("account: this sealed value does not open")

// Keyring derives from the key file all that keeps a stolen database from saying anything: one subkey for each
// purpose and each sealed column, by HKDF-SHA256. It is safe for concurrent use.
//
// The key file holds one key for each rotation, oldest first. Values are sealed under the newest, and carry its number.
// An index passes through all of them in turn, so that a rotation can carry on from what is stored, without the value
// that it was made from; who has an old key alone can look nothing up.
//
// Purposes and columns are names written in the program, never input: each is derived once and kept.
type Keyring struct {
	masters [][]byte
	macs    sync.Map // number of the key and purpose → *sync.Pool of hash.Hash
	seals   sync.Map // number of the key and column → cipher.AEAD
}

// derivation names a subkey: which key of the file it comes from, counted from 1, and what it is for.
type derivation struct {
	key  int
	name string
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

// subkey panics only where HKDF is asked for more than it can give, which 32 bytes never is.
func (k *Keyring) subkey(use string, d derivation) []byte {
	key, err := hkdf.Key(sha256.New, k.masters[d.key-1], nil, "sesame "+use+" "+d.name, 32)
	if err != nil {
		panic("account: derive a subkey: " + err.Error())
	}
	return key
}

// Index is the HMAC under the purpose's subkey, 16 bytes: it finds a value and tells nothing of it. Each part is
// preceded by its length, so that no two lists of parts meet.
func (k *Keyring) Index(purpose string, parts ...[]byte) []byte {
	return k.CarryOn(k.mac(derivation{1, purpose}, parts...)[:indexBytes:indexBytes], 1)
}

// CarryOn brings an index that was stored under the file's first keys, as many as said, up to the newest one.
func (k *Keyring) CarryOn(index []byte, keys int) []byte {
	for n := keys + 1; n <= len(k.masters); n++ {
		index = k.next(index, n)
	}
	return index
}

// next takes an index through the key of that number. Its first byte stays: IdentifierKey says there what kind of
// identifier it is.
func (k *Keyring) next(index []byte, key int) []byte {
	return append(index[:1:1], k.mac(derivation{key, "next"}, index)[:indexBytes-1]...)
}

// Chain is the HMAC of a piece of a log and of what stands before it, 32 bytes, under the newest key: who lacks it can
// neither forge a piece nor take one out unnoticed.
func (k *Keyring) Chain(purpose string, previous, piece []byte) []byte {
	return k.ChainUnder(len(k.masters), purpose, previous, piece)
}

// ChainUnder is Chain as it was when the key of that number was the newest one.
func (k *Keyring) ChainUnder(key int, purpose string, previous, piece []byte) []byte {
	return k.mac(derivation{key, purpose}, previous, piece)
}

// Keys is how many keys there are.
func (k *Keyring) Keys() int { return len(k.masters) }

// Fitting is the keyring of the first keys, as many as make this check; nil where no number of them does. A database is
// left under fewer keys than the key file holds by a rotation that was cut short, and by a copy from before a rotation
// that was put back.
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

// mac is HMAC-SHA256 under a subkey; each part is preceded by its length.
func (k *Keyring) mac(d derivation, parts ...[]byte) []byte {
	pool, ok := k.macs.Load(d)
	if !ok {
		key := k.subkey("index", d)
		pool, _ = k.macs.LoadOrStore(d, &sync.Pool{New: func() any { return hmac.New(sha256.New, key) }})
	}
	mac := pool.(*sync.Pool).Get().(hash.Hash)
	defer pool.(*sync.Pool).Put(mac)
	mac.Reset()
	var length [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(length[:], uint64(len(p)))
		mac.Write(length[:])
		mac.Write(p)
	}
	return mac.Sum(make([]byte, 0, sha256.Size))
}

// Seal encrypts for one column of one row: number of the key, nonce, ciphertext. The column and the owner are bound to it,
// so that a value moved to another row or column does not open.
func (k *Keyring) Seal(column string, owner, plaintext []byte) []byte {
	newest := len(k.masters)
	aead := k.aead(derivation{newest, column})
	sealed := make([]byte, 1, 1+len(plaintext)+aead.Overhead())
	sealed[0] = byte(newest)                                       //nolint:gosec // G115: 255 keys at most (NewKeyring)
	return aead.Seal(sealed, nil, plaintext, bound(column, owner)) //nolint:gosec // G407: nil lets NewGCMWithRandomNonce draw the nonce
}

// Open reverses Seal; any failure is ErrSealed.
func (k *Keyring) Open(column string, owner, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] == 0 || int(sealed[0]) > len(k.masters) {
		return nil, ErrSealed
	}
	plaintext, err := k.aead(derivation{int(sealed[0]), column}).Open(nil, nil, sealed[1:], bound(column, owner))
	if err != nil {
		return nil, ErrSealed
	}
	return plaintext, nil
}

// aead gives each column a key of its own: random nonces are safe for 2³² messages under one key.
func (k *Keyring) aead(d derivation) cipher.AEAD {
	if a, ok := k.seals.Load(d); ok {
		return a.(cipher.AEAD)
	}
	block, err := aes.NewCipher(k.subkey("seal", d))
	if err != nil {
		panic("account: AES-256: " + err.Error())
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("account: GCM: " + err.Error())
	}
	a, _ := k.seals.LoadOrStore(d, aead)
	return a.(cipher.AEAD)
}

// bound is the associated data: the column's name, its length told first, then the owner.
func bound(column string, owner []byte) []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(column)+len(owner)), uint32(len(column))) //nolint:gosec // G115: the name of a column
	return append(append(b, column...), owner...)
}

// IdentifierKey finds a member by identifier. Its first byte is the kind's first letter: the keys of one kind lie
// together, so that whoever looks for an unknown one finds a neighbour of its kind.
func (k *Keyring) IdentifierKey(id account.Identifier) []byte {
	return k.CarryOn(k.firstIdentifierKey(id), 1)
}

func (k *Keyring) firstIdentifierKey(id account.Identifier) []byte {
	key := k.mac(derivation{1, "identifier"}, []byte(id.Kind), []byte(id.Value))[:indexBytes:indexBytes]
	key[0] = id.Kind[0]
	return key
}

// IdentifierKeys is what IdentifierKey has been since the first key, oldest first: what is never written again, as an
// audit log, keeps the one of its time.
func (k *Keyring) IdentifierKeys(id account.Identifier) [][]byte {
	keys := [][]byte{k.firstIdentifierKey(id)}
	for n := 2; n <= len(k.masters); n++ {
		keys = append(keys, k.next(keys[n-2], n))
	}
	return keys
}

// Check tells whether a database was written under this key.
func (k *Keyring) Check() []byte { return k.Index("check", []byte("sesame")) }

// AmountKey is what is kept of an amount that answers the identity question.
func (k *Keyring) AmountKey(id account.Identifier, nature account.Nature, cents int64) []byte {
	return k.Index("amount", []byte(id.Kind), []byte(id.Value), []byte(nature), binary.BigEndian.AppendUint64(nil, uint64(cents))) //nolint:gosec // G115: above zero (ParseAmount)
}

// VitaleKey is what is kept of a carte Vitale's serial number, as NormaliseSerial gives it.
func (k *Keyring) VitaleKey(id account.Identifier, serial string) []byte {
	return k.Index("vitale", []byte(id.Kind), []byte(id.Value), []byte(serial))
}

// CodeKey is what is kept of a confirmation code.
func (k *Keyring) CodeKey(flowID []byte, code string) []byte {
	return k.Index("code", flowID, []byte(code))
}

// SearchKey finds the entries of one bucket (SearchTerm) about one group of members.
func (k *Keyring) SearchKey(group int64, bucket int) []byte {
	return k.Index("search", binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(group)), uint64(bucket))) //nolint:gosec // G115: neither is below zero
}

// DestinationKey counts what leaves for one address or number. Case does not count: relays ignore it, and a limit
// must not be got round by it.
func (k *Keyring) DestinationKey(value string) []byte {
	return k.Index("destination", []byte(strings.ToLower(value)))
}
