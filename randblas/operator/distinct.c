/*
 * Uniform sampling without replacement, in random order: the first count steps of the Fisher-Yates shuffle of
 * 0 .. n - 1 (Knuth, TAOCP vol. 2, algorithm P).  Step i exchanges positions i and i + r, r uniform on [0, n - i), so
 * a shorter sample is a prefix of a longer one.
 *
 * Only positions that were written differ from the identity; they live in a hash table: O(count)
 * time and memory for any n.  Block (i, hi) of the stream gives r = floor(U (n - i)/2^128), U its 128 bits: the
 * probabilities are equal to within n/2^128.
 */
#include "family_impl.h"
#include "iid_kernel_impl.h"
#include "index_map_impl.h"

#define CHUNK 64 /* blocks of random words at a time */

/* High 64 bits of a b. */
static uint64_t multiply_high(uint64_t a, uint64_t b, uint64_t *low)
{
    const uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
    const uint64_t p = a0 * b0, q = a1 * b0 + (p >> 32), r = a0 * b1 + (uint32_t)q;
    *low = r << 32 | (uint32_t)p;
    return a1 * b1 + (q >> 32) + (r >> 32);
}

/* floor(U span/2^128), U the four words of a block, least significant first. */
static int64_t uniform_below(const uint32_t w[4], int64_t span)
{
    uint64_t low, ignored;
    const uint64_t high = multiply_high(w[2] | (uint64_t)w[3] << 32, (uint64_t)span, &low);
    const uint64_t carry = multiply_high(w[0] | (uint64_t)w[1] << 32, (uint64_t)span, &ignored);
    return (int64_t)(high + (low + carry < low));
}

/* Step i: position j = i + r gets what position i holds, and what it held is the sample. */
static int64_t exchange(const randblas_index_map *moved, int64_t i, int64_t j)
{
    int64_t *here = index_map_at(moved, i), *there = index_map_at(moved, j);
    const int64_t mine = *here >= 0 ? *here : i, drawn = *there >= 0 ? *there : j;
    *there = mine;
    return drawn;
}

int randblas_distinct(const randblas_stream *s, uint64_t hi, int64_t count, int64_t n, int64_t *index)
{
    uint32_t words[4 * CHUNK];
    randblas_arena arena = randblas_arena_open(NULL);
    const randblas_index_map moved = index_map_open(count > INT64_MAX / 4 ? count : 2 * count, &arena);
    if (!arena.info) {
        index_map_clear(&moved);
        for (int64_t i = 0; i < count; i++) {
            const int64_t chunk = count - i < CHUNK ? count - i : CHUNK;
            if (i % CHUNK == 0) randblas_iid_select()->words(s, hi, (uint64_t)i, chunk, words);
            index[i] = exchange(&moved, i, i + uniform_below(words + 4 * (i % CHUNK), n - i));
        }
    }
    const int info = arena.info;
    randblas_arena_close(&arena);
    return info;
}
