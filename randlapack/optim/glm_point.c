/*
 * f(x) = sum_i w_i loss(y_i, a_i^T x + o_i) + lambda/2 ||x||^2 in the variable z = x / c.  The margins, r, D, f and A^T
 * r are all had in one sweep over A; shorter steps along a direction need A only for A^T r, the margins being linear in
 * the length of the step.
 */
#include "glm_point_impl.h"

#include "lapack_impl.h"

#include <float.h>
#include <math.h>

#define MOST_HALVINGS 60
#define ARMIJO 0.1 /* refuses steps along p that are more than 1.8 times too long */

typedef struct evaluation {
    const randlapack_xglm_point *s;
    scalar_t *margins; /* where to put them */
    double alpha;      /* of the step whose margins are `full`, unless the sweep has computed new ones */
    bool along;
} evaluation;

/* From u, the products with A, or along the step: margins; then u = r and d. */
static void rows_of_f(void *context, int64_t first, int64_t count, scalar_t *u, double *sums)
{
    const evaluation *e = context;
    const randlapack_xglm_point *s = e->s;
    scalar_t *t = e->margins + first;
    const scalar_t *o = s->problem.offset;
    for (int64_t i = 0; i < count; i++)
        if (e->along)
            t[i] = (scalar_t)((1 - e->alpha) * (double)s->t[first + i] + e->alpha * (double)s->full[first + i]);
        else
            t[i] = o ? u[i] + o[first + i] : u[i];
    randlapack_xglm_loss(&s->problem, first, count, t, u, s->d + first, sums);
}

static double square_norm(int64_t n, const scalar_t *x)
{
    return pow(randlapack_xnorm(n, x), 2);
}

/* f at z + alpha p: from its margins `along` the step, or from A and then with A^T r in g. */
static int evaluate(randlapack_xglm_point *s, const scalar_t *p, double alpha, bool along, scalar_t *margins,
                    randlapack_glm_value *f)
{
    const int64_t n = s->A->cols;
    double sums[RANDLAPACK_SWEEP_SUMS];
    evaluation e = {s, margins, alpha, along};
    for (int64_t j = 0; j < n; j++) s->x[j] = (scalar_t)((double)s->c[j] * ((double)s->z[j] + alpha * (double)p[j]));
    const int info =
        randlapack_xsweep_run(&s->sweep, along ? NULL : s->x, rows_of_f, &e, s->u, along ? NULL : s->g, sums);
    const double ridge = s->lambda > 0 ? s->lambda / 2 * square_norm(n, s->x) : 0;
    *f = (randlapack_glm_value){sums[0] + ridge, sums[1] + ridge, sums[2], sums[3]};
    s->passes += !along;
    return info;
}

/* g = C A^T r + ridge z; on entry A^T r. */
static void finish_gradient(randlapack_xglm_point *s)
{
    for (int64_t j = 0; j < s->A->cols; j++)
        s->g[j] = (scalar_t)((double)s->c[j] * (double)s->g[j] + s->ridge[j] * (double)s->z[j]);
}

/* The size of H: the largest entry of D, or of the ridge where that is all there is. */
int randlapack_xglm_point_scale(const randlapack_xglm_point *s, double *scale)
{
    const randlapack_xteam *team = s->sweep.team;
    double largest = 0;
    for (int64_t i = 0; i < s->A->rows; i++) largest = fmax(largest, (double)s->d[i]);
    for (int64_t j = 0; j < s->A->cols; j++) largest = fmax(largest, s->ridge[j]);
    *scale = largest;
    return team ? team->largest(team->context, 1, scale) : 0;
}

static bool usable(const randlapack_glm_value *f)
{
    return f->magnitude <= (IS_SINGLE ? (double)FLT_MAX : DBL_MAX);
}

static void swap(scalar_t **a, scalar_t **b)
{
    scalar_t *c = *a;
    *a = *b;
    *b = c;
}

/* Try 1, 1/2, ...; *moved says whether there was a step that will do, and then it has been taken. */
int randlapack_xglm_point_step(randlapack_xglm_point *s, const scalar_t *p, double slope, bool *moved)
{
    const double rounding = 4 * (double)REAL_EPS * s->here.magnitude;
    double alpha = 1;
    randlapack_glm_value f;
    bool whole = false; /* the margins of the whole step are known, and finite */
    int info = 0;
    *moved = false;
    for (int halving = 0; !info && halving < MOST_HALVINGS; halving++, alpha /= 2) {
        const bool along = whole;
        info = evaluate(s, p, alpha, along, along ? s->trial : s->full, &f);
        if (halving == 0 && !info) whole = isfinite(f.magnitude);
        *moved = !info && usable(&f) && f.value <= s->here.value + ARMIJO * alpha * slope + rounding;
        if (*moved) {
            for (int64_t j = 0; j < s->A->cols; j++) s->z[j] = (scalar_t)((double)s->z[j] + alpha * (double)p[j]);
            if (along) info = randlapack_xsweep_run(&s->sweep, NULL, NULL, NULL, s->u, s->g, NULL);
            s->passes += along;
            swap(&s->t, along ? &s->trial : &s->full);
            s->here = f;
            finish_gradient(s);
            break;
        }
    }
    return info;
}

int randlapack_xglm_point_start(randlapack_xglm_point *s, const scalar_t *zero)
{
    const int info = evaluate(s, zero, 0, false, s->t, &s->here);
    finish_gradient(s);
    return info ? info : usable(&s->here) ? 0 : RANDBLAS_NOT_FINITE;
}
