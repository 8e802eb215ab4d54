/* The diagonal of D; transform_impl.h says which bit is whose. */
#include "iid_kernel_impl.h"
#include "xtransform_impl.h"

#define CHUNK 8 /* blocks at a time */
#define BITS 128

static real_t sign_of(const uint32_t *words, int64_t j)
{
    return (real_t)(1 - 2 * (int32_t)(words[j / 32] >> j % 32 & 1));
}

/* Signs of the columns j .. stop of a chunk. */
static void expand(const uint32_t *words, int64_t j, int64_t stop, real_t *sign)
{
    for (; j < stop && j % 32; j++) *sign++ = sign_of(words, j);
    for (; j + 32 <= stop; j += 32, sign += 32) {
        const uint32_t w = words[j / 32];
        for (int b = 0; b < 32; b++) sign[b] = (real_t)(1 - 2 * (int32_t)(w >> b & 1));
    }
    for (; j < stop; j++) *sign++ = sign_of(words, j);
}

void randblas_rsigns(const randblas_stream *s, int64_t j0, int64_t n, real_t *sign)
{
    uint32_t words[CHUNK * BITS / 32];
    for (int64_t done = 0; done < n;) {
        const int64_t first = (j0 + done) / BITS, j = (j0 + done) % BITS;
        const int64_t stop = min_i64(CHUNK * BITS, j + n - done);
        randblas_iid_select()->words(s, 0, (uint64_t)first, (stop + BITS - 1) / BITS, words);
        expand(words, j, stop, sign + done);
        done += stop - j;
    }
}
