package keys

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"sesame/account"
	"sesame/account/argon2"
	"sesame/account/gauge"
	"sesame/texts"
)

// Cost of a hash: argon2id, 19 MiB, 2 passes, 1 lane (OWASP Password Storage Cheat Sheet, second choice), about 12 ms
// of a processor with AVX2 and 25 ms of another.
const (
	hashMemory    = 19 * 1024 // KiB
	hashTime      = 2         // passes
	hashSaltBytes = 16
	hashKeyBytes  = 32
)

var (
	// ErrBusy means that all cores are hashing, and that the queue is full or the wait was too long. Answer 503 with
	// Retry-After.
	ErrBusy = errors.New("account: too many passwords are being checked")
	// ErrPasswordTooLong means longer than MaxPassword; it is returned before any costly work.
	ErrPasswordTooLong = &account.FieldError{Message: texts.PasswordTooLong}

	errHashForm = errors.New("account: not an argon2id hash of this service")
)

// Hasher hashes passwords with bounded concurrency: without a bound, 64 at once take 2.4 GB and 20 times as long.
type Hasher struct {
	line   *line
	memory uint32 // KiB
	passes uint32
	prefix string // PHC string up to the salt
}

// NewHasher returns a Hasher that runs at most parallel hashes at once, with at most queue callers waiting, for five
// seconds each; any other caller gets ErrBusy. parallel below 1 counts as 1, queue below 0 as 0.
func NewHasher(parallel, queue int) *Hasher {
	parallel, queue = max(parallel, 1), max(queue, 0)
	h := &Hasher{line: newLine(parallel, queue)}
	return h.WithCost(hashMemory, hashTime)
}

// WithCost returns a Hasher with another cost (memory in KiB and passes) that shares the same queue, for tests that
// hash thousands of passwords. Each accepts only hashes of its own cost.
func (h *Hasher) WithCost(memory, passes uint32) *Hasher {
	prefix := fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, memory, passes, argon2.Lanes)
	return &Hasher{line: h.line, memory: memory, passes: passes, prefix: prefix}
}

// Queue returns how many callers are being served, and how many wait.
func (h *Hasher) Queue() (running, waiting int) { return h.line.length() }

// Hash returns the PHC string of a password in its plain form (gauge.Plain), with a new salt. Errors: ErrBusy,
// ErrPasswordTooLong, or the context's.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, hashSaltBytes)
	rand.Read(salt)
	return h.HashSalted(ctx, password, salt)
}

// HashSalted is Hash with a salt of 16 bytes that several secrets of one owner share, so that Which compares them all at
// once. Only for secrets that the service draws at random.
func (h *Hasher) HashSalted(ctx context.Context, password string, salt []byte) (string, error) {
	if _, ok := gauge.Bounded(password); !ok {
		return "", ErrPasswordTooLong
	}
	key, err := h.derive(ctx, gauge.Plain(password), salt)
	if err != nil {
		return "", err
	}
	return h.prefix + encode(salt) + "$" + encode(key), nil
}

// Verify compares a password as typed and, if it does not match, in its plain form (gauge.Plain), without the
// characters that a phone or a copy may have added. Whether it compares twice depends on the typed password only, never
// on the hash; each comparison takes constant time. A password longer than MaxPassword is wrong, at no cost. Errors:
// ErrBusy, the context's, or a hash that this service did not write.
func (h *Hasher) Verify(ctx context.Context, encoded, password string) (bool, error) {
	if encoded == "" {
		return false, errHashForm
	}
	which, err := h.Which(ctx, []string{encoded}, password)
	return which == 0, err
}

// Which is Verify with several hashes: it returns the index of the first that matches, or -1. It costs as much as one
// hash, even without any: a hash with another salt than the first one is not compared, and neither is an empty one.
func (h *Hasher) Which(ctx context.Context, encoded []string, password string) (int, error) {
	salt, wanted, err := h.parseAll(encoded)
	if err != nil {
		return -1, err
	}
	normal, ok := gauge.Bounded(password)
	if !ok {
		return -1, nil
	}
	for _, form := range forms(normal) {
		got, err := h.derive(ctx, form, salt)
		if err != nil {
			return -1, err
		}
		for i, want := range wanted {
			if subtle.ConstantTimeCompare(got, want) == 1 {
				return i, nil
			}
		}
	}
	return -1, nil
}

// parseAll returns the salt of the first hash that is not empty, and for each hash the key to compare; nil for one that is
// not compared.
func (h *Hasher) parseAll(encoded []string) (salt []byte, wanted [][]byte, err error) {
	wanted = make([][]byte, len(encoded))
	for i, e := range encoded {
		if e == "" {
			continue
		}
		own, want, err := h.parse(e)
		if err != nil {
			return nil, nil, err
		}
		if salt == nil {
			salt = own
		}
		if bytes.Equal(own, salt) {
			wanted[i] = want
		}
	}
	if salt == nil {
		salt = make([]byte, hashSaltBytes)
	}
	return salt, wanted, nil
}

// forms returns the forms of a typed password to compare, in order.
func forms(normal string) []string {
	if plain := gauge.Plain(normal); plain != normal {
		return []string{normal, plain}
	}
	return []string{normal}
}

// Burn takes as long as Verify, including queue and errors. Call it for an unknown identifier.
func (h *Hasher) Burn(ctx context.Context, password string) error {
	_, err := h.Which(ctx, nil, password)
	return err
}

// derive waits for a free slot, then hashes.
func (h *Hasher) derive(ctx context.Context, normal string, salt []byte) ([]byte, error) {
	if err := h.line.enter(ctx); err != nil {
		return nil, err
	}
	defer h.line.leave()
	return argon2.IDKey([]byte(normal), salt, h.passes, h.memory, hashKeyBytes)
}

func encode(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }

// parse splits a hash of this cost into salt and key. It rejects any other cost; a change of cost must add support for
// both.
func (h *Hasher) parse(encoded string) (salt, key []byte, err error) {
	rest, ok := strings.CutPrefix(encoded, h.prefix)
	left, right, found := strings.Cut(rest, "$")
	if !ok || !found {
		return nil, nil, errHashForm
	}
	salt, err = base64.RawStdEncoding.Strict().DecodeString(left)
	if err != nil || len(salt) != hashSaltBytes {
		return nil, nil, errHashForm
	}
	key, err = base64.RawStdEncoding.Strict().DecodeString(right)
	if err != nil || len(key) != hashKeyBytes {
		return nil, nil, errHashForm
	}
	return salt, key, nil
}
