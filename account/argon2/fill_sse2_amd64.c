/* The instructions that every processor of this architecture has. */
#define fill_segment fill_segment_sse2
#include "reference/src/opt.c"
