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

// PrivateFile holds what is too large for the memory and must not be found on the disk: identifiers. It loses its name as
// soon as it is open, so that a crash leaves nothing behind, and is encrypted under a key that is in memory only, so that
// what the disk keeps of it tells nothing. It is written from beginning to end, then read, by several at once if need be.
type PrivateFile struct {
	file  *os.File
	block cipher.Block
	write cipher.Stream
	Size  int64
}

// NewPrivateFile makes one in dir, mode 0600.
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
		return nil, err // not with 32 bytes
	}
	p := &PrivateFile{file: file, block: block}
	p.write = p.stream(0)
	return p, nil
}

// stream is the key stream from a block of 16 bytes on: every file has a key of its own, so the counter begins at 0.
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

// Close lets the file go for good.
func (p *PrivateFile) Close() error { return p.file.Close() }

// Reader reads the file from its beginning.
func (p *PrivateFile) Reader() *privateReader { return &privateReader{of: p} }

type privateReader struct {
	of     *PrivateFile
	at     int64
	stream cipher.Stream // nil after a jump
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
	if n > 0 && err == io.EOF { //nolint:errorlint // ReadAt returns it bare
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
