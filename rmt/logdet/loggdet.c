/*
 * gdet(K, X) = det(X^T X) det(Z^T K Z), [Y Z] = Q orthogonal, X = Y R (Ameli and Shadden 2022).
 *
 * With C = Q^T K Q in blocks, the Schur complement of C_22 in C is C_11 - C_12 C_22^-1 C_21, whose inverse is (C^-1)_11
 * = Y^T K^-1 Y: det C = det C_22 / det(Y^T K^-1 Y).  Hence the equality, and what remains to be factored is C_22.
 */
#include "logdet_impl.h"

#include "lapack_impl.h"

#include <math.h>

typedef struct state {
    rmt_matrix_kind kind;
    randblas_uplo uplo;
    int64_t n, p;
    randblas_xview K, X;
    scalar_t *V, *tau, *C, *work; /* reflectors, compressed K */
    rmt_xlogdet_square_space space;
} state;

static int open_state(state *s, randblas_arena *arena)
{
    s->V = randblas_arena_get(arena, randblas_size_product(s->n, s->p), sizeof *s->V);
    s->tau = randblas_arena_get(arena, s->p, sizeof *s->tau);
    s->C = randblas_arena_get(arena, randblas_size_product(s->n, s->n), sizeof *s->C);
    s->work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(s->n), sizeof *s->work);
    s->space = rmt_xlogdet_square_open(arena, s->kind, s->n - s->p);
    return arena->info;
}

static void transpose_in_place(int64_t n, scalar_t *C)
{
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < j; i++) {
            const scalar_t c = C[i + j * n];
            C[i + j * n] = C[j + i * n];
            C[j + i * n] = c;
        }
}

/* C = Q^T K Q = Q^T (Q^T K^T)^T */
static int compress(state *s)
{
    const int64_t n = s->n;
    const randblas_xview W = {s->C, n, false};
    int info = 0;
    if (s->kind == RMT_GENERAL)
        randblas_xcopy_view(n, n, view_transposed(s->K), W);
    else
        rmt_xlogdet_load_triangle(n, s->uplo, s->K, true, W);
    for (int side = 0; side < 2 && s->p > 0 && !info; side++) {
        info = randlapack_xormqr(n, n, s->p, s->V, n, s->tau, s->C, n, s->work);
        transpose_in_place(n, s->C); /* the second: to Q^T K^T Q, whose determinants are the same */
    }
    return info;
}

static int run(state *s, bool orthonormal, rmt_logdet_report *report)
{
    const int64_t n = s->n, p = s->p;
    rmt_product xx = rmt_product_one(), zkz = rmt_product_one();
    int info = 0;
    if (p > 0) {
        randblas_xcopy_view(n, p, s->X, (randblas_xview){s->V, n, false});
        info = randlapack_xgeqrf(n, p, s->V, n, s->tau, s->work);
    }
    for (int64_t i = 0; i < p && !info; i++) rmt_product_times(&xx, (double)s->V[i + i * n]);
    if (!info) info = compress(s);
    if (!info) info = rmt_xlogdet_square(s->kind, n - p, s->C + p + p * n, n, &s->space, &zkz);
    if (info) return info;
    report->rank = xx.count + zkz.count;
    report->sign = xx.sign ? zkz.sign : 0;
    report->logdet_xx = !xx.sign ? -INFINITY : orthonormal ? 0 : rmt_product_log(&xx, 2);
    const double rest = zkz.sign ? rmt_product_log(&zkz, 1) : -INFINITY;
    report->logabsdet = report->logdet_xx + rest;
    report->logpdet = xx.sign ? -rest : NAN;
    return report->sign ? 0 : RANDBLAS_RANK_DEFICIENT;
}

static int illegal(rmt_matrix_kind kind, randblas_layout layout, randblas_uplo uplo, int64_t n, const scalar_t *K,
                   int64_t ldk, int64_t p, const scalar_t *X, int64_t ldx)
{
    const int64_t inner = layout == RANDBLAS_ROW_MAJOR ? p : n, outer = layout == RANDBLAS_ROW_MAJOR ? n : p;
    if (!rmt_logdet_kind_is_legal(kind)) return -1;
    if (!rmt_logdet_layout_is_legal(layout)) return -2;
    if (!rmt_logdet_uplo_is_legal(kind, uplo)) return -3;
    if (n < 0 || n > RANDBLAS_LARGEST) return -4;
    if (!K && n > 0) return -5;
    if (ldk < (n > 1 ? n : 1) || randblas_beyond_memory(n, ldk)) return -6;
    if (p < 0 || p > n) return -7;
    if (!X && p > 0) return -8;
    return ldx < (inner > 1 ? inner : 1) || randblas_beyond_memory(outer, ldx) ? -9 : 0;
}

int rmt_xloggdet(rmt_matrix_kind kind, randblas_layout layout, randblas_uplo uplo, int64_t n, const scalar_t *K,
                 int64_t ldk, int64_t p, const scalar_t *X, int64_t ldx, const rmt_logdet_options *options,
                 rmt_logdet_report *report)
{
    rmt_logdet_options o;
    int info = illegal(kind, layout, uplo, n, K, ldk, p, X, ldx);
    if (info) return info;
    if (!rmt_logdet_read(&o, options)) return -10;
    if (!report) return -11;

    state s = {.kind = kind, .uplo = uplo, .n = n, .p = p};
    s.K = view_make(K, ldk, layout);
    s.X = view_make(X, ldx, layout);
    *report = rmt_logdet_nothing();
    randblas_arena arena = randblas_arena_open(&o.control);
    info = rmt_logdet_begin(&o);
    const randblas_uplo seen = kind == RMT_GENERAL ? 0 : uplo;
    if (!info && !(rmt_xlogdet_finite(n, n, seen, s.K) && rmt_xlogdet_finite(n, p, 0, s.X))) info = RANDBLAS_NOT_FINITE;
    if (!info) info = open_state(&s, &arena);
    if (!info) info = run(&s, o.orthonormal != 0, report);
    randblas_arena_close(&arena);
    return info;
}
