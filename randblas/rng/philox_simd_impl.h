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

/* The keys of the ten rounds, made once for many blocks. */
typedef struct philox_keys {
    vu round[10][2];
} philox_keys;

static inline void philox_set_keys(const uint32_t key[2], philox_keys *keys)
{
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; round++, k0 += PHILOX_W32_0, k1 += PHILOX_W32_1) {
        keys->round[round][0] = vu_set(k0);
        keys->round[round][1] = vu_set(k1);
    }
}

/*
 * Rounds from .. 9.  A round is a chain of dependent operations: width 2 interleaves two chains and hides their
 * latency.
 */
static inline __attribute__((always_inline)) void philox_rounds(const philox_keys *keys, int from, int width, vu w[][4])
{
    const vu m0 = vu_set(PHILOX_M4x32_0), m1 = vu_set(PHILOX_M4x32_1);
#pragma GCC unroll 10
    for (int round = from; round < 10; round++)
        for (int v = 0; v < width; v++) {
            vu p0 = vu_mul32(w[v][0], m0), p1 = vu_mul32(w[v][2], m1);
            w[v][0] = vu_xor3(vu_shr(p1, 32), w[v][1], keys->round[round][0]);
            w[v][2] = vu_xor3(vu_shr(p0, 32), w[v][3], keys->round[round][1]);
            w[v][1] = p1;
            w[v][3] = p0;
        }
}

/*
 * Blocks with a common upper half of the counter.  Until the end of the second round some words depend on that half
 * alone: they are made once.
 */
typedef struct philox_column {
    philox_keys keys;
    vu first[2], second;
} philox_column;

static inline void philox_set_column(const randblas_stream *s, uint64_t hi, philox_column *column)
{
    const uint64_t h = s->hi + hi;
    const vu product = vu_mul32(vu_set(h), vu_set(PHILOX_M4x32_1));
    philox_set_keys(s->key, &column->keys);
    column->first[0] = vu_xor(vu_shr(product, 32), column->keys.round[0][0]);
    column->first[1] = vu_xor(vu_set(h >> 32), column->keys.round[0][1]);
    column->second = vu_xor(product, column->keys.round[1][0]);
}

/* The blocks with lower halves lo[v] of the counter, v < width. */
static inline __attribute__((always_inline)) void philox_lanes(const philox_column *column, const vu *lo, int width,
                                                               vu w[][4])
{
    const vu m0 = vu_set(PHILOX_M4x32_0), m1 = vu_set(PHILOX_M4x32_1);
    for (int v = 0; v < width; v++) {
        const vu p0 = vu_mul32(lo[v], m0);
        const vu q0 = vu_mul32(vu_xor(vu_shr(lo[v], 32), column->first[0]), m0);
        const vu q1 = vu_mul32(vu_xor(vu_shr(p0, 32), column->first[1]), m1);
        w[v][0] = vu_xor(vu_shr(q1, 32), column->second);
        w[v][1] = q1;
        w[v][2] = vu_xor3(vu_shr(q0, 32), p0, column->keys.round[1][1]);
        w[v][3] = q0;
    }
    philox_rounds(&column->keys, 2, width, w);
}

/* Blocks s + (b, hi + LANES v .. hi + LANES v + LANES - 1), v < width, where + is on the two halves of the counter. */
static inline __attribute__((always_inline)) void philox_lanes_across(const randblas_stream *s, const philox_keys *keys,
                                                                      uint64_t hi, uint64_t b, int width, vu w[][4])
{
    b += s->lo;
    for (int v = 0; v < width; v++) {
        vu h = vu_add(vu_set(s->hi + hi + (uint64_t)(LANES * v)), vu_iota());
        w[v][0] = vu_set((uint32_t)b);
        w[v][1] = vu_set(b >> 32);
        w[v][2] = h;
        w[v][3] = vu_shr(h, 32);
    }
    philox_rounds(keys, 0, width, w);
}

#endif
