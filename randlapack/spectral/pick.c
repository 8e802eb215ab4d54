/*
 * Interpolation by Stieltjes functions.  The mean of order p of the numbers lambda_i + tau, |p| <= 1 and 0 the
 * geometric mean, maps the upper half plane to itself and is positive for tau > 0 when no lambda_i is negative.  So
 *
 *     u(tau) = tau + a - S(tau),     S(tau) = integral of dnu(x) / (x + tau),     nu >= 0,     a = tr A / n,
 *
 * and without a, (delta(tau) - delta_0) / (tau - tau_0) is such an S too, delta = u - tau.  With S its successors
 *
 *     S_k(tau) = v_k / (1 + (tau - tau_k) S_{k+1}(tau)),     v_k = S_k(tau_k),
 *
 * are Stieltjes functions @cite baker1996: this is the algorithm of Nevanlinna and Pick for half lines.  Values are
 * those of some S if and only if all v_k lie in [0, limit_k], where u(0) >= 0 makes
 *
 *     S_k(0) <= limit_k,     limit_{k+1} = (1 - v_k / limit_k) / tau_k.
 *
 * The tail S_m lies between 0 and limit_m and S depends on it monotonically.  Both ends are attained by some S: with no
 * more known than the values, no bounds are closer.  Beyond the nodes the errors of the terms are added.
 *
 * Nodes are taken in the order of significance of v_k to its error.  Once none is significant what they tell is that
 * the tail is small: S_m falls and tau S_m rises, so that S_m(tau) <= S_m(tau_j) max(1, tau_j / tau).
 */
#include "interpolant_impl.h"

#include <float.h>

#define SIGNIFICANT 2.0 /* errors */
#define AT_ODDS 8.0     /* errors that a value may be out of its range */

/* ---------------------------------------------------------------- terms ------------------------------------------- */

/* Values still to be taken; positions are swapped to the front as they are. */
typedef struct rest {
    int64_t count;
    double *tau, *v, *error;
} rest;

static void swap_out(rest *r, int64_t j)
{
    const int64_t last = --r->count;
    const double t = r->tau[j], v = r->v[j], e = r->error[j];
    r->tau[j] = r->tau[last], r->v[j] = r->v[last], r->error[j] = r->error[last];
    r->tau[last] = t, r->v[last] = v, r->error[last] = e;
}

/* The most significant one, a node at zero before all: only there the limit is lost. */
static int64_t choose(const rest *r)
{
    int64_t best = 0;
    for (int64_t j = 1; j < r->count; j++) {
        if (r->tau[best] == 0) break;
        if (r->tau[j] == 0 || r->v[j] * r->error[best] > r->v[best] * r->error[j]) best = j;
    }
    return best;
}

/* From S_k to S_{k+1} at the other nodes. */
static void descend(rest *r, double node, double term, double error)
{
    for (int64_t j = 0; j < r->count; j++) {
        const double ratio = term / r->v[j], step = r->tau[j] - node;
        const bool known = r->v[j] > SIGNIFICANT * r->error[j];
        r->error[j] = known ? (error / r->v[j] + ratio * (r->error[j] / r->v[j])) / fabs(step) : INFINITY;
        r->v[j] = known ? (ratio - 1) / step : 0;
    }
}

/* Whether a value lies where it may, errors considered; and there it is put. */
static bool into_range(double *v, double error, double limit)
{
    const bool inside = !(*v < -AT_ODDS * error) && !(*v > limit + AT_ODDS * error);
    *v = fmin(fmax(*v, 0), limit);
    return inside;
}

/* From limit_k to limit_{k+1}. */
static void lower_limit(randlapack_pick *p, double node, double term, double error)
{
    const double ratio = term / p->limit, sum = error / p->limit + ratio * (p->limit_error / p->limit) + DBL_EPSILON;
    p->limit_error = node == 0 ? 0 : (isinf(p->limit) ? DBL_EPSILON : sum) / node;
    p->limit = node == 0 ? INFINITY : fmax(0, 1 - ratio) / node;
}

static int take_terms(randlapack_pick *p, rest *r)
{
    int code = 0;
    while (r->count > 0) {
        for (int64_t j = r->count - 1; j >= 0; j--)
            if (!into_range(&r->v[j], r->error[j], p->limit)) {
                code = RANDBLAS_NOT_POSITIVE_DEFINITE;
                swap_out(r, j); /* left out */
            }
        const int64_t j = r->count > 0 ? choose(r) : 0;
        if (r->count == 0 || !(r->v[j] > SIGNIFICANT * r->error[j]) || p->limit <= 0) break;
        const double node = r->tau[j], term = r->v[j], error = r->error[j];
        p->nodes[p->used] = node;
        p->errors[p->used] = error;
        p->terms[p->used++] = term;
        lower_limit(p, node, term, error);
        swap_out(r, j);
        descend(r, node, term, error);
    }
    return code;
}

int randlapack_pick_build(randlapack_interpolant *s)
{
    const bool known = !isnan(s->limit);
    const int64_t first = known ? 0 : 1, m = s->count - first;
    randlapack_pick *p = &s->pick;
    double *work = randblas_arena_get(&s->arena, randblas_size_product(6, s->count), sizeof *work);
    if (!work) return s->arena.info;
    rest r = {m, work, work + s->count, work + 2 * s->count};
    p->nodes = work + 3 * s->count;
    p->terms = work + 4 * s->count;
    p->errors = work + 5 * s->count;
    for (int64_t j = 0; j < m; j++) {
        const int64_t i = j + first;
        const double step = known ? 1 : s->tau[i] - s->tau[0];
        r.tau[j] = s->tau[i];
        r.v[j] = (known ? s->limit - s->delta[i] : s->delta[i] - s->delta[0]) / step;
        r.error[j] = (s->error[i] + (known ? s->noise * s->limit : s->error[0])) / step;
    }
    p->limit = known ? s->limit : s->tau[0] > 0 ? s->delta[0] / s->tau[0] : INFINITY;
    p->limit_error = known ? s->noise * s->limit : s->tau[0] > 0 ? s->error[0] / s->tau[0] : 0;
    const int code = take_terms(p, &r);
    p->spare = r.count;
    p->spare_nodes = r.tau;
    p->spare_most = r.v;
    for (int64_t j = 0; j < r.count; j++) p->spare_most[j] += AT_ODDS * r.error[j];
    s->used = first + p->used;
    return code;
}

/* ---------------------------------------------------------------- evaluation -------------------------------------- */

/* The fraction with a tail, and to first order what the errors of its terms amount to. */
static randlapack_dual fraction(const randlapack_pick *p, double tail, double tau, double *error)
{
    randlapack_dual S = {tail, 0};
    int64_t k = p->used;
    *error = 0;
    while (k-- > 0) {
        const double step = tau - p->nodes[k], below = isinf(S.v) && step == 0 ? 1 : 1 + step * S.v;
        if (!(below > 0) || isinf(below)) { /* a pole within the error of the limit, and what follows from it */
            S = (randlapack_dual){below > 0 ? 0 : INFINITY, 0};
            *error = 0;
            continue;
        }
        *error = p->errors[k] / below + fabs(p->terms[k] / below * (step / below)) * *error;
        S = (randlapack_dual){p->terms[k] / below, -p->terms[k] / below * ((S.v + step * S.d) / below)};
    }
    return S;
}

/* The largest that the tail can be there. */
static double largest_tail(const randlapack_pick *p, double tau)
{
    double most = p->limit + AT_ODDS * p->limit_error;
    for (int64_t j = 0; j < p->spare; j++) {
        const double t = p->spare_nodes[j];
        most = fmin(most, p->spare_most[j] * (tau < t ? t / tau : 1));
    }
    return most;
}

static randlapack_dual to_delta(const randlapack_interpolant *s, randlapack_dual S, double tau)
{
    if (!isnan(s->limit)) return (randlapack_dual){s->limit - S.v, -S.d};
    const double step = tau - s->tau[0];
    if (step == 0) return (randlapack_dual){s->delta[0], S.v}; /* S may be infinite there */
    return (randlapack_dual){s->delta[0] + step * S.v, S.v + step * S.d};
}

randlapack_enclosure randlapack_pick_at(const randlapack_interpolant *s, double tau)
{
    const randlapack_pick *p = &s->pick;
    double error[2];
    const randlapack_dual a = fraction(p, 0, tau, &error[0]), b = fraction(p, largest_tail(p, tau), tau, &error[1]);
    const bool outside = tau < s->tau[0] || tau > s->tau[s->count - 1];
    const double weight = !outside ? 0 : isnan(s->limit) ? fabs(tau - s->tau[0]) : 1;
    const randlapack_dual first = to_delta(s, a, tau), second = to_delta(s, b, tau);
    const bool ordered = first.v <= second.v;
    randlapack_enclosure e = {ordered ? first : second, ordered ? second : first};
    if (outside && isfinite(e.lower.v)) e.lower.v -= weight * error[ordered ? 0 : 1];
    if (outside && isfinite(e.upper.v)) e.upper.v += weight * error[ordered ? 1 : 0];
    return e;
}
