/* tr(A) = E x^T A x for E x x^T = I @cite hutchinson1990 : the mean over probes, a block of them at a time. */
#include "trace_impl.h"

#include "progress_impl.h"

#define BLOCK 32 /* probes of a product; a multiple of 16, so that it does not decide which are drawn */

int randlapack_xtrace_hutchinson(randlapack_xtrace_run *run, int64_t k)
{
    const int64_t n = run->p.n;
    double forms[BLOCK];
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
        if (info) break;
        randlapack_xdot_columns(n, c, run->p.X, run->p.Y, forms);
        for (int64_t j = 0; j < c; j++) randlapack_estimate_add(&run->e, forms[j]);
        run->p.k += c;
    }
    return info;
}

int randlapack_xtrace_exact(randlapack_xtrace_run *run)
{
    const int64_t n = run->p.n;
    scalar_t *X = randblas_arena_get(run->p.arena, randblas_size_product(n, BLOCK), sizeof *X);
    scalar_t *Y = randblas_arena_get(run->p.arena, randblas_size_product(n, BLOCK), sizeof *Y);
    double sum = 0;
    int info = run->p.arena->info;
    for (int64_t j = 0; j < n && !info; j += BLOCK) {
        const int64_t c = n - j < BLOCK ? n - j : BLOCK;
        for (int64_t i = 0; i < n * c; i++) X[i] = i % n == j + i / n;
        info = randlapack_progress(run->p.control, "columns", (double)j / (double)n);
        if (!info) info = randlapack_xprobing_multiply(&run->p, RANDBLAS_NO_TRANS, c, X, Y);
        for (int64_t i = 0; i < c && !info; i++) sum += (double)Y[j + i + i * n];
    }
    run->e = (randlapack_estimate){.count = n, .mean = sum};
    return info;
}
