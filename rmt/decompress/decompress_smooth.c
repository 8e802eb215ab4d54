/*
 * Decompression as a convex problem.  For zeta in the upper half plane z = zeta - (t - 1)/m(zeta), m of the block, is
 * there too, and the whole has m_t(z) = m(zeta)/t: so the density of the whole, linear in its heights, is known above a
 * curve, without continuing anything.  With m(zeta) = sum 2 pre(w) T_k w^k, zeta = centre + half (w + 1/w)/2, the error
 * of the block's Chebyshev moments moves m(zeta)/t - m_t(z) by 2 pre(w)/(t z'(zeta)) w^k for each, to first order.  So
 *
 *     f(w) = t z'(zeta)/(2 pre(w)) (m(zeta)/t - sum height_j A_j(z)),   pre = -2 w/((1 - w^2) half),
 *
 * has Taylor coefficients that are those errors: independent, with variance k/(2 beta n^2).  They come by Fourier sums
 * from a circle so small that all nodes are outside the image of its disc.  Least squares with heights that are not
 * negative, mass 1, and a penalty on the second derivative, the largest that leaves chi-square as it should be.
 */
#include "decompress_impl.h"
#include "nnls_impl.h"

#include "arena_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include <string.h>

enum { ANGLES = 64 };
static const double heavy = 1e4;

/* In units of mean + deviation y, deviation that of the whole. */
typedef struct equations {
    int64_t n, nodes, unknowns, rows;
    int moments;
    double ratio, beta, centre, half, low, step, radius;
    const double *y; /* the block's eigenvalues */
    double *node;    /* nodes */
    double *A, *b;   /* rows x unknowns: chi-square, mass, and the penalty, without its factor */
    double *factored, *height;
} equations;

static bool read_options(rmt_decompress_smooth_options *o, const rmt_decompress_smooth_options *options)
{
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->nodes == 0) o->nodes = 100;
    if (o->moments == 0) o->moments = 16;
    if (o->symmetry == 0) o->symmetry = 1;
    const bool bounds = isfinite(o->low) && isfinite(o->high) && (o->low < o->high || (o->low == 0 && o->high == 0));
    return bounds && o->nodes >= 8 && o->nodes <= 1000 && o->moments >= 4 && o->moments <= 32 &&
           (o->symmetry == 1 || o->symmetry == 2 || o->symmetry == 4) && o->smoothing >= 0 && isfinite(o->smoothing);
}

/* Second differences of (x - z) log(x - z): the transform of a hat of height 1. */
static void hats(const equations *e, rmt_complex z, rmt_complex *out)
{
    rmt_complex before = 0, here = 0;
    for (int64_t k = 0; k < e->nodes; k++) {
        const rmt_complex t = e->node[k] - z, value = t * clog(t);
        if (k >= 2) out[k - 2] = (before - 2 * here + value) / e->step;
        before = here;
        here = value;
    }
}

/* The block's m and m', less what its sums exceed n times their limit by: (2/beta - 1)/2 for even k. */
static void transform(const equations *e, rmt_complex w, rmt_complex zeta, rmt_complex *m, rmt_complex *slope)
{
    rmt_complex sum = 0, squares = 0;
    for (int64_t i = 0; i < e->n; i++) {
        const rmt_complex inverse = 1 / (e->y[i] - zeta);
        sum += inverse;
        squares += inverse * inverse;
    }
    const rmt_complex square = w * w, pre = -2 * w / ((1 - square) * e->half);
    const double excess = (2 / e->beta - 1) / 2;
    *m = (sum - 2 * excess * pre * square / (1 - square)) / (double)e->n;
    *slope = squares / (double)e->n;
}

/* z of a real w. */
static double image(const equations *e, double w)
{
    rmt_complex m, slope;
    const double zeta = e->centre + e->half * (w + 1 / w) / 2;
    transform(e, w, zeta, &m, &slope);
    return zeta - (e->ratio - 1) / creal(m);
}

/* At most 3/4; and no moments that rounding would blur on a smaller circle. */
static void choose_circle(equations *e)
{
    const double low = 1.1 * e->low, high = 1.1 * (e->low + (double)(e->nodes - 1) * e->step);
    e->radius = 0.75;
    while (e->radius > 0.1 && (image(e, e->radius) < high || image(e, -e->radius) > low)) e->radius *= 0.95;
    const int most = (int)(log(1e-11) / log(e->radius));
    if (e->moments > most) e->moments = most;
}

/* One angle's share of the Fourier sums. */
static void add_angle(const equations *e, double angle, rmt_complex *hat)
{
    const rmt_complex w = e->radius * cexp(CMPLX(0, -angle)), zeta = e->centre + e->half * (w + 1 / w) / 2;
    const rmt_complex pre = -2 * w / ((1 - w * w) * e->half);
    rmt_complex m, slope;
    transform(e, w, zeta, &m, &slope);
    const rmt_complex z = zeta - (e->ratio - 1) / m, stretch = 1 + (e->ratio - 1) * slope / (m * m);
    const rmt_complex factor = e->ratio * stretch / (2 * pre);
    hats(e, z, hat);
    for (int k = 1; k <= e->moments; k++) {
        const double weight = (double)e->n * sqrt(2 * e->beta / k) * pow(e->radius, -k) / ANGLES;
        const rmt_complex turn = weight * factor * cexp(CMPLX(0, k * angle));
        e->b[k - 1] += creal(turn * m) / e->ratio;
        for (int64_t j = 0; j < e->unknowns; j++) e->A[k - 1 + j * e->rows] += creal(turn * hat[j]);
    }
}

static void set_up(const equations *e, rmt_complex *hat)
{
    const int64_t mass = e->moments, roughness = mass + 1;
    memset(e->A, 0, (size_t)(e->rows * e->unknowns) * sizeof *e->A);
    memset(e->b, 0, (size_t)e->rows * sizeof *e->b);
    for (int i = 0; i < ANGLES; i++) add_angle(e, (i + 0.5) * RMT_PI / ANGLES, hat);
    e->b[mass] = heavy;
    for (int64_t j = 0; j < e->unknowns; j++) {
        const double size = pow(e->step, -1.5); /* integral of the squared second derivative */
        e->A[mass + j * e->rows] = heavy * e->step;
        if (j > 0) e->A[roughness + j - 1 + j * e->rows] = size;
        e->A[roughness + j + j * e->rows] = -2 * size;
        e->A[roughness + j + 1 + j * e->rows] = size;
    }
}

/* Heights for a penalty; their chi-square. */
static int solve(const equations *e, double smoothing, randblas_arena *arena, double *chi)
{
    for (int64_t j = 0; j < e->unknowns; j++)
        for (int64_t i = 0; i < e->rows; i++)
            e->factored[i + j * e->rows] = e->A[i + j * e->rows] * (i > e->moments ? smoothing : 1);
    const int info = rmt_nnls(e->rows, e->unknowns, e->factored, e->b, e->height, arena);
    *chi = 0;
    for (int k = 0; k < e->moments; k++) {
        double rest = e->b[k];
        for (int64_t j = 0; j < e->unknowns; j++) rest -= e->A[k + j * e->rows] * e->height[j];
        *chi += rest * rest;
    }
    return info;
}

/* The largest of 100, 50, 25, ... at which chi-square by moments is at most 1, or 3/4 above that of 0.1. */
static int choose(const equations *e, const rmt_decompress_smooth_options *o, rmt_decompress_smooth_report *report)
{
    double chi = 0, smoothing = o->smoothing > 0 ? o->smoothing : 0.1;
    int info = 0;
    for (int trial = 0; !info; trial++) {
        randblas_arena arena = randblas_arena_open(&o->control);
        info = solve(e, smoothing, &arena, &chi);
        randblas_arena_close(&arena);
        if (!info) info = randlapack_progress(&o->control, "smooth", trial / 12.0);
        report->smoothing = smoothing;
        report->misfit = chi / e->moments;
        if (o->smoothing > 0 || info) break;
        if (trial == 0)
            report->least = report->misfit;
        else if (report->misfit <= fmax(1, report->least + 0.75) || smoothing < 0.2)
            break;
        smoothing = trial == 0 ? 100 : smoothing / 2;
    }
    return info;
}

/* Mean and deviation of the whole, and the values in their units. */
static void standardise(int64_t n, const double *values, double ratio, double *y, double *mean, double *deviation)
{
    double sum = 0, square = 0, size = 0;
    for (int64_t i = 0; i < n; i++) size = fmax(size, fabs(values[i]));
    for (int64_t i = 0; i < n; i++) sum += values[i] / size / (double)n;
    for (int64_t i = 0; i < n; i++) square += pow(values[i] / size - sum, 2) / (double)n;
    *mean = sum * size;
    *deviation = sqrt(square * ratio) * size;
    for (int64_t i = 0; i < n; i++) y[i] = (values[i] / size - sum) / sqrt(square * ratio);
}

/* Where the whole may be: six deviations about the mean, on one side of 0 if the values are. */
static void bounds(const rmt_decompress_smooth_options *o, int64_t n, const double *values, double mean,
                   double deviation, double *low, double *high)
{
    double first = INFINITY, last = -INFINITY;
    for (int64_t i = 0; i < n; i++) {
        first = fmin(first, values[i]);
        last = fmax(last, values[i]);
    }
    const double tolerance = 1e-12 * fmax(fabs(first), fabs(last));
    *low = fmin(first, mean - 6 * deviation);
    *high = fmax(last, mean + 6 * deviation);
    if (first >= -tolerance) *low = fmax(0, *low);
    if (last <= tolerance) *high = fmin(0, *high);
    if (o->low < o->high) {
        *low = fmin(o->low, first);
        *high = fmax(o->high, last);
    }
}

static int reserve(equations *e, randblas_arena *arena, rmt_complex **hat)
{
    e->unknowns = e->nodes - 2;
    e->rows = e->moments + 1 + e->unknowns + 1;
    e->node = randblas_arena_get(arena, e->nodes, sizeof *e->node);
    e->A = randblas_arena_get(arena, randblas_size_product(e->rows, e->unknowns), sizeof *e->A);
    e->b = randblas_arena_get(arena, e->rows, sizeof *e->b);
    e->factored = randblas_arena_get(arena, randblas_size_product(e->rows, e->unknowns), sizeof *e->factored);
    e->height = randblas_arena_get(arena, e->nodes, sizeof *e->height);
    *hat = randblas_arena_get(arena, e->unknowns, sizeof **hat);
    return arena->info;
}

static int build_law(const equations *e, double mean, double deviation, randblas_arena *arena, rmt_law **law)
{
    double *x = randblas_arena_get(arena, e->nodes, sizeof *x);
    if (arena->info) return arena->info;
    for (int64_t k = 0; k < e->nodes; k++) x[k] = mean + deviation * e->node[k];
    for (int64_t j = e->unknowns; j > 0; j--) e->height[j] = e->height[j - 1];
    e->height[0] = e->height[e->nodes - 1] = 0;
    const int info = rmt_law_polygon(e->nodes, x, e->height, law);
    return info < 0 && info > -10 ? RANDBLAS_NOT_CONVERGED : info;
}

static int smooth(int64_t n, const double *values, double ratio, const rmt_decompress_smooth_options *o, double *y,
                  randblas_arena *arena, rmt_law **law, rmt_decompress_smooth_report *report)
{
    equations e = {.n = n, .nodes = o->nodes, .moments = o->moments, .ratio = ratio, .beta = o->symmetry, .y = y};
    rmt_complex *hat;
    double mean, deviation, first = INFINITY, last = -INFINITY;
    standardise(n, values, ratio, y, &mean, &deviation);
    bounds(o, n, values, mean, deviation, &report->low, &report->high);
    for (int64_t i = 0; i < n; i++) {
        first = fmin(first, y[i]);
        last = fmax(last, y[i]);
    }
    if (!(last - first > 1e-10) || !isfinite(mean) || !(deviation > 0)) return RANDBLAS_RANK_DEFICIENT;
    e.centre = (first + last) / 2;
    e.half = (last - first) / 2 * (1 + 0.3 * pow((double)n, -2.0 / 3));
    e.low = (report->low - mean) / deviation;
    e.step = ((report->high - mean) / deviation - e.low) / (double)(o->nodes - 1);
    choose_circle(&e);
    int info = reserve(&e, arena, &hat);
    if (info) return info;
    for (int64_t k = 0; k < e.nodes; k++) e.node[k] = e.low + (double)k * e.step;
    set_up(&e, hat);
    info = choose(&e, o, report);
    if (!info) info = build_law(&e, mean, deviation, arena, law);
    return info ? info : report->misfit <= 10 ? 0 : RANDBLAS_NOT_CONVERGED;
}

int rmt_decompress_smooth(int64_t n, const double *values, double ratio, const rmt_decompress_smooth_options *options,
                          rmt_law **law, rmt_decompress_smooth_report *report)
{
    rmt_decompress_smooth_options o;
    rmt_decompress_smooth_report none, *r = report ? report : &none;
    if (n < 8) return -1;
    if (!values) return -2;
    if (!(ratio >= 1 && ratio <= 1e6)) return -3;
    if (!read_options(&o, options)) return -4;
    if (!law) return -5;
    *law = NULL;
    *r = (rmt_decompress_smooth_report){NAN, NAN, NAN, NAN, NAN};
    for (int64_t i = 0; i < n; i++)
        if (!isfinite(values[i])) return RANDBLAS_NOT_FINITE;
    int info = randlapack_progress(&o.control, "smooth", 0);
    if (info) return info;
    randblas_arena arena = randblas_arena_open(&o.control);
    double *y = randblas_arena_get(&arena, n, sizeof *y);
    info = arena.info;
    if (!info) info = smooth(n, values, ratio, &o, y, &arena, law, r);
    randblas_arena_close(&arena);
    return info;
}
