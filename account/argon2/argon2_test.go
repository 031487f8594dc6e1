package argon2

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"testing"

	"golang.org/x/crypto/argon2"
)

func TestKeysAreThoseOfGosImplementation(t *testing.T) {
	instructions := []bool{false}
	if hasAVX2 {
		instructions = append(instructions, true)
	}
	for _, c := range []struct{ passwordBytes, saltBytes, passes, memory, keyBytes uint32 }{
		{0, 8, 1, 8, 4}, {1, 16, 1, 8, 32}, {12, 16, 2, 19 * 1024, 32}, {128, 16, 2, 64, 32}, {512, 32, 3, 1025, 64}, {63, 9, 4, 100, 129},
	} {
		password, salt := make([]byte, c.passwordBytes), make([]byte, c.saltBytes)
		rand.Read(password)
		rand.Read(salt)
		want := argon2.IDKey(password, salt, c.passes, c.memory, 1, c.keyBytes)
		for _, avx2 := range instructions {
			t.Run(fmt.Sprintf("%+v AVX2 %v", c, avx2), func(t *testing.T) {
				got, err := idKey(avx2, password, salt, c.passes, c.memory, c.keyBytes)
				if err != nil || !bytes.Equal(got, want) {
					t.Errorf("password %x, salt %x: %x, %v; want %x", password, salt, got, err, want)
				}
			})
		}
	}
}

func TestCostsOutOfBoundsAreErrors(t *testing.T) {
	password, salt := []byte("Été-à-Niort7"), make([]byte, 16)
	for name, derive := range map[string]func() ([]byte, error){
		"a salt of 7 bytes": func() ([]byte, error) { return IDKey(password, salt[:7], 1, 64, 32) },
		"no salt":           func() ([]byte, error) { return IDKey(password, nil, 1, 64, 32) },
		"no pass":           func() ([]byte, error) { return IDKey(password, salt, 0, 64, 32) },
		"too little memory": func() ([]byte, error) { return IDKey(password, salt, 1, 7, 32) },
		"a key of 3 bytes":  func() ([]byte, error) { return IDKey(password, salt, 1, 64, 3) },
		"no key":            func() ([]byte, error) { return IDKey(password, salt, 1, 64, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			if key, err := derive(); err == nil {
				t.Errorf("%x and no error", key)
			}
		})
	}
}
