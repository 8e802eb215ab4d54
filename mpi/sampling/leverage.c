/* Leverage scores of rows that are spread: sampling/leverage_sketched.c of the drivers, with a team. */
#include "spread_impl.h"

#include "exact_team_impl.h"

#include "leverage_impl.h"
#include "options_impl.h"

#include <math.h>

static bool options_are_legal(const randlapack_leverage_options *options, int64_t n, randlapack_leverage_options *o)
{
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->sketch_rows < 0 || (o->sketch_rows > 0 && o->sketch_rows < n) || o->sketch_nnz < 0) return false;
    return o->projections >= 0 && o->lambda >= 0 && isfinite(o->lambda);
}

static int check(const randlapack_mpi *group, const randlapack_mpi_xrows *A, const scalar_t *scores,
                 const randlapack_leverage_options *options, randlapack_leverage_options *o)
{
    if (!A || A->rows < A->local.cols) return -2;
    if (!scores && A->local.rows > 0) return -3;
    if (!options_are_legal(options, A->local.cols, o)) return -4;
    return group->exact && o->family && !randlapack_mpi_family_is_exact((int)o->family) ? -4 : 0;
}

int randlapack_mpi_xleverage_sketched(randlapack_mpi *group, const randlapack_mpi_xrows *A, scalar_t *scores,
                                      const randlapack_leverage_options *options, randlapack_leverage_report *report)
{
    randlapack_leverage_options o = {0};
    randlapack_mpi_xteam t;
    int64_t nnz = 0;
    int info;
    if (!group) return -1;
    randlapack_mpi_begin(group);
    info = check(group, A, scores, options, &o);
    info = randlapack_mpi_xopen(group, A, info, 2, 0, &nnz);
    if (info) return info;
    info = randlapack_mpi_xteam_make(group, A, nnz, 1, &o.control, &t);
    if (!info) info = randlapack_mpi_shifted(randlapack_xleverage_team(&A->local, &t.team, scores, &o, report));
    randblas_arena_close(&t.arena);
    return randlapack_mpi_end(group, info);
}
