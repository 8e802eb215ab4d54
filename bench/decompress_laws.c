/* Laws of blocks and wholes, and matrices of them. */
#include "decompress_laws.h"

#include "bench.h"
#include "sketching.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

enum { GRID = 4096 };
static const double pi = 3.14159265358979323846;

const decompress_source decompress_laws[DECOMPRESS_LAWS] = {
    {"semicircle", RMT_SEMICIRCLE, {1}, 0.5},
    {"Marchenko-Pastur 0.02", RMT_MARCHENKO_PASTUR, {0.02, 1}, 1},
    {"Kesten-McKay 96", RMT_KESTEN_MCKAY, {96}, 5},
    {"Wachter 64, 96", RMT_WACHTER, {64, 96}, 5},
    {"Meixner 0.1, 4, 0.4", RMT_MEIXNER, {0.1, 4, 0.4}, 3}};

rmt_law *decompress_law(const decompress_source *l, double factor)
{
    rmt_law *made = NULL;
    const double *p = l->p;
    if (l->family == RMT_SEMICIRCLE) sketching_check(rmt_law_semicircle(p[0] * sqrt(factor), &made));
    if (l->family == RMT_MARCHENKO_PASTUR) sketching_check(rmt_law_marchenko_pastur(p[0] * factor, p[1], &made));
    if (l->family == RMT_KESTEN_MCKAY) sketching_check(rmt_law_kesten_mckay(p[0] / factor, &made));
    if (l->family == RMT_WACHTER) sketching_check(rmt_law_wachter(p[0] / factor, p[1] / factor, &made));
    if (l->family == RMT_MEIXNER) {
        const double b = p[1] * (factor * p[2] + factor * factor * (1 - p[2]));
        sketching_check(rmt_law_meixner(p[0] * factor, b, factor * p[1] * p[2] / b, &made));
    }
    return made;
}

void decompress_sample(const decompress_source *l, int seed, double *x)
{
    const randblas_state state = randblas_seed((uint64_t)seed);
    if (l->family != RMT_MEIXNER) {
        rmt_law *block = decompress_law(l, 1);
        sketching_check(rmt_law_eigenvalues(block, DECOMPRESS_ORDER, &state, x, NULL));
        rmt_law_destroy(block);
        return;
    }
    rmt_law *twice = decompress_law(l, 2);
    double *A = bench_allocate((int64_t)4 * DECOMPRESS_ORDER * DECOMPRESS_ORDER * 8);
    sketching_check(rmt_law_matrix(twice, 2 * DECOMPRESS_ORDER, &state, A, 2 * DECOMPRESS_ORDER, NULL));
    sketching_check((int)LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', DECOMPRESS_ORDER, A, 2 * DECOMPRESS_ORDER, x));
    rmt_law_destroy(twice);
    free(A);
}

double decompress_variation(const rmt_law *f, const rmt_law *g, double unit)
{
    double a[64], b[64], *x = bench_allocate(4 * GRID * 8), *y = x + GRID, *u = y + GRID, *v = u + GRID, sum = 0;
    int64_t ours = 0, theirs = 0;
    sketching_check(rmt_law_intervals(f, 32, a, &ours));
    sketching_check(rmt_law_intervals(g, 32, b, &theirs));
    const double low = fmin(a[0], unit * b[0]), half = (fmax(a[2 * ours - 1], unit * b[2 * theirs - 1]) - low) / 2;
    for (int i = 0; i < GRID; i++) {
        x[i] = low + half * (1 - cos((i + 0.5) * pi / GRID));
        y[i] = x[i] / unit;
    }
    sketching_check(rmt_law_density(f, GRID, x, u));
    sketching_check(rmt_law_density(g, GRID, y, v));
    for (int i = 0; i < GRID; i++) sum += fabs(u[i] - v[i] / unit) * sin((i + 0.5) * pi / GRID);
    free(x);
    return sum * half * pi / GRID / 2;
}
