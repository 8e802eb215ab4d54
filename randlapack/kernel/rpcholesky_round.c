/* A round of randomly pivoted Cholesky; its equations and names stand at the head of rpcholesky.c. */
#include "lapack_impl.h"
#include "progress_impl.h"
#include "rpcholesky_impl.h"

#include "blas_impl.h"

#define EXHAUSTED 4   /* in units of (rank + 1) eps a_ii */
#define NEGATIVE 64   /* the same */
#define ROW_BLOCK 512 /* rows whose squares are summed at a time */

static int entries(randlapack_xrpcholesky_state *r, int64_t nrows, const int64_t *rows, int64_t ncols,
                   const int64_t *cols, scalar_t *out, int64_t ld)
{
    const double begin = randlapack_seconds();
    const int info = randlapack_xentries_get(r->A, nrows, rows, ncols, cols, out, ld);
    r->report->seconds_entries += randlapack_seconds() - begin;
    return info;
}

/* The level of rounding errors in u(i), to be multiplied. */
static double rounding(const randlapack_xrpcholesky_state *r, int64_t rank, int64_t i)
{
    return (double)(rank + 1) * (double)REAL_EPS * (r->diagonal[i] + (double)REAL_EPS * r->largest);
}

/* ---------------------------------------------------------------- propose ----------------------------------------- */

/* The first place where the running sum exceeds t; t is below the last one. */
static int64_t find(const randlapack_xrpcholesky_state *r, double t)
{
    int64_t low = 0, high = r->n - 1;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (r->sums[middle] > t)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Pivots and the numbers in [0, 1) that decide on them; false: nothing is left to propose. */
static int propose(randlapack_xrpcholesky_state *r, bool *exhausted)
{
    const int64_t n = r->n, b = r->block, rank = r->report->rank;
    double sum = 0;
    for (int64_t i = 0; i < n; i++) {
        if (r->u[i] > EXHAUSTED * rounding(r, rank, i)) sum += r->u[i] / r->largest;
        r->sums[i] = sum;
    }
    *exhausted = !(sum > 0);
    if (*exhausted) return 0;
    const int info = randblas_dfill(RANDBLAS_COL_MAJOR, 2 * b, 1, r->uniform, 0, r->report->rounds++, r->draws, 2 * b);
    for (int64_t i = 0; i < 2 * b && !info; i++)
        r->draws[i] = fmin(fmax((r->draws[i] / sqrt(3) + 1) / 2, 0), 1 - DBL_EPSILON);
    for (int64_t i = 0; i < b && !info; i++) r->proposed[i] = find(r, r->draws[i] * sum * (1 - DBL_EPSILON));
    return info;
}

/* ---------------------------------------------------------------- examine ----------------------------------------- */

/* H = the residual on the proposed pivots; `rows` = their rows of F. */
static int residual_block(randlapack_xrpcholesky_state *r)
{
    const int64_t b = r->block, rank = r->report->rank;
    const int info = entries(r, b, r->proposed, b, r->proposed, r->H, b);
    bool finite = true;
    if (info) return info;
    for (int64_t k = 0; k < b * b; k++) finite = finite && isfinite(r->H[k]);
    if (!finite) return RANDBLAS_NOT_FINITE; /* before it is taken for a negative number */
    for (int64_t j = 0; j < rank; j++)
        for (int64_t i = 0; i < b; i++) r->rows[i + j * b] = r->F[r->proposed[i] + j * r->ldf];
    const randblas_xview rows = {r->rows, b, false}, H = {r->H, b, false};
    randblas_xgemm(b, b, rank, -1, rows, view_transposed(rows), H);
    return 0;
}

/* H(i : b, i) = l, and the rest of H without l l^T. */
static void eliminate(randlapack_xrpcholesky_state *r, int64_t i)
{
    const int64_t b = r->block;
    scalar_t *l = r->H + i * b;
    const scalar_t root = (scalar_t)sqrt((double)l[i]);
    for (int64_t a = i; a < b; a++) l[a] /= root;
    for (int64_t j = i + 1; j < b; j++)
        for (int64_t a = j; a < b; a++) r->H[a + j * b] -= l[a] * l[j];
}

static void examine(randlapack_xrpcholesky_state *r)
{
    const int64_t b = r->block, rank = r->report->rank, wanted = r->k - rank;
    r->count = 0;
    for (int64_t i = 0; i < b && r->count < wanted; i++) {
        const int64_t p = r->proposed[i];
        const double h = (double)r->H[i + i * b], level = rounding(r, rank + r->count, p);
        const bool left = h > EXHAUSTED * level, drawn = r->draws[b + i] * r->u[p] < h;
        if (h < -NEGATIVE * level) r->negative = true;
        if (left && (drawn || i == 0)) {
            r->accepted[r->count++] = i;
            eliminate(r, i);
        } else {
            r->report->rejections++;
            if (i == 0) r->u[p] = 0; /* rounding had hidden that it is exhausted: propose it no more */
        }
    }
}

/* ---------------------------------------------------------------- update ------------------------------------------ */

/* The rows l^T of the accepted pivots, and their rows of F. */
static void collect(randlapack_xrpcholesky_state *r)
{
    const int64_t b = r->block, c = r->count;
    for (int64_t j = 0; j < c; j++)
        for (int64_t i = 0; i <= j; i++) r->R[i + j * c] = r->H[r->accepted[j] + r->accepted[i] * b];
    for (int64_t j = 0; j < r->report->rank; j++) /* in place: nothing is overwritten before it is read */
        for (int64_t i = 0; i < c; i++) r->rows[i + j * c] = r->rows[r->accepted[i] + j * b];
    for (int64_t i = 0; i < c; i++) r->accepted[i] = r->proposed[r->accepted[i]];
}

/* The new columns of F. */
static int extend(randlapack_xrpcholesky_state *r)
{
    const int64_t n = r->n, c = r->count, rank = r->report->rank;
    scalar_t *G = r->F + rank * r->ldf;
    int info = entries(r, n, NULL, c, r->accepted, G, r->ldf);
    if (info) return info;
    r->report->columns += c;
    const randblas_xview F = {r->F, r->ldf, false}, rows = {r->rows, c, true}, to = {G, r->ldf, false};
    const randblas_xview transposed = {rows.p, c, true};
    randblas_xgemm(n, c, rank, -1, F, transposed, to);
    return randlapack_xtrsm_right(n, c, r->R, c, G, r->ldf);
}

/* How many of the new columns the tolerance asks for, by the traces that they take away. */
static int64_t needed(const randlapack_xrpcholesky_state *r)
{
    const scalar_t *G = r->F + r->report->rank * r->ldf;
    const double unit = sqrt(r->largest), goal = r->options.tolerance * r->report->trace;
    double rest = rpcholesky_remaining(r);
    if (goal <= 0) return r->count;
    for (int64_t j = 0; j < r->count; j++) {
        double sum = 0;
#pragma omp parallel for reduction(+ : sum) if (r->n > 65536)
        for (int64_t i = 0; i < r->n; i++) {
            const double g = (double)G[i + j * r->ldf] / unit;
            sum += g * g;
        }
        rest -= sum;
        if (rest <= goal) return j + 1;
    }
    return r->count;
}

/* u less the squares of the rows of the new columns; RANDBLAS_NOT_FINITE, RANDBLAS_NOT_POSITIVE_DEFINITE. */
static int reduce(randlapack_xrpcholesky_state *r, int64_t columns)
{
    const int64_t n = r->n, rank = r->report->rank;
    const scalar_t *G = r->F + rank * r->ldf;
    bool negative = false, finite = true;
#pragma omp parallel for reduction(|| : negative) reduction(&& : finite) if (n * columns > 65536)
    for (int64_t first = 0; first < n; first += ROW_BLOCK) {
        const int64_t last = n - first < ROW_BLOCK ? n : first + ROW_BLOCK;
        for (int64_t j = 0; j < columns; j++)
            for (int64_t i = first; i < last; i++) r->u[i] -= (double)G[i + j * r->ldf] * (double)G[i + j * r->ldf];
        for (int64_t i = first; i < last; i++) {
            negative = negative || r->u[i] < -NEGATIVE * rounding(r, rank + columns, i);
            finite = finite && isfinite(r->u[i]);
        }
    }
    for (int64_t j = 0; j < columns; j++) r->u[r->accepted[j]] = 0;
    return !finite ? RANDBLAS_NOT_FINITE : negative ? RANDBLAS_NOT_POSITIVE_DEFINITE : 0;
}

static int update(randlapack_xrpcholesky_state *r)
{
    collect(r);
    int info = extend(r);
    const int64_t columns = info ? 0 : needed(r);
    if (!info) info = reduce(r, columns);
    if (info) return info;
    for (int64_t j = 0; j < columns; j++) r->S[r->report->rank + j] = r->accepted[j];
    r->report->rank += columns;
    return 0;
}

int randlapack_xrpcholesky_round(randlapack_xrpcholesky_state *r, bool *exhausted)
{
    int info = propose(r, exhausted);
    if (info || *exhausted) return info;
    info = residual_block(r);
    if (info) return info;
    examine(r);
    if (r->negative) return RANDBLAS_NOT_POSITIVE_DEFINITE;
    return r->count > 0 ? update(r) : 0;
}
