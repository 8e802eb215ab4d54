/*
 * The operations of a team with exact sums.  Whatever belongs to one row, such as its product with a vector, is
 * computed in one order that does not depend on the rows around it; whatever is summed over rows goes through exact.c.
 *
 * Rows are copied to a panel, in double and one after another, whatever the kind of A.
 */
#include "exact_team_impl.h"

#include "exact_impl.h"

#include "view_impl.h"

#include <math.h>

#define PANEL_ROWS 64
#define ENTRY_EXPONENT 4 /* entries of the families below are less than 2^4: Gaussians by their construction */

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* ---------------------------------------------------------------- panels ------------------------------------------ */

/* panel (count x n) = rows i .. i + count of A; duplicates of a CSR row add up in their order. */
static void load_panel(const randblas_xlinop *A, int64_t i, int64_t count, double *panel)
{
    const int64_t n = A->cols;
    if (A->kind == RANDBLAS_CSR) {
        for (int64_t k = 0; k < count * n; k++) panel[k] = 0;
        for (int64_t r = 0; r < count; r++)
            for (int64_t k = A->ptr[i + r]; k < A->ptr[i + r + 1]; k++)
                panel[r * n + A->colind[k]] += (double)A->values[k];
        return;
    }
    const randblas_xview view = view_make(A->values, A->ld, A->layout);
    if (view.row_major) {
        for (int64_t r = 0; r < count; r++)
            for (int64_t j = 0; j < n; j++) panel[r * n + j] = (double)*view_at(view, i + r, j);
    } else {
        for (int64_t j = 0; j < n; j++)
            for (int64_t r = 0; r < count; r++) panel[r * n + j] = (double)*view_at(view, i + r, j);
    }
}

int randlapack_mpi_xcolumn_bounds(randlapack_mpi *group, const randblas_control *control, const randblas_xlinop *A,
                                  double *bounds, int info)
{
    const int64_t n = A->cols;
    randblas_arena arena = randblas_arena_open(control);
    double *panel = info < 0 ? NULL : randblas_arena_get(&arena, randblas_size_product(PANEL_ROWS, n), sizeof *panel);
    if (info >= 0) info = arena.info;
    for (int64_t j = 0; j < n && info >= 0; j++) bounds[j] = 0;
    for (int64_t i = 0; i < A->rows && info >= 0; i += PANEL_ROWS) {
        const int64_t count = min_i64(PANEL_ROWS, A->rows - i);
        load_panel(A, i, count, panel);
        for (int64_t k = 0; k < count; k++)
            for (int64_t j = 0; j < n; j++) {
                const double a = fabs(panel[k * n + j]);
                if (!(a <= bounds[j])) bounds[j] = isfinite(a) ? a : INFINITY;
            }
    }
    randblas_arena_close(&arena);
    return randlapack_mpi_collect(group, RANDLAPACK_MPI_LARGEST, n, bounds, info);
}

/* ---------------------------------------------------------------- sketch ------------------------------------------ */

typedef struct sketcher {
    const randblas_sketch *S;
    const randblas_xlinop *A;
    int64_t d, first;
    bool sparse;
    double *panel;
    int64_t capacity, *rowind, *colind; /* the nonzeros of PANEL_ROWS columns of S */
    scalar_t *values;                   /* of them, or all entries, d x PANEL_ROWS */
    randlapack_mpi_exact sum;           /* d sets of n */
} sketcher;

/* Room for the nonzeros of a panel of columns, each of which has as many. */
static int open_sketcher(randblas_arena *arena, sketcher *s)
{
    const int family = randblas_sketch_family(s->S);
    int info = 0;
    if (!randlapack_mpi_family_is_exact(family)) return -1;
    s->sparse = family == RANDBLAS_SPARSE_SIGN || family == RANDBLAS_SPARSE_STACK;
    const int64_t columns = min_i64(PANEL_ROWS, s->A->rows);
    s->capacity = s->d * PANEL_ROWS;
    if (s->sparse && columns > 0) {
        int64_t each = 0;
        info = randblas_xfill_coo(s->d, 1, s->S, 0, s->first, 0, NULL, NULL, NULL, &each);
        s->capacity = each * PANEL_ROWS;
    }
    if (info) return info;
    s->panel = randblas_arena_get(arena, randblas_size_product(PANEL_ROWS, s->A->cols), sizeof *s->panel);
    s->values = randblas_arena_get(arena, s->capacity, sizeof *s->values);
    s->rowind = randblas_arena_get(arena, s->sparse ? s->capacity : 1, sizeof *s->rowind);
    s->colind = randblas_arena_get(arena, s->sparse ? s->capacity : 1, sizeof *s->colind);
    return randlapack_mpi_exact_open(arena, s->A->cols, s->d, &s->sum);
}

/* Rows i .. i + count of A times their columns of S. */
static int add_panel(sketcher *s, int64_t i, int64_t count)
{
    const int64_t n = s->A->cols, d = s->d;
    int64_t nnz = 0;
    int info;
    load_panel(s->A, i, count, s->panel);
    randlapack_mpi_exact_reserve(&s->sum, count);
    if (s->sparse) {
        info = randblas_xfill_coo(d, count, s->S, 0, s->first + i, s->capacity, s->rowind, s->colind, s->values, &nnz);
        for (int64_t k = 0; k < nnz && !info; k++)
            randlapack_mpi_exact_add(&s->sum, s->rowind[k], 0, n, (double)s->values[k], s->panel + s->colind[k] * n);
        return info;
    }
    info = randblas_xfill(RANDBLAS_COL_MAJOR, d, count, s->S, 0, s->first + i, s->values, d);
    for (int64_t k = 0; k < count && !info; k++)
        for (int64_t r = 0; r < d; r++)
            randlapack_mpi_exact_add(&s->sum, r, 0, n, (double)s->values[r + k * d], s->panel + k * n);
    return info;
}

int randlapack_mpi_xexact_sketch(randlapack_mpi *group, const randblas_control *control, const randblas_sketch *S,
                                 int64_t d, const randblas_xlinop *A, int64_t first, bool root_only, scalar_t *B,
                                 int64_t ldb)
{
    const int64_t n = A->cols;
    randblas_arena arena = randblas_arena_open(control);
    sketcher s = {.S = S, .A = A, .d = d, .first = first};
    double *bounds = randblas_arena_get(&arena, n, sizeof *bounds);
    int info = arena.info;
    if (!info) info = open_sketcher(&arena, &s);
    info = randlapack_mpi_xcolumn_bounds(group, control, A, bounds, info);
    if (!info) {
        for (int64_t j = 0; j < n; j++)
            s.sum.exponents[j] = randlapack_mpi_exact_bound(randlapack_mpi_exponent(bounds[j]), ENTRY_EXPONENT);
        randlapack_mpi_exact_start(&s.sum);
    }
    for (int64_t i = 0; i < A->rows && !info; i += PANEL_ROWS)
        info = add_panel(&s, i, min_i64(PANEL_ROWS, A->rows - i));
    if (!info) info = randlapack_mpi_exact_collect(group, &s.sum, root_only);
    for (int64_t j = 0; j < n && !info && (!root_only || group->rank == 0); j++)
        for (int64_t r = 0; r < d; r++) B[r + j * ldb] = (scalar_t)randlapack_mpi_exact_value(&s.sum, r, j);
    randblas_arena_close(&arena);
    return info;
}

/* ---------------------------------------------------------------- pass -------------------------------------------- */

/* U = A P - U diag(alpha) for rows i .. i + count, in ascending order of columns. */
static void multiply_panel(const randblas_xlinop *A, const double *panel, int64_t i, int64_t count, int64_t nrhs,
                           const scalar_t *P, const scalar_t *alpha, scalar_t *U)
{
    const int64_t m = A->rows, n = A->cols;
    for (int64_t r = 0; r < nrhs; r++)
        for (int64_t k = 0; k < count; k++) {
            const double *a = panel + k * n;
            scalar_t *u = U + i + k + r * m;
            double sum = 0;
            for (int64_t j = 0; j < n; j++) sum += a[j] * (double)P[j + r * n];
            *u = (scalar_t)(sum - (double)alpha[r] * (double)*u);
        }
}

static int largest_of_columns(randlapack_mpi *group, int64_t m, int64_t nrhs, const scalar_t *U, double *largest,
                              int info)
{
    for (int64_t r = 0; r < nrhs && info >= 0; r++) {
        largest[r] = 0;
        for (int64_t i = 0; i < m; i++) {
            const double u = fabs((double)U[i + r * m]);
            if (!(u <= largest[r])) largest[r] = isfinite(u) ? u : INFINITY;
        }
    }
    return randlapack_mpi_collect(group, RANDLAPACK_MPI_LARGEST, nrhs, largest, info);
}

/* What the sums of a pass need: n entries and the square of the norm for each right-hand side, one after another. */
typedef struct sums {
    double *panel, *largest;
    randlapack_mpi_exact W; /* nrhs (n + 1) entries */
} sums;

static int open_sums(randblas_arena *arena, int64_t n, int64_t nrhs, sums *s)
{
    s->panel = randblas_arena_get(arena, PANEL_ROWS * (n + 1), sizeof *s->panel);
    s->largest = randblas_arena_get(arena, nrhs, sizeof *s->largest);
    return randlapack_mpi_exact_open(arena, nrhs * (n + 1), 1, &s->W);
}

/* bounds: of the n columns of A. */
static void start_sums(const double *bounds, int64_t n, int64_t nrhs, sums *s)
{
    for (int64_t r = 0; r < nrhs; r++) {
        const int u = randlapack_mpi_exponent(s->largest[r]);
        int *exponents = s->W.exponents + r * (n + 1);
        for (int64_t j = 0; j < n; j++)
            exponents[j] = randlapack_mpi_exact_bound(randlapack_mpi_exponent(bounds[j]), u);
        exponents[n] = randlapack_mpi_exact_bound(u, u);
    }
    randlapack_mpi_exact_start(&s->W);
}

/* Rows i .. i + count of U: u times the row of A, and u^2. */
static void add_rows(const randblas_xlinop *A, int64_t i, int64_t count, int64_t nrhs, const scalar_t *U, sums *s)
{
    const int64_t n = A->cols;
    load_panel(A, i, count, s->panel);
    randlapack_mpi_exact_reserve(&s->W, count);
    for (int64_t r = 0; r < nrhs; r++)
        for (int64_t k = 0; k < count; k++) {
            const double u = (double)U[i + k + r * A->rows];
            randlapack_mpi_exact_add(&s->W, 0, r * (n + 1), n, u, s->panel + k * n);
            randlapack_mpi_exact_add(&s->W, 0, r * (n + 1) + n, 1, u, &u);
        }
}

int randlapack_mpi_xexact_multiply(const randlapack_mpi_xteam *t, int64_t nrhs, const scalar_t *P,
                                   const scalar_t *alpha, scalar_t *U)
{
    const randblas_xlinop *A = t->A;
    const int64_t m = A->rows;
    randblas_arena arena = randblas_arena_open(t->control);
    double *panel = randblas_arena_get(&arena, randblas_size_product(PANEL_ROWS, A->cols), sizeof *panel);
    for (int64_t i = 0; i < m && !arena.info; i += PANEL_ROWS) {
        load_panel(A, i, min_i64(PANEL_ROWS, m - i), panel);
        multiply_panel(A, panel, i, min_i64(PANEL_ROWS, m - i), nrhs, P, alpha, U);
    }
    randblas_arena_close(&arena);
    return arena.info;
}

int randlapack_mpi_xexact_transposed(const randlapack_mpi_xteam *t, int64_t nrhs, const scalar_t *U, scalar_t *W,
                                     double *norms, int info)
{
    const randblas_xlinop *A = t->A;
    const int64_t m = A->rows, n = A->cols;
    randblas_arena arena = randblas_arena_open(t->control);
    sums s = {0};
    if (!info) info = open_sums(&arena, n, nrhs, &s);
    info = largest_of_columns(t->group, m, nrhs, U, s.largest, info);
    if (!info) start_sums(t->bounds, n, nrhs, &s);
    for (int64_t i = 0; i < m && !info; i += PANEL_ROWS) add_rows(A, i, min_i64(PANEL_ROWS, m - i), nrhs, U, &s);
    if (!info) info = randlapack_mpi_exact_collect(t->group, &s.W, false);
    for (int64_t r = 0; r < nrhs && !info; r++) {
        for (int64_t j = 0; j < n; j++) W[j + r * n] = (scalar_t)randlapack_mpi_exact_value(&s.W, 0, r * (n + 1) + j);
        if (norms) norms[r] = sqrt(randlapack_mpi_exact_value(&s.W, 0, r * (n + 1) + n));
    }
    randblas_arena_close(&arena);
    return info;
}

int randlapack_mpi_xexact_pass(void *context, const randlapack_xpass *pass, int64_t nrhs, const scalar_t *P,
                               const scalar_t *alpha, scalar_t *U, scalar_t *W, double *norms)
{
    const int info = randlapack_mpi_xexact_multiply(context, nrhs, P, alpha, U);
    (void)pass; /* of the matrix of the team */
    return randlapack_mpi_xexact_transposed(context, nrhs, U, W, norms, info);
}

int randlapack_mpi_xexact_norms(void *context, int64_t rows, int64_t nrhs, const scalar_t *U, double *norms)
{
    const randlapack_mpi_xteam *t = context;
    randblas_arena arena = randblas_arena_open(t->control);
    sums s = {0};
    int info = open_sums(&arena, 0, nrhs, &s);
    info = largest_of_columns(t->group, rows, nrhs, U, s.largest, info);
    if (!info) start_sums(NULL, 0, nrhs, &s);
    for (int64_t i = 0; i < rows && !info; i += PANEL_ROWS) {
        const int64_t count = min_i64(PANEL_ROWS, rows - i);
        randlapack_mpi_exact_reserve(&s.W, count);
        for (int64_t r = 0; r < nrhs; r++) {
            for (int64_t k = 0; k < count; k++) s.panel[k] = (double)U[i + k + r * rows];
            randlapack_mpi_exact_add_squares(&s.W, 0, r, count, s.panel);
        }
    }
    if (!info) info = randlapack_mpi_exact_collect(t->group, &s.W, false);
    for (int64_t r = 0; r < nrhs && !info; r++) norms[r] = sqrt(randlapack_mpi_exact_value(&s.W, 0, r));
    randblas_arena_close(&arena);
    return info;
}

/* ---------------------------------------------------------------- products ---------------------------------------- */

int randlapack_mpi_xexact_product(void *context, int64_t nrhs, const scalar_t *P, scalar_t *U)
{
    const randlapack_mpi_xteam *t = context;
    randblas_arena arena = randblas_arena_open(t->control);
    scalar_t *zeros = randblas_arena_get(&arena, nrhs, sizeof *zeros);
    int info = arena.info;
    for (int64_t r = 0; r < nrhs && !info; r++) zeros[r] = 0;
    for (int64_t k = 0; k < t->A->rows * nrhs; k++) U[k] = 0;
    if (!info) info = randlapack_mpi_xexact_multiply(t, nrhs, P, zeros, U);
    randblas_arena_close(&arena);
    return info;
}

int randlapack_mpi_xexact_adjoint(void *context, int64_t nrhs, const scalar_t *U, scalar_t *W)
{
    return randlapack_mpi_xexact_transposed(context, nrhs, U, W, NULL, 0);
}

/* Row r of the upper triangle of a Gram matrix: where its n - r entries begin. */
static int64_t row_start(int64_t n, int64_t r)
{
    return r * n - r * (r - 1) / 2;
}

static void start_gram(const double *bounds, int64_t n, randlapack_mpi_exact *sum)
{
    for (int64_t r = 0; r < n; r++)
        for (int64_t j = r; j < n; j++)
            sum->exponents[row_start(n, r) + j - r] =
                randlapack_mpi_exact_bound(randlapack_mpi_exponent(bounds[r]), randlapack_mpi_exponent(bounds[j]));
    randlapack_mpi_exact_start(sum);
}

/* The triangle of all rows; a product of two rounded numbers is rounded, alike for whoever makes it. */
static void add_to_gram(const randblas_xlinop *Y, double *panel, randlapack_mpi_exact *sum)
{
    const int64_t n = Y->cols;
    for (int64_t i = 0; i < Y->rows; i += PANEL_ROWS) {
        const int64_t count = min_i64(PANEL_ROWS, Y->rows - i);
        load_panel(Y, i, count, panel);
        randlapack_mpi_exact_reserve(sum, count);
        for (int64_t k = 0; k < count; k++)
            for (int64_t r = 0; r < n; r++) {
                const double *y = panel + k * n + r;
                randlapack_mpi_exact_add(sum, 0, row_start(n, r), n - r, *y, y);
            }
    }
}

int randlapack_mpi_xexact_gram(void *context, const randblas_xlinop *Y, scalar_t *G)
{
    const randlapack_mpi_xteam *t = context;
    const int64_t n = Y->cols;
    randblas_arena arena = randblas_arena_open(t->control);
    randlapack_mpi_exact sum = {0};
    double *bounds = randblas_arena_get(&arena, n, sizeof *bounds);
    double *panel = randblas_arena_get(&arena, randblas_size_product(PANEL_ROWS, n), sizeof *panel);
    int info = randlapack_mpi_exact_open(&arena, randblas_size_product(n, n + 1) / 2, 1, &sum);
    info = randlapack_mpi_xcolumn_bounds(t->group, t->control, Y, bounds, info);
    if (!info) {
        start_gram(bounds, n, &sum);
        add_to_gram(Y, panel, &sum);
        info = randlapack_mpi_exact_collect(t->group, &sum, false);
    }
    for (int64_t r = 0; r < n && !info; r++)
        for (int64_t j = r; j < n; j++)
            G[r + j * n] = G[j + r * n] = (scalar_t)randlapack_mpi_exact_value(&sum, 0, row_start(n, r) + j - r);
    randblas_arena_close(&arena);
    return info;
}

int randlapack_mpi_xexact_totals(void *context, int64_t rows, int64_t count, const double *terms, double *totals)
{
    const randlapack_mpi_xteam *t = context;
    randblas_arena arena = randblas_arena_open(t->control);
    randlapack_mpi_exact sum = {0};
    int info = randlapack_mpi_exact_open(&arena, count, 1, &sum);
    for (int64_t j = 0; j < count; j++) totals[j] = 0;
    for (int64_t k = 0; k < rows * count; k++) {
        const double term = fabs(terms[k]);
        if (!(term <= totals[k % count])) totals[k % count] = isfinite(term) ? term : INFINITY;
    }
    info = randlapack_mpi_collect(t->group, RANDLAPACK_MPI_LARGEST, count, totals, info);
    if (!info) {
        for (int64_t j = 0; j < count; j++)
            sum.exponents[j] = randlapack_mpi_exact_bound(randlapack_mpi_exponent(totals[j]), 0);
        randlapack_mpi_exact_start(&sum);
        for (int64_t i = 0; i < rows; i++) {
            randlapack_mpi_exact_reserve(&sum, 1);
            randlapack_mpi_exact_add(&sum, 0, 0, count, 1, terms + i * count);
        }
        info = randlapack_mpi_exact_collect(t->group, &sum, false);
    }
    for (int64_t j = 0; j < count && !info; j++) totals[j] = randlapack_mpi_exact_value(&sum, 0, j);
    randblas_arena_close(&arena);
    return info;
}

/* terms[i] = the square of row i of A / 2^exponent. */
static void squares_of_rows(const randblas_xlinop *A, int exponent, double *panel, double *terms)
{
    const int64_t n = A->cols;
    for (int64_t i = 0; i < A->rows; i += PANEL_ROWS) {
        const int64_t count = min_i64(PANEL_ROWS, A->rows - i);
        load_panel(A, i, count, panel);
        for (int64_t k = 0; k < count; k++) {
            double sum = 0;
            for (int64_t j = 0; j < n; j++) {
                const double a = ldexp(panel[k * n + j], -exponent);
                sum += a * a;
            }
            terms[i + k] = sum;
        }
    }
}

int randlapack_mpi_xexact_frobenius(const randlapack_mpi_xteam *t, double *norm)
{
    const randblas_xlinop *A = t->A;
    double largest = 0, square = 0;
    for (int64_t j = 0; j < A->cols; j++) largest = fmax(largest, t->bounds[j]);
    *norm = largest;
    if (!(largest > 0) || isinf(largest)) return 0;
    const int exponent = ilogb(largest);
    randblas_arena arena = randblas_arena_open(t->control);
    double *panel = randblas_arena_get(&arena, randblas_size_product(PANEL_ROWS, A->cols), sizeof *panel);
    double *terms = randblas_arena_get(&arena, A->rows, sizeof *terms);
    int info = arena.info;
    if (!info) squares_of_rows(A, exponent, panel, terms);
    if (!info) info = t->team.totals(t->team.context, A->rows, 1, terms, &square);
    *norm = ldexp(sqrt(square), exponent);
    randblas_arena_close(&arena);
    return info;
}
