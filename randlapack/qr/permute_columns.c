/* Columns of A in a new order, in place: cycle by cycle, in strips of rows so that threads share the work. */
#include "permute_columns_impl.h"

#include <string.h>

#define STRIP 512

/* first[j]: whether j begins its cycle. */
static void permute_strip(int64_t rows, int64_t n, scalar_t *A, int64_t lda, const int64_t *pivot, const int64_t *first)
{
    scalar_t saved[STRIP];
    const size_t bytes = (size_t)rows * sizeof *A;
    for (int64_t start = 0; start < n; start++) {
        if (!first[start] || pivot[start] == start) continue;
        int64_t j = start;
        memcpy(saved, A + start * lda, bytes);
        for (; pivot[j] != start; j = pivot[j]) memcpy(A + j * lda, A + pivot[j] * lda, bytes);
        memcpy(A + j * lda, saved, bytes);
    }
}

void randlapack_xpermute_columns(int64_t m, int64_t n, scalar_t *A, int64_t lda, const int64_t *pivot, int64_t *first)
{
    for (int64_t j = 0; j < n; j++) first[j] = -1;
    for (int64_t start = 0; start < n; start++) {
        const bool begins = first[start] < 0;
        for (int64_t j = start; first[j] < 0; j = pivot[j]) first[j] = 0;
        first[start] = begins;
    }
#pragma omp parallel for schedule(static) if ((double)m * (double)n > 65536)
    for (int64_t i = 0; i < m; i += STRIP) permute_strip(m - i < STRIP ? m - i : STRIP, n, A + i, lda, pivot, first);
}
