#ifndef ARGON2ID_H
#define ARGON2ID_H

#include <stddef.h>
#include <stdint.h>

#include "argon2.h"

/* Whether the processor and the system have AVX2. */
int argon2id_has_avx2(void);

/* Memory of the system's own for hashes, NULL where there is none left; and its way back. */
uint8_t *argon2id_map(size_t bytes);
void argon2id_unmap(uint8_t *memory, size_t bytes);

/* Derives a key on one lane in memory of cost KiB, which it leaves wiped. avx2 may be set where argon2id_has_avx2. Returns
   ARGON2_OK or another code of argon2.h. */
int argon2id(int avx2, uint8_t *memory, uint32_t cost, const uint8_t *password, uint32_t password_bytes,
             const uint8_t *salt, uint32_t salt_bytes, uint32_t passes, uint8_t *key, uint32_t key_bytes);

/* Which instructions the hash of this thread uses; the reference implementation has no parameter for it. */
extern __thread int argon2id_avx2;

#endif
