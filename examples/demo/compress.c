/*
 * Images from what the command keeps of them: U, s and V of an SVD, and pixels with the coefficients of the others.
 * Prints what each rank stores and its error by the definition; leaves FOLDER/compression.txt, the first images of each
 * digit above their approximations as points "x y grey", with labels of its lines in compression_labels.txt, and the
 * mean image with the pixels of the last decomposition in compression_mean.txt and compression_pixels.txt.
 *
 *     compress IMAGES.npy FOLDER SVD_FOLDER ID_FOLDER ...
 */
#include "demo.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 28, SHOWN = 12, GAP = 3, PITCH = SIDE + GAP };

/* Where lines of the picture go. */
typedef struct picture {
    FILE *points, *labels;
    int lines;
} picture;

static demo_matrix read_array(const char *folder, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s.npy", folder, name);
    return demo_read(path);
}

static FILE *create(const char *folder, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (!file) demo_fail(path, "cannot be written");
    return file;
}

/* One line of the picture: images spread over the rows of B; white between them. */
static void draw(picture *p, const demo_matrix *B, const char *label)
{
    for (int y = 0; y < PITCH; y++)
        for (int x = 0; x < SHOWN * PITCH; x++) {
            const int64_t image = x / PITCH * (B->rows / SHOWN);
            const int column = x % PITCH;
            const double grey = y < SIDE && column < SIDE ? B->values[image + (y * SIDE + column) * B->rows] : 0;
            fprintf(p->points, "%d\t%d\t%.0f\n", x, p->lines * PITCH + y, fmin(fmax(grey, 0), 255));
        }
    fprintf(p->labels, "%d\t%s\n", p->lines * PITCH + SIDE / 2, label);
    p->lines++;
}

/* B = L R, L m x k, R k x n. */
static void multiply(const demo_matrix *L, const demo_matrix *R, int64_t k, demo_matrix *B)
{
    for (int64_t i = 0; i < B->rows * B->cols; i++) B->values[i] = 0;
    for (int64_t j = 0; j < B->cols; j++)
        for (int64_t t = 0; t < k; t++) {
            const double r = R->values[t + j * R->rows];
            for (int64_t i = 0; i < B->rows; i++) B->values[i + j * B->rows] += L->values[i + t * L->rows] * r;
        }
}

static void judge(picture *p, const demo_matrix *A, const demo_matrix *B, const char *name, int64_t k)
{
    char label[80];
    double error = 0, norm = 0;
    for (int64_t i = 0; i < A->rows * A->cols; i++) {
        const double rest = A->values[i] - B->values[i];
        error += rest * rest;
        norm += A->values[i] * A->values[i];
    }
    error = sqrt(error / norm);
    printf("%s\t%lld\t%.1f %%\t%.4f\n", name, (long long)k,
           100 * (double)k * (double)(A->rows + A->cols) / (double)(A->rows * A->cols), error);
    snprintf(label, sizeof label, "%s %lld: %.2f", name, (long long)k, error);
    draw(p, B, label);
}

static void by_svd(picture *p, const demo_matrix *A, const char *folder, demo_matrix *B)
{
    const demo_matrix U = read_array(folder, "U"), s = read_array(folder, "s"), V = read_array(folder, "V");
    demo_matrix R = {s.rows, V.rows, demo_allocate(s.rows * V.rows, sizeof(double))};
    for (int64_t t = 0; t < s.rows; t++)
        for (int64_t j = 0; j < V.rows; j++) R.values[t + j * s.rows] = s.values[t] * V.values[j + t * V.rows];
    for (int64_t k = 5; k <= s.rows; k *= 4) {
        multiply(&U, &R, k, B);
        judge(p, A, B, "SVD, rank", k);
    }
    free(U.values), free(s.values), free(V.values), free(R.values);
}

static void by_pixels(picture *p, const demo_matrix *A, const char *folder, demo_matrix *B)
{
    const demo_matrix J = read_array(folder, "J"), Z = read_array(folder, "Z");
    demo_matrix C = {A->rows, J.rows, demo_allocate(A->rows * J.rows, sizeof(double))};
    for (int64_t t = 0; t < J.rows; t++)
        for (int64_t i = 0; i < A->rows; i++) C.values[i + t * A->rows] = A->values[i + (int64_t)J.values[t] * A->rows];
    multiply(&C, &Z, J.rows, B);
    judge(p, A, B, "ID, pixels", J.rows);
    free(J.values), free(Z.values), free(C.values);
}

static void mark_pixels(const demo_matrix *A, const char *out, const char *folder)
{
    const demo_matrix J = read_array(folder, "J");
    FILE *mean = create(out, "compression_mean.txt"), *pixels = create(out, "compression_pixels.txt");
    for (int64_t j = 0; j < A->cols; j++) {
        double sum = 0;
        for (int64_t i = 0; i < A->rows; i++) sum += A->values[i + j * A->rows];
        fprintf(mean, "%d\t%d\t%.3f\n", (int)(j % SIDE), (int)(j / SIDE), sum / (double)A->rows);
    }
    for (int64_t t = 0; t < J.rows; t++) fprintf(pixels, "%d\t%d\n", (int)J.values[t] % SIDE, (int)J.values[t] / SIDE);
    fclose(mean), fclose(pixels);
    free(J.values);
}

int main(int argc, char **argv)
{
    if (argc < 5) demo_fail("usage", "compress IMAGES.npy FOLDER SVD_FOLDER ID_FOLDER ...");
    const demo_matrix A = demo_read(argv[1]);
    if (A.cols != SIDE * SIDE) demo_fail(argv[1], "does not hold images of 28 x 28");
    demo_matrix B = {A.rows, A.cols, demo_allocate(A.rows * A.cols, sizeof(double))};
    picture p = {create(argv[2], "compression.txt"), create(argv[2], "compression_labels.txt"), 0};
    draw(&p, &A, "original");
    by_svd(&p, &A, argv[3], &B);
    for (int i = 4; i < argc; i++) by_pixels(&p, &A, argv[i], &B);
    mark_pixels(&A, argv[2], argv[argc - 1]);
    if (fclose(p.points) || fclose(p.labels)) demo_fail(argv[2], "cannot be written");
    free(A.values), free(B.values);
    return 0;
}
