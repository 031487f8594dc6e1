package web

import (
	"bytes"
	"io"
	"math/rand"
	"os"
	"testing"
)

func TestAPrivateFileHasNoNameIsUnreadableOnTheDiskAndReadsBackFromAnywhere(t *testing.T) {
	dir := t.TempDir()
	p, err := NewPrivateFile(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	plain := bytes.Repeat([]byte("2850786123456;"), 5000)
	for rest, n := plain, 1; len(rest) > 0; n = n*3%4099 + 1 { // pieces of every length
		n = min(n, len(rest))
		if _, err := p.Write(rest[:n]); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("the directory shows %v, %v", left, err)
	}
	raw := make([]byte, len(plain))
	if _, err := p.file.ReadAt(raw, 0); err != nil || bytes.Contains(raw, []byte("2850786")) || bytes.Equal(raw[:512], raw[14*512:15*512]) {
		t.Errorf("the disk has it in clear: %v", err)
	}
	if got, err := io.ReadAll(p.Reader()); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("read %d bytes of %d, %v", len(got), len(plain), err)
	}
	r := p.Reader()
	for range 200 {
		at, n := rand.Intn(len(plain)), rand.Intn(100)
		n = min(n, len(plain)-at)
		if _, err := r.Seek(int64(at), io.SeekStart); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, n)
		if _, err := io.ReadFull(r, got); err != nil || !bytes.Equal(got, plain[at:at+n]) {
			t.Fatalf("at %d: %q, %v", at, got, err)
		}
	}
}
