/*
 * Principal directions of images of ones and twos that are read from their file once, a batch of rows at a time, and
 * never held: a callback reads, the library keeps sketches.  Generalised Nystrom needs no second pass over a matrix in
 * memory either; the SVD with passes shows what that costs where the spectrum decays as slowly as here.
 */
#include "images.h"

#include <randlapack.h>

enum { K = 20 };

/* The next rows, as randlapack_dread_rows_fn says: at most `room`, row major; 0 at the end. */
static int64_t read_rows(void *context, int64_t room, double *A)
{
    FILE *file = context;
    unsigned char row[PIXELS];
    int64_t count = 0;
    for (; count < room && fread(row, 1, PIXELS, file) == PIXELS; count++)
        for (int j = 0; j < PIXELS; j++) A[count * PIXELS + j] = row[j] / 255.0;
    return ferror(file) ? RANDBLAS_IO_ERROR : count;
}

static void open_rows(FILE **file, const char *name)
{
    unsigned char head[10];
    *file = fopen(name, "rb");
    example_expect(*file && fread(head, 1, sizeof head, *file) == sizeof head, "the file can be read");
    example_expect(fseek(*file, head[8] + 256 * head[9], SEEK_CUR) == 0, "the header is as long as it says");
}

/* ||A - U diag(s) V^T||_F */
static double distance(const double *A, const double *U, const double *s, const double *V)
{
    double error = 0;
    for (int i = 0; i < IMAGES; i++)
        for (int j = 0; j < PIXELS; j++) {
            double rest = A[i * PIXELS + j];
            for (int t = 0; t < K; t++) rest -= U[i + t * IMAGES] * s[t] * V[j + t * PIXELS];
            error = hypot(error, rest);
        }
    return error;
}

int main(int argc, char **argv)
{
    double *A = example_images(argc, argv); /* to compare with */
    double *U = example_alloc(IMAGES, K), *V = example_alloc(PIXELS, K), *right = example_alloc(PIXELS, K), s[K], t[K];
    FILE *file;

    randlapack_stream_report report;
    open_rows(&file, argv[1]);
    CHECK(randlapack_dsvd_stream(IMAGES, PIXELS, K, read_rows, file, U, IMAGES, s, V, PIXELS, NULL, &report));
    fclose(file);
    const double error = distance(A, U, s, V);

    /* Directions alone: memory does not depend on the number of images, which need not be known. */
    const randlapack_stream_options options = {.right_only = 1};
    randlapack_stream_report small;
    open_rows(&file, argv[1]);
    CHECK(randlapack_dsvd_stream(-1, PIXELS, K, read_rows, file, NULL, 1, t, right, PIXELS, &options, &small));
    fclose(file);
    for (int k = 0; k < K; k++) example_expect(fabs(s[k] - t[k]) < 1e-8 * s[0], "the same singular values");
    printf("%lld images in %lld batches, %.1f MB held (%.1f MB without U)\n", (long long)report.rows,
           (long long)report.batches, (double)report.bytes / 1e6, (double)small.bytes / 1e6);

    randlapack_rsvd_report best;
    randlapack_gen_nystrom_report nystrom;
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, IMAGES, PIXELS, A, PIXELS);
    CHECK(randlapack_dgen_nystrom(&op, K, U, IMAGES, s, V, PIXELS, NULL, &nystrom));
    CHECK(randlapack_drsvd(&op, K, U, IMAGES, s, V, PIXELS, NULL, &best));
    printf("%d directions leave %.3f in one pass (estimated %.3f), generalised Nystrom %.3f, best %.3f\n", K,
           error / report.norm, report.frobenius_error / report.norm, nystrom.frobenius_error / nystrom.norm,
           best.frobenius_error / report.norm);
    example_expect(error < 1.3 * best.frobenius_error, "one pass comes near the best");
    example_expect(report.frobenius_error < 2.2 * error && error < 3 * report.frobenius_error, "the error is known");
    example_expect(nystrom.frobenius_error < 2 * best.frobenius_error, "generalised Nystrom is not far");

    free(A), free(U), free(V), free(right);
    return 0;
}
