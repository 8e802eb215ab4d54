/* Generalised linear models for rows that are spread: optim/glm.c of the drivers, with a team. */
#include "spread_impl.h"

#include "exact_team_impl.h"

#include "glm_impl.h"
#include "options_impl.h"

#include <math.h>

static int check(const randlapack_mpi *group, randlapack_glm_model model, const randlapack_mpi_xrows *A,
                 const scalar_t *y, double lambda, const scalar_t *x, const randlapack_glm_options *options,
                 randlapack_glm_options *o)
{
    if (model != RANDLAPACK_LOGISTIC && model != RANDLAPACK_POISSON) return -2;
    if (!A) return -3;
    if (!y && A->local.rows > 0) return -4;
    if (!(lambda >= 0) || isinf(lambda)) return -7;
    if (!x && A->local.cols > 0) return -8;
    const bool legal = randlapack_read_options(o, sizeof *o, sizeof *o, options);
    if (!legal || !randblas_control_is_legal(&o->control)) return -9;
    return group->exact && o->family && !randlapack_mpi_family_is_exact((int)o->family) ? -9 : 0;
}

int randlapack_mpi_xglm(randlapack_mpi *group, randlapack_glm_model model, const randlapack_mpi_xrows *A,
                        const scalar_t *y, const scalar_t *weights, const scalar_t *offset, double lambda, scalar_t *x,
                        const randlapack_glm_options *options, randlapack_glm_report *report)
{
    randlapack_glm_options o = {0};
    randlapack_mpi_xteam t;
    int64_t nnz = 0;
    int info;
    if (!group) return -1;
    randlapack_mpi_begin(group);
    info = check(group, model, A, y, lambda, x, options, &o);
    info = randlapack_mpi_xopen(group, A, info, 3, (int64_t)model, &nnz);
    if (info) return info;
    info = randlapack_mpi_xteam_make(group, A, nnz, 1, &o.control, &t);
    if (!info)
        info = randlapack_mpi_shifted(
            randlapack_xglm_team(model, &A->local, &t.team, y, weights, offset, lambda, x, options, report));
    randblas_arena_close(&t.arena);
    return randlapack_mpi_end(group, info);
}
