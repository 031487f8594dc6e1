/* The go command compiles the C files of this folder only. */
#include "reference/src/core.c"
#include "reference/src/argon2.c"
#include "reference/src/encoding.c"
#include "reference/src/blake2/blake2b.c"
