/*
 * Judges x, the command's solution of min ||A x - b||, beside LAPACK's dgels and the library called from C: seconds,
 * agreement, residual, and how well the three predict rows that were not seen.  Prints a table, tab-separated.  Fails
 * when the solutions differ from LAPACK's by more than 1e-10.
 *
 *     judge NAME A.npy b.npy x.npy TEST_A.npy TEST_b.npy
 */
#include "demo.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct test_rows {
    demo_matrix A, b;
    int is_label; /* 1 or 2: count those on the right side of 1.5 */
} test_rows;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double *copy(const double *x, int64_t count)
{
    return memcpy(demo_allocate(count, sizeof(double)), x, (size_t)count * sizeof(double));
}

static double distance(const double *x, const double *y, int64_t n)
{
    double sum = 0, norm = 0;
    for (int64_t j = 0; j < n; j++) {
        sum += (x[j] - y[j]) * (x[j] - y[j]);
        norm += y[j] * y[j];
    }
    return sqrt(sum / norm);
}

/* y = b - A x; returns ||y||. */
static double residual(const demo_matrix *A, const demo_matrix *b, const double *x, double *y)
{
    memcpy(y, b->values, (size_t)A->rows * sizeof *y);
    cblas_dgemv(CblasColMajor, CblasNoTrans, (int)A->rows, (int)A->cols, -1, A->values, (int)A->rows, x, 1, 1, y, 1);
    return cblas_dnrm2((int)A->rows, y, 1);
}

/* Percent of labels that are right, or the root mean square error in grey levels. */
static double quality(const test_rows *t, const double *x)
{
    double *y = demo_allocate(t->A.rows, sizeof *y);
    const double norm = residual(&t->A, &t->b, x, y);
    int64_t right = 0;
    for (int64_t i = 0; i < t->A.rows; i++) right += fabs(y[i]) < 0.5;
    free(y);
    return t->is_label ? 100 * (double)right / (double)t->A.rows : norm / sqrt((double)t->A.rows);
}

static double *by_lapack(const demo_matrix *A, const demo_matrix *b, double *seconds)
{
    double *a = copy(A->values, A->rows * A->cols), *x = copy(b->values, A->rows);
    const double start = now();
    if (LAPACKE_dgels(LAPACK_COL_MAJOR, 'N', (int)A->rows, (int)A->cols, 1, a, (int)A->rows, x, (int)A->rows))
        demo_fail("dgels", "failed");
    *seconds = now() - start;
    free(a);
    return x;
}

static double *by_sketch(const demo_matrix *A, const demo_matrix *b, double *seconds)
{
    double *x = demo_allocate(A->cols, sizeof *x);
    const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, A->rows, A->cols, A->values, A->rows);
    randlapack_lsq_report report;
    const double start = now();
    const int info = randlapack_dlsq_precond(&op, 1, b->values, A->rows, x, A->cols, NULL, &report);
    *seconds = now() - start;
    if (info) demo_fail("randlapack_dlsq_precond", randlapack_strerror(info));
    fprintf(stderr, "sketch of %lld rows, cond(A) about %.1e, %lld LSQR steps\n", (long long)report.sketch_rows,
            report.condition, (long long)report.iterations);
    return x;
}

int main(int argc, char **argv)
{
    if (argc != 7) demo_fail("usage", "judge NAME A.npy b.npy x.npy TEST_A.npy TEST_b.npy");
    const demo_matrix A = demo_read(argv[2]), b = demo_read(argv[3]), command = demo_read(argv[4]);
    const test_rows test = {demo_read(argv[5]), demo_read(argv[6]), strcmp(argv[1], "label") == 0};
    if (command.rows * command.cols != A.cols) demo_fail(argv[4], "is not a solution of this problem");
    double seconds[2], *work = demo_allocate(A.rows, sizeof *work);
    double *lapack = by_lapack(&A, &b, &seconds[0]), *sketch = by_sketch(&A, &b, &seconds[1]);
    const struct {
        const char *name;
        const double *x;
        double seconds;
    } solvers[] = {{"LAPACK dgels", lapack, seconds[0]},
                   {"randlapack_dlsq_precond", sketch, seconds[1]},
                   {"randlapack lstsq", command.values, NAN}};
    int agree = 1;
    for (int k = 0; k < 3; k++) {
        const double apart = distance(solvers[k].x, lapack, A.cols);
        agree = agree && apart <= 1e-10;
        printf("%s\t%lldx%lld\t%s\t", argv[1], (long long)A.rows, (long long)A.cols, solvers[k].name);
        if (isnan(solvers[k].seconds))
            printf("-\t");
        else
            printf("%.3f\t", solvers[k].seconds);
        printf("%.1e\t%.10g\t%.4g %s\n", apart, residual(&A, &b, solvers[k].x, work), quality(&test, solvers[k].x),
               test.is_label ? "% right" : "grey levels off (rms)");
    }
    free(lapack), free(sketch), free(work);
    free(A.values), free(b.values), free(command.values), free(test.A.values), free(test.b.values);
    if (!agree) demo_fail(argv[1], "the solutions differ by more than 1e-10");
    return 0;
}
