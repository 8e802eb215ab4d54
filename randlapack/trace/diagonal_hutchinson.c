/*
 * diag(A) = E x o (A x) for probes of signs, whose squares are 1 @cite bekas2007 : the mean over probes, and of every
 * entry its own variance, 1/m times the sum of squares beside the diagonal in its row.
 */
#include "diagonal_impl.h"

#include "progress_impl.h"

#include <math.h>

#define BLOCK 32       /* probes of a product; a multiple of 16, so that it does not decide which are drawn */
#define PARALLEL 65536 /* entries from which threads pay */

void randlapack_xdiagonal_add(randlapack_xdiagonal_run *run, int64_t count, const double *base, const scalar_t *x,
                              const scalar_t *y)
{
    const int64_t n = run->p.n;
    const double k = (double)count;
#pragma omp parallel for schedule(static) if (n >= PARALLEL)
    for (int64_t i = 0; i < n; i++) {
        const double d = (base ? base[i] : 0) + (double)x[i] * (double)y[i] - run->mean[i];
        run->mean[i] += d / k;
        run->spread[i] = sqrt(run->spread[i] * run->spread[i] + d * d * (k - 1) / k); /* entries are scaled */
    }
}

int randlapack_xdiagonal_hutchinson(randlapack_xdiagonal_run *run, int64_t k)
{
    const int64_t n = run->p.n;
    if (!run->p.X) {
        run->p.X = randblas_arena_get(run->p.arena, randblas_size_product(n, BLOCK), sizeof *run->p.X);
        run->p.Y = randblas_arena_get(run->p.arena, randblas_size_product(n, BLOCK), sizeof *run->p.Y);
    }
    int info = run->p.arena->info;
    while (run->p.k < k && !info) {
        const int64_t c = k - run->p.k < BLOCK ? k - run->p.k : BLOCK;
        info = randlapack_progress(run->p.control, "probes", (double)run->p.k / (double)run->p.most);
        if (!info) info = randlapack_xprobing_draw(&run->p, c, run->p.X);
        if (!info) info = randlapack_xprobing_measure(&run->p, c, run->p.X, run->p.Y);
        for (int64_t j = 0; j < c && !info; j++)
            randlapack_xdiagonal_add(run, run->p.k + j + 1, NULL, run->p.X + j * n, run->p.Y + j * n);
        run->p.k += info ? 0 : c;
    }
    return info;
}

int randlapack_xdiagonal_exact(randlapack_xdiagonal_run *run)
{
    const int64_t n = run->p.n;
    scalar_t *X = randblas_arena_get(run->p.arena, randblas_size_product(n, BLOCK), sizeof *X);
    scalar_t *Y = randblas_arena_get(run->p.arena, randblas_size_product(n, BLOCK), sizeof *Y);
    int info = run->p.arena->info;
    for (int64_t j = 0; j < n && !info; j += BLOCK) {
        const int64_t c = n - j < BLOCK ? n - j : BLOCK;
        for (int64_t i = 0; i < n * c; i++) X[i] = i % n == j + i / n;
        info = randlapack_progress(run->p.control, "columns", (double)j / (double)n);
        if (!info) info = randlapack_xprobing_multiply(&run->p, RANDBLAS_NO_TRANS, c, X, Y);
        for (int64_t i = 0; i < c && !info; i++) run->mean[j + i] = (double)Y[j + i + i * n];
    }
    for (int64_t i = 0; i < n; i++) run->spread[i] = 0;
    run->p.k = n;
    return info;
}
