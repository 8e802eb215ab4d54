/*
 * Claim: sketched GMRES is faster than GMRES with full orthogonalisation once there are several hundred steps, at the
 * same residual.  The peer is written below: classical Gram-Schmidt by dgemv, repeated when it lost digits (the
 * criterion of Daniel, Gragg, Kaufman and Stewart), Givens rotations, one residual at the end.
 */
#include "bench.h"
#include "sketching.h"

#include <cblas.h>
#include <math.h>
#include <randlapack.h>
#include <stdlib.h>
#include <string.h>

typedef struct problem {
    int64_t n, *ptr, *colind;
    double *values, *b;
    randblas_dlinop A;
    double tolerance;
} problem;

/* -div grad u + wind . grad u on a grid of side^2 points, central differences, as CSR; b = 1. */
static problem convection_diffusion(int64_t side, double wind, double tolerance)
{
    const int64_t n = side * side;
    problem p = {.n = n, .tolerance = tolerance};
    int64_t q = 0;
    p.ptr = bench_allocate((n + 1) * 8);
    p.colind = bench_allocate(5 * n * 8);
    p.values = bench_allocate(5 * n * 8);
    p.b = bench_allocate(n * 8);
    const double h = 1.0 / (double)(side + 1), part = wind * h / 2;
    for (int64_t i = 0; i < n; i++) {
        const int64_t row = i / side, col = i % side;
        const struct {
            bool there;
            int64_t at;
            double value;
        } entries[] = {{row > 0, i - side, -1 - part / 2},
                       {col > 0, i - 1, -1 - part},
                       {true, i, 4},
                       {col < side - 1, i + 1, -1 + part},
                       {row < side - 1, i + side, -1 + part / 2}};
        p.ptr[i] = q;
        p.b[i] = 1;
        for (int k = 0; k < 5; k++) {
            if (!entries[k].there) continue;
            p.colind[q] = entries[k].at;
            p.values[q++] = entries[k].value;
        }
    }
    p.ptr[n] = q;
    p.A = randblas_dlinop_csr(n, n, p.ptr, p.colind, p.values);
    return p;
}

static void multiply(const problem *p, const double *x, double *y)
{
    sketching_check(randblas_dlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, 1, &p->A, x, p->n, 0, y, p->n));
}

static double residual(const problem *p, const double *x)
{
    double *r = bench_allocate(p->n * 8);
    multiply(p, x, r);
    for (int64_t i = 0; i < p->n; i++) r[i] -= p->b[i];
    const double norm = cblas_dnrm2((int)p->n, r, 1) / cblas_dnrm2((int)p->n, p->b, 1);
    free(r);
    return norm;
}

/* w minus its parts along the j columns of V; h holds them. */
static double orthogonalise(int n, int j, const double *V, double *w, double *h, double *work)
{
    const double before = cblas_dnrm2(n, w, 1);
    cblas_dgemv(CblasColMajor, CblasTrans, n, j, 1, V, n, w, 1, 0, h, 1);
    cblas_dgemv(CblasColMajor, CblasNoTrans, n, j, -1, V, n, h, 1, 1, w, 1);
    const double after = cblas_dnrm2(n, w, 1);
    if (after > 0.7071 * before) return after;
    cblas_dgemv(CblasColMajor, CblasTrans, n, j, 1, V, n, w, 1, 0, work, 1);
    cblas_dgemv(CblasColMajor, CblasNoTrans, n, j, -1, V, n, work, 1, 1, w, 1);
    for (int i = 0; i < j; i++) h[i] += work[i];
    return cblas_dnrm2(n, w, 1);
}

/* GMRES without restart, to the tolerance by the recurrence for the residual; the number of steps. */
static int gmres(const problem *p, int most, double *x)
{
    const int n = (int)p->n;
    double *V = bench_allocate((int64_t)n * (most + 1) * 8), *R = bench_allocate((int64_t)(most + 1) * (most + 1) * 8);
    double *c = bench_allocate(5 * (int64_t)(most + 2) * 8), *s = c + most + 2, *g = s + most + 2, *work = g + most + 2;
    const double norm = cblas_dnrm2(n, p->b, 1);
    int j = 0;
    for (int i = 0; i < n; i++) V[i] = p->b[i] / norm;
    g[0] = norm;
    while (j < most && fabs(g[j]) > p->tolerance * norm) {
        double *h = R + (int64_t)j * (most + 1), *w = V + (int64_t)(j + 1) * n;
        multiply(p, V + (int64_t)j * n, w);
        const double next = orthogonalise(n, j + 1, V, w, h, work);
        cblas_dscal(n, 1 / next, w, 1);
        for (int i = 0; i < j; i++) {
            const double old = h[i];
            h[i] = c[i] * old + s[i] * h[i + 1];
            h[i + 1] = c[i] * h[i + 1] - s[i] * old;
        }
        const double length = hypot(h[j], next);
        c[j] = h[j] / length;
        s[j] = next / length;
        h[j] = length;
        g[j + 1] = -s[j] * g[j];
        g[j] *= c[j];
        j++;
    }
    cblas_dtrsv(CblasColMajor, CblasUpper, CblasNoTrans, CblasNonUnit, j, R, most + 1, g, 1);
    cblas_dgemv(CblasColMajor, CblasNoTrans, n, j, 1, V, n, g, 1, 0, x, 1);
    free(V), free(R), free(c);
    return j;
}

static void measure(int64_t side, double wind, double tolerance, int runs)
{
    problem p = convection_diffusion(side, wind, tolerance);
    const int most = 900;
    double *x = bench_allocate(p.n * 8), *y = bench_allocate(p.n * 8), full = INFINITY, sketched = INFINITY;
    int steps = 0;
    randlapack_sgmres_report report;
    const randlapack_sgmres_options options = {.cycle = most, .tolerance = tolerance};
    for (int i = 0; i < runs; i++) {
        double start = bench_now();
        steps = gmres(&p, most, x);
        full = fmin(full, bench_now() - start);
        start = bench_now();
        sketching_check(randlapack_dsgmres(&p.A, NULL, p.b, y, &options, &report));
        sketched = fmin(sketched, bench_now() - start);
    }
    char name[96];
    snprintf(name, sizeof name, "convection-diffusion, %d unknowns, wind %.0f, %.0e", (int)p.n, wind, tolerance);
    bench_at_least(bench_name("%s, sGMRES speed over GMRES (%d steps)", name, steps), full / sketched, "x", 2);
    bench_at_most(bench_name("%s, sGMRES residual over tolerance", name), residual(&p, y) / tolerance, "x", 1);
    bench_note(bench_name("%s, GMRES residual over tolerance", name), residual(&p, x) / tolerance, "x", "peer");
    bench_note(bench_name("%s, sGMRES steps, %d cycle(s)", name, (int)report.cycles), (double)report.iterations,
               "steps", "of sGMRES");
    bench_note(bench_name("%s, condition of the basis", name), report.condition, "", "sketched");
    free(p.ptr), free(p.colind), free(p.values), free(p.b), free(x), free(y);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    bench_set_threads(1); /* of many short products, where starting threads would be what is measured */
    measure(quick ? 150 : 316, 100, 1e-6, quick ? 1 : 3);
    measure(quick ? 150 : 316, 1000, 1e-8, quick ? 1 : 3);
    return 0;
}
