/* What the methods that leave probes out keep of them: of k probes the last ones are drawn and multiplied. */
#include "probing_impl.h"

#include "progress_impl.h"

static scalar_t *more(const randlapack_xprobing *p, int64_t k, const scalar_t *X)
{
    return randlapack_xgrown(p->arena, p->n, k, X, p->n, p->k);
}

static int say(const randlapack_xprobing *p, const char *phase)
{
    return randlapack_progress(p->control, phase, (double)p->k / (double)p->most);
}

/* The last columns of out = A X for the last columns of X. */
static int draw_and_multiply(randlapack_xprobing *p, int64_t k, scalar_t *X, scalar_t *out)
{
    const int64_t c = k - p->k, at = p->n * p->k;
    const int info = randlapack_xprobing_draw(p, c, X + at);
    return info ? info : randlapack_xprobing_measure(p, c, X + at, out + at);
}

/* The last columns of Q, which are to be in its span, made orthonormal, and those of Z = op(A) Q. */
static int extend(randlapack_xprobing *p, randblas_op op, int64_t k)
{
    const int64_t c = k - p->k, at = p->n * p->k;
    int info = randlapack_xbasis_extend(p->arena, p->n, p->k, c, p->Q, p->R, k);
    if (!info) info = say(p, "basis");
    return info ? info : randlapack_xprobing_multiply(p, op, c, p->Q + at, p->Z + at);
}

static int room_for_basis(randlapack_xprobing *p, int64_t k)
{
    p->Q = more(p, k, p->Q);
    p->Z = more(p, k, p->Z);
    p->R = randlapack_xgrown(p->arena, k, k, p->R, p->k, p->k);
    return p->arena->info;
}

int randlapack_xprobing_products(randlapack_xprobing *p, int64_t k)
{
    p->X = more(p, k, p->X);
    p->Y = more(p, k, p->Y);
    int info = p->arena->info;
    if (!info) info = say(p, "probes");
    return info ? info : draw_and_multiply(p, k, p->X, p->Y);
}

int randlapack_xprobing_range(randlapack_xprobing *p, randblas_op op, int64_t k)
{
    p->X = more(p, k, p->X);
    int info = room_for_basis(p, k);
    if (!info) info = say(p, "probes");
    if (!info) info = draw_and_multiply(p, k, p->X, p->Q);
    return info ? info : extend(p, op, k);
}

int randlapack_xprobing_split(randlapack_xprobing *p, randblas_op op, int64_t k)
{
    scalar_t *S = randblas_arena_get(p->arena, randblas_size_product(p->n, k - p->k), sizeof *S);
    int info = room_for_basis(p, k);
    if (!info) info = say(p, "sketch");
    if (!info) info = randlapack_xprobing_draw(p, k - p->k, S);
    if (!info) info = randlapack_xprobing_measure(p, k - p->k, S, p->Q + p->n * p->k);
    if (!info) info = extend(p, op, k);
    return info ? info : randlapack_xprobing_products(p, k);
}
