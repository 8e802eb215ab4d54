/*
 * ||A|| from below and, with a probability, from above, by the Lanczos method for A^T A from a random vector, in the
 * form of Golub and Kahan with both bases kept orthogonal:
 *
 *     A V = U B,   B upper bidiagonal with a_j, b_j,   a_j u_j = A v_j - b_{j-1} u_{j-1},   b_j v_{j+1} = A^T u_j - a_j
 * v_j
 *
 * ||B|| never exceeds ||A||.  After q steps from a vector of uniform direction it is below sqrt(1 - e) ||A|| with
 * probability at most 1.648 sqrt(n) exp(-sqrt(e) (2 q - 1)), whatever the spectrum @cite kuczynski1992 : so e follows
 * from q and the probability that is conceded, and how many steps a tolerance takes is known before.  Where the space
 * is exhausted ||B|| is the norm.
 */
#include "lapack_impl.h"
#include "options_impl.h"
#include "orthonormal_impl.h"
#include "progress_impl.h"

#include "arena_impl.h"

#include "randlapack_trace.h"

#include <math.h>

#define DEFAULT_TOLERANCE 0.1
#define DEFAULT_FAILURE 1e-6

typedef struct lanczos {
    const randblas_xlinop *A;
    randlapack_norm_options options;
    randblas_arena arena;
    int64_t q, steps; /* at most, and made */
    scalar_t *U, *V;  /* m x q, n x (q + 1) */
    scalar_t *work;   /* q + 1 */
    double *alpha, *beta;
    double largest; /* of alpha and beta */
    bool exhausted;
} lanczos;

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* sqrt(e) after q steps. */
static double root_of_gap(const lanczos *s, int64_t q)
{
    return log(1.648 * sqrt((double)s->A->cols) / s->options.failure) / (2 * (double)q - 1);
}

static int64_t steps_for(const lanczos *s)
{
    const double root = sqrt(1 - pow(1 + s->options.tolerance, -2)), q = (root_of_gap(s, 1) / root + 1) / 2;
    return q < 1 ? 1 : q < 1e9 ? (int64_t)ceil(q) : 1000000000;
}

/* x = x / ||x||; whether ||x|| is more than rounding errors of what x was computed from. */
static bool normalise(lanczos *s, int64_t n, scalar_t *x, double *norm)
{
    *norm = randlapack_xnorm(n, x);
    s->largest = fmax(s->largest, *norm);
    if (!isfinite(*norm) || *norm <= 8 * (double)REAL_EPS * s->largest || *norm == 0) return false;
    const double inverse = 1 / *norm;
    for (int64_t i = 0; i < n; i++)
        x[i] = (scalar_t)(isfinite(inverse) ? (double)x[i] * inverse : (double)x[i] / *norm);
    return true;
}

static int start(lanczos *s)
{
    const int64_t m = s->A->rows, n = s->A->cols;
    randblas_dist dist = randblas_gaussian(1, n);
    randblas_sketch *S = NULL;
    double norm;
    s->U = randblas_arena_get(&s->arena, randblas_size_product(m, s->q), sizeof *s->U);
    s->V = randblas_arena_get(&s->arena, randblas_size_product(n, s->q + 1), sizeof *s->V);
    s->work = randblas_arena_get(&s->arena, s->q + 1, sizeof *s->work);
    s->alpha = randblas_arena_get(&s->arena, s->q, sizeof *s->alpha);
    s->beta = randblas_arena_get(&s->arena, s->q, sizeof *s->beta);
    int info = s->arena.info;
    if (!info) info = randblas_sketch_create(&dist, &s->options.state, &S, NULL);
    if (!info) info = randblas_xfill(RANDBLAS_ROW_MAJOR, 1, n, S, 0, 0, s->V, n);
    randblas_sketch_destroy(S);
    if (!info) normalise(s, n, s->V, &norm);
    s->largest = 0;
    return info;
}

/* One more pair of vectors; sets exhausted. */
static int step(lanczos *s)
{
    const int64_t m = s->A->rows, n = s->A->cols, j = s->steps;
    scalar_t *u = s->U + j * m, *v = s->V + j * n, *next = v + n;
    int info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, 1, s->A, v, n, 0, u, m);
    if (info) return info;
    randlapack_xproject_out(m, j, s->U, 1, u, s->work, NULL);
    s->exhausted = !normalise(s, m, u, &s->alpha[j]);
    s->beta[j] = 0;
    s->steps = j + 1;
    if (!isfinite(s->alpha[j])) return RANDBLAS_NOT_FINITE;
    if (s->exhausted) return 0;
    info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_TRANS, 1, 1, s->A, u, m, 0, next, n);
    if (info) return info;
    randlapack_xproject_out(n, j + 1, s->V, 1, next, s->work, NULL);
    s->exhausted = !normalise(s, n, next, &s->beta[j]);
    return isfinite(s->beta[j]) ? 0 : RANDBLAS_NOT_FINITE;
}

/* ||B||, divided by its largest entry meanwhile. */
static int norm_of_b(lanczos *s, double *norm)
{
    const int64_t q = s->steps;
    scalar_t *B = randblas_arena_get(&s->arena, randblas_size_product(q, q), sizeof *B),
             *values = randblas_arena_get(&s->arena, q, sizeof *B);
    scalar_t *work = randblas_arena_get(&s->arena, RANDLAPACK_VALUES_WORK(q), sizeof *work);
    int64_t *iwork = randblas_arena_get(&s->arena, randblas_size_product(8, q), sizeof *iwork);
    *norm = 0;
    if (s->arena.info || s->largest == 0) return s->arena.info;
    for (int64_t i = 0; i < q * q; i++) B[i] = 0;
    for (int64_t j = 0; j < q; j++) {
        B[j + j * q] = (scalar_t)(s->alpha[j] / s->largest);
        if (j + 1 < q) B[j + (j + 1) * q] = (scalar_t)(s->beta[j] / s->largest);
    }
    const int info = randlapack_xsingular_values(q, B, q, values, work, iwork);
    if (!info) *norm = (double)values[0] * s->largest;
    return info;
}

static int solve(lanczos *s, randlapack_norm_report *report)
{
    const int64_t wanted = steps_for(s); /* the start has a part in the null space, so that m steps are not all */
    const int64_t least = s->A->rows > 0 ? min_i64(s->A->rows + 1, s->A->cols) : 0;
    s->q = min_i64(s->options.steps > 0 ? min_i64(s->options.steps, wanted) : wanted, least);
    int info = least > 0 ? start(s) : 0;
    while (!info && s->steps < s->q && !s->exhausted) {
        info = randlapack_progress(&s->options.control, "lanczos", (double)s->steps / (double)s->q);
        if (!info) info = step(s);
    }
    report->steps = s->steps;
    if (!info && s->steps > 0) info = norm_of_b(s, &report->norm);
    if (least == 0) report->norm = 0;
    if (info) return info;
    const bool whole = s->exhausted || s->steps == least;
    const double root = whole ? 0 : root_of_gap(s, s->steps);
    report->upper = root < 1 ? report->norm / sqrt(1 - root * root) : INFINITY;
    return whole || s->steps >= wanted ? 0 : RANDBLAS_NOT_CONVERGED;
}

static bool read_options(lanczos *s, const randlapack_norm_options *options)
{
    randlapack_norm_options *o = &s->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control) || o->steps < 0) return false;
    if (!(o->tolerance >= 0) || !(o->failure >= 0) || o->failure >= 1) return false;
    if (o->tolerance == 0) o->tolerance = DEFAULT_TOLERANCE;
    if (o->failure == 0) o->failure = DEFAULT_FAILURE;
    return true;
}

int randlapack_xspectral_norm(const randblas_xlinop *A, double *norm, const randlapack_norm_options *options,
                              randlapack_norm_report *report)
{
    const double begin = randlapack_seconds();
    randlapack_norm_report ignored;
    lanczos s = {.A = A};
    if (!report) report = &ignored;
    *report = (randlapack_norm_report){.norm = NAN, .upper = INFINITY};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (!norm) return -2;
    if (!read_options(&s, options)) return -3;
    s.arena = randblas_arena_open(&s.options.control);
    info = solve(&s, report);
    randblas_arena_close(&s.arena);
    report->seconds = randlapack_seconds() - begin;
    if (info >= 0) *norm = report->norm;
    return info == -1 ? RANDBLAS_TOO_LARGE : info; /* a length that no sketch has */
}
