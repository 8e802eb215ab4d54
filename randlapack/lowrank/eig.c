/*
 * Leading eigenpairs of a symmetric A by randomised block Lanczos with full reorthogonalisation @cite martinsson2020: Q
 * spans A G, A^2 G, ... (krylov_core.c, which also says when to stop), and
 *
 *     T = Q^T A Q = V' diag(lambda) V'^T,   U = Q V',   A ~ U diag(lambda) U^T for the k largest |lambda|
 *
 * A Q is at hand, so that the residual A U - U diag(lambda) costs no product; by it eigenvalues are certified: within
 * its norm of each lambda there is one of A.  As U^T A U is diagonal, ||A - U diag(lambda) U^T||_F^2 = ||A||_F^2 - sum
 * lambda^2.
 */
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "qb_core_impl.h"

#include "blas_impl.h"
#include "randlapack.h"

#include <math.h>
#include <string.h>

#define DEFAULT_EXCESS 1e-3
#define DEFAULT_BLOCK 32

typedef struct eig {
    randlapack_xrange_core core;
    randlapack_xqb_core qb;
    randlapack_eig_options options;
    randlapack_eig_report *report;
    randblas_arena arena;
    int64_t k;
    scalar_t *T, *values, *work; /* l x l: the compression, then its eigenvectors */
    scalar_t *chosen, *R;        /* l x k: those of the k largest; n x k */
    int64_t *iwork;
} eig;

static int open_workspace(eig *e)
{
    const int64_t l = e->qb.rank, n = e->core.rows;
    randblas_arena *arena = &e->arena;
    e->T = randblas_arena_get(arena, randblas_size_product(l, l), sizeof *e->T);
    e->values = randblas_arena_get(arena, l, sizeof *e->values);
    e->work = randblas_arena_get(arena, RANDLAPACK_EIGEN_WORK(l), sizeof *e->work);
    e->iwork = randblas_arena_get(arena, 5 * l + 3, sizeof *e->iwork);
    e->chosen = randblas_arena_get(arena, randblas_size_product(l, e->k), sizeof *e->chosen);
    e->R = randblas_arena_get(arena, randblas_size_product(n, e->k), sizeof *e->R);
    return arena->info;
}

/* C (m x n) = A B, column major. */
static void multiply(int64_t m, int64_t n, int64_t k, randblas_xview A, randblas_xview B, randblas_xview C)
{
    randblas_xscale_view(m, n, 0, C);
    randblas_xgemm(m, n, k, 1, A, B, C);
}

/* Eigenvalues ascend: the largest in absolute value stand at the ends. */
static void choose(const eig *e, scalar_t *lambda)
{
    const int64_t l = e->qb.rank;
    for (int64_t j = 0, low = 0, high = l - 1; j < e->k; j++) {
        const bool first = fabs((double)e->values[low]) > fabs((double)e->values[high]);
        const int64_t at = first ? low++ : high--;
        lambda[j] = e->values[at];
        memcpy(e->chosen + j * l, e->T + at * l, (size_t)l * sizeof *e->chosen);
    }
}

/* ||A U - U diag(lambda)||_F with A U = W V', and the error of the approximation; lambda is still scaled. */
static int measure(eig *e, const scalar_t *U, int64_t ldu, const scalar_t *lambda)
{
    const int64_t n = e->core.rows, l = e->qb.rank;
    double captured = 0;
    multiply(n, e->k, l, (randblas_xview){e->qb.W, n, false}, (randblas_xview){e->chosen, l, false},
             (randblas_xview){e->R, n, false});
    for (int64_t j = 0; j < e->k; j++) {
        captured += (double)lambda[j] * (double)lambda[j];
        for (int64_t i = 0; i < n; i++) {
            const scalar_t u = U[i + j * ldu];
            e->R[i + j * n] -= u * lambda[j];
            e->qb.Q[i + j * n] = u; /* for the error: A - U (U diag(lambda))^T */
            e->qb.W[i + j * n] = u * lambda[j];
        }
    }
    e->report->residual = ldexp(randlapack_xnorm(n * e->k, e->R), e->core.exponent);
    e->core.E = NULL; /* other probes than those of Q and W, should there be any */
    return randlapack_xrange_residual(&e->core, e->k, e->qb.Q, e->qb.W, captured, &e->report->frobenius_error);
}

static int decompose(eig *e, scalar_t *U, int64_t ldu, scalar_t *lambda)
{
    const int64_t n = e->core.rows, l = e->qb.rank;
    const randblas_xview q = {e->qb.Q, n, false}, w = {e->qb.W, n, false};
    int info = randlapack_progress(&e->options.control, "eigen", 0);
    if (!info) info = open_workspace(e);
    if (info) return info;
    multiply(l, l, n, view_transposed(q), w, (randblas_xview){e->T, l, false});
    for (int64_t j = 0; j < l; j++)
        for (int64_t i = 0; i < j; i++) e->T[i + j * l] = (e->T[i + j * l] + e->T[j + i * l]) / 2;
    info = randlapack_xsyevd(l, e->T, l, e->values, e->work, e->iwork);
    if (info) return info;
    choose(e, lambda);
    multiply(n, e->k, l, q, (randblas_xview){e->chosen, l, false}, (randblas_xview){U, ldu, false});
    info = measure(e, U, ldu, lambda);
    const double least = (double)n * (double)REAL_EPS * fabs((double)lambda[0]);
    while (e->report->rank < e->k && fabs((double)lambda[e->report->rank]) > least) e->report->rank++;
    for (int64_t j = 0; j < e->k; j++) lambda[j] = (scalar_t)ldexp((double)lambda[j], e->core.exponent);
    return info;
}

/* The first unit vectors and zeros, or NaN. */
static void fill(const eig *e, scalar_t *U, int64_t ldu, scalar_t *lambda, bool finite)
{
    for (int64_t j = 0; j < e->k; j++) {
        for (int64_t i = 0; i < e->core.A->rows; i++) U[i + j * ldu] = finite ? (scalar_t)(i == j) : (scalar_t)NAN;
        lambda[j] = finite ? 0 : (scalar_t)NAN;
    }
}

static int solve(eig *e, scalar_t *U, int64_t ldu, scalar_t *lambda)
{
    int info = randlapack_xrange_open(&e->core);
    e->report->frobenius_error = info ? -1 : e->core.norm; /* -1 of a callback too */
    if (info || e->k == 0) return info;
    info = randlapack_xkrylov_run(&e->qb, e->k, e->options.excess, &e->report->excess);
    e->report->columns = e->qb.rank;
    if (info == -1) return -6; /* the options do not describe an operator */
    if (info) return info;
    if (e->qb.norm > 0) info = decompose(e, U, ldu, lambda);
    if (e->qb.norm > 0) return !info && !e->qb.reached ? RANDBLAS_NOT_CONVERGED : info;
    fill(e, U, ldu, lambda, true);
    e->report->frobenius_error = e->report->residual = 0;
    return 0;
}

static bool read_options(eig *e, const randlapack_eig_options *options)
{
    randlapack_eig_options *o = &e->options;
    const int64_t n = e->core.A->rows;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (!(o->excess >= 0) || o->block < 0 || o->max_columns < 0) return false;
    const int64_t most = o->max_columns ? o->max_columns : 4 * e->k + 256;
    const int64_t block = o->block ? o->block : e->k < DEFAULT_BLOCK / 2 ? DEFAULT_BLOCK / 2 : DEFAULT_BLOCK;
    e->qb.most = most > n ? n : most < e->k ? e->k : most;
    e->qb.block = block < e->qb.most ? block : e->qb.most;
    if (o->excess == 0) o->excess = DEFAULT_EXCESS;
    return true;
}

int randlapack_xeig(const randblas_xlinop *A, int64_t k, scalar_t *U, int64_t ldu, scalar_t *lambda,
                    const randlapack_eig_options *options, randlapack_eig_report *report)
{
    randlapack_eig_report ignored;
    eig e = {.core = {.A = A}, .k = k, .report = report ? report : &ignored};
    const double begin = randlapack_seconds();
    *e.report = (randlapack_eig_report){.frobenius_error = -1, .residual = -1, .excess = -1};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows != A->cols) return -1;
    if (k < 0 || k > A->rows) return -2;
    if (!U && k > 0) return -3;
    if (ldu < (A->rows > 1 ? A->rows : 1)) return -4;
    if (!lambda && k > 0) return -5;
    if (!read_options(&e, options)) return -6;

    e.arena = randblas_arena_open(&e.options.control);
    e.core.control = &e.options.control;
    e.core.arena = &e.arena;
    e.core.family = e.options.family;
    e.core.state = e.options.state;
    e.qb.range = &e.core;
    e.qb.symmetric = true;
    info = solve(&e, U, ldu, lambda);
    randblas_arena_close(&e.arena);
    e.report->products = e.core.products;
    e.report->seconds = randlapack_seconds() - begin;
    if (info == RANDBLAS_NOT_FINITE) fill(&e, U, ldu, lambda, false);
    return info;
}
