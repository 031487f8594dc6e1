#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, madvise */
#include <sys/mman.h>

#include "argon2id.h"

__thread int argon2id_avx2;

/* The memory is the system's own and not malloc's, which would keep some of it for each thread. */
static int map(uint8_t **memory, size_t bytes) {
    void *mapped = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) {
        return ARGON2_MEMORY_ALLOCATION_ERROR; /* *memory stays NULL, which is what the caller looks at */
    }
    (void)madvise(mapped, bytes, MADV_HUGEPAGE); /* a third faster where the system has them, and no harm where not */
    *memory = mapped;
    return ARGON2_OK;
}

static void unmap(uint8_t *memory, size_t bytes) { (void)munmap(memory, bytes); }

int argon2id(int avx2, const uint8_t *password, uint32_t password_bytes, const uint8_t *salt, uint32_t salt_bytes,
             uint32_t passes, uint32_t memory, uint8_t *key, uint32_t key_bytes) {
    argon2_context context = {
        .out = key, .outlen = key_bytes,
        .pwd = (uint8_t *)password, .pwdlen = password_bytes, /* not written: the flag that clears it is not set */
        .salt = (uint8_t *)salt, .saltlen = salt_bytes,
        .t_cost = passes, .m_cost = memory, .lanes = 1, .threads = 1,
        .version = ARGON2_VERSION_13, .flags = ARGON2_DEFAULT_FLAGS,
        .allocate_cbk = map, .free_cbk = unmap,
    };
    argon2id_avx2 = avx2;
    return argon2_ctx(&context, Argon2_id);
}
