/*
 * (A + mu I) x = b by conjugate gradients preconditioned with a Nystrom approximation @cite frangella2023,
 *
 *     A ~ U diag(l) U^T,    P^-1 = (l_k + mu) U (diag(l) + mu)^-1 U^T + (I - U U^T)
 *                                = I + U diag((l_k + mu) / (l + mu) - 1) U^T.
 *
 * With E = A - U diag(l) U^T >= 0:  mu <= P^-1/2 (A + mu I) P^-1/2 <= l_k + mu + ||E||.  The rank is doubled until l_k
 * is of the order of mu, for then ||E||, which is of the order of l_k where the spectrum decays, is so too.
 */
#include "lowrank_precond_impl.h"
#include "nystrom_core_impl.h"
#include "options_impl.h"
#include "pcg_impl.h"
#include "progress_impl.h"
#include "randlapack_kernel.h"

#include <math.h>

#define DEFAULT_RANK 32
#define DEFAULT_MAX_RANK 512
#define DEFAULT_RANK_TOLERANCE 10

typedef struct solver {
    const randblas_xlinop *A;
    double mu;
    randlapack_nystrom_pcg_options options;
    randlapack_nystrom_pcg_report *report;
    randblas_arena arena;
    randlapack_xlowrank_precond P;
    int64_t max_rank;
    double rank_tolerance;
} solver;

static int product(void *context, int64_t ncols, const scalar_t *X, scalar_t *Y)
{
    const solver *s = context;
    const int64_t n = s->A->rows;
    const scalar_t mu = (scalar_t)s->mu;
    const int info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, ncols, 1, s->A, X, n, 0, Y, n);
    for (int64_t k = 0; k < n * ncols && !info; k++) Y[k] += mu * X[k];
    return info;
}

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Products until the rank is enough. */
static int grow(solver *s, randlapack_xnystrom_core *core)
{
    int64_t rank = s->options.rank;
    for (;;) {
        double least = 0;
        int info = randlapack_progress(&s->options.control, "products", (double)core->l / (double)s->max_rank);
        if (!info) info = randlapack_xnystrom_core_extend(core, rank);
        if (info || rank == s->max_rank || s->rank_tolerance < 0) return info;
        info = randlapack_xnystrom_core_least(core, &least);
        if (info || least <= s->rank_tolerance * s->mu) return info;
        rank = min_i64(2 * rank, s->max_rank);
    }
}

/* What U diag(l) U^T and mu make of the weights; where mu = 0 and l ends in zeros, these count as the least other. */
static void weigh(solver *s, const scalar_t *lambda)
{
    int64_t k = s->P.k;
    while (k > 0 && (double)lambda[k - 1] + s->mu <= 0) k--;
    const double least = k > 0 ? (double)lambda[k - 1] + s->mu : 0;
    for (int64_t j = 0; j < s->P.k; j++)
        s->P.weights[j] = j < k ? (scalar_t)(least / ((double)lambda[j] + s->mu) - 1) : 0;
    s->report->least_value = s->P.k > 0 ? (double)lambda[s->P.k - 1] : 0;
}

static int precondition(solver *s, int64_t nrhs)
{
    const int64_t block = min_i64(nrhs, RANDLAPACK_PCG_BLOCK);
    randlapack_xnystrom_core core = {.A = s->A, .arena = &s->arena, .n = s->A->rows, .state = s->options.state};
    s->P.n = s->A->rows;
    if (s->options.rank == 0) return 0;
    int info = grow(s, &core);
    if (!info) info = randlapack_progress(&s->options.control, "factor", 0);
    scalar_t *lambda = randblas_arena_get(&s->arena, core.l, sizeof *lambda);
    s->P.weights = randblas_arena_get(&s->arena, core.l, sizeof *s->P.weights);
    s->P.work = randblas_arena_get(&s->arena, randblas_size_product(core.l, block), sizeof *s->P.work);
    if (!info) info = s->arena.info;
    if (!info) info = randlapack_xnystrom_core_factor(&core, lambda);
    if (info) return info;
    s->P.k = s->report->rank = core.l;
    s->P.U = core.W;
    weigh(s, lambda);
    return 0;
}

static int solve(solver *s, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx)
{
    randlapack_xpcg pcg = {.n = s->A->rows, .tolerance = s->options.tolerance, .control = &s->options.control};
    pcg.max_iterations = s->options.max_iterations;
    pcg.product = product;
    pcg.product_context = s;
    pcg.precondition = randlapack_xlowrank_precond_apply;
    pcg.precondition_context = &s->P;
    const double begin = randlapack_seconds();
    int info = precondition(s, nrhs);
    const double middle = randlapack_seconds();
    s->report->seconds_factor = middle - begin;
    if (!info) info = randlapack_xpcg_open(&s->arena, &pcg, nrhs);
    if (!info)
        info = randlapack_xpcg_solve(&pcg, nrhs, B, ldb, X, ldx);
    else if (info > 0)
        for (int64_t r = 0; r < nrhs; r++)
            for (int64_t i = 0; i < s->A->rows; i++) X[i + r * ldx] = (scalar_t)NAN;
    s->report->iterations = pcg.iterations;
    s->report->condition = pcg.condition;
    s->report->residual = pcg.residual;
    s->report->seconds_iterate = randlapack_seconds() - middle;
    return info;
}

static bool read_options(solver *s, const randlapack_nystrom_pcg_options *options)
{
    randlapack_nystrom_pcg_options *o = &s->options;
    const int64_t n = s->A->rows;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->max_rank < 0 || (o->max_rank > 0 && o->rank > o->max_rank) || o->max_iterations < 0) return false;
    if (!(o->tolerance >= 0 && o->tolerance < 1) || isnan(o->rank_tolerance)) return false;
    const int64_t most = o->max_rank ? o->max_rank : o->rank > DEFAULT_MAX_RANK ? o->rank : DEFAULT_MAX_RANK;
    s->max_rank = min_i64(most, n);
    o->rank = o->rank < 0 ? 0 : min_i64(o->rank ? o->rank : DEFAULT_RANK, s->max_rank);
    s->rank_tolerance = o->rank_tolerance != 0 ? o->rank_tolerance : DEFAULT_RANK_TOLERANCE;
    if (o->tolerance == 0) o->tolerance = sqrt((double)REAL_EPS);
    if (o->max_iterations == 0) o->max_iterations = RANDLAPACK_PCG_ITERATIONS;
    return true;
}

int randlapack_xnystrom_pcg(const randblas_xlinop *A, scalar_t mu, int64_t nrhs, const scalar_t *B, int64_t ldb,
                            scalar_t *X, int64_t ldx, const randlapack_nystrom_pcg_options *options,
                            randlapack_nystrom_pcg_report *report)
{
    randlapack_nystrom_pcg_report ignored;
    solver s = {.A = A, .mu = (double)mu, .report = report ? report : &ignored};
    *s.report = (randlapack_nystrom_pcg_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows != A->cols) return -1;
    if (!(mu >= 0) || isinf(mu)) return -2;
    if (nrhs < 0) return -3;
    if (!B && A->rows > 0 && nrhs > 0) return -4;
    if (ldb < (A->rows > 1 ? A->rows : 1)) return -5;
    if (!X && A->rows > 0 && nrhs > 0) return -6;
    if (ldx < (A->rows > 1 ? A->rows : 1)) return -7;
    if (!read_options(&s, options)) return -8;

    s.arena = randblas_arena_open(&s.options.control);
    info = solve(&s, nrhs, B, ldb, X, ldx);
    randblas_arena_close(&s.arena);
    return info;
}
