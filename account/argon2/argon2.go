// Package argon2 computes argon2id hashes with the reference implementation in C, whose memory the next hash uses again, or
// goes back to the system. Go's own implementation leaves the memory of each hash, 19 MiB, to the garbage collector, which
// under load collects once for some twenty hashes; it also takes twice the time where the processor has AVX2.
package argon2

// #cgo CFLAGS: -O3 -DARGON2_NO_THREADS -I${SRCDIR}/reference/include -I${SRCDIR}/reference/src
// #include "argon2id.h"
import "C"

import (
	"fmt"
	"unsafe"
)

// What stands in a PHC string beside the costs.
const (
	Version = 0x13
	Lanes   = 1
)

// hasAVX2 says whether this processor, and the system, have the instructions that take half the time.
var hasAVX2 = C.argon2id_has_avx2() != 0

// IDKey returns the key of keyBytes bytes that argon2id derives on one lane from a password and a salt of at least 8 bytes, in
// passes over cost KiB. An error means that the system has no memory left, or that a cost is out of bounds.
func IDKey(password, salt []byte, passes, cost, keyBytes uint32) ([]byte, error) {
	return idKey(hasAVX2, password, salt, passes, cost, keyBytes)
}

func idKey(avx2 bool, password, salt []byte, passes, cost, keyBytes uint32) ([]byte, error) {
	var wide C.int
	if avx2 {
		wide = 1
	}
	b, ok := memory.take(cost)
	if !ok {
		return nil, failure(C.ARGON2_MEMORY_ALLOCATION_ERROR)
	}
	defer memory.leave(b)
	key := make([]byte, keyBytes)
	code := C.argon2id(wide, b.start, C.uint32_t(cost), start(password), C.uint32_t(len(password)),
		start(salt), C.uint32_t(len(salt)), C.uint32_t(passes), start(key), C.uint32_t(keyBytes))
	if code != C.ARGON2_OK {
		return nil, failure(code)
	}
	return key, nil
}

func failure(code C.int) error {
	return fmt.Errorf("argon2: %s", C.GoString(C.argon2_error_message(code)))
}

// start is where the bytes begin, for C.
func start(b []byte) *C.uint8_t { return (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(b))) }
