/*
 * Rows are cut into strips whose size depends on nothing but the kind of A.  A strip is one thread's work: its rows of
 * the product, the recurrence and its part of the inner products, which are then added in double in the order of the
 * strips.  So no result depends on the number of threads.  Columns never meet, so that for sparse A none depends on
 * the width either; for dense A that is left to GEMM.
 */
#include "recurrence_impl.h"

#include "blas_impl.h"
#include "linop_impl.h"
#include "measure_impl.h"
#include "randlapack_spectral.h"
#include "threads_impl.h"

#include <math.h>
#include <string.h>

#define STRIP 256       /* rows; single precision sums no more than that */
#define DENSE_STRIP 128 /* rows of a dense A, a GEMM each */
#define WORTH 200000    /* multiplications from which threads pay */

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t strip_rows(const randlapack_xproduct *p)
{
    return p->sparse || p->A->kind == RANDBLAS_CALLBACK ? STRIP : DENSE_STRIP;
}

/* ---------------------------------------------------------------- opening ----------------------------------------- */

/* A symmetric matrix in CSC order is in CSR order, read transposed. */
static int open_sparse(randlapack_xproduct *p)
{
    const randblas_xlinop transposed = linop_transposed(p->A);
    if (p->symmetric && p->A->kind == RANDBLAS_CSC)
        p->rows = transposed;
    else
        p->rows = randblas_xsparse_compress(p->A, RANDBLAS_CSR, p->arena);
    if (!p->symmetric && !p->arena->info) p->columns = randblas_xsparse_compress(&transposed, RANDBLAS_CSR, p->arena);
    return p->arena->info;
}

int randlapack_xproduct_open(randlapack_xproduct *p)
{
    const int64_t m = p->A->rows, n = p->A->cols, longer = m > n ? m : n;
    const bool callback = p->A->kind == RANDBLAS_CALLBACK;
    p->sparse = linop_is_sparse(p->A);
    p->kernels = ISA_SELECT(randlapack_xrecurrence);
    p->strips = (longer + strip_rows(p) - 1) / strip_rows(p);
    p->threads = threads_for(p->strips);
    p->most = p->most < 2 ? 2 : p->most;
    p->sums = randblas_arena_get(p->arena, randblas_size_product(p->strips + 1, p->most * p->width), sizeof *p->sums);
    if (p->sparse) return p->arena->info ? p->arena->info : open_sparse(p);
    const int64_t rows = callback ? longer + 1 : p->threads * DENSE_STRIP;
    p->buffer = randblas_arena_get(p->arena, randblas_size_product(rows, p->width), sizeof *p->buffer);
    if (!callback && p->A->kind != RANDBLAS_DENSE)
        p->expanded =
            randblas_arena_get(p->arena, randblas_size_product(p->threads * DENSE_STRIP, n), sizeof *p->expanded);
    return p->arena->info;
}

/* ---------------------------------------------------------------- one strip --------------------------------------- */

/* Rows from .. to of op(A) U for A in dense storage, by a GEMM of this thread. */
static const scalar_t *multiply_strip(const randlapack_xproduct *p, bool transposed, int64_t from, int64_t to,
                                      const randlapack_xrecurrence *r)
{
    const randblas_xlinop A = transposed ? linop_transposed(p->A) : *p->A;
    const int64_t thread = thread_index(), rows = to - from;
    const randblas_xview out = {p->buffer + thread * DENSE_STRIP * p->width, p->width, true};
    const randblas_xview in = view_make(r->U, p->width, RANDBLAS_ROW_MAJOR);
    randblas_xview strip = {NULL, A.cols, true};
    if (A.kind == RANDBLAS_DENSE) {
        strip = view_from(view_make(A.values, A.ld, A.layout), from, 0);
    } else {
        strip.p = p->expanded + thread * DENSE_STRIP * A.cols;
        randblas_xlinop_expand(&A, false, from, 0, rows, A.cols, strip);
    }
    memset(out.p, 0, (size_t)(rows * p->width) * sizeof *out.p);
    randblas_xgemm(rows, p->width, A.cols, 1, strip, in, out);
    return out.p;
}

static void do_strip(const randlapack_xproduct *p, bool transposed, int64_t strip, int64_t rows,
                     const randlapack_xrecurrence *r)
{
    const int64_t height = strip_rows(p), from = strip * height, to = min_i64(rows, from + height);
    scalar_t *dots = p->sums + strip * p->most * p->width, *squares = dots + p->width;
    memset(dots, 0, (size_t)(2 * p->width) * sizeof *dots);
    if (p->sparse) {
        const randblas_xlinop *A = transposed ? &p->columns : &p->rows;
        p->kernels->csr(r, from, to, A->ptr, A->colind, A->values, dots, squares);
    } else {
        const scalar_t *P =
            p->A->kind == RANDBLAS_CALLBACK ? p->buffer + from * p->width : multiply_strip(p, transposed, from, to, r);
        p->kernels->combine(r, from, to, P, dots, squares);
    }
}

/* Sums over strips of `count` numbers from an offset on. */
static void add_strips(const randlapack_xproduct *p, int64_t strips, int64_t offset, int64_t count, double *out)
{
    for (int64_t c = 0; c < count; c++) out[c] = 0;
    for (int64_t t = 0; t < strips; t++)
        for (int64_t c = 0; c < count; c++) out[c] += (double)p->sums[t * p->most * p->width + offset + c];
}

/* BLAS called from this thread of a region uses no threads of its own.  It ends with the region. */
static void work_alone(void)
{
#ifdef _OPENMP
    omp_set_num_threads(1);
#endif
}

/* ---------------------------------------------------------------- the step ---------------------------------------- */

static int call_back(const randlapack_xproduct *p, bool transposed, int64_t count, const scalar_t *U)
{
    const int64_t rows = transposed ? p->A->cols : p->A->rows;
    memset(p->buffer, 0, (size_t)(rows * p->width) * sizeof *p->buffer);
    return randblas_xlinop_apply(RANDBLAS_ROW_MAJOR, transposed ? RANDBLAS_TRANS : RANDBLAS_NO_TRANS, count, 1, p->A, U,
                                 p->width, 0, p->buffer, p->width);
}

int randlapack_xproduct_step(randlapack_xproduct *p, bool transposed, int64_t count, const randlapack_xrecurrence *r,
                             double *dots, double *squares)
{
    const int64_t rows = transposed ? p->A->cols : p->A->rows, strips = (rows + strip_rows(p) - 1) / strip_rows(p);
    const double work = p->sparse ? (double)linop_entries(p->A) : (double)p->A->rows * (double)p->A->cols;
    (void)work; /* without OpenMP */
    if (p->A->kind == RANDBLAS_CALLBACK) {
        const int info = call_back(p, transposed, count, r->U);
        if (info) return info;
    }
#pragma omp parallel num_threads((int)p->threads) if (work * (double)p->width > WORTH)
    {
        work_alone();
#pragma omp for schedule(static)
        for (int64_t t = 0; t < strips; t++) do_strip(p, transposed, t, rows, r);
    }
    add_strips(p, strips, 0, p->width, dots);
    add_strips(p, strips, p->width, p->width, squares);
    p->products += count;
    return 0;
}

void randlapack_xproduct_dots(randlapack_xproduct *p, int64_t rows, int64_t count, const scalar_t *const *X,
                              const scalar_t *W, double *dots)
{
    const int64_t height = strip_rows(p), strips = (rows + height - 1) / height, b = p->width;
#pragma omp parallel for schedule(static) num_threads((int)p->threads) if (rows * b * count > WORTH)
    for (int64_t t = 0; t < strips; t++) {
        const int64_t from = t * height, here = min_i64(height, rows - from);
        scalar_t *sums = p->sums + t * p->most * b;
        const randlapack_xvectors some = {from, here, b, count, X};
        p->kernels->dot(&some, W + from * b, sums);
    }
    add_strips(p, strips, 0, count * b, dots);
}

void randlapack_xproduct_subtract(randlapack_xproduct *p, int64_t rows, int64_t count, const scalar_t *a,
                                  const scalar_t *const *X, scalar_t *W, double *squares)
{
    const int64_t height = strip_rows(p), strips = (rows + height - 1) / height, b = p->width;
#pragma omp parallel for schedule(static) num_threads((int)p->threads) if (rows * b * count > WORTH)
    for (int64_t t = 0; t < strips; t++) {
        const int64_t from = t * height, here = min_i64(height, rows - from);
        scalar_t *sums = p->sums + t * p->most * b;
        const randlapack_xvectors some = {from, here, b, count, X};
        p->kernels->subtract(&some, a, W + from * b, sums);
    }
    add_strips(p, strips, 0, b, squares);
}

/* ---------------------------------------------------------------- scale ------------------------------------------- */

static void look_at(int64_t count, const scalar_t *x, double *largest, bool *finite)
{
    const randlapack_measure m = randlapack_xmeasure(count, 1, x, count, false);
    *finite = *finite && m.finite;
    *largest = fmax(*largest, m.largest);
}

/* The vectors of dense storage; of one triangle only what is stored. */
static void look_at_dense(const randblas_xlinop *A, double *largest, bool *finite)
{
    const bool flat = A->layout == RANDBLAS_ROW_MAJOR, whole = A->kind == RANDBLAS_DENSE;
    const int64_t vectors = flat ? A->rows : A->cols, length = flat ? A->cols : A->rows;
    const bool prefix = (A->uplo == RANDBLAS_UPPER) == !flat;
    for (int64_t j = 0; j < vectors; j++) {
        const int64_t from = whole || prefix ? 0 : j, to = whole || !prefix ? length : j + 1;
        look_at(to - from, A->values + j * A->ld + from, largest, finite);
    }
}

int randlapack_xproduct_exponent(randlapack_xproduct *p, int64_t count, const scalar_t *U, int *exponent)
{
    double largest = 0;
    bool finite = true;
    *exponent = 0;
    if (p->sparse) {
        look_at(linop_entries(p->A), p->A->values, &largest, &finite);
    } else if (p->A->kind == RANDBLAS_CALLBACK) {
        const int info = call_back(p, false, count, U);
        if (info) return info;
        p->products += count;
        look_at(p->A->rows * p->width, p->buffer, &largest, &finite);
    } else {
        look_at_dense(p->A, &largest, &finite);
    }
    if (!finite) return RANDBLAS_NOT_FINITE;
    if (largest > 0) *exponent = ilogb(largest);
    return 0;
}
