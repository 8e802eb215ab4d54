/*
 * A X = B, A positive definite, by conjugate gradients preconditioned with P:
 *
 *     z = P^-1 r,  p = z + beta p,  q = A p,  alpha = (r, z) / (p, q),  x += alpha p,  r -= alpha q,
 *     beta = (r, z) / (r_old, z_old)
 *
 * for each column with coefficients of its own; products with A and P^-1 are shared.  When the recurrence says that all
 * columns are done, r = b - A x is computed; a column for which that is not small enough is started again from x, as
 * long as a run gains a factor of 2: rounding errors of the recurrence do not enter the result in silence.
 *
 * alpha and beta are the entries of the Lanczos tridiagonal matrix, whose extreme eigenvalues lie between those of
 * P^-1 A; their quotient bounds its condition number from below.
 *
 * b is scaled by a power of two to entries of at most 1, so that no inner product overflows for its sake.
 */
#include "pcg_impl.h"

#include "lapack_impl.h"
#include "progress_impl.h"

#include <math.h>
#include <string.h>

#define MOST_RUNS 6

typedef struct column {
    bool active, finite, done;
    bool broken; /* (p, A p) was not positive */
    int exponent;
    double norm;        /* of the scaled b */
    double rz;          /* (r, z) */
    double alpha, beta; /* of the last step */
    double residual;    /* recomputed, scaled as b */
} column;

int randlapack_xpcg_open(randblas_arena *arena, randlapack_xpcg *s, int64_t nrhs)
{
    const int64_t c = nrhs < RANDLAPACK_PCG_BLOCK ? nrhs : RANDLAPACK_PCG_BLOCK;
    scalar_t **vectors[] = {&s->B, &s->X, &s->R, &s->Z, &s->P, &s->Q};
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        *vectors[i] = randblas_arena_get(arena, randblas_size_product(s->n, c), sizeof **vectors[i]);
    s->diagonal = randblas_arena_get(arena, s->max_iterations, sizeof *s->diagonal);
    s->off = randblas_arena_get(arena, s->max_iterations, sizeof *s->off);
    return arena->info;
}

/* ---------------------------------------------------------------- condition --------------------------------------- */

/* How many eigenvalues of the Lanczos matrix lie below x (Sturm). */
static int64_t count_below(const randlapack_xpcg *s, double x)
{
    int64_t count = 0;
    double q = 1;
    for (int64_t i = 0; i < s->lanczos; i++) {
        const double e = i > 0 ? s->off[i - 1] : 0;
        q = s->diagonal[i] - x - (i > 0 ? e * e / q : 0);
        if (fabs(q) < DBL_MIN) q = -DBL_MIN;
        if (q < 0) count++;
    }
    return count;
}

/* Eigenvalue number k, from 0, between low and high, by bisection to a part in 1e6 of itself. */
static double eigenvalue(const randlapack_xpcg *s, int64_t k, double low, double high)
{
    for (int i = 0; i < 200 && high - low > 1e-6 * fabs(high); i++) {
        const double middle = low + (high - low) / 2;
        if (count_below(s, middle) > k)
            high = middle;
        else
            low = middle;
    }
    return high;
}

static void estimate_condition(randlapack_xpcg *s)
{
    double top = 0;
    for (int64_t i = 0; i < s->lanczos; i++)
        top = fmax(top, s->diagonal[i] + (i > 0 ? s->off[i - 1] : 0) + (i + 1 < s->lanczos ? s->off[i] : 0));
    if (s->lanczos == 0 || !isfinite(top)) return;
    const double least = eigenvalue(s, 0, 0, top), largest = eigenvalue(s, s->lanczos - 1, 0, top);
    s->condition = fmax(s->condition, fmax(largest / least, 1));
}

/* One more row of the Lanczos matrix, from the coefficients of the leading column; previous: those of the step before.
 */
static void record(randlapack_xpcg *s, const column *now, double previous_alpha, double previous_beta)
{
    const int64_t i = s->lanczos;
    if (i >= s->max_iterations || !(now->alpha > 0)) return;
    s->diagonal[i] = 1 / now->alpha + (i > 0 ? previous_beta / previous_alpha : 0);
    if (i > 0) s->off[i - 1] = sqrt(previous_beta) / previous_alpha;
    s->lanczos = i + 1;
}

/* ---------------------------------------------------------------- vectors ----------------------------------------- */

static double inner(int64_t n, const scalar_t *x, const scalar_t *y)
{
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < n; i++) sum += (double)x[i] * (double)y[i];
    return sum;
}

/* y = x 2^e, in two halves because 2^1074 is no double. */
static void scale_copy(int64_t n, int e, const scalar_t *x, scalar_t *y)
{
    const double half = ldexp(1, e / 2), rest = ldexp(1, e - e / 2);
    for (int64_t i = 0; i < n; i++) y[i] = (scalar_t)((double)x[i] * half * rest);
}

/* The scaled right-hand side, zero where it is not finite. */
static column load(int64_t n, const scalar_t *b, scalar_t *to)
{
    column c = {.finite = true};
    double largest = 0;
    for (int64_t i = 0; i < n; i++) {
        largest = fmax(largest, fabs((double)b[i]));
        c.finite = c.finite && isfinite(b[i]);
    }
    c.exponent = c.finite && largest > 0 ? ilogb(largest) + 1 : 0;
    if (c.finite)
        scale_copy(n, -c.exponent, b, to);
    else
        memset(to, 0, (size_t)n * sizeof *to);
    c.norm = c.residual = c.finite ? sqrt(inner(n, to, to)) : 0;
    c.done = !(c.norm > 0);
    return c;
}

/* ---------------------------------------------------------------- one run ----------------------------------------- */

/* x, r and the decision whether the column goes on. */
static void step(randlapack_xpcg *s, int64_t r, column *c)
{
    const int64_t n = s->n;
    scalar_t *x = s->X + r * n, *res = s->R + r * n;
    const scalar_t *p = s->P + r * n, *q = s->Q + r * n;
    const double pq = inner(n, p, q);
    if (!(pq > 0) || !isfinite(pq)) {
        c->broken = pq <= 0;
        c->alpha = 0;
        c->finite = c->finite && isfinite(pq);
        c->active = false;
        return;
    }
    c->alpha = c->rz / pq;
    for (int64_t i = 0; i < n; i++) x[i] = (scalar_t)((double)x[i] + c->alpha * (double)p[i]);
    for (int64_t i = 0; i < n; i++) res[i] = (scalar_t)((double)res[i] - c->alpha * (double)q[i]);
    const double norm = sqrt(inner(n, res, res));
    c->finite = c->finite && isfinite(norm);
    c->active = norm > s->tolerance * c->norm && c->finite;
}

/* p for the next step; first: of a run. */
static void turn(randlapack_xpcg *s, int64_t r, column *c, bool first)
{
    const int64_t n = s->n;
    const scalar_t *z = s->Z + r * n;
    scalar_t *p = s->P + r * n;
    const double rz = inner(n, s->R + r * n, z);
    c->beta = first ? 0 : rz / c->rz;
    c->rz = rz;
    if (!(rz > 0)) {
        c->finite = c->finite && isfinite(rz);
        c->active = false;
    }
    if (first)
        memcpy(p, z, (size_t)n * sizeof *p);
    else
        for (int64_t i = 0; i < n; i++) p[i] = (scalar_t)((double)z[i] + c->beta * (double)p[i]);
}

static bool any_active(int64_t nrhs, const column *columns)
{
    for (int64_t r = 0; r < nrhs; r++)
        if (columns[r].active) return true;
    return false;
}

/* From the residuals in R, until the recurrence says that all columns are done. */
static int run(randlapack_xpcg *s, int64_t nrhs, column *columns, int64_t *steps)
{
    int info = 0;
    bool first = true;
    for (; any_active(nrhs, columns) && *steps < s->max_iterations; ++*steps, first = false) {
        info = randlapack_progress(s->control, "iterate", (double)*steps / (double)s->max_iterations);
        if (!info) info = s->precondition(s->precondition_context, nrhs, s->R, s->Z);
        const double alpha = columns[s->lead].alpha;
        for (int64_t r = 0; r < nrhs && !info; r++)
            if (columns[r].active) turn(s, r, &columns[r], first);
        if (!info && !any_active(nrhs, columns)) break;
        if (!info) info = s->product(s->product_context, nrhs, s->P, s->Q);
        if (info) break;
        const bool recorded =
            columns[s->lead].active && s->lanczos == *steps; /* one unbroken sequence from the start */
        const double beta = columns[s->lead].beta;
        for (int64_t r = 0; r < nrhs; r++)
            if (columns[r].active) step(s, r, &columns[r]);
        if (recorded && (!first || *steps == 0)) record(s, &columns[s->lead], alpha, beta);
    }
    return info;
}

/* ---------------------------------------------------------------- one block --------------------------------------- */

/* R = B - A X, and which columns go on: those that are not done and gained by the last run. */
static int verify(randlapack_xpcg *s, int64_t nrhs, column *columns, bool last)
{
    const int64_t n = s->n;
    const int info = s->product(s->product_context, nrhs, s->X, s->Q);
    if (info) return info;
    for (int64_t k = 0; k < n * nrhs; k++) s->R[k] = s->B[k] - s->Q[k];
    for (int64_t r = 0; r < nrhs; r++) {
        column *c = &columns[r];
        const double norm = sqrt(inner(n, s->R + r * n, s->R + r * n)), before = c->residual;
        if (c->norm > 0 && !isfinite(norm)) c->finite = false;
        c->residual = norm;
        c->done = c->done || !c->finite || norm <= s->tolerance * c->norm;
        c->active = !c->done && !last && !c->broken && norm <= before / 2;
    }
    return 0;
}

/* The most serious of two outcomes. */
static int worse(int a, int b)
{
    static const int order[] = {0, RANDBLAS_NOT_CONVERGED, RANDBLAS_NOT_POSITIVE_DEFINITE, RANDBLAS_NOT_FINITE};
    int place_a = 0, place_b = 0;
    for (int k = 0; k < 4; k++) {
        if (order[k] == a) place_a = k;
        if (order[k] == b) place_b = k;
    }
    return place_a > place_b ? a : b;
}

static int finish(randlapack_xpcg *s, int64_t r, const column *c, scalar_t *x)
{
    const double relative = c->norm > 0 ? c->residual / c->norm : 0;
    if (!c->finite) {
        for (int64_t i = 0; i < s->n; i++) x[i] = (scalar_t)NAN;
        return RANDBLAS_NOT_FINITE;
    }
    scale_copy(s->n, c->exponent, s->X + r * s->n, x);
    s->residual = fmax(s->residual, relative);
    return c->done ? 0 : c->broken ? RANDBLAS_NOT_POSITIVE_DEFINITE : RANDBLAS_NOT_CONVERGED;
}

static int solve_block(randlapack_xpcg *s, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx,
                       int *outcome)
{
    const size_t bytes = (size_t)(s->n * nrhs) * sizeof *s->X;
    column columns[RANDLAPACK_PCG_BLOCK];
    int64_t steps = 0;
    int info = 0;
    for (int64_t r = 0; r < nrhs; r++) {
        columns[r] = load(s->n, B + r * ldb, s->B + r * s->n);
        columns[r].active = !columns[r].done;
    }
    memset(s->X, 0, bytes);
    memset(s->P, 0, bytes);
    memcpy(s->R, s->B, bytes);
    s->lanczos = s->lead = 0;
    while (s->lead + 1 < nrhs && !columns[s->lead].active) s->lead++;
    for (int k = 1; any_active(nrhs, columns) && !info; k++) {
        info = run(s, nrhs, columns, &steps);
        if (!info) info = verify(s, nrhs, columns, k == MOST_RUNS || steps == s->max_iterations);
    }
    if (info) return info;
    estimate_condition(s);
    if (steps > s->iterations) s->iterations = steps;
    for (int64_t r = 0; r < nrhs; r++) *outcome = worse(*outcome, finish(s, r, &columns[r], X + r * ldx));
    return 0;
}

int randlapack_xpcg_solve(randlapack_xpcg *s, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx)
{
    int outcome = 0, info = 0;
    for (int64_t r = 0; r < nrhs && !info; r += RANDLAPACK_PCG_BLOCK) {
        const int64_t count = nrhs - r < RANDLAPACK_PCG_BLOCK ? nrhs - r : RANDLAPACK_PCG_BLOCK;
        info = solve_block(s, count, B + r * ldb, ldb, X + r * ldx, ldx, &outcome);
    }
    return info ? info : outcome;
}
