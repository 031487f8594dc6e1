//go:build !amd64

#include "argon2id.h"
#include "reference/src/ref.c"

int argon2id_has_avx2(void) { return 0; }
