#include "argon2id.h"
#include "core.h"

void fill_segment_sse2(const argon2_instance_t *instance, argon2_position_t position);
void fill_segment_avx2(const argon2_instance_t *instance, argon2_position_t position);

int argon2id_has_avx2(void) { return __builtin_cpu_supports("avx2") != 0; }

/* What the reference implementation calls for a quarter of a pass. */
void fill_segment(const argon2_instance_t *instance, argon2_position_t position) {
    if (argon2id_avx2) {
        fill_segment_avx2(instance, position);
    } else {
        fill_segment_sse2(instance, position);
    }
}
