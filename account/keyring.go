package account

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
)

const (
	masterBytes = 32 // the key file
	indexBytes  = 16 // what an index keeps of its HMAC-SHA256
	sealVersion = 1  // first byte of a sealed value: AES-256-GCM under the column's subkey
)

// ErrSealed says that a sealed value does not open: another key, another place, or altered bytes.
var ErrSealed = errors.New("account: this sealed value does not open")

// Keyring derives from the key file all that makes the database mute (security.md, promise 5): one subkey for each
// purpose and each sealed column, by HKDF-SHA256. It is safe for concurrent use.
//
// Purposes and columns are names written in the program, never input: each is derived once and kept.
type Keyring struct {
	master  []byte
	indexes sync.Map // purpose → *sync.Pool of hash.Hash
	seals   sync.Map // column → cipher.AEAD
}

// NewKeyring takes the 32 bytes of the key file.
func NewKeyring(master []byte) (*Keyring, error) {
	if len(master) != masterBytes {
		return nil, fmt.Errorf("account: the key has %d bytes, it must have %d", len(master), masterBytes)
	}
	return &Keyring{master: append([]byte(nil), master...)}, nil
}

// subkey panics only where HKDF is asked for more than it can give, which 32 bytes never is.
func (k *Keyring) subkey(use, name string) []byte {
	key, err := hkdf.Key(sha256.New, k.master, nil, "sesame "+use+" "+name, 32)
	if err != nil {
		panic("account: derive a subkey: " + err.Error())
	}
	return key
}

// Index is the HMAC under the purpose's subkey, 16 bytes: it finds a value and tells nothing of it. Each part is
// preceded by its length, so that no two lists of parts meet.
func (k *Keyring) Index(purpose string, parts ...[]byte) []byte {
	return k.mac(purpose, parts...)[:indexBytes:indexBytes]
}

// Chain is the HMAC of a piece of a log and of what stands before it, 32 bytes: who lacks the key can neither forge a
// piece nor take one out unnoticed.
func (k *Keyring) Chain(purpose string, previous, piece []byte) []byte {
	return k.mac(purpose, previous, piece)
}

func (k *Keyring) mac(purpose string, parts ...[]byte) []byte {
	pool, ok := k.indexes.Load(purpose)
	if !ok {
		key := k.subkey("index", purpose)
		pool, _ = k.indexes.LoadOrStore(purpose, &sync.Pool{New: func() any { return hmac.New(sha256.New, key) }})
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

// Seal encrypts for one column of one row: version byte, nonce, ciphertext. The column and the owner are bound to it,
// so that a value moved to another row or column does not open.
func (k *Keyring) Seal(column string, owner, plaintext []byte) []byte {
	aead := k.aead(column)
	sealed := make([]byte, 1, 1+len(plaintext)+aead.Overhead())
	sealed[0] = sealVersion
	return aead.Seal(sealed, nil, plaintext, bound(column, owner))
}

// Open reverses Seal; any failure is ErrSealed.
func (k *Keyring) Open(column string, owner, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != sealVersion {
		return nil, ErrSealed
	}
	plaintext, err := k.aead(column).Open(nil, nil, sealed[1:], bound(column, owner))
	if err != nil {
		return nil, ErrSealed
	}
	return plaintext, nil
}

// aead gives each column a key of its own: random nonces are safe for 2³² messages under one key.
func (k *Keyring) aead(column string) cipher.AEAD {
	if a, ok := k.seals.Load(column); ok {
		return a.(cipher.AEAD)
	}
	block, err := aes.NewCipher(k.subkey("seal", column))
	if err != nil {
		panic("account: AES-256: " + err.Error())
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic("account: GCM: " + err.Error())
	}
	a, _ := k.seals.LoadOrStore(column, aead)
	return a.(cipher.AEAD)
}

// bound is the associated data: the column's name, its length told first, then the owner.
func bound(column string, owner []byte) []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(column)+len(owner)), uint32(len(column)))
	return append(append(b, column...), owner...)
}

// IdentifierKey finds a member by identifier.
func (k *Keyring) IdentifierKey(id Identifier) []byte {
	return k.Index("identifier", []byte(id.Kind), []byte(id.Value))
}

// Check tells whether a database was written under this key.
func (k *Keyring) Check() []byte { return k.Index("check", []byte("sesame")) }

// AmountKey is what is kept of an amount that answers the identity question.
func (k *Keyring) AmountKey(identifierKey []byte, nature string, cents int64) []byte {
	return k.Index("amount", identifierKey, []byte(nature), binary.BigEndian.AppendUint64(nil, uint64(cents)))
}

// VitaleKey is what is kept of a carte Vitale's serial number, as NormaliseSerial gives it.
func (k *Keyring) VitaleKey(identifierKey []byte, serial string) []byte {
	return k.Index("vitale", identifierKey, []byte(serial))
}

// CodeKey is what is kept of a confirmation code.
func (k *Keyring) CodeKey(flowID []byte, code string) []byte {
	return k.Index("code", flowID, []byte(code))
}

// DestinationKey counts what leaves for one address or number. Case does not count: relays ignore it, and a limit
// must not be got round by it.
func (k *Keyring) DestinationKey(value string) []byte {
	return k.Index("destination", []byte(strings.ToLower(value)))
}
