/*
 * Spectra by ScaLAPACK from blocks (blocks.c): eigenvalues by PxSYEV, singular values by PxGESVD, both through a
 * tridiagonal or bidiagonal matrix whose values each process computes.  Vectors are not made.
 */
#include "blocks_impl.h"
#include "scalapack_impl.h"

#include "randlapack_mpi_logdet.h"

#include <limits.h>
#include <math.h>

#define DEFAULT_BLOCK 32 /* reductions work on columns of blocks; larger ones only unbalance them */

typedef struct spectrum {
    randlapack_mpi_xblocks b;
    randlapack_mpi_xgrid grid;
    scalar_t *values;
} spectrum;

/* One call, which with length -1 asks for the workspace only. */
static int call(spectrum *s, rmt_matrix_kind kind, scalar_t *work, int length)
{
    const int n = (int)s->b.n, one = 1, *desc = s->grid.desc;
    scalar_t none[1] = {0};
    int info = 0;
    if (kind == RMT_GENERAL)
        PXGESVD("N", "N", &n, &n, s->b.local, &one, &one, desc, s->values, none, &one, &one, desc, none, &one, &one,
                desc, work, &length, &info);
    else
        PXSYEV("N", "L", &n, s->b.local, &one, &one, desc, s->values, none, &one, &one, desc, work, &length, &info);
    return info;
}

/* *outcome: what ScaLAPACK says. */
static int find_values(randblas_arena *arena, rmt_matrix_kind kind, spectrum *s, int *outcome)
{
    scalar_t wanted[2] = {0};
    int info = call(s, kind, wanted, -1) ? RANDBLAS_INTERNAL : 0;
    const int64_t length = (int64_t)wanted[0] + 1;
    if (!info && length > INT_MAX) info = RANDBLAS_TOO_LARGE;
    scalar_t *work = info ? NULL : randblas_arena_get(arena, length, sizeof *work);
    if (!info) info = arena->info;
    info = randlapack_mpi_collect(s->b.group, RANDLAPACK_MPI_END, 0, NULL, info); /* nobody enters alone */
    if (!info) *outcome = call(s, kind, work, (int)length);
    return info;
}

static int solve(randblas_arena *arena, const randlapack_mpi_xrows *A, rmt_matrix_kind kind, spectrum *s, int info)
{
    bool finite = true;
    int outcome = 0;
    info = randlapack_mpi_xblocks_load(arena, A, &s->b, &finite, info);
    if (info || !finite) return info ? info : RANDBLAS_NOT_FINITE;
    if (s->b.n == 0) return 0;
    randlapack_mpi_xgrid_open(&s->b, &s->grid);
    info = find_values(arena, kind, s, &outcome);
    randlapack_mpi_xgrid_close(&s->grid);
    double worst = outcome < 0 ? INFINITY : outcome;
    if (!info) info = randlapack_mpi_collect(s->b.group, RANDLAPACK_MPI_LARGEST, 1, &worst, 0);
    if (info) return info;
    if (isinf(worst)) return RANDBLAS_INTERNAL;
    return worst > 0 ? RANDBLAS_NOT_CONVERGED
                     : randlapack_mpi_collect(s->b.group, RANDLAPACK_MPI_SHARE_X, s->b.n, s->values, 0);
}

static int check(const randlapack_mpi *group, const randlapack_mpi_xrows *A, rmt_matrix_kind kind, int64_t block,
                 const scalar_t *values, const randblas_control *control)
{
    if (group->exact) return -1;
    if (!A || A->rows != A->local.cols) return -2;
    if (kind != RMT_GENERAL && kind != RMT_SYMMETRIC && kind != RMT_DEFINITE) return -3;
    if (block < 0 || block > 4096) return -4;
    if (!values && A->rows > 0) return -5;
    return !control || randblas_control_is_legal(control) ? 0 : -6;
}

int randlapack_mpi_xspectrum(randlapack_mpi *group, const randlapack_mpi_xrows *A, rmt_matrix_kind kind, int64_t block,
                             scalar_t *values, const randblas_control *control)
{
    spectrum s = {.values = values};
    int64_t nnz = 0;
    int info;
    if (!group) return -1;
    randlapack_mpi_begin(group);
    info = check(group, A, kind, block, values, control);
    info = randlapack_mpi_xopen(group, A, info, 2, 8192 * (int64_t)kind + block, &nnz);
    if (info) return info;
    randblas_arena arena = randblas_arena_open(control);
    info = randlapack_mpi_xblocks_open(&arena, group, A->rows, block ? block : DEFAULT_BLOCK, &s.b);
    info = solve(&arena, A, kind, &s, info);
    randblas_arena_close(&arena);
    for (int64_t i = 0; i < A->rows && info > 0; i++) values[i] = (scalar_t)NAN;
    return randlapack_mpi_end(group, info);
}
