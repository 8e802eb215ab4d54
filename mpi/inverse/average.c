/* Debiased averages for rows that are spread: inverse/average.c of the drivers, with a team. */
#include "spread_impl.h"

#include "inverse_impl.h"
#include "options_impl.h"

static int64_t at_least_one(int64_t a)
{
    return a > 1 ? a : 1;
}

/* Families whose sums are exact, and a control that can be used before the driver looks at the options. */
static bool options_are_legal(const randlapack_mpi *group, const randlapack_inverse_options *options,
                              randlapack_inverse_options *o)
{
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    const int family = (int)o->family;
    return !group->exact || family == 0 || family == RANDBLAS_GAUSSIAN || family == RANDBLAS_UNIFORM ||
           family == RANDBLAS_RADEMACHER || family == RANDBLAS_SPARSE_SIGN || family == RANDBLAS_SPARSE_STACK;
}

static int check(const randlapack_mpi *group, const randlapack_mpi_xrows *A, int64_t nrhs, const scalar_t *B,
                 int64_t ldb, const scalar_t *X, int64_t ldx, const scalar_t *E, int64_t lde,
                 const randlapack_inverse_options *options, randlapack_inverse_options *o)
{
    if (!A) return -2;
    const int64_t n = A->local.cols;
    if (nrhs < 0) return -3;
    if (!B && n > 0 && nrhs > 0) return -4;
    if (ldb < at_least_one(n)) return -5;
    if (!X && n > 0 && nrhs > 0) return -6;
    if (ldx < at_least_one(n)) return -7;
    if (E && lde < at_least_one(n)) return -9;
    return options_are_legal(group, options, o) ? 0 : -10;
}

/* The codes of the driver for one process, whose arguments are counted without the group. */
static int shifted(int info)
{
    return info < 0 && info > -100 ? info - 1 : info;
}

int randlapack_mpi_xinverse_solve(randlapack_mpi *group, const randlapack_mpi_xrows *A, int64_t nrhs, const scalar_t *B,
                                  int64_t ldb, scalar_t *X, int64_t ldx, scalar_t *E, int64_t lde,
                                  const randlapack_inverse_options *options, randlapack_inverse_report *report)
{
    randlapack_inverse_options o = {0};
    randlapack_mpi_xteam t;
    int64_t nnz = 0;
    int info;
    if (!group) return -1;
    randlapack_mpi_begin(group);
    info = check(group, A, nrhs, B, ldb, X, ldx, E, lde, options, &o);
    info = randlapack_mpi_xopen(group, A, info, 2, nrhs, &nnz);
    if (info) return info;
    info = randlapack_mpi_xteam_make(group, A, nnz, 1, &o.control, &t);
    if (!info)
        info =
            shifted(randlapack_xinverse_solve_team(&A->local, &t.team, nrhs, B, ldb, X, ldx, E, lde, options, report));
    randblas_arena_close(&t.arena);
    return randlapack_mpi_end(group, info);
}
