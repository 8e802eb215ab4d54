/*
 * A batch of sketches of rows that are spread over a team: sketch i is the sum of what the members have of it, goes to
 * member i, and is factored there, all at the same time; then each member's estimates go to all.
 */
#include "average_impl.h"

#include <math.h>

#define FACTS RANDLAPACK_AVERAGE_FACTS

/* The parts of sketch i are added up, and member i keeps the sum. */
static int sketch_together(randlapack_xaverage *v, int64_t i)
{
    const randlapack_xteam *team = v->p->team;
    const int64_t d = v->p->rule.rows, size = d * v->n;
    scalar_t *W = v->workers->W;
    randblas_sketch *S = NULL;
    int info = randblas_sketch_create(&v->p->dist, &v->states[i], &S, NULL);
    if (info) return info;
    info = team->sketch(team->context, S, d, v->p->A, W, d);
    randblas_sketch_destroy(S);
    if (!info) info = team->give(team->context, i, size, W);
    for (int64_t k = 0; k < size && team->member == i && !info; k++) v->kept[k] = W[k];
    return info;
}

/* What this process finds in its sketch: the code, or what outcomes hold. */
static randlapack_sketched_outcome factor_kept(randlapack_xaverage *v)
{
    const int64_t size = v->p->rule.rows * v->n;
    scalar_t *W = v->workers->W;
    for (int64_t k = 0; k < size; k++) {
        if (!isfinite(v->kept[k])) return (randlapack_sketched_outcome){.info = RANDBLAS_NOT_FINITE, .rcond = 1};
        W[k] = v->kept[k];
    }
    return randlapack_xsketched_inverse_factor(&v->p->rule, v->p->options.ridge, v->workers, v->R);
}

/* Of all members; a sketch that is not ours adds zero. */
static int share_outcomes(randlapack_xaverage *v, int64_t count, const randlapack_sketched_outcome *own)
{
    const randlapack_xteam *team = v->p->team;
    double *facts = v->facts;
    for (int64_t i = 0; i < count * FACTS; i++) facts[i] = 0;
    if (team->member < count) {
        double *mine = facts + team->member * FACTS;
        mine[0] = own->info, mine[1] = own->factor, mine[2] = own->dimension, mine[3] = own->scale;
        mine[4] = own->rcond;
    }
    const int info = team->add(team->context, count * FACTS, facts);
    for (int64_t i = 0; i < count && !info; i++) {
        const double *f = facts + i * FACTS;
        v->outcomes[i] = (randlapack_sketched_outcome){(int)f[0], f[1], f[2], f[3], f[4]};
    }
    return info;
}

int randlapack_xbatch_make_by_team(randlapack_xaverage *v, int64_t count)
{
    randlapack_sketched_outcome own = {0};
    int info = 0;
    for (int64_t i = 0; i < count && !info; i++) info = sketch_together(v, i);
    if (!info && v->p->team->member < count) own = factor_kept(v);
    if (!info && own.info < 0) info = own.info; /* a failure, not an outcome */
    return info ? info : share_outcomes(v, count, &own);
}

int randlapack_xbatch_gather(randlapack_xaverage *v, int64_t batch, int64_t count)
{
    const randlapack_xteam *team = v->p->team;
    if (randlapack_sums_columns(v->p->kind)) return team->add(team->context, batch, v->sums);
    if (v->p->kind == RANDLAPACK_INVERSE_SOLVE) return team->sum(team->context, batch * v->n * count, v->Y);
    return team->add(team->context, batch * v->block, v->values);
}
