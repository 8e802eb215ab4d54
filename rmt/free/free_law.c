/* Convolutions and compressions as laws. */
#include "arena_impl.h"
#include "free_impl.h"
#include "law_discrete_impl.h"
#include "rmt_free.h"

#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- members ---------------------------------------- */

static void destroy(rmt_law *law)
{
    rmt_free *f = law->data;
    for (int i = 0; i < 2; i++) rmt_free_close_source(&f->source[i]);
    free(f->band);
    free(f->panel);
    free(f->place);
}

static void density(const rmt_law *law, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = rmt_free_density(law->data, x[i] / law->scale) / law->scale;
}

static void cdf(const rmt_law *law, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = rmt_free_cdf(law->data, x[i] / law->scale);
}

/* Each edge and atom ascending: the first one behind which F is at least p is where the quantile is, or behind it. */
static double quantile_one(const rmt_law *law, double p)
{
    const rmt_free *f = law->data;
    if (!(p >= 0 && p <= 1)) return NAN;
    const double low = f->bands > 0 ? f->band[0].edge[0] : INFINITY, first = f->atoms > 0 ? f->place[0] : INFINITY;
    if (p == 0) return fmin(low, first) * law->scale;
    for (int64_t k = 0; k < f->atoms; k++) {
        const double F = rmt_free_cdf(f, f->place[k]);
        if (p <= F && p > F - f->weight[k]) return f->place[k] * law->scale;
    }
    for (int64_t k = 0; k < f->bands; k++) {
        const double *edge = f->band[k].edge;
        if (p <= rmt_free_cdf(f, edge[0])) return edge[0] * law->scale;
        if (p < rmt_free_cdf(f, edge[1]))
            return rmt_newton_quantile(law, edge[0] * law->scale, edge[1] * law->scale, p);
        if (p <= rmt_free_cdf(f, edge[1])) return edge[1] * law->scale;
    }
    const double high = f->bands > 0 ? f->band[f->bands - 1].edge[1] : -INFINITY;
    return fmax(high, f->atoms > 0 ? f->place[f->atoms - 1] : -INFINITY) * law->scale;
}

static void quantile(const rmt_law *law, int64_t n, const double *p, double *x)
{
    for (int64_t i = 0; i < n; i++) x[i] = quantile_one(law, p[i]);
}

static bool in_band(const rmt_free *f, double x)
{
    for (int64_t k = 0; k < f->bands; k++)
        if (x > f->band[k].edge[0] && x < f->band[k].edge[1]) return true;
    return false;
}

/* The subordination point for z in the closed upper half plane; beside the support just above the axis. */
static bool point_of(const rmt_free *f, rmt_complex z, rmt_complex v, rmt_free_point *p)
{
    const bool axis = cimag(z) == 0, beside = axis && !in_band(f, creal(z));
    if (beside && !f->shifted) z = CMPLX(creal(z), 1e-15 * fmax(fabs(creal(z)), f->high - f->low));
    const bool found = rmt_free_solve(f, z, v, p);
    if (beside) {
        p->m = CMPLX(creal(p->m), 0.0);
        p->h = CMPLX(creal(p->h), 0.0);
        p->w1 = CMPLX(creal(p->w1), 0.0);
        p->w2 = CMPLX(creal(p->w2), 0.0);
    }
    return found;
}

static rmt_law_value value(const rmt_law *law, rmt_complex z)
{
    const bool lower = signbit(cimag(z));
    const rmt_complex u = CMPLX(creal(z), fabs(cimag(z)));
    rmt_free_point p;
    if (!point_of(law->data, u, 0, &p)) return (rmt_law_value){CMPLX(NAN, NAN), CMPLX(NAN, NAN), CMPLX(NAN, NAN)};
    const rmt_complex dm = rmt_free_slope(law->data, u, &p);
    return lower ? (rmt_law_value){conj(p.m), conj(dm), conj(p.h)} : (rmt_law_value){p.m, dm, p.h};
}

static void stieltjes(const rmt_law *law, int64_t n, const rmt_complex *z, rmt_complex *m)
{
    rmt_complex v = 0;
    for (int64_t i = 0; i < n; i++) {
        const rmt_complex u = CMPLX(creal(z[i]) / law->scale, fabs(cimag(z[i])) / law->scale);
        const bool lower = signbit(cimag(z[i]));
        rmt_free_point p;
        if (isinf(creal(u)) || isinf(cimag(u))) {
            m[i] = 0;
        } else if (isnan(creal(u)) || isnan(cimag(u)) || !point_of(law->data, u, v, &p)) {
            m[i] = CMPLX(NAN, NAN);
        } else {
            v = p.v;
            m[i] = CMPLX(creal(p.m) / law->scale, (lower ? -1 : 1) * cimag(p.m) / law->scale);
        }
    }
}

static void boundary(const rmt_law *law, int64_t n, const double *x, double *y)
{
    const rmt_free *f = law->data;
    rmt_complex v = 0;
    for (int64_t i = 0; i < n; i++) {
        rmt_free_point p;
        bool atom = false;
        for (int64_t k = 0; k < f->atoms; k++) atom = atom || f->place[k] * law->scale == x[i];
        const bool found = isfinite(x[i]) && !atom && point_of(f, CMPLX(x[i] / law->scale, 0.0), v, &p);
        if (found) v = p.v;
        y[i] = found ? creal(p.m) / law->scale : atom ? INFINITY : isinf(x[i]) ? 0 : NAN;
    }
}

/* ---------------------------------------------------------------- sequences -------------------------------------- */

/* The law as points and weights: the panels' Gauss points and the atoms. */
static int64_t discretise(const rmt_free *f, double *x, double *w)
{
    int64_t n = 0;
    for (int64_t k = 0; k < f->bands; k++)
        for (int side = 0; side < 2; side++) {
            const rmt_free_half *half = &f->band[k].half[side];
            for (int64_t j = half->first; j < half->first + half->count; j++)
                n += rmt_free_panel_points(&f->band[k], side, &f->panel[j], x + n, w + n);
        }
    for (int64_t k = 0; k < f->atoms; k++, n++) x[n] = f->place[k], w[n] = f->weight[k];
    return n;
}

static int moments(const rmt_law *law, int64_t count, double *m)
{
    const rmt_free *f = law->data;
    const int64_t room = RMT_FREE_NODES * f->panels + f->atoms;
    randblas_arena arena = randblas_arena_open(NULL);
    double *x = randblas_arena_get(&arena, room, sizeof *x);
    double *w = randblas_arena_get(&arena, room, sizeof *w);
    const int info = arena.info;
    if (!info) {
        const int64_t n = discretise(f, x, w);
        memset(m, 0, (size_t)count * sizeof *m);
        for (int64_t i = 0; i < n; i++)
            for (int64_t k = 0; k < count; k++) m[k] += w[i] *= x[i];
        double power = 1;
        for (int64_t k = 0; k < count; k++) m[k] *= power *= law->scale;
    }
    randblas_arena_close(&arena);
    return info;
}

static int jacobi(const rmt_law *law, int64_t count, double *alpha, double *beta2)
{
    const rmt_free *f = law->data;
    const int64_t room = RMT_FREE_NODES * f->panels + f->atoms;
    randblas_arena arena = randblas_arena_open(NULL);
    double *x = randblas_arena_get(&arena, room, sizeof *x);
    double *w = randblas_arena_get(&arena, room, sizeof *w);
    double *mass = randblas_arena_get(&arena, count + 1, sizeof *mass);
    const int info = arena.info;
    if (!info) {
        const int64_t n = discretise(f, x, w), known = count < n ? count : n;
        rmt_discrete_jacobi(n, x, w, known, alpha, beta2, mass);
        for (int64_t k = known; k < count; k++) alpha[k] = beta2[k] = NAN;
    }
    randblas_arena_close(&arena);
    return info;
}

/* Those of a sum add up. */
static int sum_cumulants(const rmt_law *law, int64_t count, double *kappa)
{
    const rmt_free *f = law->data;
    randblas_arena arena = randblas_arena_open(NULL);
    double *other = randblas_arena_get(&arena, count, sizeof *other);
    int info = arena.info;
    if (!info) info = rmt_law_cumulants(f->source[0].law, count, kappa);
    if (!info) info = rmt_law_cumulants(f->source[1].law, count, other);
    for (int64_t k = 0; k < count && !info; k++) kappa[k] += other[k];
    randblas_arena_close(&arena);
    return info;
}

static int compressed_cumulants(const rmt_law *law, int64_t count, double *kappa)
{
    const rmt_free *f = law->data;
    const int info = rmt_law_cumulants(f->source[0].law, count, kappa);
    double power = 1;
    for (int64_t k = 0; k < count && !info; k++, power *= f->tau) kappa[k] *= power;
    return info;
}

/* ---------------------------------------------------------------- transforms ------------------------------------- */

static void sum_r(const rmt_law *law, int64_t n, const rmt_complex *w, rmt_complex *r)
{
    const rmt_free *f = law->data;
    for (int64_t i = 0; i < n; i++) {
        const rmt_complex at = w[i];
        rmt_complex a, b;
        rmt_law_r_transform(f->source[0].law, 1, &at, &a);
        rmt_law_r_transform(f->source[1].law, 1, &at, &b);
        r[i] = a + b;
    }
}

static void product_s(const rmt_law *law, int64_t n, const rmt_complex *w, rmt_complex *s)
{
    const rmt_free *f = law->data;
    for (int64_t i = 0; i < n; i++) {
        const rmt_complex at = w[i];
        rmt_complex a, b;
        rmt_law_s_transform(f->source[0].law, 1, &at, &a);
        rmt_law_s_transform(f->source[1].law, 1, &at, &b);
        s[i] = a * b;
    }
}

static void compressed_r(const rmt_law *law, int64_t n, const rmt_complex *w, rmt_complex *r)
{
    const rmt_free *f = law->data;
    for (int64_t i = 0; i < n; i++) {
        const rmt_complex at = f->tau * w[i];
        rmt_law_r_transform(f->source[0].law, 1, &at, &r[i]);
    }
}

/* ---------------------------------------------------------------- support ---------------------------------------- */

/* Bands that meet, at 0, are one interval. */
static void intervals(const rmt_law *law, int64_t capacity, double *edges, int64_t *count)
{
    const rmt_free *f = law->data;
    int64_t n = 0;
    for (int64_t k = 0; k < f->bands; k++) {
        const bool joined = k > 0 && f->band[k].edge[0] == f->band[k - 1].edge[1];
        n += !joined;
        if (n > capacity) continue;
        if (!joined) edges[2 * n - 2] = f->band[k].edge[0] * law->scale;
        edges[2 * n - 1] = f->band[k].edge[1] * law->scale;
    }
    *count = n;
}

static void atoms(const rmt_law *law, int64_t capacity, double *places, double *weights, int64_t *count)
{
    const rmt_free *f = law->data;
    *count = f->atoms;
    for (int64_t k = 0; k < f->atoms && k < capacity; k++) {
        places[k] = f->place[k] * law->scale;
        weights[k] = f->weight[k];
    }
}

#define MEMBERS                                                                                                        \
    .sheets = 1, .density = density, .cdf = cdf, .quantile = quantile, .boundary = boundary, .stieltjes = {stieltjes}, \
    .value = value, .jacobi = jacobi, .moments = moments, .intervals = intervals, .atoms = atoms, .destroy = destroy

static const rmt_law_class classes[] = {
    [RMT_FREE_ADD] = {.family = RMT_FREE_SUM, .r = sum_r, .cumulants = sum_cumulants, MEMBERS},
    [RMT_FREE_MULTIPLY] = {.family = RMT_FREE_PRODUCT, .s = product_s, MEMBERS},
    [RMT_FREE_COMPRESS] =
        {.family = RMT_FREE_COMPRESSED, .parameters = 1, .r = compressed_r, .cumulants = compressed_cumulants, MEMBERS},
};

/* ---------------------------------------------------------------- constructors ----------------------------------- */

typedef struct hull {
    double low, high, scale;
} hull;

/* 0; -1 for a law that has no compact support or cannot be evaluated so; memory codes */
static int hull_of(const rmt_law *law, hull *h)
{
    if (!law) return -1;
    if (!rmt_free_hull(law, &h->low, &h->high)) return RANDBLAS_OUT_OF_MEMORY;
    if (!isfinite(h->low) || !isfinite(h->high)) return -1;
    int64_t bands = 0;
    law->class->intervals(law, 0, NULL, &bands);
    if (bands > 0 && !law->class->value) return -1;
    int exponent = 0;
    const double reach = fmax(fabs(h->low), fabs(h->high));
    frexp(reach, &exponent);
    h->scale = reach > 0 ? ldexp(1, exponent) : 0;
    return 0;
}

static bool single(const hull *h)
{
    return h->low == h->high;
}

static void set_range(rmt_free *f)
{
    const rmt_free_source *a = &f->source[0], *b = &f->source[1];
    if (f->kind == RMT_FREE_COMPRESS) { /* a compression's spectrum is within the law's hull */
        f->low = a->low, f->high = a->high;
    } else if (f->kind == RMT_FREE_ADD) {
        f->low = a->low + b->low, f->high = a->high + b->high;
    } else {
        f->low = fmin(fmin(b->low * a->low, b->low * a->high), fmin(b->high * a->low, b->high * a->high));
        f->high = fmax(fmax(b->low * a->low, b->low * a->high), fmax(b->high * a->low, b->high * a->high));
    }
}

/* The law of kind with its sources at scales s and t, the result at the scale given. */
static int make(rmt_free f, const rmt_law *first, double s, const rmt_law *second, double t, double scale,
                rmt_law **law)
{
    rmt_law *made = rmt_law_allocate(&classes[f.kind], sizeof(rmt_free));
    if (!made) return RANDBLAS_OUT_OF_MEMORY;
    rmt_free *data = made->data;
    *data = f;
    made->scale = scale;
    made->parameters[0] = f.tau;
    int info = rmt_free_open_source(&data->source[0], first, s);
    if (!info && second) info = rmt_free_open_source(&data->source[1], second, t);
    if (!info) set_range(data);
    if (!info) info = rmt_free_find_atoms(data);
    if (!info) info = rmt_free_find_bands(data);
    if (!info) info = rmt_free_tabulate(data);
    if (info) {
        rmt_law_destroy(made);
        return info;
    }
    *law = made;
    return 0;
}

static int give(rmt_law *made, rmt_law **law)
{
    *law = made;
    return made ? 0 : RANDBLAS_OUT_OF_MEMORY;
}

int rmt_free_add(const rmt_law *first, const rmt_law *second, rmt_law **law)
{
    hull a, b;
    int info = hull_of(first, &a);
    if (info) return info;
    info = hull_of(second, &b);
    if (info) return info == -1 ? -2 : info;
    if (!law) return -3;
    *law = NULL;
    if (single(&a) || single(&b)) {
        const rmt_law *other = single(&b) ? first : second;
        const double by = single(&b) ? b.low : a.low;
        if (rmt_law_family_of(other) == RMT_EMPIRICAL) return give(rmt_empirical_map(other, 1, by), law);
    }
    const double scale = fmax(a.scale, b.scale);
    rmt_free f = {.kind = RMT_FREE_ADD, .swapped = single(&a), .shifted = single(&a) || single(&b), .tau = 1};
    return f.swapped ? make(f, second, scale, first, scale, scale, law)
                     : make(f, first, scale, second, scale, scale, law);
}

int rmt_free_multiply(const rmt_law *first, const rmt_law *second, rmt_law **law)
{
    hull a, b;
    int info = hull_of(first, &a);
    if (info) return info;
    info = hull_of(second, &b);
    if (info) return info == -1 ? -2 : info;
    if (a.low < 0 && b.low < 0) return -2;
    if (!law) return -3;
    *law = NULL;
    if (single(&a) || single(&b)) {
        const rmt_law *other = single(&b) ? first : second;
        const double by = single(&b) ? b.low : a.low, zero = 0;
        if (by == 0) return rmt_law_empirical(1, &zero, 0, law);
        if (rmt_law_family_of(other) == RMT_EMPIRICAL) return give(rmt_empirical_map(other, by, 0), law);
    }
    const double scale = a.scale * b.scale;
    if (!isnormal(scale)) return RANDBLAS_NOT_FINITE;
    const bool shifted = single(&a) || single(&b), swapped = shifted ? !single(&b) : a.low < 0;
    rmt_free f = {.kind = RMT_FREE_MULTIPLY, .swapped = swapped, .shifted = shifted, .tau = 1};
    return swapped ? make(f, second, b.scale, first, a.scale, scale, law)
                   : make(f, first, a.scale, second, b.scale, scale, law);
}

int rmt_free_compress(const rmt_law *from, double tau, rmt_law **law)
{
    hull a;
    const int info = hull_of(from, &a);
    if (info) return info;
    if (!(tau > 0 && tau <= 1)) return -2;
    if (!law) return -3;
    *law = NULL;
    if (tau == 1 || single(&a)) {
        *law = rmt_law_keep(from);
        return 0;
    }
    const rmt_free f = {.kind = RMT_FREE_COMPRESS, .tau = tau};
    return make(f, from, a.scale, NULL, 1, a.scale, law);
}

static const rmt_free *data_of(const rmt_law *law)
{
    const int family = rmt_law_family_of(law);
    const bool made = family == RMT_FREE_SUM || family == RMT_FREE_PRODUCT || family == RMT_FREE_COMPRESSED;
    return made ? law->data : NULL;
}

int rmt_free_subordination(const rmt_law *law, int64_t n, const void *z, void *w1, void *w2)
{
    const rmt_free *f = data_of(law);
    if (!f) return -1;
    if (n < 0) return -2;
    if (!z && n > 0) return -3;
    if (!w1 && n > 0) return -4;
    if (!w2 && n > 0 && f->kind != RMT_FREE_COMPRESS) return -5;
    rmt_complex *out[2] = {w1, w2}, v = 0;
    for (int64_t i = 0; i < n; i++) {
        const rmt_complex at = ((const rmt_complex *)z)[i], u = CMPLX(creal(at) / law->scale, cimag(at) / law->scale);
        rmt_free_point p;
        const bool found = !signbit(cimag(u)) && point_of(f, u, v, &p);
        if (found) v = p.v;
        for (int k = 0; k < 2 && out[k]; k++) {
            const rmt_complex w = k ? p.w2 : p.w1;
            const double scale = f->source[k].scale;
            out[k != f->swapped][i] = found ? CMPLX(creal(w) * scale, cimag(w) * scale) : CMPLX(NAN, NAN);
        }
    }
    return 0;
}

int rmt_free_mass_excess(const rmt_law *law, double *excess)
{
    const rmt_free *f = data_of(law);
    if (!f) return -1;
    if (!excess) return -2;
    *excess = f->excess;
    return 0;
}
