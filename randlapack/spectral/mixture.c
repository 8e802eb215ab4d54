/*
 * A spectrum that has given means: weights w_k >= 0 on a grid of eigenvalues x_k, geometric and with zero,
 *
 *     sum w_k g((x_k + tau_j) / u_j) ~ 0,     g(y) = (y^p - 1) / p,     sum w_k = 1,     sum w_k x_k ~ tr A / n,
 *
 * by nonnegative least squares, the active set method of Lawson and Hanson @cite lawson1974.  Few weights are positive,
 * at most as many as there are equations.  As a function of tau its mean has the shape that means of order p have, for
 * any p, where interpolation by polynomials or splines has none.
 */
#include "interpolant_impl.h"

#include <string.h>

#define PER_DECADE 12
#define BELOW 30.0  /* eigenvalues that much below the first shift are zero as far as can be seen */
#define SMALL 1e-14 /* relative residual that is nothing */
#define MOST_DECADES 40

typedef struct problem {
    int64_t rows, cols, active;
    double *A; /* rows x cols */
    double *b; /* one for the sum of weights, else zero */
    double *Q, *R, *z;
    double *w;    /* the solution, cols */
    int64_t *set; /* active columns */
} problem;

/* ---------------------------------------------------------------- nonnegative least squares ----------------------- */

/* z: the least squares solution on the active columns, by modified Gram-Schmidt; the last is dropped if dependent. */
static bool solve_active(problem *p)
{
    const int64_t m = p->rows, k = p->active;
    double *rest = p->Q + k * m;
    memcpy(rest, p->b, (size_t)m * sizeof *rest);
    for (int64_t j = 0; j < k; j++) {
        double *q = p->Q + j * m, norm = 0, before = 0;
        memcpy(q, p->A + p->set[j] * m, (size_t)m * sizeof *q);
        for (int64_t i = 0; i < m; i++) before += q[i] * q[i];
        for (int64_t l = 0; l < j; l++) {
            double dot = 0;
            for (int64_t i = 0; i < m; i++) dot += p->Q[l * m + i] * q[i];
            for (int64_t i = 0; i < m; i++) q[i] -= dot * p->Q[l * m + i];
            p->R[l + j * (m + 1)] = dot;
        }
        for (int64_t i = 0; i < m; i++) norm += q[i] * q[i];
        if (!(norm > SMALL * SMALL * before)) return false;
        p->R[j + j * (m + 1)] = sqrt(norm);
        for (int64_t i = 0; i < m; i++) q[i] /= sqrt(norm);
        p->z[j] = 0;
        for (int64_t i = 0; i < m; i++) p->z[j] += q[i] * rest[i];
        for (int64_t i = 0; i < m; i++) rest[i] -= p->z[j] * q[i];
    }
    for (int64_t j = k - 1; j >= 0; j--) {
        for (int64_t l = j + 1; l < k; l++) p->z[j] -= p->R[j + l * (m + 1)] * p->z[l];
        p->z[j] /= p->R[j + j * (m + 1)];
    }
    return true;
}

/* The column that reduces the residual most for its length; -1 when none does. */
static int64_t best_column(const problem *p)
{
    const double *rest = p->Q + p->active * p->rows;
    double most = SMALL * sqrt((double)p->rows);
    int64_t best = -1;
    for (int64_t c = 0; c < p->cols; c++) {
        double dot = 0, square = 0;
        for (int64_t i = 0; i < p->rows; i++) {
            dot += p->A[c * p->rows + i] * rest[i];
            square += p->A[c * p->rows + i] * p->A[c * p->rows + i];
        }
        if (p->w[c] == 0 && square > 0 && dot > most * sqrt(square)) most = dot / sqrt(square), best = c;
    }
    return best;
}

/* From w towards z as far as no weight turns negative; those that vanish leave the set.  Whether z was reached. */
static bool step(problem *p)
{
    double length = 1;
    int64_t kept = 0;
    for (int64_t j = 0; j < p->active; j++) {
        const double w = p->w[p->set[j]];
        if (p->z[j] <= 0) length = fmin(length, w / (w - p->z[j]));
    }
    for (int64_t j = 0; j < p->active; j++) {
        const int64_t c = p->set[j];
        const double moved = p->w[c] + length * (p->z[j] - p->w[c]);
        p->w[c] = p->z[j] <= 0 && moved <= SMALL * fabs(p->z[j]) ? 0 : fmax(moved, 0);
        if (p->w[c] > 0) p->set[kept++] = c;
    }
    const bool reached = kept == p->active && length == 1;
    p->active = kept;
    return reached;
}

static void nonnegative_least_squares(problem *p)
{
    memset(p->w, 0, (size_t)p->cols * sizeof *p->w);
    p->active = 0;
    solve_active(p);
    for (int64_t turn = 0; turn < 10 * p->rows && p->active < p->rows; turn++) {
        const int64_t best = best_column(p);
        if (best < 0) break;
        p->set[p->active++] = best;
        const bool fresh = solve_active(p) && p->z[p->active - 1] > 0;
        if (!fresh) { /* rounding: no progress is possible */
            p->active--;
            break;
        }
        while (!step(p))
            if (!solve_active(p)) return;
        solve_active(p);
    }
}

/* ---------------------------------------------------------------- the grid ---------------------------------------- */

static int64_t set_grid(randlapack_interpolant *s)
{
    double first = s->tau[0] > 0 ? s->tau[0] : s->count > 1 ? s->tau[1] : s->delta[0], last = 0;
    for (int64_t j = 0; j < s->count; j++) last = fmax(last, s->delta[j]);
    if (!isnan(s->limit)) last = fmax(last, s->limit);
    last = 2 * last * (double)s->n;
    first = first > 0 ? fmin(first, last) / BELOW : last;
    const double decades = last > first ? fmin(log10(last / first), MOST_DECADES) : 0;
    const int64_t points = (int64_t)ceil(decades * PER_DECADE);
    s->atoms = 0;
    s->atom[s->atoms++] = 0;
    for (int64_t k = 0; k <= points && last > 0; k++) s->atom[s->atoms++] = last * pow(10, -(double)k / PER_DECADE);
    return s->atoms;
}

/* (x^p - 1) / p, or log x, bounded. */
static double transformed(double power, double x)
{
    const double y = log(fmax(x, 1e-300));
    return power == 0 ? y : expm1(fmin(power * y, 200)) / power;
}

static void set_equations(const randlapack_interpolant *s, problem *p)
{
    for (int64_t c = 0; c < p->cols; c++) {
        double *column = p->A + c * p->rows;
        int64_t i = 0;
        column[i++] = 1;
        for (int64_t j = 0; j < s->count; j++) {
            const double u = s->tau[j] + s->delta[j], x = (s->atom[c] + s->tau[j]) / u;
            column[i++] = u > 0 ? transformed(s->power, x) : 0;
        }
        if (!isnan(s->limit)) column[i++] = s->limit > 0 ? s->atom[c] / s->limit - 1 : 0;
    }
    for (int64_t i = 0; i < p->rows; i++) p->b[i] = i == 0;
}

/* Weights of atoms that matter to the front. */
static void keep_weights(randlapack_interpolant *s, const problem *p)
{
    double sum = 0;
    int64_t kept = 0;
    for (int64_t c = 0; c < p->cols; c++) sum += p->w[c];
    for (int64_t c = 0; c < p->cols; c++)
        if (p->w[c] > 0) s->atom[kept] = s->atom[c], s->atom_weight[kept++] = p->w[c] / sum;
    s->atoms = kept;
}

/* sum w_k y_k^p for y_k = (x_k + tau) / largest, which is 1 at most for p > 0 and at least 1 for p <= 0; its log / p.
 */
static randlapack_dual mean_at(const randlapack_interpolant *s, double tau)
{
    double unit = 0, sum = 0, change = 0;
    for (int64_t k = 0; k < s->atoms; k++) {
        const double x = s->atom[k] + tau;
        if (k == 0 || (s->power > 0 ? x > unit : x < unit)) unit = x;
    }
    if (!(unit > 0)) return (randlapack_dual){0, 0};
    for (int64_t k = 0; k < s->atoms; k++) {
        const double x = (s->atom[k] + tau) / unit, y = pow(x, s->power);
        sum += s->atom_weight[k] * (s->power == 0 ? log(x) : y);
        change += x > 0 ? s->atom_weight[k] * y / x : 0;
    }
    const double u = unit * (s->power == 0 ? exp(sum) : pow(sum, 1 / s->power));
    return (randlapack_dual){u, u / unit * change / (s->power == 0 ? 1 : sum)};
}

int randlapack_mixture_build(randlapack_interpolant *s)
{
    const int64_t most = MOST_DECADES * PER_DECADE + 3;
    s->atom = randblas_arena_get(&s->arena, 2 * most + s->count, sizeof *s->atom);
    if (!s->atom) return s->arena.info;
    s->atom_weight = s->atom + most;
    s->correction = s->atom + 2 * most;
    randblas_arena arena = randblas_arena_open(&s->control);
    problem p = {.rows = s->count + 2 - isnan(s->limit), .cols = set_grid(s)};
    const int64_t side = p.rows + 1;
    p.A = randblas_arena_get(&arena, randblas_size_product(p.rows, p.cols), sizeof *p.A);
    p.Q = randblas_arena_get(&arena, randblas_size_product(side, 2 * side + 2), sizeof *p.Q);
    p.w = randblas_arena_get(&arena, p.cols, sizeof *p.w);
    p.set = randblas_arena_get(&arena, side, sizeof *p.set);
    const int info = arena.info;
    if (!info) {
        p.R = p.Q + side * side;
        p.b = p.R + side * side;
        p.z = p.b + side;
        set_equations(s, &p);
        nonnegative_least_squares(&p);
        keep_weights(s, &p);
        for (int64_t j = 0; j < s->count; j++) s->correction[j] = s->delta[j] - (mean_at(s, s->tau[j]).v - s->tau[j]);
    }
    randblas_arena_close(&arena);
    return info;
}

/* The correction, linear in log tau between nodes k - 1 and k, constant before the first, vanishing after the last. */
static randlapack_dual correct(const randlapack_interpolant *s, double tau)
{
    int64_t k = 0;
    while (k < s->count && s->tau[k] < tau) k++;
    if (k == 0) return (randlapack_dual){s->correction[0], 0};
    const double before = s->correction[k - 1], from = s->tau[k - 1];
    if (k == s->count) return (randlapack_dual){before * (from / tau), -before * (from / tau / tau)};
    const double to = s->tau[k], rise = s->correction[k] - before;
    if (from == 0) return (randlapack_dual){before + rise * (tau / to), rise / to};
    const double slope = rise / log(to / from);
    return (randlapack_dual){before + slope * log(tau / from), slope / tau};
}

randlapack_dual randlapack_mixture_at(const randlapack_interpolant *s, double tau)
{
    const randlapack_dual u = mean_at(s, tau), more = correct(s, tau);
    return (randlapack_dual){u.v - tau + more.v, u.d - 1 + more.d};
}
