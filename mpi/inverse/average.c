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

static int check(const randlapack_mpi_xrows *A, int64_t nrhs, const scalar_t *B, int64_t ldb, const scalar_t *X,
                 int64_t ldx, const scalar_t *E, int64_t lde)
{
    if (!A) return -2;
    const int64_t n = A->local.cols;
    if (nrhs < 0) return -3;
    if (!B && n > 0 && nrhs > 0) return -4;
    if (ldb < at_least_one(n)) return -5;
    if (!X && n > 0 && nrhs > 0) return -6;
    if (ldx < at_least_one(n)) return -7;
    return E && lde < at_least_one(n) ? -9 : 0;
}

/* One call of a driver. */
typedef struct averaging {
    randlapack_mpi *group;
    const randlapack_mpi_xrows *A;
    randlapack_inverse_options options;
    randlapack_mpi_xteam t;
} averaging;

/* info: of the other arguments; argument: the number of the options; key: what has to be the same on all processes. */
static int begin(averaging *v, int info, const randlapack_inverse_options *options, int argument, int64_t key)
{
    int64_t nnz = 0;
    if (!info && !options_are_legal(v->group, options, &v->options)) info = -argument;
    info = randlapack_mpi_xopen(v->group, v->A, info, 2, key, &nnz);
    v->t.arena = randblas_arena_open(NULL); /* to be closed in any case */
    return info ? info : randlapack_mpi_xteam_make(v->group, v->A, nnz, 1, &v->options.control, &v->t);
}

static int end(averaging *v, int info)
{
    randblas_arena_close(&v->t.arena);
    return randlapack_mpi_end(v->group, info);
}

int randlapack_mpi_xinverse_solve(randlapack_mpi *group, const randlapack_mpi_xrows *A, int64_t nrhs, const scalar_t *B,
                                  int64_t ldb, scalar_t *X, int64_t ldx, scalar_t *E, int64_t lde,
                                  const randlapack_inverse_options *options, randlapack_inverse_report *report)
{
    averaging v = {.group = group, .A = A};
    if (!group) return -1;
    randlapack_mpi_begin(group);
    int info = begin(&v, check(A, nrhs, B, ldb, X, ldx, E, lde), options, 10, nrhs);
    if (!info)
        info = randlapack_mpi_shifted(
            randlapack_xinverse_solve_team(&A->local, &v.t.team, nrhs, B, ldb, X, ldx, E, lde, &v.options, report));
    return end(&v, info);
}

/* A second operator, which may be missing where that means something, and the first of the results. */
static int check_source(const randlapack_mpi_xrows *A, const randblas_xlinop *M, bool needed, const void *out)
{
    if (!A) return -2;
    const int info = M || needed ? randblas_xlinop_check(M) : 0;
    if (info) return info == -1 ? -3 : info;
    if (M && M->rows != A->local.cols) return -3;
    return out ? 0 : -4;
}

static int64_t columns_of(const randblas_xlinop *M)
{
    return M ? M->cols : -1;
}

int randlapack_mpi_xinverse_forms(randlapack_mpi *group, const randlapack_mpi_xrows *A, const randblas_xlinop *X,
                                  scalar_t *f, scalar_t *e, const randlapack_inverse_options *options,
                                  randlapack_inverse_report *report)
{
    averaging v = {.group = group, .A = A};
    if (!group) return -1;
    randlapack_mpi_begin(group);
    const void *out = X && X->cols == 0 ? (const void *)X : f;
    int info = begin(&v, check_source(A, X, true, out), options, 6, columns_of(X));
    if (!info)
        info =
            randlapack_mpi_shifted(randlapack_xinverse_forms_team(&A->local, &v.t.team, X, f, e, &v.options, report));
    return end(&v, info);
}

int randlapack_mpi_xinverse_trace(randlapack_mpi *group, const randlapack_mpi_xrows *A, const randblas_xlinop *C,
                                  scalar_t *t, scalar_t *e, const randlapack_inverse_options *options,
                                  randlapack_inverse_report *report)
{
    averaging v = {.group = group, .A = A};
    if (!group) return -1;
    randlapack_mpi_begin(group);
    int info = check_source(A, C, false, t);
    if (!info && C && C->cols != C->rows) info = -3;
    info = begin(&v, info, options, 6, columns_of(C));
    if (!info)
        info =
            randlapack_mpi_shifted(randlapack_xinverse_trace_team(&A->local, &v.t.team, C, t, e, &v.options, report));
    return end(&v, info);
}

int randlapack_mpi_xinverse_trace_factor(randlapack_mpi *group, const randlapack_mpi_xrows *A, const randblas_xlinop *F,
                                         scalar_t *t, scalar_t *e, const randlapack_inverse_options *options,
                                         randlapack_inverse_report *report)
{
    averaging v = {.group = group, .A = A};
    if (!group) return -1;
    randlapack_mpi_begin(group);
    int info = begin(&v, check_source(A, F, true, t), options, 6, columns_of(F));
    if (!info)
        info = randlapack_mpi_shifted(
            randlapack_xinverse_trace_factor_team(&A->local, &v.t.team, F, t, e, &v.options, report));
    return end(&v, info);
}
