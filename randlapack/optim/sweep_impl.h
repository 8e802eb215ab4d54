/** One sweep over A that does u = A p, a map of the rows of u, and w = A^T u. */
#ifndef RANDLAPACK_SWEEP_IMPL_H
#define RANDLAPACK_SWEEP_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"
#include "team_impl.h"

#define RANDLAPACK_SWEEP_SUMS 4

/* Change u[0 .. count), which are rows first .. first + count, and add to the sums.  Called from several threads. */
typedef void randlapack_xsweep_map(void *context, int64_t first, int64_t count, scalar_t *u, double *sums);

typedef struct randlapack_xsweep {
    const randblas_xlinop *A;
    const randlapack_xteam *team; /* A has the rows of this process only, w and sums are of all; NULL: all */
    double *all;                  /* of a team: n + RANDLAPACK_SWEEP_SUMS on their way */
    double *terms;                /* with exact sums: RANDLAPACK_SWEEP_SUMS for each row */
    int64_t nslabs;               /* slabs of rows that are swept independently, whatever the number of threads */
    scalar_t *partial;            /* n for each slab: its part of w */
    double *sums;                 /* RANDLAPACK_SWEEP_SUMS for each slab */
} randlapack_xsweep;

/* Workspace for sweeps over A, of any kind, or the rows of a team; it is in arena.info whether it could be had. */
randlapack_xsweep randlapack_xsweep_open(randblas_arena *arena, const randblas_xlinop *A, const randlapack_xteam *team);

/*
 * u = A p (unless p is NULL: u is given), u = map(u) (unless map is NULL), w = A^T u (unless w is NULL); sums, added in
 * a fixed order.  Dense and CSR matrices are read once, others twice.  Returns 0 or the code of
 * randblas_xlinop_apply() or the team's.
 */
int randlapack_xsweep_run(const randlapack_xsweep *sweep, const scalar_t *p, randlapack_xsweep_map *map, void *context,
                          scalar_t *u, scalar_t *w, double sums[RANDLAPACK_SWEEP_SUMS]);

#endif
