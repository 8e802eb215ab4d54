/*
 * A = U T V^T with orthonormal U and V and T triangular, its diagonal near the singular values of A (randUTV @cite
 * martinsson2019): urv_block.c brings a square matrix to this form, a block of rows and columns at a time, and can stop
 * when what is left is small.  A tall matrix is brought to a triangle by QR first, a wide one by QR of its transpose:
 *
 *     A = Q R, R = U T V^T:  A = (Q U) T V^T;        A^T = Q R, R^T = U T V^T:  A = U T (Q V)^T.
 *
 * What is left of T behind k rows and columns is the error of the first k: it is measured, never estimated.
 */
#include "measure_impl.h"
#include "urv_impl.h"

#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include "blas_impl.h"

#include <math.h>
#include <string.h>

#define LEAST_BLOCK 32
#define MOST_BLOCK 64
#define STRIP 256 /* rows of Q that are multiplied together */

typedef struct randlapack_xurv_state {
    randlapack_urv_options options;
    randlapack_urv_report *report;
    randblas_arena arena;
    randlapack_xurv_core core;
    int64_t m, n, rank;
    scalar_t *A, *U, *V;
    int64_t lda, ldu, ldv;
    scalar_t *outer; /* the Q of a tall or wide matrix, longest x l: in U or V, or of its own, or A itself */
    int64_t ldouter;
    scalar_t *tau, *small, *strip; /* l; l x l: the small factor that Q is multiplied by; STRIP x l */
    int exponent;
    double norm, threshold; /* of the scaled A */
} randlapack_xurv_state;

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static bool read_options(randlapack_xurv_state *f, const randlapack_urv_options *options)
{
    randlapack_urv_options *o = &f->options;
    randlapack_xurv_core *c = &f->core;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->rank < 0 || o->block < 0 || isnan(o->tolerance) || o->tolerance >= 1) return false;
    f->rank = o->rank ? min_i64(o->rank, c->l) : c->l;
    c->block = o->block;
    if (!c->block) {
        const int64_t part = c->l / 32 / 16 * 16;
        c->block = part < LEAST_BLOCK ? LEAST_BLOCK : min_i64(part, MOST_BLOCK);
    }
    c->block = min_i64(c->block, f->rank);
    c->passes = o->power_passes < 0 ? 0 : o->power_passes ? o->power_passes : 1;
    return true;
}

static int open_workspace(randlapack_xurv_state *f)
{
    const int64_t l = f->core.l, longest = f->m > f->n ? f->m : f->n;
    const bool tall = f->m > f->n, wide = f->n > f->m, formed = tall ? f->U != NULL : wide && f->V;
    randlapack_xurv_open(&f->core, &f->arena);
    f->tau = randblas_arena_get(&f->arena, l, sizeof *f->tau);
    f->outer = tall ? f->U ? f->U : f->A : f->V;
    f->ldouter = tall ? f->U ? f->ldu : f->lda : f->ldv;
    if (wide && !f->V) {
        f->outer = randblas_arena_get(&f->arena, randblas_size_product(longest, l), sizeof *f->outer);
        f->ldouter = longest;
    }
    if (formed) {
        f->small = randblas_arena_get(&f->arena, randblas_size_product(l, l), sizeof *f->small);
        f->strip = randblas_arena_get(&f->arena, randblas_size_product(STRIP, l), sizeof *f->strip);
    }
    f->core.X = wide && f->V ? f->small : f->V;
    f->core.ldx = wide ? l : f->ldv;
    if (f->arena.info) return f->arena.info;
    const randblas_dist dist = randblas_gaussian(l, l);
    return randblas_sketch_create(&dist, &f->options.state, &f->core.G, NULL);
}

static int load(randlapack_xurv_state *f)
{
    const double tolerance = f->options.tolerance, eps = (double)(f->m > f->n ? f->m : f->n) * REAL_EPS;
    randlapack_measure a = randlapack_xmeasure(f->m, f->n, f->A, f->lda, false);
    if (!a.finite) return RANDBLAS_NOT_FINITE;
    f->exponent = randlapack_xharmful_exponent(a.largest);
    if (f->exponent) {
        randlapack_xscale_by_power(f->m, f->n, f->A, f->lda, false, -f->exponent);
        a = randlapack_xmeasure(f->m, f->n, f->A, f->lda, false);
    }
    f->norm = a.norm;
    f->threshold = (tolerance < 0 ? 0 : tolerance > 0 ? tolerance : fmin(eps, 0.5)) * a.norm;
    return 0;
}

/* The leading l x l block of A becomes R or R^T, what is behind it zero. */
static int reduce(randlapack_xurv_state *f)
{
    const int64_t m = f->m, n = f->n, l = f->core.l, longest = m > n ? m : n;
    const randblas_xview A = {f->A, f->lda, false}, B = {f->outer, f->ldouter, false};
    if (m == n) return 0;
    if (f->outer != f->A) randblas_xcopy_view(longest, l, m > n ? A : view_transposed(A), B);
    const int info = randlapack_xgeqrf(longest, l, f->outer, f->ldouter, f->tau, f->core.work);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < m; i++) {
            const bool kept = m > n ? i <= j : i >= j;
            *view_at(A, i, j) = !kept ? 0 : m > n ? *view_at(B, i, j) : *view_at(B, j, i);
        }
    return info;
}

/* ||C||_F of what is left. */
static double rest(const randlapack_xurv_core *c)
{
    const int64_t left = c->l - c->done;
    return left == 0 ? 0 : randlapack_xmeasure(left, left, c->C + c->done * (c->ldc + 1), c->ldc, false).norm;
}

static int factor(randlapack_xurv_state *f)
{
    randlapack_xurv_core *c = &f->core;
    int info = randlapack_progress(&f->options.control, "factor", 0);
    if (!info) info = reduce(f);
    while (!info && c->done < f->rank && rest(c) > f->threshold) {
        info = randlapack_progress(&f->options.control, "factor", (double)c->done / (double)f->rank);
        if (!info) info = randlapack_xurv_block(c, min_i64(c->block, f->rank - c->done));
        f->report->blocks++;
    }
    return info;
}

/* Q = Q S for the outer Q and the small factor, a strip of rows at a time. */
static int multiply_outer(const randlapack_xurv_state *f, int64_t longest)
{
    const int64_t l = f->core.l;
    const randblas_xview S = {f->small, l, false}, strip = {f->strip, STRIP, false};
    const int info = randlapack_xorgqr(longest, l, f->outer, f->ldouter, f->tau, f->core.work);
    for (int64_t i = 0; i < longest && !info; i += STRIP) {
        const int64_t rows = min_i64(STRIP, longest - i);
        const randblas_xview Q = {f->outer + i, f->ldouter, false};
        randblas_xcopy_view(rows, l, Q, strip);
        randblas_xscale_view(rows, l, 0, Q);
        randblas_xgemm(rows, l, l, 1, strip, S, Q);
    }
    return info;
}

static int form(randlapack_xurv_state *f)
{
    const bool tall = f->m > f->n, wide = f->n > f->m;
    int info = randlapack_progress(&f->options.control, "form", 0);
    if (!info && f->U) info = randlapack_xurv_left(&f->core, tall ? f->small : f->U, tall ? f->core.l : f->ldu);
    if (!info && f->V) info = randlapack_xurv_right(&f->core);
    if (!info && tall && f->U) info = multiply_outer(f, f->m);
    if (!info && wide && f->V) info = multiply_outer(f, f->n);
    return info;
}

/* ||T(k, k:)||_F */
static double row_norm(const randlapack_xurv_core *c, int64_t k)
{
    return randlapack_xmeasure(1, c->l - k, c->C + k * (c->ldc + 1), c->ldc, false).norm;
}

/* The reflectors give way to zeros; the rank is the least whose error is within the threshold. */
static int finish(randlapack_xurv_state *f)
{
    randlapack_xurv_core *c = &f->core;
    const int64_t l = c->l;
    for (int64_t j = 0; j < c->done; j++) memset(c->C + j * (c->ldc + 1) + 1, 0, (size_t)(l - j - 1) * sizeof *c->C);
    int64_t k = c->done;
    double error = rest(c), longer = k > 0 ? hypot(error, row_norm(c, k - 1)) : 0;
    while (k > 0 && longer <= f->threshold) {
        error = longer;
        k--;
        longer = k > 0 ? hypot(error, row_norm(c, k - 1)) : 0;
    }
    f->report->rank = k;
    f->report->error = ldexp(error, f->exponent);
    f->report->norm = ldexp(f->norm, f->exponent);
    f->report->coupling = ldexp(randlapack_xmeasure(k, l - k, c->C + k * c->ldc, c->ldc, false).norm, f->exponent);
    if (f->exponent) randlapack_xscale_by_power(l, l, c->C, c->ldc, false, f->exponent);
    if (k == l) return 0;
    if (f->options.tolerance > 0) return error <= f->threshold ? 0 : RANDBLAS_NOT_CONVERGED;
    return k < f->rank ? RANDBLAS_RANK_DEFICIENT : 0;
}

static void mark(const randlapack_xurv_state *f)
{
    for (int64_t j = 0; j < f->core.l; j++) {
        for (int64_t i = 0; i < f->m && f->U; i++) f->U[i + j * f->ldu] = (scalar_t)NAN;
        for (int64_t i = 0; i < f->n && f->V; i++) f->V[i + j * f->ldv] = (scalar_t)NAN;
    }
}

static int run(randlapack_xurv_state *f)
{
    int info = open_workspace(f);
    if (info) return info;
    info = load(f);
    if (info == RANDBLAS_NOT_FINITE) mark(f);
    if (info) return info;
    const double begin = randlapack_seconds();
    info = factor(f);
    const double middle = randlapack_seconds();
    if (!info) info = form(f);
    f->report->seconds_factor = middle - begin;
    f->report->seconds_form = randlapack_seconds() - middle;
    return info ? info : finish(f);
}

int randlapack_xurv(int64_t m, int64_t n, scalar_t *A, int64_t lda, scalar_t *U, int64_t ldu, scalar_t *V, int64_t ldv,
                    const randlapack_urv_options *options, randlapack_urv_report *report)
{
    randlapack_urv_report ignored;
    randlapack_xurv_state f = {.core = {.l = min_i64(m, n), .C = A, .ldc = lda},
                               .m = m,
                               .n = n,
                               .A = A,
                               .lda = lda,
                               .U = U,
                               .ldu = ldu,
                               .V = V,
                               .ldv = ldv};
    f.report = report ? report : &ignored;
    *f.report = (randlapack_urv_report){.rank = 0};
    if (m < 0 || m > RANDBLAS_LARGEST) return -1;
    if (n < 0 || n > RANDBLAS_LARGEST) return -2;
    if (!A && f.core.l > 0) return -3;
    if (lda < (m > 1 ? m : 1) || randblas_beyond_memory(n, lda)) return -4;
    if (U && ldu < (m > 1 ? m : 1)) return -6;
    if (V && ldv < (n > 1 ? n : 1)) return -8;
    if (!read_options(&f, options)) return -9;
    f.report->block = f.core.block;
    f.arena = randblas_arena_open(&f.options.control);
    const int info = f.core.l > 0 ? run(&f) : 0;
    randblas_sketch_destroy(f.core.G);
    randblas_arena_close(&f.arena);
    return info;
}
