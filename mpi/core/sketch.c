/* B = S A for rows that are spread: each process has the columns of S that its rows need. */
#include "exact_team_impl.h"

static int check(const randlapack_mpi *group, const randblas_sketch *S, const randlapack_mpi_xrows *A,
                 const scalar_t *B, int64_t ldb)
{
    const int64_t d = randblas_sketch_rows(S);
    const int family = randblas_sketch_family(S);
    const bool rare = family == RANDBLAS_LESS_UNIFORM || family == RANDBLAS_LESS || family == RANDBLAS_ROW_SAMPLE ||
                      family == RANDBLAS_KHATRI_RAO || family == RANDBLAS_KRONECKER || family == RANDBLAS_COMPOSITION;
    if (!S || (A && randblas_sketch_cols(S) != A->rows) || (group->exact && rare)) return -2;
    if (!A) return -3;
    if (!B && d > 0 && A->local.cols > 0) return -4;
    return ldb < (d > 1 ? d : 1) ? -5 : 0;
}

/* On all processes; columns one by one, since B may have padding. */
static int sketch_and_sum(randlapack_mpi *group, const randblas_sketch *S, const randlapack_mpi_xrows *A, scalar_t *B,
                          int64_t ldb)
{
    const int64_t d = randblas_sketch_rows(S), n = A->local.cols, m = A->local.rows;
    const int64_t columns = ldb == d ? n : 1;
    int info = 0;
    if (m > 0)
        info = randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, n, m, 1, S, 0,
                              A->first, &A->local, 0, B, ldb);
    for (int64_t j = 0; j < n && m == 0; j++)
        for (int64_t i = 0; i < d; i++) B[i + j * ldb] = 0;
    for (int64_t j = 0; j < n; j += columns) {
        info = randlapack_mpi_collect(group, RANDLAPACK_MPI_SUM_X, d * columns, B + j * ldb, info);
        if (info) break;
    }
    return info;
}

int randlapack_mpi_xsketch(randlapack_mpi *group, const randblas_sketch *S, const randlapack_mpi_xrows *A, scalar_t *B,
                           int64_t ldb)
{
    const int64_t d = randblas_sketch_rows(S);
    int64_t nnz = 0;
    int info;
    if (!group) return -1;
    randlapack_mpi_begin(group);
    info = check(group, S, A, B, ldb);
    info = randlapack_mpi_xopen(group, A, info, 3, d, &nnz);
    if (info) return info;
    if (group->exact)
        info = randlapack_mpi_xexact_sketch(group, NULL, S, d, &A->local, A->first, false, B, ldb);
    else
        info = sketch_and_sum(group, S, A, B, ldb);
    return randlapack_mpi_end(group, info);
}
