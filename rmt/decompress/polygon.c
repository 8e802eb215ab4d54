/*
 * The law whose density is linear between nodes x_0 < ... < x_(n-1) and 0 at the first and last.  Its second derivative
 * is sum c_j delta(x - x_j), c_j the changes of slope, so that
 *
 *     m(z) = sum c_j (x_j - z) log(x_j - z),
 *
 * and by Gauss points in the panels far from the nodes, where the sum cancels.
 */
#include "continuation_impl.h"
#include "law_discrete_impl.h"

#include <stdlib.h>

enum { GAUSS = 16, MOST_NODES = 100000 };

typedef struct polygon {
    int64_t n;
    double *x, *height, *below, *change; /* n each: below is F of the continuous part, of mass 1 */
    double continuous;                   /* its share */
    int atoms;
    double place[RMT_MOST_ATOMS], weight[RMT_MOST_ATOMS];
} polygon;

/* The panel that x is in, -1 before and n - 1 behind. */
static int64_t panel(int64_t n, const double *nodes, double x)
{
    int64_t low = -1, high = n - 1;
    if (!(x < nodes[n - 1])) return n - 1;
    while (high - low > 1) {
        const int64_t middle = (low + high) / 2;
        if (nodes[middle] <= x)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void density(const rmt_law *law, int64_t n, const double *x, double *y)
{
    const polygon *p = law->data;
    for (int64_t i = 0; i < n; i++) {
        const double u = x[i] / law->scale;
        const int64_t k = panel(p->n, p->x, u);
        if (isnan(u) || k < 0 || k == p->n - 1) {
            y[i] = isnan(u) ? u : 0;
            continue;
        }
        const double t = (u - p->x[k]) / (p->x[k + 1] - p->x[k]);
        y[i] = p->continuous * (p->height[k] * (1 - t) + p->height[k + 1] * t) / law->scale;
    }
}

/* F of the continuous part, of mass 1. */
static double below(const polygon *p, double u)
{
    const int64_t k = panel(p->n, p->x, u);
    if (k < 0 || k == p->n - 1) return k < 0 ? 0 : 1;
    const double width = p->x[k + 1] - p->x[k], t = (u - p->x[k]) / width;
    return fmin(1, p->below[k] + width * t * (p->height[k] * (1 - t / 2) + p->height[k + 1] * t / 2));
}

static void cdf(const rmt_law *law, int64_t n, const double *x, double *y)
{
    const polygon *p = law->data;
    for (int64_t i = 0; i < n; i++) {
        const double u = x[i] / law->scale;
        double sum = p->continuous * below(p, u);
        for (int k = 0; k < p->atoms; k++) sum += u >= p->place[k] ? p->weight[k] : 0;
        y[i] = isnan(u) ? u : fmin(1, sum);
    }
}

/* Where F reaches q, from the left: a t^2/2 + h t = rest in the panel, without cancellation. */
static double reaches(const polygon *p, double q)
{
    int64_t low = 0, high = p->n - 1; /* the last node with F < q */
    while (high - low > 1) {
        const int64_t middle = (low + high) / 2;
        if (p->below[middle] < q)
            low = middle;
        else
            high = middle;
    }
    const double width = p->x[low + 1] - p->x[low], h = p->height[low], rest = (q - p->below[low]) / width;
    const double root = sqrt(fmax(0, h * h + 2 * (p->height[low + 1] - h) * rest));
    const double t = rest > 0 ? 2 * rest / (h + root) : 0;
    return p->x[low] + width * fmin(1, t);
}

/* The same with the atoms, in ascending order; at 0 the lower end. */
static double whole_reaches(const polygon *p, double first, double q)
{
    double passed = 0;
    if (q == 0) return p->atoms ? fmin(first, p->place[0]) : first;
    for (int k = 0; k < p->atoms; k++) {
        const double before = passed + p->continuous * below(p, p->place[k]);
        if (q <= before) break;
        if (q <= before + p->weight[k]) return p->place[k];
        passed += p->weight[k];
    }
    return reaches(p, fmin(1, (q - passed) / p->continuous));
}

static void quantile(const rmt_law *law, int64_t n, const double *q, double *x)
{
    const polygon *p = law->data;
    int64_t first = 0;
    while (p->height[first + 1] == 0) first++;
    for (int64_t i = 0; i < n; i++) {
        x[i] = q[i] >= 0 && q[i] <= 1 ? law->scale * whole_reaches(p, p->x[first], q[i]) : NAN;
    }
}

/* Gauss point g of panel k and what it weighs. */
static double gauss_point(const polygon *p, int64_t k, int64_t g, double *weight)
{
    const double node = g < 8 ? -rmt_gauss_node[g] : rmt_gauss_node[g - 8], t = (1 + node) / 2;
    const double width = p->x[k + 1] - p->x[k];
    *weight = rmt_gauss_weight[g % 8] / 2 * width * (p->height[k] * (1 - t) + p->height[k + 1] * t);
    return p->x[k] + t * width;
}

/* By which m and m' of the continuous part become those of the law. */
static void add_atoms(const polygon *p, rmt_complex z, rmt_complex *m, rmt_complex *dm)
{
    if (p->atoms == 0) return;
    *m = CMPLX(p->continuous * creal(*m), p->continuous * cimag(*m));
    *dm *= p->continuous;
    for (int k = 0; k < p->atoms; k++) {
        const rmt_complex r = 1 / CMPLX(p->place[k] - creal(z), -cimag(z));
        *m += p->weight[k] * r;
        *dm += p->weight[k] * r * r;
    }
}

static rmt_complex far_transform(const polygon *p, rmt_complex z)
{
    rmt_complex m = 0;
    for (int64_t i = 0; i < GAUSS * (p->n - 1); i++) {
        double weight;
        const double x = gauss_point(p, i / GAUSS, i % GAUSS, &weight);
        m += weight / (x - z);
    }
    return m;
}

static rmt_complex transform(const polygon *p, rmt_complex z)
{
    const double centre = (p->x[0] + p->x[p->n - 1]) / 2, width = p->x[p->n - 1] - p->x[0];
    if (isnan(creal(z)) || isnan(cimag(z))) return CMPLX(NAN, NAN);
    if (isinf(creal(z)) || isinf(cimag(z))) return 0;
    rmt_complex none = 0, far = 0;
    if (cabs(z - centre) > 4 * width) {
        far = far_transform(p, z);
        add_atoms(p, z, &far, &none);
        return far;
    }
    double real = 0, imaginary = 0;
    for (int64_t j = 0; j < p->n; j++) {
        const rmt_complex t = CMPLX(p->x[j] - creal(z), -cimag(z)); /* keeps the sign of a zero */
        const double size = cabs(t), angle = carg(t);
        if (size == 0) continue;
        const double logarithm = log(size);
        real += p->change[j] * (creal(t) * logarithm - cimag(t) * angle);
        imaginary += p->change[j] * (creal(t) * angle + cimag(t) * logarithm);
    }
    rmt_complex m = CMPLX(real, imaginary);
    add_atoms(p, z, &m, &none);
    return m;
}

/* m' = -sum c_j log(x_j - z), for sum c_j = 0.  Far away Gauss points, with 1 + z m = E x/(x - z). */
static rmt_law_value value(const rmt_law *law, rmt_complex z)
{
    const polygon *p = law->data;
    const double centre = (p->x[0] + p->x[p->n - 1]) / 2, width = p->x[p->n - 1] - p->x[0];
    const bool far = cabs(z - centre) > 4 * width;
    rmt_law_value v = {.m = transform(p, z)};
    rmt_complex sum = 0;
    for (int64_t i = 0; i < GAUSS * (p->n - 1) && far; i++) {
        double weight;
        const double x = gauss_point(p, i / GAUSS, i % GAUSS, &weight);
        const rmt_complex t = x - z;
        v.dm += weight / (t * t);
        sum += weight * x / t;
    }
    for (int64_t j = 0; j < p->n && !far; j++) {
        const rmt_complex t = CMPLX(p->x[j] - creal(z), -cimag(z));
        v.dm -= p->change[j] * CMPLX(log(cabs(t)), carg(t));
    }
    rmt_complex none = 0;
    add_atoms(p, z, &none, &v.dm);
    for (int k = 0; k < p->atoms; k++)
        sum = (k ? 1 : p->continuous) * sum + p->weight[k] * p->place[k] / (p->place[k] - z);
    v.h = far ? -sum / v.m : -1 / v.m - z;
    return v;
}

static void stieltjes(const rmt_law *law, int64_t n, const rmt_complex *z, rmt_complex *m)
{
    for (int64_t i = 0; i < n; i++) {
        const rmt_complex value = transform(law->data, CMPLX(creal(z[i]) / law->scale, cimag(z[i]) / law->scale));
        m[i] = CMPLX(creal(value) / law->scale, cimag(value) / law->scale);
    }
}

static void boundary(const rmt_law *law, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = creal(transform(law->data, CMPLX(x[i] / law->scale, 0.0))) / law->scale;
}

static int jacobi(const rmt_law *law, int64_t count, double *alpha, double *beta2)
{
    const polygon *p = law->data;
    const int64_t points = GAUSS * (p->n - 1), total = points + p->atoms, known = count < total ? count : total - 1;
    randblas_arena arena = randblas_arena_open(NULL);
    double *x = randblas_arena_get(&arena, total, sizeof *x), *w = randblas_arena_get(&arena, total, sizeof *w);
    double *mass = randblas_arena_get(&arena, known + 1, sizeof *mass);
    const int info = arena.info;
    for (int64_t i = 0; i < points && !info; i++) {
        x[i] = gauss_point(p, i / GAUSS, i % GAUSS, &w[i]);
        w[i] *= p->continuous;
    }
    for (int k = 0; k < p->atoms && !info; k++) {
        x[points + k] = p->place[k];
        w[points + k] = p->weight[k];
    }
    if (!info) rmt_discrete_jacobi(total, x, w, known, alpha, beta2, mass);
    for (int64_t k = known; k < count && !info; k++) alpha[k] = beta2[k] = NAN;
    randblas_arena_close(&arena);
    return info;
}

/* Panels in a row that have mass. */
static void intervals(const rmt_law *law, int64_t capacity, double *edges, int64_t *count)
{
    const polygon *p = law->data;
    *count = 0;
    bool inside = false;
    for (int64_t k = 0; k < p->n; k++) {
        const bool positive = k + 1 < p->n && p->height[k] + p->height[k + 1] > 0;
        if (positive && !inside && *count < capacity) edges[2 * *count] = law->scale * p->x[k];
        if (!positive && inside) {
            if (*count < capacity) edges[2 * *count + 1] = law->scale * p->x[k];
            ++*count;
        }
        inside = positive;
    }
}

static void atoms(const rmt_law *law, int64_t capacity, double *places, double *weights, int64_t *count)
{
    const polygon *p = law->data;
    *count = p->atoms;
    for (int k = 0; k < p->atoms && k < capacity; k++) {
        places[k] = law->scale * p->place[k];
        weights[k] = p->weight[k];
    }
}

static void destroy(rmt_law *law)
{
    free(((polygon *)law->data)->x);
}

static const rmt_law_class class = {.family = RMT_POLYGON,
                                    .parameters = 0,
                                    .sheets = 1,
                                    .density = density,
                                    .cdf = cdf,
                                    .quantile = quantile,
                                    .boundary = boundary,
                                    .stieltjes = {stieltjes},
                                    .value = value,
                                    .jacobi = jacobi,
                                    .intervals = intervals,
                                    .atoms = atoms,
                                    .destroy = destroy};

/* In units of a power of two near the width, heights of mass 1. */
static void fill(rmt_law *law, const double *x, const double *height)
{
    polygon *p = law->data;
    int exponent = 0;
    double mass = 0, slope = 0, largest = 0;
    frexp(x[p->n - 1] - x[0], &exponent);
    law->scale = ldexp(1, exponent);
    for (int64_t k = 0; k < p->n; k++) {
        p->x[k] = ldexp(x[k], -exponent);
        largest = fmax(largest, height[k]);
    }
    for (int64_t k = 0; k < p->n; k++) p->height[k] = height[k] / largest;
    for (int64_t k = 0; k + 1 < p->n; k++) {
        p->below[k] = mass;
        mass += (p->x[k + 1] - p->x[k]) * (p->height[k] + p->height[k + 1]) / 2;
    }
    p->below[p->n - 1] = 1;
    for (int64_t k = 0; k < p->n; k++) {
        p->height[k] /= mass;
        if (k + 1 < p->n) p->below[k] /= mass;
    }
    for (int64_t k = 0; k < p->n; k++) {
        const double next = k + 1 < p->n ? (p->height[k + 1] - p->height[k]) / (p->x[k + 1] - p->x[k]) : 0;
        p->change[k] = next - slope;
        slope = next;
    }
}

int rmt_polygon_with_atoms(int64_t n, const double *x, const double *height, int atoms, const double *place,
                           const double *weight, rmt_law **law)
{
    rmt_law *made = rmt_law_allocate(&class, sizeof(polygon));
    if (!made) return RANDBLAS_OUT_OF_MEMORY;
    polygon *p = made->data;
    p->n = n;
    p->x = malloc(4 * (size_t)n * sizeof *p->x);
    if (!p->x) {
        rmt_law_destroy(made);
        return RANDBLAS_OUT_OF_MEMORY;
    }
    p->height = p->x + n;
    p->below = p->height + n;
    p->change = p->below + n;
    fill(made, x, height);
    p->continuous = 1;
    p->atoms = atoms;
    for (int k = 0; k < atoms; k++) {
        p->place[k] = place[k] / made->scale;
        p->weight[k] = weight[k];
        p->continuous -= weight[k];
    }
    *law = made;
    return 0;
}

int rmt_law_polygon(int64_t n, const double *x, const double *height, rmt_law **law)
{
    double total = 0;
    if (n < 3 || n > MOST_NODES) return -1;
    if (!x) return -2;
    for (int64_t k = 0; k < n; k++)
        if (!(fabs(x[k]) <= 1e300) || (k > 0 && !(x[k] > x[k - 1]))) return -2;
    if (!height || height[0] != 0 || height[n - 1] != 0) return -3;
    for (int64_t k = 0; k < n; k++) {
        if (!(height[k] >= 0 && isfinite(height[k]))) return -3;
        total = fmax(total, height[k]);
    }
    if (!(total > 0)) return -3;
    if (!law) return -4;
    *law = NULL;
    return rmt_polygon_with_atoms(n, x, height, 0, NULL, NULL, law);
}
