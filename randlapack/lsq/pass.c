/*
 * U = A P - U diag(alpha), W = A^T U and the norms of U in one sweep: slabs of rows in parallel, each with its own part
 * of W, added in the order of the slabs at the end.
 */
#include "pass_impl.h"

#include "lapack_impl.h"
#include "pass_kernel_impl.h"

#include <math.h>

#define MAX_SLABS 16
#define SLAB_ROWS 256 /* least rows of a slab */
/* Entries of A below which threads cost more than they save: those of OpenMP go on spinning for a while after the
 * sweep, and take the time of those of the BLAS. */
#define SERIAL_WORK 262144

randlapack_xpass randlapack_xpass_open(randblas_arena *arena, const randblas_xlinop *A, double damp, int64_t nrhs)
{
    const int64_t wanted = A->rows / SLAB_ROWS, nslabs = wanted < 1 ? 1 : wanted > MAX_SLABS ? MAX_SLABS : wanted;
    randlapack_xpass pass = {.A = A, .nslabs = nslabs, .damp = damp};
    pass.partial = randblas_arena_get(arena, nslabs * nrhs * A->cols, sizeof *pass.partial);
    pass.squares = randblas_arena_get(arena, randblas_size_product(nslabs, nrhs), sizeof *pass.squares);
    if (damp > 0) pass.tail = randblas_arena_get(arena, randblas_size_product(nrhs, A->cols), sizeof *pass.tail);
    return pass;
}

/* The same for a CSR matrix: gather from p, scatter to w. */
static void csr_rows(const randblas_xlinop *A, int64_t first, int64_t last, int64_t nrhs, const scalar_t *P,
                     const scalar_t *alpha, scalar_t *U, scalar_t *W)
{
    for (int64_t i = first; i < last; i++)
        for (int64_t r = 0; r < nrhs; r++) {
            const scalar_t *p = P + r * A->cols;
            scalar_t *w = W + r * A->cols, *u = U + i + r * A->rows, s = 0;
            for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) s += A->values[k] * p[A->colind[k]];
            *u = s -= alpha[r] * *u;
            for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) w[A->colind[k]] += A->values[k] * s;
        }
}

/* Rows first .. last of whichever kind can be read by rows. */
static void sweep_slab(const randblas_xlinop *A, int64_t first, int64_t last, int64_t nrhs, const scalar_t *P,
                       const scalar_t *alpha, scalar_t *U, scalar_t *W)
{
    const int64_t m = A->rows, n = A->cols;
    for (int64_t k = 0; k < n * nrhs; k++) W[k] = 0;
    if (A->kind == RANDBLAS_CSR)
        csr_rows(A, first, last, nrhs, P, alpha, U, W);
    else if (A->layout == RANDBLAS_ROW_MAJOR)
        ISA_SELECT(randlapack_xpass)
            ->rows(last - first, n, A->values + first * A->ld, A->ld, nrhs, P, alpha, U + first, m, W);
    else
        ISA_SELECT(randlapack_xpass)
            ->columns(last - first, n, A->values + first, A->ld, nrhs, P, alpha, U + first, m, W);
}

static double sum_of_squares(int64_t n, const scalar_t *x)
{
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < n; i++) sum += (double)x[i] * (double)x[i];
    return sum;
}

static int64_t slab_start(const randlapack_xpass *pass, int64_t slab)
{
    const int64_t m = pass->A->rows, each = m / pass->nslabs / 16 * 16; /* whole cache lines of a column */
    return slab == pass->nslabs ? m : slab * each;
}

static void sweep(const randlapack_xpass *pass, int64_t nrhs, const scalar_t *P, const scalar_t *alpha, scalar_t *U)
{
    const int64_t m = pass->A->rows, n = pass->A->cols;
    const bool fused = P != NULL;
#pragma omp parallel for schedule(dynamic, 1) if (m * n > SERIAL_WORK)
    for (int64_t slab = 0; slab < pass->nslabs; slab++) {
        const int64_t first = slab_start(pass, slab), last = slab_start(pass, slab + 1);
        if (fused) sweep_slab(pass->A, first, last, nrhs, P, alpha, U, pass->partial + slab * n * nrhs);
        for (int64_t r = 0; r < nrhs; r++)
            pass->squares[slab * nrhs + r] = sum_of_squares(last - first, U + first + r * m);
    }
}

static void add_partials(const randlapack_xpass *pass, int64_t count, scalar_t *W)
{
    for (int64_t k = 0; k < count; k++) W[k] = pass->partial[k];
    for (int64_t slab = 1; slab < pass->nslabs; slab++)
        for (int64_t k = 0; k < count; k++) W[k] += pass->partial[slab * count + k];
}

static void add_squares(const randlapack_xpass *pass, int64_t nrhs, double *squares)
{
    for (int64_t r = 0; r < nrhs; r++) {
        double sum = 0;
        for (int64_t slab = 0; slab < pass->nslabs; slab++) sum += pass->squares[slab * nrhs + r];
        squares[r] = sum;
    }
}

/* The rows below A: tail = damp P - tail diag(alpha), W += damp tail, and the norms. */
static void sweep_tail(const randlapack_xpass *pass, int64_t nrhs, const scalar_t *P, const scalar_t *alpha,
                       scalar_t *W, double *norms)
{
    const int64_t n = pass->A->cols;
    const scalar_t damp = (scalar_t)pass->damp;
    for (int64_t r = 0; r < nrhs; r++) {
        for (int64_t k = r * n; k < (r + 1) * n; k++) {
            pass->tail[k] = damp * P[k] - alpha[r] * pass->tail[k];
            W[k] += damp * pass->tail[k];
        }
        norms[r] = hypot(norms[r], randlapack_xnorm(n, pass->tail + r * n));
    }
}

/* Kinds that cannot be read by rows: two products. */
static int apply_twice(const randblas_xlinop *A, int64_t nrhs, const scalar_t *P, const scalar_t *alpha, scalar_t *U,
                       scalar_t *W)
{
    const int64_t m = A->rows, n = A->cols;
    for (int64_t r = 0; r < nrhs; r++)
        for (int64_t i = 0; i < m; i++) U[i + r * m] *= -alpha[r];
    const int info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, nrhs, 1, A, P, n, 1, U, m);
    if (info) return info;
    return randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_TRANS, nrhs, 1, A, U, m, 0, W, n);
}

int randlapack_xpass_local(const randlapack_xpass *pass, int64_t nrhs, const scalar_t *P, const scalar_t *alpha,
                           scalar_t *U, scalar_t *W, double *squares)
{
    const bool by_rows = pass->A->kind == RANDBLAS_DENSE || pass->A->kind == RANDBLAS_CSR;
    if (!by_rows) {
        const int info = apply_twice(pass->A, nrhs, P, alpha, U, W);
        if (info) return info;
    }
    sweep(pass, nrhs, by_rows ? P : NULL, alpha, U);
    if (by_rows) add_partials(pass, pass->A->cols * nrhs, W);
    add_squares(pass, nrhs, squares);
    return 0;
}

int randlapack_xpass_run(const randlapack_xpass *pass, int64_t nrhs, const scalar_t *P, const scalar_t *alpha,
                         scalar_t *U, scalar_t *W, double *norms)
{
    int info;
    if (pass->team) {
        info = pass->team->pass(pass->team->context, pass, nrhs, P, alpha, U, W, norms);
    } else {
        info = randlapack_xpass_local(pass, nrhs, P, alpha, U, W, norms);
        for (int64_t r = 0; r < nrhs && !info; r++) norms[r] = sqrt(norms[r]);
    }
    if (!info && pass->tail) sweep_tail(pass, nrhs, P, alpha, W, norms);
    return info;
}
