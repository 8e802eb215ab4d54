/*
 * One step of sketch-and-project on a block S: c = (G + lambda mean(diag G) I)^-1 u by Cholesky, and x moves by the
 * correction that c stands for, with or without momentum (project_impl.h, momentum.c).
 *
 * The term with lambda keeps the factor in being for rows that are dependent, duplicates for instance: at 4 s eps, it
 * is of the size of the rounding errors of G.  What it leaves undone of a projection, the next visits do: the
 * solutions are fixed points for every lambda.
 */
#include "lapack_impl.h"
#include "project_impl.h"

#include <math.h>

#define TRIES 12         /* 4^12 is 1/eps of float and more */
#define MORE_LAMBDA 16.0 /* than in the try before */

/* G (upper) = A_SS with rows and columns scaled to a diagonal of about 1; false unless its diagonal is positive. */
static bool scale_diagonal(const randlapack_xproject *p, int64_t s, const int64_t *rows, scalar_t *G)
{
    for (int64_t k = 0; k < s; k++) {
        const double d = (double)G[k + k * s];
        if (!(d > 0) || !isfinite(d)) return false;
        const int e = ilogb(d) + p->rows.exponent[rows[k]];
        p->half[rows[k]] = (e - (e < 0)) / 2;
    }
    for (int64_t k = 0; k < s; k++)
        for (int64_t l = 0; l < s; l++) {
            const int e = p->rows.exponent[rows[k]] - p->half[rows[k]] - p->half[rows[l]];
            G[k + l * s] = (scalar_t)ldexp((double)G[k + l * s], e);
        }
    return true;
}

static void regularise(int64_t s, double lambda, scalar_t *G)
{
    double mean = 0;
    for (int64_t k = 0; k < s; k++) mean += (double)G[k + k * s] / (double)s;
    if (mean <= 0) mean = 1; /* rows of zeros: u is not to become infinite */
    for (int64_t k = 0; k < s; k++) G[k + k * s] = (scalar_t)((double)G[k + k * s] + lambda * mean);
}

/* G = R^T R. */
static int factor(randlapack_xproject *p, int64_t s, const int64_t *rows, scalar_t *G)
{
    const bool gram = p->kind != RANDLAPACK_COORDINATES;
    double lambda = p->lambda;
    int info = RANDBLAS_NOT_POSITIVE_DEFINITE;
    p->report->factorisations++;
    for (int t = 0; t < (gram ? TRIES : 1) && info == RANDBLAS_NOT_POSITIVE_DEFINITE; t++, lambda *= MORE_LAMBDA) {
        if (gram) {
            randlapack_xscaled_rows_gram(&p->rows, s, rows, G);
        } else {
            randlapack_xscaled_rows_select(&p->rows, s, rows, G);
            if (!scale_diagonal(p, s, rows, G)) return info;
        }
        regularise(s, lambda, G);
        info = randlapack_xpotrf(s, G, s);
    }
    return gram && info == RANDBLAS_NOT_POSITIVE_DEFINITE ? RANDBLAS_NOT_FINITE : info;
}

static void right_hand_side(const randlapack_xproject *p, int64_t s, const int64_t *rows)
{
    const bool columns = p->kind == RANDLAPACK_COLUMNS;
    randlapack_xscaled_rows_multiply(&p->rows, s, rows, columns ? p->r : p->x, p->u);
    for (int64_t k = 0; k < s && !columns; k++) {
        p->u[k] = p->beta[rows[k]] - p->u[k];
        if (p->kind == RANDLAPACK_COORDINATES)
            p->u[k] = (scalar_t)ldexp((double)p->u[k], p->rows.exponent[rows[k]] - p->half[rows[k]]);
    }
}

/* v += factor times the correction in x. */
static void correct_x(const randlapack_xproject *p, int64_t s, const int64_t *rows, double factor, scalar_t *v)
{
    for (int64_t k = 0; k < s; k++) p->c[k] = (scalar_t)(factor * (double)p->u[k]);
    if (p->kind == RANDLAPACK_EQUATIONS) {
        randlapack_xscaled_rows_add(&p->rows, s, rows, p->c, v);
    } else {
        for (int64_t k = 0; k < s; k++) v[rows[k]] += p->c[k];
    }
}

/* v += factor times the correction in r. */
static void correct_r(const randlapack_xproject *p, int64_t s, const int64_t *rows, double factor, scalar_t *v)
{
    for (int64_t k = 0; k < s; k++) p->c[k] = (scalar_t)(-factor * (double)p->u[k]);
    randlapack_xscaled_rows_add(&p->rows, s, rows, p->c, v);
}

/* v = v + g, or m = damping (m + g), v = v + g + weight m. */
static void advance(const randlapack_xproject *p, int64_t s, const int64_t *rows, int64_t n, scalar_t *v, scalar_t *m,
                    void (*correct)(const randlapack_xproject *, int64_t, const int64_t *, double, scalar_t *))
{
    const double damping = p->momentum.damping, weight = p->momentum.weight;
    correct(p, s, rows, 1, v);
    if (!m) return;
    for (int64_t i = 0; i < n; i++) m[i] = (scalar_t)(damping * (double)m[i]);
    correct(p, s, rows, damping, m);
    for (int64_t i = 0; i < n; i++) v[i] += (scalar_t)(weight * (double)m[i]);
}

int randlapack_xproject_step(randlapack_xproject *p, int64_t s, const int64_t *rows, int64_t k)
{
    const bool keep = p->factors && k >= 0;
    scalar_t *R = keep ? p->factors + k * p->rows.block * p->rows.block : p->G;
    int info = randlapack_xscaled_rows_fetch(&p->rows, s, rows);
    if (!info && !(keep && p->ready[k])) info = factor(p, s, rows, R);
    if (info) return info;
    if (keep) p->ready[k] = true;
    right_hand_side(p, s, rows);
    info = randlapack_xtrsm(RANDBLAS_TRANS, s, 1, R, s, p->u, s);
    if (!info) info = randlapack_xtrsm(RANDBLAS_NO_TRANS, s, 1, R, s, p->u, s);
    if (info) return info;
    for (int64_t l = 0; l < s && p->kind == RANDLAPACK_COORDINATES; l++)
        p->u[l] = (scalar_t)ldexp((double)p->u[l], -p->half[rows[l]]);
    advance(p, s, rows, p->A->cols, p->x, p->x_momentum, correct_x);
    if (p->kind == RANDLAPACK_COLUMNS) advance(p, s, rows, p->A->rows, p->r, p->r_momentum, correct_r);
    return 0;
}
