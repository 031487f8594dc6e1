package web

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"os"
)

// PrivateFile is a temporary file for personal data too large for memory. It is unlinked as soon as it is open, so that
// a crash leaves no file, and encrypted with a key that exists in memory only. It is written sequentially, then read,
// possibly by several readers at once.
type PrivateFile struct {
	file  *os.File
	block cipher.Block
	write cipher.Stream
	Size  int64
}

// NewPrivateFile creates a file in dir, mode 0600.
func NewPrivateFile(dir string) (*PrivateFile, error) {
	file, err := os.CreateTemp(dir, ".sesame-*")
	if err != nil {
		return nil, fmt.Errorf("make a private file: %w", err)
	}
	if err := os.Remove(file.Name()); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("make a private file: %w", err)
	}
	key := make([]byte, 32)
	rand.Read(key) //nolint:errcheck // never fails (crypto/rand)
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err // impossible with 32 bytes
	}
	p := &PrivateFile{file: file, block: block}
	p.write = p.stream(0)
	return p, nil
}

// stream returns the key stream from a 16-byte block on. Every file has its own key, so the counter starts at 0.
func (p *PrivateFile) stream(from int64) cipher.Stream {
	var counter [aes.BlockSize]byte
	binary.BigEndian.PutUint64(counter[8:], uint64(from)) //nolint:gosec // G115: offsets are not negative
	return cipher.NewCTR(p.block, counter[:])
}

func (p *PrivateFile) Write(b []byte) (int, error) {
	sealed := make([]byte, len(b))
	p.write.XORKeyStream(sealed, b)
	n, err := p.file.WriteAt(sealed, p.Size)
	p.Size += int64(n)
	return n, err
}

// Close closes the file, which deletes it.
func (p *PrivateFile) Close() error { return p.file.Close() }

// Reader returns a reader from the beginning of the file.
func (p *PrivateFile) Reader() *privateReader { return &privateReader{of: p} }

type privateReader struct {
	of     *PrivateFile
	at     int64
	stream cipher.Stream // nil after Seek
}

func (r *privateReader) Read(b []byte) (int, error) {
	if r.stream == nil {
		r.stream = r.of.stream(r.at / aes.BlockSize)
		var skipped [aes.BlockSize]byte
		r.stream.XORKeyStream(skipped[:r.at%aes.BlockSize], skipped[:r.at%aes.BlockSize])
	}
	n, err := r.of.file.ReadAt(b, r.at)
	r.stream.XORKeyStream(b[:n], b[:n])
	r.at += int64(n)
	if n > 0 && err == io.EOF { //nolint:errorlint // ReadAt returns io.EOF unwrapped
		err = nil
	}
	return n, err
}

func (r *privateReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.of.Size
	}
	if offset < 0 {
		return r.at, os.ErrInvalid
	}
	r.at, r.stream = offset, nil
	return offset, nil
}
