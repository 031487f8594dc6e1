/* The same source, which takes the instructions that the compiler may use. */
#pragma GCC target("avx2")
#define fill_segment fill_segment_avx2
#include "reference/src/opt.c"
