/*
 * The law of the eigenvalues of sample covariance matrices as an rmt_law: density, distribution function and the rest
 * from the root u of silverstein.c.
 *
 * m_F = -w_0/z + (u/z) sum w/(tau - u), rho = Im(-1/u)/(pi c), and the distribution function is in closed form: m =
 * -1/u has the primitive z m + log m - c sum w log(1 + tau m), whose imaginary part is that of principal logarithms.
 * Written so that small c does no harm,
 *
 *     F(x) = 1 - (1/pi) sum w arg(1 - tau/u) + (1/pi) sum w tau b/|u - tau|^2 - arg(u)/(pi c).
 *
 * In a gap that is 1 - sum_(tau > u) w: exact separation (Bai and Silverstein 1999).  Quantiles are roots in a = Re u,
 * dF/da = rho |z'|^2/Re z'.
 *
 * The companion's free cumulants are c E tau^j; its moments over c are those of F.  Jacobi coefficients come from the
 * midpoint rule in t, x = a + (b - a) sin^2(t/2), in every band [a, b]: of high order at edges with rho ~ (x - a)^(1/2)
 * and, at 0, x^(-1/2).
 */
#include "arena_impl.h"
#include "law_discrete_impl.h"
#include "rmt_covariance.h"
#include "silverstein_impl.h"

#include <float.h>
#include <stdlib.h>

static void destroy(rmt_law *law)
{
    rmt_silverstein *s = law->data;
    free(s->tau);
}

/* Mass of F at 0. */
static double atom(const rmt_silverstein *s)
{
    return s->slack < 0 ? 1 - 1 / s->ratio : s->zero;
}

/* v - atan(v) */
static double atan_excess(double v)
{
    if (fabs(v) > 0.25) return v - atan(v);
    double sum = 0;
    for (int k = 25; k >= 3; k -= 2) sum = (k % 4 == 3 ? 1.0 : -1.0) / k + v * v * sum;
    return v * v * v * sum;
}

/* F at x = z(u), u = a + i b in a band. */
static double mass_below(const rmt_silverstein *s, double a, double b)
{
    double args = 0, re = 0, im = 0; /* S = -sum w tau/(u - tau), z/u = 1 - c S */
    for (int64_t k = 0; k < s->n; k++) {
        const double t = s->tau[k], d = a - t, r = s->w[k] * t / (d * d + b * b);
        args += s->w[k] * atan2(b * t, a * d + b * b);
        re -= r * d;
        im += r * b;
    }
    const double below = 1 - s->ratio * re;
    if (below > 0) { /* Im S and arg(u)/c without what they have in common, large when c is small */
        const double v = s->ratio * im / below;
        return 1 - (args + v * re - atan_excess(v) / s->ratio) / RMT_PI;
    }
    return 1 - (args - im + atan2(b, a) / s->ratio) / RMT_PI;
}

/* F behind band j. */
static double mass_behind(const rmt_silverstein *s, int64_t j)
{
    if (j < 0) return atom(s);
    int64_t low = 0, high = s->n;
    while (low < high) {
        const int64_t middle = (low + high) / 2;
        if (s->tau[middle] <= s->ends[2 * j + 1])
            low = middle + 1;
        else
            high = middle;
    }
    return 1 - s->above[low];
}

static double density_at(const rmt_silverstein *s, rmt_complex u)
{
    const double size = cabs(u);
    return cimag(u) / size / size / (RMT_PI * s->ratio);
}

/* Inside a band, its ends not included. */
static bool inside(const rmt_silverstein *s, double x)
{
    const int64_t j = rmt_silverstein_band(s, x);
    return j >= 0 && x > s->edges[2 * j] && x < s->edges[2 * j + 1];
}

/* The root for x + i0 within a band, `last` the one of the point before. */
static rmt_complex root_in_band(const rmt_silverstein *s, double x, rmt_complex *last)
{
    return *last = rmt_silverstein_root(s, CMPLX(x, 0), *last);
}

static void density(const rmt_law *law, int64_t n, const double *x, double *y)
{
    const rmt_silverstein *s = law->data;
    rmt_complex last = 0;
    for (int64_t i = 0; i < n; i++) {
        const double at = x[i] / law->scale;
        y[i] = isnan(at) ? at : inside(s, at) ? density_at(s, root_in_band(s, at, &last)) / law->scale : 0;
    }
}

static void cdf(const rmt_law *law, int64_t n, const double *x, double *y)
{
    const rmt_silverstein *s = law->data;
    rmt_complex last = 0;
    for (int64_t i = 0; i < n; i++) {
        const double at = x[i] / law->scale;
        const int64_t band = rmt_silverstein_band(s, at);
        if (isnan(at) || at < 0) {
            y[i] = at < 0 ? 0 : at;
        } else if (inside(s, at)) {
            const rmt_complex u = root_in_band(s, at, &last);
            const double below = mass_behind(s, band - 1), up_to = mass_behind(s, band);
            y[i] = fmin(fmax(mass_below(s, creal(u), cimag(u)), below), up_to);
        } else {
            const int64_t before = band >= 0 ? (at > s->edges[2 * band] ? band : band - 1) : -2 - band;
            y[i] = mass_behind(s, before);
        }
    }
}

/* x with F(x) = p in the band j. */
static double quantile_in_band(const rmt_silverstein *s, int64_t j, double p)
{
    double low = s->ends[2 * j], high = s->ends[2 * j + 1], a = (low + high) / 2, x = 0;
    for (int step = 0; step < 200; step++) {
        const double b = rmt_silverstein_height(s, a, 0);
        const rmt_silverstein_point at = rmt_silverstein_at(s, a, b);
        const double excess = mass_below(s, a, b) - p, re = creal(at.slope), im = cimag(at.slope);
        x = creal(at.z);
        if (excess < 0)
            low = a;
        else
            high = a;
        double next = a - excess * re / (density_at(s, CMPLX(a, b)) * (re * re + im * im));
        if (!(next > low && next < high)) next = (low + high) / 2;
        const double moved = fabs(next - a);
        a = next;
        if (excess == 0 || moved <= DBL_EPSILON * fabs(a)) break;
    }
    return fmin(fmax(x, s->edges[2 * j]), s->edges[2 * j + 1]);
}

static void quantile(const rmt_law *law, int64_t n, const double *p, double *x)
{
    const rmt_silverstein *s = law->data;
    for (int64_t i = 0; i < n; i++) {
        const double at = p[i];
        if (!(at >= 0 && at <= 1)) {
            x[i] = NAN;
        } else if (s->bands == 0 || (atom(s) > 0 && at <= atom(s))) {
            x[i] = 0;
        } else {
            int64_t j = 0;
            while (j + 1 < s->bands && mass_behind(s, j) < at) j++;
            const bool end = at >= mass_behind(s, j), begin = at <= (j > 0 ? mass_behind(s, j - 1) : atom(s));
            x[i] = law->scale * (end ? s->edges[2 * j + 1] : begin ? s->edges[2 * j] : quantile_in_band(s, j, at));
        }
    }
}

/* m_F at z = z(u). */
static rmt_complex transform(const rmt_silverstein *s, rmt_complex z, rmt_complex u)
{
    const double a = creal(u), b = cimag(u);
    double re = 0, im = 0;
    for (int64_t k = 0; k < s->n; k++) {
        const double d = s->tau[k] - a, r = s->w[k] / (d * d + b * b);
        re += d * r;
        im += b * r;
    }
    /* z/u = 1 + c sum w tau/(u - tau), which is also there at z = 0 */
    const rmt_complex quotient = u == 0 ? CMPLX(s->slack, 0) : z / u;
    return CMPLX(re, im) / quotient - (s->zero > 0 ? s->zero / z : 0);
}

/* The root of any z: that of the conjugate in the lower half plane, and a real one between the bands. */
static rmt_complex root_of(const rmt_silverstein *s, rmt_complex z, rmt_complex *last)
{
    const double x = creal(z), y = fabs(cimag(z));
    if (y == 0 && !inside(s, x)) {
        const int64_t j = rmt_silverstein_band(s, x);
        const double u = j < 0 ? rmt_silverstein_real_root(s, x) : s->ends[2 * j + (x > s->edges[2 * j])];
        return CMPLX(u, 0);
    }
    return *last = rmt_silverstein_root(s, CMPLX(x, y), *last);
}

static rmt_complex with_sign(rmt_complex value, double side)
{
    return signbit(side) ? conj(value) : value;
}

static void stieltjes(const rmt_law *law, int64_t n, const rmt_complex *z, rmt_complex *m)
{
    const rmt_silverstein *s = law->data;
    rmt_complex last = 0;
    for (int64_t i = 0; i < n; i++) {
        const rmt_complex at = z[i] / law->scale, up = CMPLX(creal(at), fabs(cimag(at)));
        if (isnan(creal(at)) || isnan(cimag(at)))
            m[i] = CMPLX(NAN, NAN);
        else if (isinf(creal(at)) || isinf(cimag(at)))
            m[i] = 0;
        else
            m[i] = with_sign(transform(s, up, root_of(s, up, &last)), cimag(at)) / law->scale;
    }
}

/* m = (u/z) S - w_0/z, S = sum w/(tau - u), u' = 1/z'(u), and 1 + z m = sum w tau/(tau - u). */
static rmt_law_value value(const rmt_law *law, rmt_complex z)
{
    const rmt_silverstein *s = law->data;
    const rmt_complex up = CMPLX(creal(z), fabs(cimag(z)));
    rmt_complex last = 0, sum = 0, square = 0, rest = 0;
    const rmt_complex u = root_of(s, up, &last);
    for (int64_t k = 0; k < s->n; k++) {
        const rmt_complex r = 1 / (s->tau[k] - u);
        sum += s->w[k] * r;
        square += s->w[k] * r * r;
        rest += s->w[k] * s->tau[k] * r;
    }
    const rmt_complex du = 1 / rmt_silverstein_at(s, creal(u), cimag(u)).slope, zero = s->zero > 0 ? s->zero / up : 0;
    const rmt_complex m = u * sum / up - zero, dm = ((u * square + sum) * du - u * sum / up + zero) / up;
    const double side = cimag(z);
    return (rmt_law_value){with_sign(m, side), with_sign(dm, side), with_sign(-rest / m, side)};
}

static void boundary(const rmt_law *law, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) {
        rmt_complex z = CMPLX(x[i], 0);
        stieltjes(law, 1, &z, &z);
        y[i] = creal(z);
    }
}

void rmt_silverstein_roots(const rmt_law *law, int64_t n, const rmt_complex *z, rmt_complex *u)
{
    const rmt_silverstein *s = law->data;
    rmt_complex last = 0;
    for (int64_t i = 0; i < n; i++) {
        const rmt_complex at = z[i] / law->scale, up = CMPLX(creal(at), fabs(cimag(at)));
        if (isnan(creal(at)) || isnan(cimag(at)))
            u[i] = CMPLX(NAN, NAN);
        else if (isinf(creal(at)) || isinf(cimag(at)))
            u[i] = CMPLX(INFINITY, 0);
        else
            u[i] = with_sign(root_of(s, up, &last), cimag(at));
    }
}

int rmt_covariance_companion(const rmt_law *law, int64_t n, const void *z, void *m)
{
    if (!rmt_silverstein_of(law)) return -1;
    if (n < 0) return -2;
    if (!z && n > 0) return -3;
    if (!m && n > 0) return -4;
    rmt_complex *out = m;
    rmt_silverstein_roots(law, n, z, out);
    for (int64_t i = 0; i < n; i++) out[i] = isinf(creal(out[i])) ? 0 : -1 / out[i] / law->scale;
    return 0;
}

/* C(z M(z)) = M(z) of law_sequences.c, solved for the moments: m_n = sum_(s <= n) kappa_s [z^(n - s)] M^s. */
static int moments(const rmt_law *law, int64_t count, double *m)
{
    const rmt_silverstein *s = law->data;
    const int64_t width = count + 1;
    randblas_arena arena = randblas_arena_open(NULL);
    double *kappa = randblas_arena_get(&arena, width, sizeof *kappa);
    double *power = randblas_arena_get(&arena, randblas_size_product(width, width), sizeof *power); /* M^s */
    const int info = arena.info;
    for (int64_t j = 1; j <= count && !info; j++) {
        kappa[j] = 0;
        for (int64_t k = 0; k < s->n; k++) kappa[j] += s->cw[k] * pow(s->tau[k], (double)j);
    }
    for (int64_t n = 0; n <= count && !info; n++) { /* coefficients of z^n; those of M^s need m_n only from M itself */
        double sum = n == 0 ? 1 : 0;
        for (int64_t j = 1; j <= n; j++) sum += kappa[j] * power[j * width + n - j];
        power[n] = n == 0;
        for (int64_t j = 1; j <= count; j++) {
            double entry = j == 1 ? sum : 0;
            for (int64_t i = 0; i <= n && j > 1; i++) entry += power[(j - 1) * width + i] * power[width + n - i];
            power[j * width + n] = entry;
        }
    }
    double scale = 1;
    for (int64_t n = 1; n <= count && !info; n++) m[n - 1] = power[width + n] / s->ratio * (scale *= law->scale);
    randblas_arena_close(&arena);
    return info;
}

static int jacobi(const rmt_law *law, int64_t count, double *alpha, double *beta2)
{
    const rmt_silverstein *s = law->data;
    const int64_t nodes = 4 * count + 256, total = nodes * s->bands + 1;
    rmt_law unscaled = *law;
    unscaled.scale = 1;
    randblas_arena arena = randblas_arena_open(NULL);
    double *x = randblas_arena_get(&arena, total, sizeof *x), *w = randblas_arena_get(&arena, total, sizeof *w);
    double *mass = randblas_arena_get(&arena, count + 1, sizeof *mass);
    const int info = arena.info;
    for (int64_t i = 0; i + 1 < total && !info; i++) {
        const double *edge = s->edges + 2 * (i / nodes), half = (edge[1] - edge[0]) / 2;
        const double t = RMT_PI * ((double)(i % nodes) + 0.5) / (double)nodes;
        x[i] = edge[0] + 2 * half * pow(sin(t / 2), 2);
        w[i] = half * sin(t) * RMT_PI / (double)nodes;
    }
    if (!info) {
        x[total - 1] = 0;
        w[total - 1] = atom(s);
        for (int64_t i = 0; i + 1 < total; i++) w[i] *= rmt_law_one(density, &unscaled, x[i]);
        if (s->bands > 0) rmt_discrete_jacobi(total, x, w, count, alpha, beta2, mass);
    }
    for (int64_t k = 0; s->bands == 0 && k < count && !info; k++) alpha[k] = beta2[k] = k > 0 ? NAN : 0;
    randblas_arena_close(&arena);
    return info;
}

static void intervals(const rmt_law *law, int64_t capacity, double *edges, int64_t *count)
{
    const rmt_silverstein *s = law->data;
    *count = s->bands;
    for (int64_t j = 0; j < s->bands && j < capacity; j++) {
        edges[2 * j] = law->scale * s->edges[2 * j];
        edges[2 * j + 1] = law->scale * s->edges[2 * j + 1];
    }
}

static void atoms(const rmt_law *law, int64_t capacity, double *places, double *weights, int64_t *count)
{
    const double mass = atom(law->data);
    *count = mass > 0;
    if (mass > 0 && capacity > 0) {
        places[0] = 0;
        weights[0] = mass;
    }
}

static const rmt_law_class class = {.family = RMT_SAMPLE_COVARIANCE,
                                    .parameters = 1,
                                    .sheets = 1,
                                    .density = density,
                                    .cdf = cdf,
                                    .quantile = quantile,
                                    .boundary = boundary,
                                    .stieltjes = {stieltjes},
                                    .value = value,
                                    .jacobi = jacobi,
                                    .moments = moments,
                                    .intervals = intervals,
                                    .atoms = atoms,
                                    .destroy = destroy};

const rmt_silverstein *rmt_silverstein_of(const rmt_law *law)
{
    return law && law->class == &class ? law->data : NULL;
}

typedef struct pair {
    double value, weight;
} pair;

static int ascending(const void *a, const void *b)
{
    const double x = ((const pair *)a)->value, y = ((const pair *)b)->value;
    return (x > y) - (x < y);
}

static int illegal(int64_t count, const double *values, const double *weights, double ratio, rmt_law **law)
{
    if (count < 1) return -1;
    if (!values) return -2;
    if (!(ratio >= 1e-10 && ratio <= 1e10)) return -4;
    if (!law) return -5;
    double total = 0;
    for (int64_t i = 0; i < count; i++) {
        if (!isfinite(values[i]) || (weights && !isfinite(weights[i]))) return RANDBLAS_NOT_FINITE;
        if (values[i] < 0) return -2;
        if (weights && weights[i] < 0) return -3;
        total += weights ? weights[i] : 1;
    }
    return total > 0 && isfinite(total) ? 0 : -3;
}

/* Distinct values, their weights summing to 1; those below 1e-70 of the largest count as 0. */
static void collect(rmt_silverstein *s, int64_t count, const pair *sorted, double scale)
{
    double total = 0;
    for (int64_t i = 0; i < count; i++) total += sorted[i].weight;
    for (int64_t i = 0; i < count; i++) {
        const double t = sorted[i].value / scale, w = sorted[i].weight / total;
        if (t < 1e-70) {
            s->zero += w;
        } else if (w > 0 && s->n > 0 && s->tau[s->n - 1] == t) {
            s->w[s->n - 1] += w;
        } else if (w > 0) {
            s->tau[s->n] = t;
            s->w[s->n++] = w;
        }
    }
}

/* The sums that evaluations start from. */
static void prepare(rmt_silverstein *s)
{
    double square = 0;
    s->above[s->n] = 0;
    for (int64_t k = s->n - 1; k >= 0; k--) s->above[k] = s->above[k + 1] + s->w[k];
    s->slack = (1 - s->ratio) + s->ratio * s->zero;
    s->tail[0] = s->slack;
    for (int64_t k = 0; k < s->n; k++) {
        s->cw[k] = s->ratio * s->w[k];
        s->cwt[k] = s->cw[k] * s->tau[k];
        s->q[k] = s->cwt[k] * s->tau[k];
        s->tail[k + 1] = s->tail[k] + s->cw[k];
        s->shift += s->cwt[k];
        square += s->q[k];
    }
    s->tail[s->n] = 1;
    s->radius = sqrt(square);
}

static int fill(rmt_silverstein *s, int64_t count, const pair *sorted, double ratio, double scale)
{
    double *block = malloc((size_t)(11 * count + 8) * sizeof *block);
    if (!block) return RANDBLAS_OUT_OF_MEMORY;
    s->ratio = ratio;
    double **const part[] = {&s->tau, &s->w, &s->cw, &s->cwt, &s->q};
    for (int i = 0; i < 5; i++) *part[i] = block + i * count;
    s->tail = block + 5 * count;
    s->above = s->tail + count + 1;
    s->ends = s->above + count + 1;
    s->edges = s->ends + 2 * count + 2;
    collect(s, count, sorted, scale);
    prepare(s);
    rmt_silverstein_edges(s);
    return 0;
}

int rmt_law_sample_covariance(int64_t count, const double *values, const double *weights, double ratio, rmt_law **law)
{
    int info = illegal(count, values, weights, ratio, law);
    if (law && (!info || info == RANDBLAS_NOT_FINITE)) *law = NULL;
    if (info) return info;
    randblas_arena arena = randblas_arena_open(NULL);
    pair *sorted = randblas_arena_get(&arena, count, sizeof *sorted);
    info = arena.info;
    rmt_law *made = info ? NULL : rmt_law_allocate(&class, sizeof(rmt_silverstein));
    if (!info && !made) info = RANDBLAS_OUT_OF_MEMORY;
    for (int64_t i = 0; i < count && !info; i++) sorted[i] = (pair){values[i], weights ? weights[i] : 1};
    if (!info) {
        qsort(sorted, (size_t)count, sizeof *sorted, ascending);
        int exponent = 0;
        frexp(sorted[count - 1].value, &exponent);
        made->scale = sorted[count - 1].value > 0 ? ldexp(1, exponent - 1) : 1;
        made->parameters[0] = ratio;
        info = fill(made->data, count, sorted, ratio, made->scale);
    }
    if (info)
        rmt_law_destroy(made);
    else
        *law = made;
    randblas_arena_close(&arena);
    return info;
}
