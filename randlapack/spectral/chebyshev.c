/*
 * The kernel polynomial method @cite weisse2006.  With A' = (A - c I) / e, its spectrum inside [-1, 1],
 *
 *     u_0 = z,  u_1 = A' z,  u_{k+1} = 2 A' u_k - u_{k-1},      mu_k = z^T T_k(A') z,
 *     mu_{2k} = 2 u_k^T u_k - mu_0,   mu_{2k+1} = 2 u_{k+1}^T u_k - mu_1,
 *
 * so that one product, fused with its two inner products (recurrence_kernel.c), gives two moments.  Density and counts
 * are linear in the moments:
 *
 *     rho(x) = (g_0 mu_0 + 2 sum g_k mu_k T_k(x')) / (n e pi sqrt(1 - x'^2)),
 *     count(a, b) = g_0 mu_0 (t_a - t_b) / pi + 2 sum g_k mu_k (sin k t_a - sin k t_b) / (k pi),   t = acos x',
 *
 * g being the damping factors.  |mu_k| <= mu_0 if the spectrum is inside; if not, moments grow exponentially.
 */
#include "lanczos_impl.h"
#include "quadrature_impl.h"

#include "estimate_impl.h"
#include "family_impl.h"
#include "gauss_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265358979323846
#define BOUND_STEPS 30
#define BOUND_PROBES 4
#define MARGIN 0.01                      /* of the spread, beyond the Lanczos bounds */
#define SLIGHT (IS_SINGLE ? 1e-4 : 1e-6) /* least half of the interval beside its ends */
#define TOO_LARGE 1.01                   /* of a moment beside mu_0 */
#define DEFAULT_BLOCK 16
#define LORENTZ 4.0

typedef struct chebyshev {
    const randblas_xlinop *A;
    randlapack_chebyshev_options options;
    randlapack_chebyshev_report *report;
    int64_t count;
    const double *a, *b; /* ends of intervals, or (b NULL) points */
    randlapack_spectral_value *values;
    randblas_arena arena;
    randblas_sketch *probes;
    randlapack_xproduct product;
    scalar_t *U[2], *s, *q, *c;
    double *dots, *squares, *moments, *damping, *weights; /* moments: samples x moments */
    double center, half;
} chebyshev;

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* ---------------------------------------------------------------- bounds ------------------------------------------ */

/* Ritz values and what they may be off by, of one finished run. */
static int widen(const randlapack_xlanczos *l, int64_t c, double *work, double *lower, double *upper)
{
    const int64_t k = l->order[c], b = l->width;
    double *d = work, *e = d + BOUND_STEPS, *first = e + BOUND_STEPS, *last = first + BOUND_STEPS;
    for (int64_t j = 0; j < k; j++) {
        d[j] = l->alpha[j * b + c];
        e[j] = l->beta[(j + 1) * b + c];
    }
    const double residual = k > 0 ? l->beta[k * b + c] : 0;
    const int info = randlapack_gauss(k, d, e, first, last);
    for (int64_t j = 0; j < k && !info; j++) {
        *lower = fmin(*lower, ldexp(d[j] - residual * sqrt(last[j]), l->exponent));
        *upper = fmax(*upper, ldexp(d[j] + residual * sqrt(last[j]), l->exponent));
    }
    return info;
}

static int find_bounds(chebyshev *k)
{
    randblas_arena arena = randblas_arena_open(&k->options.control);
    const int64_t n = k->A->rows, lanes = RANDLAPACK_LANES;
    double work[4 * BOUND_STEPS], lower = INFINITY, upper = -INFINITY;
    randlapack_xlanczos l = {.A = k->A,
                             .steps = min_i64(BOUND_STEPS, n),
                             .width = (BOUND_PROBES + lanes - 1) / lanes * lanes,
                             .probes = k->probes,
                             .arena = &arena};
    int info = randlapack_progress(&k->options.control, "bounds", 0);
    if (!info) info = randlapack_xlanczos_open(&l);
    if (!info) info = randlapack_xlanczos_start(&l, 0, min_i64(BOUND_PROBES, k->options.samples));
    while (!info && l.step < l.steps && !randlapack_xlanczos_ended(&l)) info = randlapack_xlanczos_step(&l);
    for (int64_t c = 0; c < l.count && !info; c++) info = widen(&l, c, work, &lower, &upper);
    k->report->products = l.product.products;
    randblas_arena_close(&arena);
    const double margin = MARGIN * (upper - lower);
    k->report->lower = lower - margin;
    k->report->upper = upper + margin;
    return info;
}

static int settle_interval(chebyshev *k)
{
    const randlapack_chebyshev_options *o = &k->options;
    int info = 0;
    k->report->lower = o->lower;
    k->report->upper = o->upper;
    if (o->lower == 0 && o->upper == 0) info = find_bounds(k);
    const double size = fmax(fabs(k->report->lower), fabs(k->report->upper));
    k->center = k->report->lower / 2 + k->report->upper / 2;
    k->half = fmax(k->report->upper / 2 - k->report->lower / 2, SLIGHT * size); /* multiples of the identity */
    if (k->half == 0) k->half = 1;
    k->report->lower = k->center - k->half;
    k->report->upper = k->center + k->half;
    return info;
}

/* ---------------------------------------------------------------- moments ----------------------------------------- */

static int open_workspace(chebyshev *k)
{
    const randlapack_chebyshev_options *o = &k->options;
    randblas_arena *arena = &k->arena;
    const int64_t b = o->block, panel = randblas_size_product(k->A->rows, b);
    for (int i = 0; i < 2; i++) k->U[i] = randblas_arena_get(arena, panel, sizeof(scalar_t));
    k->s = randblas_arena_get(arena, b, sizeof *k->s);
    k->q = randblas_arena_get(arena, b, sizeof *k->q);
    k->c = randblas_arena_get(arena, b, sizeof *k->c);
    k->dots = randblas_arena_get(arena, b, sizeof *k->dots);
    k->squares = randblas_arena_get(arena, b, sizeof *k->squares);
    k->moments = randblas_arena_get(arena, randblas_size_product(o->samples, o->moments + 2), sizeof *k->moments);
    k->damping = randblas_arena_get(arena, o->moments, sizeof *k->damping);
    k->weights = randblas_arena_get(arena, o->moments, sizeof *k->weights);
    k->product = (randlapack_xproduct){.A = k->A, .symmetric = true, .width = b, .arena = arena};
    return arena->info ? arena->info : randlapack_xproduct_open(&k->product);
}

static int load(chebyshev *k, int64_t first, int64_t count)
{
    const int64_t n = k->A->rows, b = k->options.block;
    memset(k->U[0], 0, (size_t)(n * b) * sizeof(scalar_t));
    memset(k->U[1], 0, (size_t)(n * b) * sizeof(scalar_t));
    const scalar_t *self = k->U[0];
    const int info = randblas_xfill(RANDBLAS_ROW_MAJOR, n, count, k->probes, 0, first, k->U[0], b);
    if (!info) randlapack_xproduct_dots(&k->product, n, 1, &self, k->U[0], k->squares);
    return info;
}

/* u_{step + 1} in the place of u_{step - 1}. */
static int advance(chebyshev *k, int64_t step, int64_t count)
{
    const int64_t b = k->options.block;
    const double twice = step == 0 ? 1 : 2;
    scalar_t *now = k->U[step % 2], *other = k->U[(step + 1) % 2];
    for (int64_t j = 0; j < b; j++) {
        k->s[j] = (scalar_t)(twice / k->half);
        k->q[j] = (scalar_t)(-twice * k->center / k->half);
        k->c[j] = step > 0;
    }
    const randlapack_xrecurrence r = {
        .width = b, .s = k->s, .q = k->q, .c = k->c, .U = now, .X = now, .old = other, .W = other};
    return randlapack_xproduct_step(&k->product, false, count, &r, k->dots, k->squares);
}

/* Two moments of each probe of the block, for probes of length sqrt(n). */
static int take_moments(chebyshev *k, int64_t step, int64_t first, int64_t count)
{
    const int64_t stride = k->options.moments + 2;
    for (int64_t j = 0; j < count; j++) {
        double *mu = k->moments + (first + j) * stride;
        const double norm = mu[stride - 1];
        mu[2 * step + 1] = step == 0 ? k->dots[j] / norm : 2 * k->dots[j] / norm - mu[1];
        mu[2 * step + 2] = 2 * k->squares[j] / norm - mu[0];
        const double size = fmax(fabs(mu[2 * step + 1]), fabs(mu[2 * step + 2]));
        if (!isfinite(size) && step == 0) return RANDBLAS_NOT_FINITE;
        if (!(size <= TOO_LARGE * mu[0])) return RANDBLAS_NOT_CONVERGED;
    }
    return 0;
}

static int block_moments(chebyshev *k, int64_t first, int64_t count)
{
    const int64_t n = k->A->rows, most = k->options.moments, stride = most + 2;
    int info = load(k, first, count);
    for (int64_t j = 0; j < count && !info; j++) {
        double *mu = k->moments + (first + j) * stride;
        mu[0] = (double)n;
        mu[stride - 1] = k->squares[j] / (double)n;
    }
    for (int64_t step = 0; 2 * step + 1 < most && !info; step++) {
        const double part = (double)first + (double)(count * step) * 2 / (double)most;
        info = randlapack_progress(&k->options.control, "moments", part / (double)k->options.samples);
        if (!info) info = advance(k, step, count);
        if (!info) info = take_moments(k, step, first, count);
    }
    return info;
}

/* ---------------------------------------------------------------- series ------------------------------------------ */

static void make_damping(const chebyshev *k)
{
    const int64_t n = k->options.moments;
    const double angle = PI / (double)(n + 1);
    for (int64_t i = 0; i < n; i++) {
        const double t = (double)i * angle, left = 1 - (double)i / (double)n;
        if (k->options.damping == RANDLAPACK_DAMPING_JACKSON)
            k->damping[i] = ((double)(n - i + 1) * cos(t) + sin(t) / tan(angle)) / (double)(n + 1);
        else
            k->damping[i] = k->options.damping == RANDLAPACK_DAMPING_NONE ? 1 : sinh(LORENTZ * left) / sinh(LORENTZ);
    }
}

/* The point in [-1, 1] as an angle; points outside at the ends. */
static double angle_of(const chebyshev *k, double x)
{
    return acos(fmax(-1, fmin(1, (x - k->center) / k->half)));
}

/* The coefficients of the moments. */
static void make_weights(const chebyshev *k, int64_t at)
{
    const int64_t n = k->options.moments;
    if (k->b) {
        const bool empty = k->b[at] < k->a[at];
        const double from = angle_of(k, k->a[at]), to = empty ? from : angle_of(k, k->b[at]);
        k->weights[0] = k->damping[0] * (from - to) / PI;
        for (int64_t i = 1; i < n; i++)
            k->weights[i] = 2 * k->damping[i] * (sin((double)i * from) - sin((double)i * to)) / ((double)i * PI);
        return;
    }
    const double x = (k->a[at] - k->center) / k->half, t = angle_of(k, k->a[at]);
    const double factor = fabs(x) < 1 ? 1 / ((double)k->A->rows * k->half * PI * sqrt((1 - x) * (1 + x))) : 0;
    for (int64_t i = 0; i < n; i++) k->weights[i] = (i ? 2 : 1) * factor * k->damping[i] * cos((double)i * t);
}

static void evaluate(const chebyshev *k)
{
    const int64_t n = k->options.moments;
    make_damping(k);
    for (int64_t at = 0; at < k->count; at++) {
        randlapack_estimate e = {0};
        make_weights(k, at);
        for (int64_t s = 0; s < k->options.samples; s++) {
            double sum = 0;
            for (int64_t i = 0; i < n; i++) sum += k->weights[i] * k->moments[s * (n + 2) + i];
            randlapack_estimate_add(&e, sum);
        }
        k->values[at] = (randlapack_spectral_value){e.mean, randlapack_estimate_error(&e),
                                                    randlapack_estimate_half_width(&e, k->options.confidence)};
    }
}

/* ---------------------------------------------------------------- drivers ----------------------------------------- */

static bool read_options(chebyshev *k, const randlapack_chebyshev_options *options)
{
    randlapack_chebyshev_options *o = &k->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->family != 0 && o->family != RANDBLAS_RADEMACHER && o->family != RANDBLAS_GAUSSIAN) return false;
    if (o->moments < 0 || o->moments > RANDBLAS_MAX_SIZE || o->samples < 0 || o->samples > RANDBLAS_MAX_SIZE)
        return false;
    if (o->damping < RANDLAPACK_DAMPING_JACKSON || o->damping > RANDLAPACK_DAMPING_NONE) return false;
    if (!isfinite(o->lower) || !isfinite(o->upper) || o->upper < o->lower) return false;
    if (!(o->confidence >= 0 && o->confidence < 1) || o->block < 0 || o->block > RANDLAPACK_LANCZOS_WIDTH) return false;
    if (o->moments == 0) o->moments = 200;
    if (o->samples == 0) o->samples = 16;
    if (o->confidence == 0) o->confidence = 0.95;
    const int64_t lanes = RANDLAPACK_LANES, wanted = min_i64(o->block ? o->block : DEFAULT_BLOCK, o->samples);
    o->block = (wanted + lanes - 1) / lanes * lanes;
    return true;
}

static int solve(chebyshev *k)
{
    const randlapack_chebyshev_options *o = &k->options;
    int info = randlapack_probes_create(o->family, k->A->rows, o->samples, &o->state, &k->probes);
    if (!info) info = settle_interval(k);
    if (!info) info = open_workspace(k);
    for (int64_t first = 0; first < o->samples && !info; first += o->block)
        info = block_moments(k, first, min_i64(o->block, o->samples - first));
    k->report->products += k->product.products;
    if (!info) evaluate(k);
    return info;
}

static int run(chebyshev *k)
{
    const double begin = randlapack_seconds();
    int info = 0;
    k->report->moments = k->options.moments;
    k->report->samples = k->A->rows ? k->options.samples : 0;
    k->arena = randblas_arena_open(&k->options.control);
    if (k->A->rows > 0) info = solve(k);
    for (int64_t at = 0; at < k->count && (info || k->A->rows == 0); at++)
        k->values[at] = info ? (randlapack_spectral_value){NAN, NAN, NAN} : (randlapack_spectral_value){0, 0, 0};
    randblas_sketch_destroy(k->probes);
    randblas_arena_close(&k->arena);
    k->report->seconds = randlapack_seconds() - begin;
    return info;
}

int randlapack_xchebyshev_density(const randblas_xlinop *A, int64_t count, const double *x,
                                  randlapack_spectral_value *values, const randlapack_chebyshev_options *options,
                                  randlapack_chebyshev_report *report)
{
    randlapack_chebyshev_report ignored;
    chebyshev k = {.A = A, .count = count, .a = x, .values = values, .report = report ? report : &ignored};
    *k.report = (randlapack_chebyshev_report){0};
    const int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows != A->cols || A->rows > RANDBLAS_MAX_SIZE) return -1;
    if (count < 0) return -2;
    if (!x && count > 0) return -3;
    if (!values && count > 0) return -4;
    if (!read_options(&k, options)) return -5;
    return run(&k);
}

int randlapack_xchebyshev_count(const randblas_xlinop *A, int64_t count, const double *a, const double *b,
                                randlapack_spectral_value *values, const randlapack_chebyshev_options *options,
                                randlapack_chebyshev_report *report)
{
    randlapack_chebyshev_report ignored;
    chebyshev k = {.A = A, .count = count, .a = a, .b = b, .values = values, .report = report ? report : &ignored};
    *k.report = (randlapack_chebyshev_report){0};
    const int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows != A->cols || A->rows > RANDBLAS_MAX_SIZE) return -1;
    if (count < 0) return -2;
    if (!a && count > 0) return -3;
    if (!b && count > 0) return -4;
    if (!values && count > 0) return -5;
    if (!read_options(&k, options)) return -6;
    return run(&k);
}
