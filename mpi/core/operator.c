/*
 * A or A^T A as a callback for drivers that run on all processes alike:
 *
 *     A X      each process has some rows of it, and zeros elsewhere are added
 *     A^T X    the sum of A_k^T X_k, X_k the rows of X that belong to process k
 *     A^T A X  the sum of A_k^T (A_k X)
 *
 * A few columns at a time.  With exact sums the first adds zeros only and needs nothing but rows whose products do not
 * depend on their neighbours.
 */
#include "exact_team_impl.h"

#include <string.h>

#define COLUMNS 16 /* applied together: bounds the workspace */

struct randlapack_mpi_xoperator {
    randlapack_mpi_xrows A;
    randlapack_mpi_xteam t;
    randblas_xlinop linop;
    randblas_arena arena;
    randlapack_xpass pass; /* of A^T A */
    scalar_t *X, *U;       /* n x COLUMNS and (rows of this process) x COLUMNS, contiguous */
    scalar_t *Y;           /* n x COLUMNS: what is summed */
    scalar_t *zeros;       /* COLUMNS */
    double *norms;
};

static int sum_over_all(const randlapack_mpi_xoperator *op, int64_t ncols, int info)
{
    return randlapack_mpi_collect(op->t.group, RANDLAPACK_MPI_SUM_X, op->linop.rows * ncols, op->Y, info);
}

static int multiply(const randlapack_mpi_xoperator *op, int64_t ncols)
{
    const randblas_xlinop *A = &op->A.local;
    const int64_t m = A->rows, n = A->cols;
    int info = 0;
    memset(op->Y, 0, (size_t)(n * ncols) * sizeof *op->Y);
    if (op->t.team.exact) {
        memset(op->U, 0, (size_t)(m * ncols) * sizeof *op->U);
        info = randlapack_mpi_xexact_multiply(&op->t, ncols, op->X, op->zeros, op->U);
        for (int64_t r = 0; r < ncols && m > 0; r++)
            memcpy(op->Y + op->A.first + r * n, op->U + r * m, (size_t)m * sizeof *op->Y);
    } else if (m > 0) {
        info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, ncols, 1, A, op->X, n, 0,
                                     op->Y + op->A.first, n);
    }
    return sum_over_all(op, ncols, info);
}

static int multiply_transposed(const randlapack_mpi_xoperator *op, int64_t ncols)
{
    const randblas_xlinop *A = &op->A.local;
    const int64_t m = A->rows, n = A->cols;
    int info = 0;
    for (int64_t r = 0; r < ncols && m > 0; r++)
        memcpy(op->U + r * m, op->X + op->A.first + r * n, (size_t)m * sizeof *op->U);
    if (op->t.team.exact) return randlapack_mpi_xexact_transposed(&op->t, ncols, op->U, op->Y, NULL, 0);
    memset(op->Y, 0, (size_t)(n * ncols) * sizeof *op->Y);
    if (m > 0) info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_TRANS, ncols, 1, A, op->U, m, 0, op->Y, n);
    return sum_over_all(op, ncols, info);
}

static int multiply_gram(const randlapack_mpi_xoperator *op, int64_t ncols)
{
    const int64_t m = op->A.local.rows;
    memset(op->U, 0, (size_t)(m * ncols) * sizeof *op->U); /* finite: it is multiplied by zero */
    if (op->t.team.exact)
        return randlapack_mpi_xexact_pass((void *)(uintptr_t)&op->t, &op->pass, ncols, op->X, op->zeros, op->U, op->Y,
                                          op->norms);
    return sum_over_all(op, ncols, randlapack_xpass_local(&op->pass, ncols, op->X, op->zeros, op->U, op->Y, op->norms));
}

/* randblas_xapply_fn */
static int apply_square(void *context, randblas_op trans, int64_t ncols, const scalar_t *X, int64_t ldx, scalar_t *Y,
                        int64_t ldy)
{
    const randlapack_mpi_xoperator *op = context;
    const int64_t n = op->linop.rows;
    int info = 0;
    for (int64_t j = 0; j < ncols && !info; j += COLUMNS) {
        const int64_t c = ncols - j < COLUMNS ? ncols - j : COLUMNS;
        for (int64_t r = 0; r < c && n > 0; r++) memcpy(op->X + r * n, X + (j + r) * ldx, (size_t)n * sizeof *X);
        info = trans == RANDBLAS_NO_TRANS ? multiply(op, c) : multiply_transposed(op, c);
        for (int64_t r = 0; r < c && n > 0 && !info; r++)
            memcpy(Y + (j + r) * ldy, op->Y + r * n, (size_t)n * sizeof *Y);
    }
    return info;
}

/* randblas_xapply_fn: op does not matter, since A^T A is symmetric. */
static int apply_gram(void *context, randblas_op trans, int64_t ncols, const scalar_t *X, int64_t ldx, scalar_t *Y,
                      int64_t ldy)
{
    const randlapack_mpi_xoperator *op = context;
    const int64_t n = op->linop.rows;
    int info = 0;
    (void)trans;
    for (int64_t j = 0; j < ncols && !info; j += COLUMNS) {
        const int64_t c = ncols - j < COLUMNS ? ncols - j : COLUMNS;
        for (int64_t r = 0; r < c && n > 0; r++) memcpy(op->X + r * n, X + (j + r) * ldx, (size_t)n * sizeof *X);
        info = multiply_gram(op, c);
        for (int64_t r = 0; r < c && n > 0 && !info; r++)
            memcpy(Y + (j + r) * ldy, op->Y + r * n, (size_t)n * sizeof *Y);
    }
    return info;
}

static int open_workspace(randlapack_mpi_xoperator *op)
{
    const int64_t n = op->A.local.cols, m = op->A.local.rows;
    randblas_arena *arena = &op->arena;
    op->X = randblas_arena_get(arena, randblas_size_product(n, COLUMNS), sizeof *op->X);
    op->Y = randblas_arena_get(arena, randblas_size_product(n, COLUMNS), sizeof *op->Y);
    op->U = randblas_arena_get(arena, randblas_size_product(m, COLUMNS), sizeof *op->U);
    op->zeros = randblas_arena_get(arena, COLUMNS, sizeof *op->zeros);
    op->norms = randblas_arena_get(arena, COLUMNS, sizeof *op->norms);
    for (int r = 0; r < COLUMNS && !arena->info; r++) op->zeros[r] = 0;
    op->pass = randlapack_xpass_open(arena, &op->A.local, 0, COLUMNS);
    return arena->info;
}

/* On this process; the next operation tells the others. */
static int make(randlapack_mpi *group, const randlapack_mpi_xrows *A, randlapack_mpi_form form, int64_t nnz,
                randlapack_mpi_xoperator **made)
{
    const int64_t n = A->local.cols;
    randblas_arena arena = randblas_arena_open(NULL);
    randlapack_mpi_xoperator *op = randblas_arena_get(&arena, 1, sizeof *op);
    int info;
    if (!op) return arena.info;
    *op = (randlapack_mpi_xoperator){.A = *A, .arena = arena};
    info = open_workspace(op);
    op->linop = randblas_xlinop_callback(n, n, form == RANDLAPACK_MPI_GRAM ? apply_gram : apply_square, op);
    *made = op; /* released by its caller, whatever happened */
    op->t.arena = randblas_arena_open(NULL);
    return info ? info : randlapack_mpi_xteam_make(group, &op->A, nnz, 1, NULL, &op->t);
}

int randlapack_mpi_xoperator_create(randlapack_mpi *group, const randlapack_mpi_xrows *A, randlapack_mpi_form form,
                                    randlapack_mpi_xoperator **op)
{
    randlapack_mpi_xoperator *made = NULL;
    int64_t nnz = 0;
    int info = 0;
    if (op) *op = NULL;
    if (!group) return -1;
    randlapack_mpi_begin(group);
    if (!A || (form == RANDLAPACK_MPI_SQUARE && A->rows != A->local.cols)) info = -2;
    if (!info && form != RANDLAPACK_MPI_SQUARE && form != RANDLAPACK_MPI_GRAM) info = -3;
    if (!info && !op) info = -4;
    info = randlapack_mpi_xopen(group, A, info, 2, (int64_t)form, &nnz);
    if (info) return info;
    info = randlapack_mpi_finish(group, make(group, A, form, nnz, &made));
    if (info)
        randlapack_mpi_xoperator_destroy(made);
    else
        *op = made;
    return info;
}

const randblas_xlinop *randlapack_mpi_xoperator_linop(const randlapack_mpi_xoperator *op)
{
    return op ? &op->linop : NULL;
}

void randlapack_mpi_xoperator_destroy(randlapack_mpi_xoperator *op)
{
    if (!op) return;
    randblas_arena arena = op->arena; /* which holds this struct */
    randblas_arena_close(&op->t.arena);
    randblas_arena_close(&arena);
}
