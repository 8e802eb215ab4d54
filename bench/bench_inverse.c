/*
 * Claim: averages of debiased sketches converge to functions of (A^T A)^-1: for Gaussian sketches exactly, for LESS and
 * sparse sign up to a bias that is small beside the spread of one sketch.  Without the factor they do not.
 *
 * A is 400 x 20 with ten rows that carry nearly all of their directions (leverage near 1) and columns of different
 * scales.  All estimates are compared with those from a QR factorisation of A.
 *
 * Data for the plot go to out/inverse/.
 */
#include "bench.h"
#include "sketching.h"

#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { M = 400, N = 20, HEAVY = 10, ROWS = 60 };

typedef struct problem {
    double A[M * N], R[N * N], b[N], scores[M];
    double x[N], form, trace; /* the truth */
    randblas_dlinop op;
} problem;

/* y = R^-T b, x = R^-1 y */
static void solve_upper(const double *R, char trans, double *x)
{
    if (LAPACKE_dtrtrs(LAPACK_COL_MAJOR, 'U', trans, 'N', N, 1, R, N, x, N)) exit(EXIT_FAILURE);
}

static double dot(const double *x, const double *y)
{
    double sum = 0;
    for (int i = 0; i < N; i++) sum += x[i] * y[i];
    return sum;
}

static void make_problem(problem *p)
{
    double tau[N], *QR = bench_allocate(sizeof p->A);
    bench_random(M * N, p->A);
    bench_random(N, p->b);
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) p->A[i + j * M] *= (i < HEAVY ? 100 : 1) * pow(10, -2.0 * j / (N - 1));
    memcpy(QR, p->A, sizeof p->A);
    if (LAPACKE_dgeqrf(LAPACK_COL_MAJOR, M, N, QR, M, tau)) exit(EXIT_FAILURE);
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++) p->R[i + j * N] = i <= j ? QR[i + j * M] : 0;
    for (int i = 0; i < M; i++) {
        double row[N];
        for (int j = 0; j < N; j++) row[j] = p->A[i + j * M];
        solve_upper(p->R, 'T', row);
        p->scores[i] = dot(row, row);
    }
    memcpy(p->x, p->b, sizeof p->x);
    solve_upper(p->R, 'T', p->x);
    p->form = dot(p->x, p->x);
    solve_upper(p->R, 'N', p->x);
    p->trace = 0;
    for (int j = 0; j < N; j++) {
        double e[N] = {0};
        e[j] = 1;
        solve_upper(p->R, 'T', e);
        p->trace += dot(e, e);
    }
    p->op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, M, N, p->A, M);
    free(QR);
}

typedef struct estimate {
    double x[N], form, trace, form_error, trace_error;
} estimate;

static randlapack_inverse_options options_for(const problem *p, randblas_family family, int64_t rows, int64_t sketches)
{
    randlapack_inverse_options o = {.size = sizeof o, .state = randblas_seed(1), .family = family};
    o.sketch_rows = rows;
    o.sketches = sketches;
    o.scores = p->scores;
    return o;
}

static void run(const problem *p, const randlapack_inverse_options *o, estimate *e)
{
    const randblas_dlinop b = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, N, 1, p->b, N);
    sketching_check(randlapack_dinverse_solve(&p->op, 1, p->b, N, e->x, N, NULL, 0, o, NULL));
    sketching_check(randlapack_dinverse_forms(&p->op, &b, &e->form, &e->form_error, o, NULL));
    sketching_check(randlapack_dinverse_trace(&p->op, NULL, &e->trace, &e->trace_error, o, NULL));
}

/*
 * With y = R x and u = R^-T b, the covariance of one sketch's y is that of inverse Wishart matrices (Muirhead,
 * sec. 3.2): along u 2/(d - n - 3) ||u||^2, in any direction across (d - n - 1)/((d - n)(d - n - 3)) ||u||^2.  So the
 * sum of squares below is chi-square with n degrees of freedom; (chi2 - n)/sqrt(2 n) is returned.
 */
static double chi_square(const problem *p, const double *x, double d, double q)
{
    double u[N], difference[N], sum = 0;
    memcpy(u, p->b, sizeof u);
    solve_upper(p->R, 'T', u);
    for (int i = 0; i < N; i++) {
        difference[i] = 0;
        for (int j = i; j < N; j++) difference[i] += p->R[i + j * N] * (x[j] - p->x[j]);
    }
    const double norm2 = dot(u, u), along = dot(u, difference) * dot(u, difference) / norm2;
    sum += along / (2 / (d - N - 3) * norm2);
    sum += (dot(difference, difference) - along) / ((d - N - 1) / ((d - N) * (d - N - 3)) * norm2);
    return (q * sum - N) / sqrt(2.0 * N);
}

static void gaussian(const problem *p, int64_t q)
{
    estimate e, plain;
    randlapack_inverse_options o = options_for(p, RANDBLAS_GAUSSIAN, ROWS, q);
    const double start = bench_now();
    run(p, &o, &e);
    bench_note(bench_name("three runs of %d Gaussian sketches", (int)q), bench_now() - start, "s", "400x20, d = 60");
    bench_at_most("Gaussian, vector: |chi-square - n|/sqrt(2 n)", fabs(chi_square(p, e.x, ROWS, (double)q)), "sd", 3);
    bench_at_most("Gaussian, form: |mean - truth|", fabs(e.form - p->form) / e.form_error, "standard errors", 3);
    bench_at_most("Gaussian, trace: |mean - truth|", fabs(e.trace - p->trace) / e.trace_error, "standard errors", 3);
    const double spread = sqrt((double)q) * e.form_error / p->form, theory = sqrt(2.0 / (ROWS - N - 3));
    bench_at_most("Gaussian, form: reported deviation over theory, off by", fabs(spread / theory - 1), "", 0.05);

    o.factor = 1;
    run(p, &o, &plain);
    const double predicted = (double)ROWS / (ROWS - N - 1);
    bench_at_most(bench_name("uncorrected, form: ratio %.4f to truth against %.4f", plain.form / p->form, predicted),
                  fabs(plain.form - predicted * p->form) / plain.form_error, "standard errors", 3);
    bench_at_most(bench_name("uncorrected, trace: ratio %.4f to truth against %.4f", plain.trace / p->trace, predicted),
                  fabs(plain.trace - predicted * p->trace) / plain.trace_error, "standard errors", 3);
    bench_at_least("uncorrected, trace: bias", fabs(plain.trace - p->trace) / plain.trace_error, "standard errors", 10);
}

/* bias^2/variance of one sketch; the square of a standard error is taken off the square of the difference. */
static double bias_over_variance(double mean, double truth, double error, double q)
{
    const double square = (mean - truth) * (mean - truth) - error * error;
    return fmax(square, 0) / (q * error * error);
}

/*
 * The bias of LESS and sparse sign is relative O(1/d): that of d/(d - n) in place of d/(d - n - 1) is 1/(d - n) = 0.025
 * here.  The form of one sketch varies by sqrt(2/(d - n - 3)) = 0.23, so bias^2/variance ~ 0.01.  A trace varies less,
 * being a mean over n directions, and its bias is compared with 1/(d - n).
 */
static void sparse(const problem *p, const char *name, randblas_family family, int64_t q)
{
    estimate e;
    const randlapack_inverse_options o = options_for(p, family, ROWS, q);
    run(p, &o, &e);
    bench_at_most(bench_name("%s, form: bias^2 over variance of one sketch", name),
                  bias_over_variance(e.form, p->form, e.form_error, (double)q), "", 0.05);
    const double bias = fabs(e.trace / p->trace - 1), noise = 3 * e.trace_error / p->trace;
    bench_at_most(bench_name("%s, trace: relative bias %.4f, over 1/(d - n)", name, e.trace / p->trace - 1),
                  fmax(bias - noise, 0) * (ROWS - N), "", 2);
}

/* Relative bias of the trace against d/n, with and without the factor. */
static void write_data(const problem *p, const char *name, randblas_family family, int64_t q)
{
    char path[64];
    snprintf(path, sizeof path, "out/inverse/%s.tsv", name);
    FILE *file = fopen(path, "w");
    if (!file) exit(EXIT_FAILURE);
    fprintf(file, "# d/n, relative bias of tr (A^T A)^-1 corrected, standard error, uncorrected, standard error\n");
    for (double ratio = 1.5; ratio < 8.6; ratio *= sqrt(sqrt(2))) {
        const int64_t d = (int64_t)lrint(ratio * N);
        double mean[2], error[2];
        randlapack_inverse_options o = options_for(p, family, d, q);
        for (int k = 0; k < 2; k++, o.factor = 1)
            sketching_check(randlapack_dinverse_trace(&p->op, NULL, &mean[k], &error[k], &o, NULL));
        fprintf(file, "%.4f\t%.6e\t%.6e\t%.6e\t%.6e\n", (double)d / N, mean[0] / p->trace - 1, error[0] / p->trace,
                mean[1] / p->trace - 1, error[1] / p->trace);
    }
    if (fclose(file)) exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    const int64_t q = quick ? 2000 : 10000;
    static problem p;
    bench_set_threads(bench_max_threads());
    make_problem(&p);
    bench_note("leverage of the heavy rows", p.scores[0], "", "the first of ten");
    gaussian(&p, 10000);
    sparse(&p, "LESS", RANDBLAS_LESS, q);
    sparse(&p, "sparse sign", RANDBLAS_SPARSE_SIGN, q);
    mkdir("out", 0777);
    mkdir("out/inverse", 0777);
    write_data(&p, "gaussian", RANDBLAS_GAUSSIAN, quick ? 1000 : 4000);
    write_data(&p, "less", RANDBLAS_LESS, quick ? 1000 : 4000);
    write_data(&p, "sparse_sign", RANDBLAS_SPARSE_SIGN, quick ? 1000 : 4000);
    return 0;
}
