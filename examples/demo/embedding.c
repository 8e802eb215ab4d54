/*
 * How well sketches keep a subspace.  U is an orthonormal basis, m x l, of the 8 x 8 windows of images (l = 64); S U
 * would have singular values 1, and for a Gaussian S they fill the Marchenko-Pastur interval 1 -+ sqrt(l/d).  Two
 * bases:
 *
 *     incoherent  the windows as they are
 *     coherent    the same with 48 windows a thousand times brighter, so that these few rows carry most of U
 *
 * Writes into FOLDER
 *     edges.tsv     basis, family, d/l, smallest and largest singular value (the mean over seeds)
 *     spectrum.tsv  basis, family, k/l, k-th singular value at d = 4 l (the mean over seeds)
 *     law.tsv       the quantiles of the Marchenko-Pastur law at d = 4 l
 * and prints a table.
 *
 *     embedding IMAGES.npy FOLDER
 */
#include "demo.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <rmt.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 28, WINDOW = 8, L = WINDOW * WINDOW, PER_IMAGE = 16, SEEDS = 4, SPECTRUM_RATIO = 4 };

static const int ratios[] = {2, 3, 4, 6, 8, 12, 16};
#define NRATIOS (int)(sizeof ratios / sizeof *ratios)

static void check(const char *what, int info)
{
    if (info) demo_fail(what, randblas_strerror(info));
}

/* PER_IMAGE windows of each image, spread over it; every bright-th row times 1000 (0: none). */
static double *windows(const demo_matrix *images, int64_t bright)
{
    const int64_t m = images->rows * PER_IMAGE, places = SIDE - WINDOW + 1;
    double *U = demo_allocate(m * L, sizeof *U);
    for (int64_t k = 0; k < m; k++) {
        const int64_t place = (k % PER_IMAGE * 27 + k / PER_IMAGE * 131) % (places * places);
        const double factor = bright && k % bright == 0 ? 1000 : 1;
        for (int64_t w = 0; w < L; w++) {
            const int64_t pixel = (place / places + w / WINDOW) * SIDE + place % places + w % WINDOW;
            U[k + w * m] = factor * images->values[k / PER_IMAGE + pixel * images->rows];
        }
    }
    return U;
}

static void orthonormalise(int64_t m, double *U)
{
    double tau[L];
    if (LAPACKE_dgeqrf(LAPACK_COL_MAJOR, (int)m, L, U, (int)m, tau) ||
        LAPACKE_dorgqr(LAPACK_COL_MAJOR, (int)m, L, L, U, (int)m, tau))
        demo_fail("QR", "failed");
}

/* The exact leverage scores: squared row norms of U. */
static double *leverage(int64_t m, const double *U)
{
    double *scores = demo_allocate(m, sizeof *scores);
    for (int64_t i = 0; i < m; i++) {
        scores[i] = 0;
        for (int64_t j = 0; j < L; j++) scores[i] += U[i + j * m] * U[i + j * m];
    }
    return scores;
}

static void singular_values(const randblas_dist *dist, uint64_t seed, const double *U, double *s)
{
    const int64_t d = dist->rows, m = dist->cols;
    const randblas_state state = randblas_seed(seed);
    randblas_sketch *S = NULL;
    double *B = demo_allocate(d * L, sizeof *B), rest[L];
    check("sketch", randblas_sketch_create(dist, &state, &S, NULL));
    check("apply", randblas_dskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, L, m, 1,
                                  S, 0, 0, U, m, 0, B, d));
    if (LAPACKE_dgesvd(LAPACK_COL_MAJOR, 'N', 'N', (int)d, L, B, (int)d, s, NULL, 1, NULL, 1, rest))
        demo_fail("dgesvd", "failed");
    randblas_sketch_destroy(S);
    free(B);
}

/* Means over seeds of the sorted singular values. */
static void mean_singular_values(const randblas_dist *dist, const double *U, double *mean)
{
    double s[L];
    for (int k = 0; k < L; k++) mean[k] = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        singular_values(dist, seed, U, s);
        for (int k = 0; k < L; k++) mean[k] += s[k] / SEEDS;
    }
}

typedef struct files {
    FILE *edges, *spectrum;
} files;

static void measure(const char *basis, int64_t m, const double *U, const double *scores, files out)
{
    for (int r = 0; r < NRATIOS; r++) {
        const int64_t d = (int64_t)ratios[r] * L;
        const struct {
            const char *name;
            randblas_dist dist;
        } families[] = {{"Gaussian", randblas_gaussian(d, m)},
                        {"sparse sign", randblas_sparse_sign(d, m, 8)},
                        {"SRHT", randblas_srht(d, m)},
                        {"LESS", randblas_less(d, m, L, scores)},
                        {"row sampling", randblas_row_sample(d, m, 0)}};
        for (int f = 0; f < (int)(sizeof families / sizeof *families); f++) {
            double s[L];
            mean_singular_values(&families[f].dist, U, s);
            fprintf(out.edges, "%s\t%s\t%d\t%.6g\t%.6g\n", basis, families[f].name, ratios[r], s[L - 1], s[0]);
            if (ratios[r] != SPECTRUM_RATIO) continue;
            for (int k = 0; k < L; k++)
                fprintf(out.spectrum, "%s\t%s\t%.6g\t%.6g\n", basis, families[f].name, (k + 0.5) / L, s[L - 1 - k]);
            printf("%s\t%s\t%.3f\t%.3f\n", basis, families[f].name, s[L - 1], s[0]);
        }
    }
}

/* The law of the singular values of S U: its distribution function, by the trapezoidal rule on its density. */
static void write_law(FILE *out)
{
    enum { POINTS = 4001 };
    static double x[POINTS], density[POINTS];
    double edge[2], mass = 0;
    check("law", rmt_dmp_support(1.0 / SPECTRUM_RATIO, 1, edge));
    for (int i = 0; i < POINTS; i++) x[i] = edge[0] + (edge[1] - edge[0]) * i / (POINTS - 1);
    check("law", rmt_dmp_density(1.0 / SPECTRUM_RATIO, 1, POINTS, x, density));
    for (int i = 0; i < POINTS; i++) {
        if (i) mass += (density[i] + density[i - 1]) / 2 * (x[i] - x[i - 1]);
        if (i % 20 == 0) fprintf(out, "%.6g\t%.6g\n", mass, sqrt(x[i]));
    }
}

static FILE *open_file(const char *folder, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (!file) demo_fail(path, "cannot be written");
    return file;
}

int main(int argc, char **argv)
{
    if (argc != 3) demo_fail("usage", "embedding IMAGES.npy FOLDER");
    const demo_matrix images = demo_read(argv[1]);
    const int64_t m = images.rows * PER_IMAGE;
    files out = {open_file(argv[2], "edges.tsv"), open_file(argv[2], "spectrum.tsv")};
    FILE *law = open_file(argv[2], "law.tsv");
    printf("basis\tfamily\tsmallest\tlargest\n");
    for (int coherent = 0; coherent < 2; coherent++) {
        double *U = windows(&images, coherent ? m / 48 : 0);
        orthonormalise(m, U);
        double *scores = leverage(m, U);
        measure(coherent ? "coherent" : "incoherent", m, U, scores, out);
        free(U), free(scores);
    }
    printf("law\tMarchenko-Pastur\t%.3f\t%.3f\n", 1 - sqrt(1.0 / SPECTRUM_RATIO), 1 + sqrt(1.0 / SPECTRUM_RATIO));
    write_law(law);
    if (fclose(out.edges) || fclose(out.spectrum) || fclose(law)) demo_fail(argv[2], "cannot be written");
    free(images.values);
    return 0;
}
