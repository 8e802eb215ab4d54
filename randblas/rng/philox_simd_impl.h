/**
 * Philox4x32-10 on LANES consecutive counters.
 *
 * The four words of a counter live in the low halves of 64-bit lanes.  The high halves carry rubbish from the
 * products, during the rounds, where the 32 x 32 multiply ignores it, and after them: LOW_WORD masks it away.
 */
#ifndef RANDBLAS_PHILOX_SIMD_IMPL_H
#define RANDBLAS_PHILOX_SIMD_IMPL_H

#include "simd_impl.h"
#include "stream_impl.h"

#include <Random123/philox.h>

#define LOW_WORD 0xffffffffu

/* The ten rounds.  A round is a chain of dependent operations: width 2 interleaves two chains and hides their latency.
 */
static inline __attribute__((always_inline)) void philox_rounds(const uint32_t key[2], int width, vu w[][4])
{
    const vu m0 = vu_set(PHILOX_M4x32_0), m1 = vu_set(PHILOX_M4x32_1);
    uint32_t k0 = key[0], k1 = key[1];
#pragma GCC unroll 10
    for (int round = 0; round < 10; round++) {
        for (int v = 0; v < width; v++) {
            vu p0 = vu_mul32(w[v][0], m0), p1 = vu_mul32(w[v][2], m1);
            w[v][0] = vu_xor3(vu_shr(p1, 32), w[v][1], vu_set(k0));
            w[v][2] = vu_xor3(vu_shr(p0, 32), w[v][3], vu_set(k1));
            w[v][1] = p1;
            w[v][3] = p0;
        }
        k0 += PHILOX_W32_0;
        k1 += PHILOX_W32_1;
    }
}

/*
 * Blocks s + (b + LANES v .. b + LANES v + LANES - 1, hi) for v < width, where + is on the two 64-bit halves of the
 * counter.
 */
static inline __attribute__((always_inline)) void philox_lanes(const randblas_stream *s, uint64_t hi, uint64_t b,
                                                               int width, vu w[][4])
{
    hi += s->hi;
    for (int v = 0; v < width; v++) {
        vu lo = vu_add(vu_set(s->lo + b + (uint64_t)(LANES * v)), vu_iota());
        w[v][0] = lo;
        w[v][1] = vu_shr(lo, 32);
        w[v][2] = vu_set((uint32_t)hi);
        w[v][3] = vu_set(hi >> 32);
    }
    philox_rounds(s->key, width, w);
}

/* The same along the other half: blocks s + (b, hi + LANES v .. hi + LANES v + LANES - 1). */
static inline __attribute__((always_inline)) void philox_lanes_across(const randblas_stream *s, uint64_t hi, uint64_t b,
                                                                      int width, vu w[][4])
{
    b += s->lo;
    for (int v = 0; v < width; v++) {
        vu h = vu_add(vu_set(s->hi + hi + (uint64_t)(LANES * v)), vu_iota());
        w[v][0] = vu_set((uint32_t)b);
        w[v][1] = vu_set(b >> 32);
        w[v][2] = h;
        w[v][3] = vu_shr(h, 32);
    }
    philox_rounds(s->key, width, w);
}

#endif
