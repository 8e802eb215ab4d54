/* Limits of laws and of kernels.  What a law is made of are polynomials, roots and iterations of a few dozen flops; the
 * limit is the flops that its formula asks for, at the rate of a chain that the processor cannot overlap. */
#include "bench.h"
#include "limits.h"
#include "sketching.h"

#include <cblas.h>
#include <math.h>
#include <rmt.h>

typedef struct query {
    rmt_law *law;
    int64_t n;
    const double *x;
    double *y;
    int degree;
    int (*ask)(const rmt_law *, int64_t, const double *, double *);
} query;

static void ask(void *context)
{
    const query *q = context;
    sketching_check(q->ask(q->law, q->n, q->x, q->y));
}

/* One polynomial of the degree for each point, each in its own chain: what a table of a law costs at least. */
static void horner(void *context)
{
    const query *q = context;
    for (int64_t i = 0; i < q->n; i++) {
        double sum = 1;
        for (int k = 0; k < q->degree; k++) sum = sum * q->x[i] + 0.5;
        q->y[i] = sum;
    }
}

/* A logarithm and an exponential for each point, where a density falls by powers and exponentials. */
static void elementary(void *context)
{
    const query *q = context;
    for (int64_t i = 0; i < q->n; i++) q->y[i] = exp(-log(1 + q->x[i] * q->x[i]));
}

static void laws(int64_t n)
{
    if (!limits_wanted("bench_law")) return;
    double *x = bench_allocate(n * 8), *y = bench_allocate(n * 8);
    bench_random(n, x);
    query q = {.n = n, .x = x, .y = y, .degree = 16, .ask = rmt_law_density};
    sketching_check(rmt_law_tracy_widom(1, &q.law));
    limits_beside("bench_law: Tracy-Widom densities", "polynomials of degree 16", (limits_job){ask, &q},
                  (limits_job){horner, &q});
    rmt_law_destroy(q.law);
    for (int64_t i = 0; i < n; i++) x[i] = exp(log(1e-6) + log(1e9) * (x[i] + 1) / 2);
    sketching_check(rmt_law_htmp(0.5, 1, &q.law));
    limits_beside("bench_law: HTMP densities", "a logarithm and an exponential", (limits_job){ask, &q},
                  (limits_job){elementary, &q});
    rmt_law_destroy(q.law);
    free(x), free(y);
}

/* ---------------------------------------------------------------- equations --------------------------------------- */

typedef struct equation {
    rmt_law *law;
    int64_t n, masses, steps;
    double *x, *y;
} equation;

static void densities(void *context)
{
    const equation *e = context;
    sketching_check(rmt_law_density(e->law, e->n, e->x, e->y));
}

/* One Newton step of Silverstein's equation: a complex division for each mass and one more, for each point. */
static void newton(void *context)
{
    const equation *e = context;
    for (int64_t i = 0; i < e->n; i++) {
        double re = e->x[i], im = 1;
        for (int64_t k = 0; k < e->steps * (e->masses + 1); k++) {
            const double size = re * re + im * im, t = (0.5 * re + 0.25) / size;
            im = (0.5 * im + 0.5) / size;
            re = t;
        }
        e->y[i] = re + im;
    }
}

static void covariance(int64_t n)
{
    const double tau[] = {1, 3, 10}, weight[] = {0.2, 0.4, 0.4};
    if (!limits_wanted("bench_covariance")) return;
    equation e = {.n = n, .masses = 3, .steps = 2, .x = bench_allocate(n * 8), .y = bench_allocate(n * 8)};
    for (int64_t i = 0; i < n; i++) e.x[i] = 25 * ((double)i + 0.5) / (double)n;
    sketching_check(rmt_law_sample_covariance(3, tau, weight, 0.5, &e.law));
    limits_beside("bench_covariance: densities, three masses, points in order", "two Newton steps a point",
                  (limits_job){densities, &e}, (limits_job){newton, &e});
    rmt_law_destroy(e.law);
    free(e.x), free(e.y);
}

/* ---------------------------------------------------------------- kernels of features ----------------------------- */

typedef struct features {
    rmt_activation *phi;
    int64_t p, n;
    double *X, *K, *T;
} features;

static void kernel(void *context)
{
    const features *f = context;
    sketching_check(rmt_feature_kernel(f->phi, RANDBLAS_COL_MAJOR, f->p, f->n, f->X, f->p, f->K, f->n, NULL));
}

static void deep(void *context)
{
    const features *f = context;
    sketching_check(
        rmt_deep_kernel(f->phi, 5, RANDBLAS_COL_MAJOR, f->p, f->n, f->X, f->p, f->K, f->n, f->T, f->n, NULL));
}

static void kernels(int64_t p, int64_t n)
{
    if (!limits_wanted("bench_features") && !limits_wanted("bench_kernels")) return;
    features f = {
        .p = p, .n = n, .X = bench_allocate(p * n * 8), .K = bench_allocate(n * n * 8), .T = bench_allocate(n * n * 8)};
    bench_random(p * n, f.X);
    sketching_check(rmt_activation_create(RMT_PHI_RELU, &f.phi));
    const double syrk = limits_syrk(n, p);
    if (limits_wanted("bench_features"))
        limits_against("bench_features: ReLU kernel, n = 1500, p = 784", "SYRK", (limits_job){kernel, &f}, syrk);
    if (limits_wanted("bench_kernels"))
        limits_against("bench_kernels: conjugate and tangent kernel, depth 5, n = 1500", "SYRK", (limits_job){deep, &f},
                       syrk);
    rmt_activation_destroy(f.phi);
    free(f.X), free(f.K), free(f.T);
}

void limits_laws(void)
{
    laws(100000);
    covariance(20000);
    kernels(784, 1500);
}
