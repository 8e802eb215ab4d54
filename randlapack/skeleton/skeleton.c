/*
 * A skeleton of the columns of A (m x n):
 *
 *     probe = G A,   G Gaussian with 10 rows
 *     Y = S A with l = k + oversampling rows, S independent of G;   order and R = the pivots of Y
 *     rank = where pivots fall to rounding, or the probe says that the tolerance is met
 *     J, Z from Y, exchanging columns;   Z = A(:, J)^+ A
 *
 * Errors are measured in the probe, which knows nothing of S:  E ||G X||_F^2 = ||X||_F^2, a mean of chi-squared
 * variables of 10 degrees of freedom, which is below a tenth with probability 1.8e-4 if X has rank one, less often
 * otherwise.  For all ranks at once, with V = probe R^-1 column by column:
 *
 *     E_0 = probe in the pivots' order,   E_r = E_{r-1} - e R(r, :),   e = E_{r-1}(:, r) / r_rr
 *
 * Pivots up to (sqrt(m) + l + 16) eps of the first are rounding errors of products and of the factorisation.
 */
#include "skeleton_impl.h"

#include "lapack_impl.h"
#include "progress_impl.h"

#include "blas_impl.h"

#include <math.h>

#define FIRST_RANK 32 /* of an adaptive search */

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int open_probe(randlapack_xskeleton *s)
{
    const int64_t count = randblas_size_product(RANDLAPACK_PROBES, s->A->cols);
    s->state = s->options->state;
    s->probe = randblas_arena_get(s->arena, count, sizeof *s->probe);
    if (s->arena->info) return s->arena->info;
    const int info = randlapack_xtest_sketch(s->A, RANDBLAS_GAUSSIAN, RANDLAPACK_PROBES, &s->state, s->probe);
    if (info) return info;
    s->report->norm = s->report->error = randlapack_xnorm(count, s->probe);
    return isfinite(s->report->norm) ? 0 : RANDBLAS_NOT_FINITE;
}

static int64_t numerical_rank(randlapack_xskeleton *s, const randlapack_xpivots *p)
{
    s->noise = (sqrt((double)s->A->rows) + (double)p->l + 16) * (double)REAL_EPS;
    const double least = fmax(s->least, s->noise);
    int64_t rank = 0;
    while (rank < p->count && p->weights[rank] > least * p->weights[0]) rank++;
    return rank;
}

/* The least rank up to `most` whose error is within the tolerance; most + 1 if there is none. */
static int tolerated_rank(const randlapack_xskeleton *s, const randlapack_xpivots *p, int64_t most, int64_t *rank)
{
    const int64_t n = p->n, t = RANDLAPACK_PROBES;
    scalar_t *E = randblas_arena_get(s->arena, randblas_size_product(t, n), sizeof *E);
    if (s->arena->info) return s->arena->info;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < t; i++) E[i + j * t] = s->probe[i + p->order[j] * t];
    randlapack_xscale_to_one(t * n, E);
    const double enough = s->options->tolerance * randlapack_xnorm(t * n, E);
    int64_t r = 0;
    for (; r < most && randlapack_xnorm(t * (n - r), E + r * t) > enough; r++) {
        const scalar_t *e = E + r * t;
        for (int64_t j = r + 1; j < n; j++) {
            const scalar_t c = p->R[r + j * p->l] / p->R[r + r * p->l];
            for (int64_t i = 0; i < t; i++) E[i + j * t] -= e[i] * c;
        }
    }
    *rank = r < most || randlapack_xnorm(t * (n - r), E + r * t) <= enough ? r : most + 1;
    return 0;
}

/* With a tolerance as many rows again, so that what the sketch finds best is within sqrt(2) or so of the best. */
static int64_t sketch_rows(const randlapack_xskeleton *s, int64_t k)
{
    int64_t more = s->options->oversampling;
    if (s->options->tolerance > 0 && more < k) more = k;
    return k + min_i64(more, s->A->rows - k);
}

/* The rank that the sketch decides; *found: no larger one is needed. */
static int decide(randlapack_xskeleton *s, int64_t k, const scalar_t *Y, const randlapack_xpivots *p, bool *found)
{
    const int64_t numerical = numerical_rank(s, p), most = min_i64(k, numerical);
    int64_t rank = most;
    int info = 0;
    if (s->options->tolerance > 0) {
        if (s->options->pivoting == RANDLAPACK_PIVOT_LU) info = randlapack_xpivots_orthogonal(s->arena, Y, p);
        if (!info) info = tolerated_rank(s, p, most, &rank);
    }
    *found = rank <= most || numerical < k; /* otherwise more columns would help */
    s->report->rank = min_i64(rank, most);
    return info;
}

/* Y and its pivots for rank k. */
static int attempt(randlapack_xskeleton *s, int64_t k, scalar_t **Y, randlapack_xpivots *p)
{
    const int64_t n = s->A->cols, l = sketch_rows(s, k);
    const double begin = randlapack_seconds();
    *Y = randblas_arena_get(s->arena, randblas_size_product(l, n), sizeof **Y);
    int info = s->arena->info;
    if (!info) info = randlapack_xrow_sketch(s->arena, s->A, s->options, l, &s->state, *Y);
    s->report->sketch_rows = l;
    s->report->seconds_sketch += randlapack_seconds() - begin;
    if (!info) info = randlapack_progress(&s->options->control, "factor", 0);
    return info ? info : randlapack_xpivot_columns(s->arena, (randlapack_pivoting)s->options->pivoting, l, n, *Y, p);
}

/* Ranks FIRST_RANK, twice that, ... until one is enough; k at once without a tolerance. */
static int choose(randlapack_xskeleton *s, int64_t k, scalar_t **Y, randlapack_xpivots *p)
{
    int64_t most = s->options->tolerance > 0 ? min_i64(FIRST_RANK, k) : k;
    for (;; most = min_i64(2 * most, k)) {
        bool found = false;
        int info = randlapack_progress(&s->options->control, "sketch", 0);
        if (!info) info = attempt(s, most, Y, p);
        if (!info) info = decide(s, most, *Y, p, &found);
        if (info || found || most == k) return info;
    }
}

int randlapack_xskeleton_error(const randlapack_xskeleton *s, int64_t rank, const int64_t *J, const scalar_t *Z,
                               int64_t ldz, double *error)
{
    const int64_t n = s->A->cols, t = RANDLAPACK_PROBES;
    scalar_t *E = randblas_arena_get(s->arena, randblas_size_product(t, n), sizeof *E),
             *C = randblas_arena_get(s->arena, randblas_size_product(t, rank), sizeof *C);
    if (s->arena->info) return s->arena->info;
    for (int64_t i = 0; i < t * n; i++) E[i] = s->probe[i];
    for (int64_t r = 0; r < rank; r++)
        for (int64_t i = 0; i < t; i++) C[i + r * t] = s->probe[i + J[r] * t];
    randblas_xgemm(t, n, rank, -1, (randblas_xview){C, t, false}, view_make(Z, ldz, RANDBLAS_COL_MAJOR),
                   (randblas_xview){E, t, false});
    *error = randlapack_xnorm(t * n, E);
    return 0;
}

static double largest(int64_t rank, int64_t n, const scalar_t *Z, int64_t ldz)
{
    double found = 0;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < rank; i++) found = fmax(found, fabs((double)Z[i + j * ldz]));
    return found;
}

/* J and Z of the rank that was found. */
static int coefficients(randlapack_xskeleton *s, const randlapack_xpivots *p, const scalar_t *Y, int64_t *J,
                        scalar_t *Z, int64_t ldz)
{
    const int64_t n = s->A->cols, rank = s->report->rank;
    randlapack_xinterpolation z = {.rank = rank, .J = J, .Z = Z, .ldz = ldz};
    for (int64_t t = 0; t < rank; t++) J[t] = p->order[t];
    int info = randlapack_xinterpolate(s->arena, p->l, n, Y, s->options->bound, &z);
    if (!info) info = randlapack_progress(&s->options->control, "factor", 0.75);
    if (!info && !s->options->sketched) info = randlapack_xfit_columns(s->arena, s->A, &z);
    if (info) return info;
    s->report->exchanges = z.exchanges;
    s->report->largest = largest(rank, n, Z, ldz);
    return randlapack_xskeleton_error(s, rank, J, Z, ldz, &s->report->error);
}

int randlapack_xskeleton_rows(randlapack_xskeleton *s, const scalar_t *Ct, int64_t *rows, scalar_t *Wt, int64_t ldw)
{
    const int64_t m = s->A->rows, rank = s->report->rank;
    const randlapack_pivoting pivoting = (randlapack_pivoting)s->options->pivoting;
    randlapack_xinterpolation w = {.rank = rank, .J = rows, .Z = Wt, .ldz = ldw};
    randlapack_xpivots p;
    if (rank == 0) return 0;
    int info = randlapack_xpivot_columns(s->arena, pivoting, rank, m, Ct, &p);
    if (info) return info;
    for (int64_t t = 0; t < rank; t++) rows[t] = p.order[t];
    info = randlapack_xinterpolate(s->arena, rank, m, Ct, s->options->bound, &w);
    if (info) return info; /* Wt may not have been written */
    s->report->exchanges += w.exchanges;
    s->report->largest = fmax(s->report->largest, largest(rank, m, Wt, ldw));
    return 0;
}

int randlapack_xskeleton_columns(randlapack_xskeleton *s, int64_t k, int64_t *J, scalar_t *Z, int64_t ldz)
{
    const double begin = randlapack_seconds();
    randlapack_xpivots p = {0};
    scalar_t *Y = NULL;
    int info = randlapack_progress(&s->options->control, "sketch", 0);
    if (!info) info = open_probe(s);
    s->report->seconds_sketch += randlapack_seconds() - begin;
    if (!info && k > 0) info = choose(s, k, &Y, &p);
    if (!info && k > 0) info = coefficients(s, &p, Y, J, Z, ldz);
    s->report->seconds_factor += randlapack_seconds() - begin - s->report->seconds_sketch;
    if (info) return info;
    skeleton_no_index(s->report->rank, k, J);
    skeleton_no_rows(s->report->rank, k, s->A->cols, 0, Z, ldz);
    return 0;
}
