/*
 * Elimination with pivots chosen from a sketch.  A smooth kernel has a small rank to any accuracy: its factors are
 * found by columns until the error that is left, which is measured, meets a tolerance.  And a linear system on which
 * partial pivoting loses all digits because entries grow as 2^n.
 */
#include "example.h"

#include <randlapack.h>

enum { M = 300, N = 200, SIDE = 100 };

static void low_rank(void)
{
    double *A = example_alloc(M, N), norm = 0, error = 0;
    int64_t ipvt[M], jpvt[N];
    for (int j = 0; j < N; j++)
        for (int i = 0; i < M; i++) A[i + j * M] = 1 / (1 + i / (double)M + j / (double)N);
    randlapack_lu_report report;
    CHECK(randlapack_dsketched_lu(M, N, A, M, ipvt, jpvt, &(randlapack_lu_options){.tolerance = 1e-8}, &report));
    const int k = (int)report.rank;
    for (int j = 0; j < N; j++)
        for (int i = 0; i < M; i++) {
            const double a = 1 / (1 + (double)ipvt[i] / M + (double)jpvt[j] / N);
            double e = a;
            for (int t = 0; t < k && t <= i && t <= j; t++) e -= (t == i ? 1 : A[i + t * M]) * A[t + j * M];
            norm = hypot(norm, a), error = hypot(error, e);
        }
    printf("rank %d, error %.2e, reported %.2e\n", k, error / norm, report.error / report.norm);
    example_expect(k <= 12, "the rank is small");
    example_expect(error <= 1e-8 * norm && fabs(report.error / error - 1) < 1e-3, "the error is what was reported");
    free(A);
}

/* Wilkinson's matrix: ones on the diagonal and in the last column, -1 below. */
static double wilkinson(int64_t i, int64_t j)
{
    return j == SIDE - 1 || i == j ? 1 : i > j ? -1 : 0;
}

static void solve(void)
{
    double *A = example_alloc(SIDE, SIDE), y[SIDE], worst = 0;
    int64_t ipvt[SIDE], jpvt[SIDE];
    for (int j = 0; j < SIDE; j++)
        for (int i = 0; i < SIDE; i++) A[i + j * SIDE] = wilkinson(i, j);
    randlapack_lu_report report;
    CHECK(randlapack_dsketched_lu(SIDE, SIDE, A, SIDE, ipvt, jpvt, NULL, &report));
    for (int i = 0; i < SIDE; i++) { /* b = A x, x_j = 1 + j; y = L^-1 P b */
        y[i] = 0;
        for (int j = 0; j < SIDE; j++) y[i] += wilkinson(ipvt[i], j) * (1 + j);
        for (int t = 0; t < i; t++) y[i] -= A[i + t * SIDE] * y[t];
    }
    for (int i = SIDE - 1; i >= 0; i--) { /* y = U^-1 y = Q^T x */
        for (int t = i + 1; t < SIDE; t++) y[i] -= A[i + t * SIDE] * y[t];
        y[i] /= A[i + i * SIDE];
        worst = fmax(worst, fabs(y[i] - (double)(1 + jpvt[i])));
    }
    printf("growth %.1f, largest error of a solution of size %d: %.1e\n", report.growth, SIDE, worst);
    example_expect(report.growth < 100, "entries did not grow");
    example_expect(worst < 1e-9, "the solution is found");
    free(A);
}

int main(void)
{
    low_rank();
    solve();
    return 0;
}
