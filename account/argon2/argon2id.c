#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, madvise */
#include <sys/mman.h>

#include "argon2id.h"

__thread int argon2id_avx2;

/* The memory that the hash of this thread takes; the reference implementation passes nothing on to who allocates. */
static __thread uint8_t *given;

uint8_t *argon2id_map(size_t bytes) {
    void *mapped = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) {
        return NULL;
    }
    (void)madvise(mapped, bytes, MADV_HUGEPAGE); /* a third faster where the system has them, and no harm where not */
    return mapped;
}

void argon2id_unmap(uint8_t *memory, size_t bytes) { (void)munmap(memory, bytes); }

static int take(uint8_t **memory, size_t bytes) {
    (void)bytes; /* never more than the cost says */
    *memory = given;
    return ARGON2_OK;
}

static void leave(uint8_t *memory, size_t bytes) {
    (void)memory;
    (void)bytes;
}

int argon2id(int avx2, uint8_t *memory, uint32_t cost, const uint8_t *password, uint32_t password_bytes,
             const uint8_t *salt, uint32_t salt_bytes, uint32_t passes, uint8_t *key, uint32_t key_bytes) {
    argon2_context context = {
        .out = key, .outlen = key_bytes,
        .pwd = (uint8_t *)password, .pwdlen = password_bytes, /* not written: the flag that clears it is not set */
        .salt = (uint8_t *)salt, .saltlen = salt_bytes,
        .t_cost = passes, .m_cost = cost, .lanes = 1, .threads = 1,
        .version = ARGON2_VERSION_13, .flags = ARGON2_DEFAULT_FLAGS,
        .allocate_cbk = take, .free_cbk = leave,
    };
    argon2id_avx2 = avx2;
    given = memory;
    return argon2_ctx(&context, Argon2_id);
}
