/* The operations of a team: what this process has, and a sum over all. */
#include "spread_impl.h"

#include "exact_impl.h"
#include "exact_team_impl.h"

#include "lapack_impl.h"
#include "pass_impl.h"

#include <math.h>
#include <string.h>

/* ---------------------------------------------------------------- sketch ------------------------------------------ */

/* B (d x n) = the columns of S that belong to the rows of this process, times them. */
static int sketch_own(const randlapack_mpi_xteam *t, const randblas_sketch *S, int64_t d, const randblas_xlinop *A,
                      scalar_t *B)
{
    if (A->rows > 0)
        return randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, A->cols,
                              A->rows, 1, S, 0, t->team.first, A, 0, B, d);
    for (int64_t j = 0; j < A->cols; j++)
        for (int64_t i = 0; i < d; i++) B[i + j * d] = 0;
    return 0;
}

/* B of d rows, contiguous, takes the leading dimension ldb. */
static void spread(int64_t d, int64_t n, scalar_t *B, int64_t ldb)
{
    for (int64_t j = n - 1; j > 0 && ldb > d; j--) memmove(B + j * ldb, B + j * d, (size_t)d * sizeof *B);
}

static int sketch(void *context, const randblas_sketch *S, int64_t d, const randblas_xlinop *A, scalar_t *B,
                  int64_t ldb)
{
    const randlapack_mpi_xteam *t = context;
    if (t->team.exact) return randlapack_mpi_xexact_sketch(t->group, t->control, S, d, A, t->team.first, true, B, ldb);
    int info = sketch_own(t, S, d, A, B);
    info = randlapack_mpi_collect(t->group, RANDLAPACK_MPI_ROOT_SUM_X, d * A->cols, B, info);
    if (!info) spread(d, A->cols, B, ldb);
    return info;
}

/* ---------------------------------------------------------------- sums over rows ---------------------------------- */

static int pass_once(void *context, const randlapack_xpass *pass, int64_t nrhs, const scalar_t *P,
                     const scalar_t *alpha, scalar_t *U, scalar_t *W, double *norms)
{
    const randlapack_mpi_xteam *t = context;
    const int64_t count = pass->A->cols * nrhs;
    int info = randlapack_xpass_local(pass, nrhs, P, alpha, U, W, norms);
    for (int64_t k = 0; k < count && !info; k++) t->sums[k] = W[k];
    for (int64_t r = 0; r < nrhs && !info; r++) t->sums[count + r] = (scalar_t)norms[r];
    info = randlapack_mpi_collect(t->group, RANDLAPACK_MPI_SUM_X, count + nrhs, t->sums, info);
    for (int64_t k = 0; k < count && !info; k++) W[k] = t->sums[k];
    for (int64_t r = 0; r < nrhs && !info; r++) norms[r] = sqrt((double)t->sums[count + r]);
    return info;
}

static int norms_of(void *context, int64_t rows, int64_t nrhs, const scalar_t *U, double *norms)
{
    const randlapack_mpi_xteam *t = context;
    for (int64_t r = 0; r < nrhs; r++) norms[r] = pow(randlapack_xnorm(rows, U + r * rows), 2);
    const int info = randlapack_mpi_collect(t->group, RANDLAPACK_MPI_SUM_D, nrhs, norms, 0);
    for (int64_t r = 0; r < nrhs && !info; r++) norms[r] = sqrt(norms[r]);
    return info;
}

static int sum(void *context, int64_t count, scalar_t *x)
{
    const randlapack_mpi_xteam *t = context;
    return randlapack_mpi_collect(t->group, RANDLAPACK_MPI_SUM_X, count, x, 0);
}

static int add(void *context, int64_t count, double *x)
{
    const randlapack_mpi_xteam *t = context;
    return randlapack_mpi_collect(t->group, RANDLAPACK_MPI_SUM_D, count, x, 0);
}

static int sum_at_root(void *context, int64_t count, scalar_t *x)
{
    const randlapack_mpi_xteam *t = context;
    return randlapack_mpi_collect(t->group, RANDLAPACK_MPI_ROOT_SUM_X, count, x, 0);
}

static int give(void *context, int64_t member, int64_t count, scalar_t *x)
{
    const randlapack_mpi_xteam *t = context;
    return randlapack_mpi_give(t->group, RANDLAPACK_MPI_GIVE_X, (int)member, count, x, 0);
}

static int largest(void *context, int64_t count, double *x)
{
    const randlapack_mpi_xteam *t = context;
    return randlapack_mpi_collect(t->group, RANDLAPACK_MPI_LARGEST, count, x, 0);
}

static int share(void *context, int64_t count, scalar_t *x)
{
    const randlapack_mpi_xteam *t = context;
    return randlapack_mpi_collect(t->group, RANDLAPACK_MPI_SHARE_X, count, x, 0);
}

/* ---------------------------------------------------------------- making it --------------------------------------- */

int randlapack_mpi_xteam_make(randlapack_mpi *group, const randlapack_mpi_xrows *A, int64_t nnz, int64_t nrhs,
                              const randblas_control *control, randlapack_mpi_xteam *t)
{
    const int64_t n = A->local.cols;
    *t = (randlapack_mpi_xteam){
        .group = group, .A = &A->local, .control = control, .arena = randblas_arena_open(control)};
    t->team = (randlapack_xteam){.rows = A->rows,
                                 .first = A->first,
                                 .nnz = nnz,
                                 .members = group->size,
                                 .member = group->rank,
                                 .root = group->rank == 0,
                                 .exact = group->exact,
                                 .context = t,
                                 .sketch = sketch,
                                 .pass = group->exact ? randlapack_mpi_xexact_pass : pass_once,
                                 .sum = sum,
                                 .add = add,
                                 .sum_at_root = sum_at_root,
                                 .give = give,
                                 .largest = largest,
                                 .share = share,
                                 .norms = group->exact ? randlapack_mpi_xexact_norms : norms_of};
    if (group->exact) {
        t->team.multiply = randlapack_mpi_xexact_product;
        t->team.transposed = randlapack_mpi_xexact_adjoint;
        t->team.gram = randlapack_mpi_xexact_gram;
        t->team.totals = randlapack_mpi_xexact_totals;
    }
    t->sums = randblas_arena_get(&t->arena, randblas_size_product(nrhs, n + 1), sizeof *t->sums);
    if (!group->exact) return t->arena.info;
    if (A->rows > RANDLAPACK_MPI_MOST_TERMS) return RANDBLAS_TOO_LARGE;
    t->bounds = randblas_arena_get(&t->arena, n, sizeof *t->bounds);
    return randlapack_mpi_xcolumn_bounds(group, control, &A->local, t->bounds, t->arena.info);
}
