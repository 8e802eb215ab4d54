/*
 * Polynomials P with P(z, m) = 0 for the transform m of a block.  On an ellipse z = half (w + 1/w)/2, |w| = 0.6, about
 * all bands, an error of the k-th Chebyshev moment moves m by 2 pre(w) w^k of it, pre = -2 w/(1 - w^2), whence by
 * P/P_m, to first order, the errors of the moments are the Fourier coefficients
 *
 *     r_k = n sqrt(2 beta/k) [w^k] P(z, m)/(2 pre P_m),    k = 1 .. K,
 *
 * standard normal for random matrices, and those of k <= 0 have to vanish: m = -1/z + ... at infinity.  With P_m of the
 * iteration before, all are linear in the coefficients of P.  Of those without coefficients of k <= 0, the one with the
 * least sum r_k^2 by mean |P_m|^2/(that of before) is the last generalised singular vector.
 */
#include "continuation_impl.h"
#include "lapack_impl.h"
#include "progress_impl.h"

#include <string.h>

enum { ANGLES = 64, EVERY = 4, SIDE = 40, ITERATIONS = 16, TERMS = RMT_MOST_TERMS };
enum { WORK = 4 * SIDE * SIDE + 256 * SIDE + 64 }; /* RANDLAPACK_SVD_WORK(SIDE), which is no constant */

typedef struct svd_space {
    double A[SIDE * SIDE], s[SIDE], U[SIDE * SIDE], Vt[SIDE * SIDE], work[WORK];
    int64_t iwork[8 * SIDE];
} svd_space;

typedef struct samples {
    rmt_complex w[ANGLES], z[ANGLES], m[ANGLES], pre[ANGLES], V[ANGLES][TERMS], D[ANGLES][TERMS], before[ANGLES];
    double scale[TERMS], rows[SIDE][TERMS], null[TERMS][TERMS], metric[TERMS][TERMS];
    int count, first, moments; /* terms; the first k is -first; K */
    double n, beta;
    svd_space svd;
} samples;

/* m upon the ellipse, less what it has in excess. */
static void sample(samples *s, const rmt_block *block, double half, const rmt_sample_shift *shift)
{
    const double radius = 0.6;
    for (int i = 0; i < ANGLES; i++) {
        const rmt_complex w = radius * cexp(CMPLX(0, -(i + 0.5) * RMT_PI / ANGLES)), z = (w + 1 / w) / 2;
        const rmt_complex square = w * w, pre = -2 * w / (1 - square);
        rmt_complex sum = 0;
        for (int64_t j = 0; j < block->inner; j++) sum += 1 / (block->y[j] / half - z);
        s->w[i] = w;
        s->z[i] = z;
        s->pre[i] = pre;
        for (int side = 0; side < 2; side++)
            sum -= (side ? 1 : -1) * shift->inwards[side] / half / cpow(shift->edge[side] / half - z, 2);
        s->m[i] = (sum - 2 * shift->excess * pre * square / (1 - square)) / s->n;
    }
}

static void set_terms(samples *s, int in_z, int in_m)
{
    s->count = (in_z + 1) * (in_m + 1);
    s->first = in_z + 3;
    memset(s->scale, 0, sizeof s->scale);
    for (int a = 0; a < ANGLES; a++) {
        rmt_complex power = 1, last = 0;
        s->before[a] = 1;
        for (int j = 0; j <= in_m; j++) {
            rmt_complex z = 1;
            for (int i = 0; i <= in_z; i++) {
                const int k = i + (in_z + 1) * j;
                s->V[a][k] = z * power;
                s->D[a][k] = j * z * last;
                s->scale[k] += pow(cabs(s->V[a][k]), 2) / ANGLES;
                z *= s->z[a];
            }
            last = power;
            power *= s->m[a];
        }
    }
    for (int k = 0; k < s->count; k++) s->scale[k] = sqrt(s->scale[k]);
}

/* Fourier coefficients of every term, k = -first .. K. */
static void set_rows(samples *s)
{
    memset(s->rows, 0, sizeof s->rows);
    for (int row = 0; row <= s->first + s->moments; row++) {
        const int k = row - s->first;
        const double weight = (k > 0 ? s->n * sqrt(2 * s->beta / k) / 2 : 1) / ANGLES;
        for (int a = 0; a < ANGLES; a++) {
            const rmt_complex turn = weight * cpow(s->w[a], -k) / (s->before[a] * s->pre[a]);
            for (int j = 0; j < s->count; j++) s->rows[row][j] += creal(turn * s->V[a][j]) / s->scale[j];
        }
    }
}

/* Of A, side x side. */
static int decompose(svd_space *v, int side)
{
    return randlapack_dgesdd(side, v->A, side, v->s, v->U, side, v->Vt, side, v->work, v->iwork);
}

/* Terms without coefficients of k <= 0, orthonormal: null[.][0 .. free). */
static int satisfy_infinity(samples *s, int *free)
{
    svd_space *const v = &s->svd;
    const int side = s->count > s->first + 1 ? s->count : s->first + 1;
    memset(v->A, 0, sizeof v->A);
    for (int i = 0; i <= s->first; i++)
        for (int j = 0; j < s->count; j++) v->A[i + j * side] = s->rows[i][j];
    const int info = decompose(v, side);
    int rank = 0;
    while (rank < s->count && v->s[rank] > 1e-10 * v->s[0]) rank++;
    *free = s->count - rank;
    for (int k = 0; k < *free; k++)
        for (int j = 0; j < s->count; j++) s->null[j][k] = v->Vt[rank + k + j * side];
    return info;
}

/* The same in directions of mean |P_m|^2/|that of before|^2 = 1: metric[.][0 .. kept). */
static int normalise(samples *s, int free, int *kept)
{
    svd_space *const v = &s->svd;
    const int points = ANGLES / EVERY, side = 2 * points;
    memset(v->A, 0, sizeof v->A);
    for (int i = 0; i < points; i++)
        for (int k = 0; k < free; k++) {
            const int a = i * EVERY + EVERY / 2;
            rmt_complex sum = 0;
            for (int j = 0; j < s->count; j++) sum += s->D[a][j] / s->scale[j] * s->null[j][k];
            sum /= s->before[a] * sqrt(points);
            v->A[i + k * side] = creal(sum);
            v->A[points + i + k * side] = cimag(sum);
        }
    const int info = decompose(v, side);
    *kept = 0;
    while (*kept < free && v->s[*kept] > 1e-10 * v->s[0]) ++*kept;
    for (int k = 0; k < *kept; k++)
        for (int j = 0; j < s->count; j++) {
            s->metric[j][k] = 0;
            for (int l = 0; l < free; l++) s->metric[j][k] += s->null[j][l] * v->Vt[k + l * side] / v->s[k];
        }
    return info;
}

/* Of the vectors of the least singular values, those of the padding among them, the one that is none of the padding. */
static int least_vector(samples *s, int kept, double *a)
{
    svd_space *const v = &s->svd;
    const int side = s->moments > kept ? s->moments : kept;
    memset(v->A, 0, sizeof v->A);
    for (int i = 0; i < s->moments; i++)
        for (int k = 0; k < kept; k++)
            for (int j = 0; j < s->count; j++) v->A[i + k * side] += s->rows[s->first + 1 + i][j] * s->metric[j][k];
    const int info = decompose(v, side);
    double most = -1;
    int best = kept - 1;
    for (int row = kept - 1; row < side; row++) {
        double size = 0;
        for (int k = 0; k < kept; k++) size += pow(v->Vt[row + k * side], 2);
        if (size > most) best = row;
        most = fmax(most, size);
    }
    for (int j = 0; j < s->count; j++) {
        a[j] = 0;
        for (int k = 0; k < kept; k++) a[j] += s->metric[j][k] * v->Vt[best + k * side];
    }
    return info;
}

/* One iteration from P_m of before, which becomes that of a, in units of the scales. */
static int iterate(samples *s, double *a, int *parameters)
{
    int free = 0, kept = 0;
    set_rows(s);
    int info = satisfy_infinity(s, &free);
    if (!info && free == 0) info = RANDBLAS_NOT_CONVERGED;
    if (!info) info = normalise(s, free, &kept);
    if (!info) info = least_vector(s, kept, a);
    *parameters = kept - 1;
    for (int i = 0; i < ANGLES && !info; i++) {
        s->before[i] = 0;
        for (int j = 0; j < s->count; j++) s->before[i] += s->D[i][j] * a[j] / s->scale[j];
        if (!(cabs(s->before[i]) > 0)) info = RANDBLAS_NOT_CONVERGED;
    }
    return info;
}

static int fit(samples *s, rmt_curve *c)
{
    double a[TERMS] = {0}, last = INFINITY;
    set_terms(s, c->in_z, c->in_m);
    for (int step = 0; step < ITERATIONS; step++) {
        const int info = iterate(s, a, &c->parameters);
        if (info) return info;
        set_rows(s);
        c->chi = 0;
        for (int k = 1; k <= s->moments; k++) {
            double r = 0;
            for (int j = 0; j < s->count; j++) r += s->rows[s->first + k][j] * a[j];
            c->chi += r * r;
        }
        if (fabs(c->chi - last) <= 1e-3 * c->chi) break;
        last = c->chi;
    }
    for (int j = 0; j < s->count; j++) c->a[j] = a[j] / s->scale[j];
    return isfinite(c->chi) ? 0 : RANDBLAS_NOT_CONVERGED;
}

/* Atoms that the block has at its ends. */
static void set_atoms(const rmt_block *block, rmt_curve *c)
{
    c->inner = (double)block->inner / (double)block->n;
    for (int i = 0; i < 2; i++) {
        if (block->equal[i] == 0) continue;
        c->place[c->atoms] = block->end[i] / c->half;
        c->weight[c->atoms++] = (double)block->equal[i] / (double)block->n;
    }
}

int rmt_curve_fit_all(const rmt_block *block, int moments, double beta, const rmt_sample_shift *shift, int in_m,
                      const randblas_control *control, rmt_curve *curves, int *count)
{
    static const int degrees[RMT_MOST_CURVES][2] = {{1, 2}, {2, 2}, {1, 3}, {2, 3}, {3, 3}, {1, 4}, {2, 4}};
    const double half = 1 + 0.3 * pow((double)block->inner, -2.0 / 3);
    randblas_arena arena = randblas_arena_open(control);
    samples *s = randblas_arena_get(&arena, 1, sizeof *s);
    int info = arena.info;
    *count = 0;
    if (!info) {
        s->n = (double)block->inner;
        s->beta = beta;
        s->moments = moments;
        sample(s, block, half, shift);
    }
    for (int k = 0; k < RMT_MOST_CURVES && !info; k++) {
        rmt_curve c = {.in_z = degrees[k][0], .in_m = degrees[k][1], .half = half};
        if (in_m > 0 && c.in_m != in_m) continue;
        set_atoms(block, &c);
        info = fit(s, &c);
        if (!info && c.parameters + 2 <= moments) curves[(*count)++] = c;
        if (info == RANDBLAS_NOT_CONVERGED) info = 0;
        if (!info) info = randlapack_progress(control, "continue", 0.6 + 0.02 * k);
    }
    randblas_arena_close(&arena);
    return info;
}
