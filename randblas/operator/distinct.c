/*
 * Uniform sampling without replacement, in random order: the first count steps of the Fisher-Yates shuffle of
 * 0 .. n - 1 (Knuth, TAOCP vol. 2, algorithm P).  Step i exchanges positions i and i + r, r uniform on [0, n - i), so
 * a shorter sample is a prefix of a longer one.
 *
 * Only positions that were written differ from the identity; they live in a hash table with linear probing: O(count)
 * time and memory for any n.  Block (i, hi) of the stream gives r = floor(U (n - i)/2^128), U its 128 bits: the
 * probabilities are equal to within n/2^128.
 */
#include "family_impl.h"
#include "iid_kernel_impl.h"

#include <stdlib.h>

#define EMPTY (-1)
#define CHUNK 64 /* blocks of random words at a time */

typedef struct table {
    int64_t *key, *value;
    uint64_t mask; /* capacity - 1 */
} table;

static int table_make(table *t, int64_t entries)
{
    uint64_t capacity = 16;
    while (capacity < 2 * (uint64_t)entries) capacity *= 2;
    t->mask = capacity - 1;
    t->key = randblas_allocate((int64_t)capacity, sizeof *t->key);
    t->value = randblas_allocate((int64_t)capacity, sizeof *t->value);
    if (!t->key || !t->value) return RANDBLAS_OUT_OF_MEMORY;
    for (uint64_t i = 0; i < capacity; i++) t->key[i] = EMPTY;
    return 0;
}

/* Where the key is, or would be. */
static uint64_t table_slot(const table *t, int64_t key)
{
    const uint64_t golden = 0x9e3779b97f4a7c15u; /* 2^64/phi: multiplicative hashing, high bits are the good ones */
    uint64_t i = ((uint64_t)key * golden >> 32) & t->mask;
    while (t->key[i] != EMPTY && t->key[i] != key) i = (i + 1) & t->mask;
    return i;
}

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
static int64_t exchange(table *t, int64_t i, int64_t j)
{
    const uint64_t from = table_slot(t, i);
    const int64_t moved = t->key[from] == i ? t->value[from] : i;
    if (j == i) return moved;
    const uint64_t to = table_slot(t, j);
    const int64_t drawn = t->key[to] == j ? t->value[to] : j;
    t->key[to] = j;
    t->value[to] = moved;
    return drawn;
}

int randblas_distinct(const randblas_stream *s, uint64_t hi, int64_t count, int64_t n, int64_t *index)
{
    table t = {0};
    uint32_t words[4 * CHUNK];
    int info = table_make(&t, count);
    for (int64_t i = 0; !info && i < count; i++) {
        if (i % CHUNK == 0)
            randblas_iid_select()->words(s, hi, (uint64_t)i, count - i < CHUNK ? count - i : CHUNK, words);
        index[i] = exchange(&t, i, i + uniform_below(words + 4 * (i % CHUNK), n - i));
    }
    free(t.key);
    free(t.value);
    return info;
}
