/*
 * Least squares for rows that are spread: lsq/lsq_precond.c of the drivers, with a team.
 */
#include "spread_impl.h"

#include "exact_team_impl.h"

#include "lsq_options_impl.h"
#include "lsq_precond_impl.h"

#define MOST_RHS 16 /* solved together */

static int64_t at_least_one(int64_t a)
{
    return a > 1 ? a : 1;
}

/* Families and preconditioners whose sums are exact. */
static bool options_are_exact(const randlapack_lsq_options *o)
{
    const int family = (int)o->family;
    return o->preconditioner != RANDLAPACK_PRECOND_CHOLESKY && (family == 0 || randlapack_mpi_family_is_exact(family));
}

static int check(const randlapack_mpi *group, const randlapack_mpi_xrows *A, int64_t nrhs, const scalar_t *B,
                 int64_t ldb, const scalar_t *X, int64_t ldx, const randlapack_lsq_options *options,
                 randlapack_lsq_options *o)
{
    if (!A || A->rows < A->local.cols) return -2;
    if (nrhs < 0) return -3;
    if (!B && A->local.rows > 0 && nrhs > 0) return -4;
    if (ldb < at_least_one(A->local.rows)) return -5;
    if (!X && A->local.cols > 0 && nrhs > 0) return -6;
    if (ldx < at_least_one(A->local.cols)) return -7;
    if (!randlapack_lsq_read_all_options(o, options, A->local.cols)) return -8;
    if (o->method != RANDLAPACK_METHOD_AUTO) return -8;
    return group->exact && !options_are_exact(o) ? -8 : 0;
}

int randlapack_mpi_xlsq_precond(randlapack_mpi *group, const randlapack_mpi_xrows *A, int64_t nrhs, const scalar_t *B,
                                int64_t ldb, scalar_t *X, int64_t ldx, const randlapack_lsq_options *options,
                                randlapack_lsq_report *report)
{
    randlapack_lsq_options o = {0};
    randlapack_mpi_xteam t;
    int64_t nnz = 0;
    int info;
    if (!group) return -1;
    randlapack_mpi_begin(group);
    info = check(group, A, nrhs, B, ldb, X, ldx, options, &o);
    info = randlapack_mpi_xopen(group, A, info, 2, nrhs, &nnz);
    if (info) return info;
    info = randlapack_mpi_xteam_make(group, A, nnz, nrhs < MOST_RHS ? nrhs : MOST_RHS, &o.control, &t);
    if (!info)
        info = randlapack_mpi_shifted(
            randlapack_xlsq_precond_team(&A->local, &t.team, nrhs, B, ldb, X, ldx, options, report));
    randblas_arena_close(&t.arena);
    return randlapack_mpi_end(group, info);
}
