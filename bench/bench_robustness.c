/*
 * Claim: no least-squares problem is solved wrongly in silence.  A line for each class of hard problems: the backward
 * error of the automatic driver over that of LAPACK's dgelsd, the worst of the class, where it says that it solved the
 * problem, and infinity where it ends with a code that the class does not call for.  Tall problems are also given to
 * each preconditioner by name.
 *
 * The backward error is the least ||[E / ||A||_F, f / ||b||]||_F for which x minimises ||(A + E) x - (b + f)||, by the
 * exact formula in extended precision; below eps all are alike.  A with as many rows as columns or fewer has rows of
 * zeros put below for it.  It says nothing about the length of a solution that is not unique: that has lines of its
 * own.
 */
#include "bench.h"
#include "lsq_extended.h"
#include "lsq_problem.h"

#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <randlapack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct problem {
    int64_t m, n;
    double *A, *b; /* column major */
} problem;

typedef struct class
{
    const char *name;
    bool deficient;   /* RANK_DEFICIENT is a right answer */
    bool least_norm;  /* many solutions: compare lengths */
    int runs, solved; /* solved: code 0 */
    double worst, longest;
} class;

/* ---------------------------------------------------------------- problems ---------------------------------------- */

/* Entries in (-1, 1); each problem has its own. */
static void fill(int64_t count, double *x)
{
    static int64_t used;
    double *all = bench_allocate((used + count) * 8);
    bench_random(used + count, all);
    memcpy(x, all + used, (size_t)count * 8);
    used += count;
    free(all);
}

static problem blank(int64_t m, int64_t n)
{
    problem p = {m, n, bench_allocate(m * n * 8), bench_allocate(m * 8)};
    fill(m, p.b);
    return p;
}

static problem random_problem(int64_t m, int64_t n)
{
    problem p = blank(m, n);
    fill(m * n, p.A);
    return p;
}

/* b = A x for a random x. */
static void make_consistent(problem *p)
{
    double *x = bench_allocate(p->n * 8);
    fill(p->n, x);
    cblas_dgemv(CblasColMajor, CblasNoTrans, (int)p->m, (int)p->n, 1, p->A, (int)p->m, x, 1, 0, p->b, 1);
    free(x);
}

static problem low_rank(int64_t m, int64_t n, int64_t rank)
{
    problem p = blank(m, n);
    double *L = bench_allocate(m * rank * 8), *R = bench_allocate(rank * n * 8);
    fill(m * rank, L);
    fill(rank * n, R);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, (int)m, (int)n, (int)rank, 1, L, (int)m, R, (int)rank, 0,
                p.A, (int)m);
    free(L), free(R);
    return p;
}

static problem conditioned(int64_t m, int64_t n, double cond, double noise)
{
    lsq_problem made;
    if (lsq_problem_make(m, n, cond, noise, &made)) exit(EXIT_FAILURE);
    free(made.x);
    return (problem){m, n, made.A, made.b};
}

/* Wide, of condition cond: a tall one transposed. */
static problem conditioned_wide(int64_t m, int64_t n, double cond)
{
    problem tall = conditioned(n, m, cond, 0), p = blank(m, n);
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) p.A[i + j * m] = tall.A[j + i * n];
    free(tall.A), free(tall.b);
    make_consistent(&p);
    return p;
}

static void scale(problem *p, double of_A, double of_b)
{
    for (int64_t k = 0; k < p->m * p->n; k++) p->A[k] *= of_A;
    for (int64_t i = 0; i < p->m; i++) p->b[i] *= of_b;
}

static void scale_row(problem *p, int64_t i, double factor)
{
    for (int64_t j = 0; j < p->n; j++) p->A[i + j * p->m] *= factor;
}

static void scale_column(problem *p, int64_t j, double factor)
{
    for (int64_t i = 0; i < p->m; i++) p->A[i + j * p->m] *= factor;
}

static void copy_column(problem *p, int64_t from, int64_t to, double factor)
{
    for (int64_t i = 0; i < p->m; i++) p->A[i + to * p->m] = factor * p->A[i + from * p->m];
}

/* ---------------------------------------------------------------- judging ----------------------------------------- */

static double largest(int64_t count, const double *x)
{
    double most = 0;
    for (int64_t k = 0; k < count; k++) most = fmax(most, fabs(x[k]));
    return most;
}

static double norm(int64_t count, const double *x)
{
    double sum = 0;
    for (int64_t k = 0; k < count; k++) sum = hypot(sum, x[k]);
    return sum;
}

static int exponent(double x)
{
    int e = 0;
    (void)frexp(x, &e);
    return e;
}

typedef struct errors {
    double backward, residual; /* relative to ||A||_F; ||b - A x|| */
    double rounding;           /* in the residual */
} errors;

/* A, b and x are brought to the size of one by powers of two, which changes no error. */
static problem normalised(const problem *p, const double *x, double *y)
{
    const int64_t m = p->m > p->n ? p->m : p->n + 1, n = p->n;
    const int of_A = exponent(largest(p->m * n, p->A)), of_b = exponent(largest(p->m, p->b));
    problem q = {m, n, calloc((size_t)(m * n), 8), calloc((size_t)m, 8)};
    if (!q.A || !q.b) exit(EXIT_FAILURE);
    for (int64_t j = 0; j < n; j++) {
        y[j] = ldexp(x[j], of_A - of_b);
        for (int64_t i = 0; i < p->m; i++) q.A[i + j * m] = ldexp(p->A[i + j * p->m], -of_A);
    }
    for (int64_t i = 0; i < p->m; i++) q.b[i] = ldexp(p->b[i], -of_b);
    return q;
}

static double residual(const problem *p, const double *x)
{
    long double *r = bench_allocate(p->m * (int64_t)sizeof *r), sum = 0;
    for (int64_t i = 0; i < p->m; i++) r[i] = p->b[i];
    for (int64_t j = 0; j < p->n; j++)
        for (int64_t i = 0; i < p->m; i++) r[i] -= (long double)p->A[i + j * p->m] * x[j];
    for (int64_t i = 0; i < p->m; i++) sum += r[i] * r[i];
    free(r);
    return (double)sqrtl(sum);
}

static errors judge(const problem *p, const double *x)
{
    double *y = bench_allocate(p->n * 8);
    const problem q = normalised(p, x, y);
    lsq_extended e;
    if (lsq_extended_make(q.m, q.n, q.A, &e)) exit(EXIT_FAILURE);
    const double length = norm(q.m, q.b), theta = length > 0 ? e.frobenius / length : 1;
    errors found = {.residual = residual(&q, y), .rounding = DBL_EPSILON * (e.frobenius * norm(q.n, y) + length)};
    if (e.frobenius > 0)
        found.backward = lsq_extended_backward_error(&e, q.b, y, theta) / e.frobenius;
    else
        found.backward = norm(q.n, y); /* the least-norm solution is zero */
    if (!(found.backward >= 0)) found.backward = NAN;
    lsq_extended_free(&e);
    free(q.A), free(q.b), free(y);
    return found;
}

/* How many times worse than those of LAPACK, which count as rounding errors at least; NaN is never good. */
static double over(errors mine, errors lapack)
{
    const double backward = mine.backward / fmax(lapack.backward, DBL_EPSILON);
    const double residual_ratio = mine.residual / fmax(lapack.residual, fmax(lapack.rounding, DBL_MIN));
    return isnan(backward) || isnan(residual_ratio) ? INFINITY : fmax(backward, residual_ratio);
}

static void by_lapack(const problem *p, double rcond, double *x)
{
    const int64_t most = p->m > p->n ? p->m : p->n;
    double *A = bench_allocate(p->m * p->n * 8), *b = bench_allocate(most * 8), *s = bench_allocate(most * 8);
    lapack_int rank;
    memcpy(A, p->A, (size_t)(p->m * p->n) * 8);
    memcpy(b, p->b, (size_t)p->m * 8);
    if (LAPACKE_dgelsd(LAPACK_COL_MAJOR, (lapack_int)p->m, (lapack_int)p->n, 1, A, (lapack_int)p->m, b,
                       (lapack_int)most, s, rcond, &rank))
        exit(EXIT_FAILURE);
    memcpy(x, b, (size_t)p->n * 8);
    free(A), free(b), free(s);
}

/* Enter a run that ended with info and x. */
static void enter(class *c, const problem *p, int info, const double *x)
{
    double *y = bench_allocate(p->n * 8), ratio = INFINITY;
    c->runs++;
    c->solved += info == 0;
    if (info == 0 || (info == RANDBLAS_RANK_DEFICIENT && c->deficient)) {
        by_lapack(p, -1, y);
        ratio = over(judge(p, x), judge(p, y));
        if (c->least_norm) {
            by_lapack(p, (double)(p->m + p->n) * DBL_EPSILON, y);
            const double length = norm(p->n, y) > 0 ? norm(p->n, x) / norm(p->n, y) : 1 + norm(p->n, x);
            if (!(length <= c->longest)) c->longest = length;
        }
    }
    if (!(ratio <= c->worst)) c->worst = ratio;
    if (!(ratio <= 10))
        fprintf(stderr, "%s: run %d, %dx%d: %s, %g\n", c->name, c->runs, (int)p->m, (int)p->n, randblas_strerror(info),
                ratio);
    free(y);
}

static void report(const class *c)
{
    bench_at_most(bench_name("robustness, %s, %d runs, %d rank deficient, errors over dgelsd's", c->name, c->runs,
                             c->runs - c->solved),
                  c->worst, "x", 10);
    if (c->least_norm)
        bench_at_most(bench_name("robustness, %s, length of the solution over dgelsd's", c->name), c->longest, "x",
                      1.001);
}

/* ---------------------------------------------------------------- solving ----------------------------------------- */

static void run(class *c, const problem *p, const randblas_dlinop *A, randlapack_precond preconditioner)
{
    const randlapack_lsq_options options = {.size = sizeof options, .preconditioner = preconditioner};
    double *x = bench_allocate(p->n * 8);
    const int info = randlapack_dlsq(A, NULL, 1, p->b, p->m, x, p->n, &options, NULL);
    enter(c, p, info, x);
    free(x);
}

/* The driver's choice and, for tall A, each preconditioner by name.  p is released. */
static void attempt(class *c, problem p)
{
    const randblas_dlinop A = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, p.m, p.n, p.A, p.m);
    run(c, &p, &A, RANDLAPACK_PRECOND_AUTO);
    if (p.m >= p.n) {
        run(c, &p, &A, RANDLAPACK_PRECOND_SKETCH);
        run(c, &p, &A, RANDLAPACK_PRECOND_CHOLESKY);
        run(c, &p, &A, RANDLAPACK_PRECOND_NONE);
    }
    free(p.A), free(p.b);
}

/* ---------------------------------------------------------------- classes ----------------------------------------- */

/* Tall problems are M x N, wide ones W x V: large enough for a sketch to be much smaller. */
enum { M = 3000, N = 60, W = 16, V = 320 };

static void coherent(void)
{
    class c = {.name = "coherent rows"};
    for (int k = 0; k < 3; k++) {
        problem p = random_problem(M, N); /* an identity above what is nothing, small, moderate */
        scale(&p, (double[]){0, 1e-8, 1e-2}[k], 1);
        for (int64_t j = 0; j < N; j++) p.A[7 * j + 3 + j * M] = 1;
        attempt(&c, p);
        p = random_problem(M, N); /* a few rows that outweigh all the others */
        for (int64_t i = 0; i < 5; i++) scale_row(&p, 501 * i, (double[]){1e4, 1e8, 1e12}[k]);
        attempt(&c, p);
        p = random_problem(M, N); /* columns that live in one row, and that row with a large right-hand side */
        for (int64_t j = 0; j < N; j += 1 << k) {
            scale_column(&p, j, 0);
            p.A[M - 1 - j + j * M] = 1;
            p.b[M - 1 - j] *= 1e6;
        }
        attempt(&c, p);
    }
    report(&c);
}

static void graded_rows(void)
{
    class c = {.name = "row norms 1e-10 to 1e10", .deficient = true};
    for (int k = 0; k < 3; k++) {
        problem p = random_problem(M, N);
        for (int64_t i = 0; i < M; i++) scale_row(&p, i, pow(10, 20.0 * (double)((i * 997) % M) / M - 10));
        if (k == 1) make_consistent(&p);
        if (k == 2)
            for (int64_t i = 0; i < M; i++) p.b[i] *= pow(10, 20.0 * (double)((i * 997) % M) / M - 10);
        attempt(&c, p);
    }
    report(&c);
}

static void graded_columns(void)
{
    class c = {.name = "column norms 10^-e to 10^e, e = 5, 50, 140", .deficient = true};
    for (int k = 0; k < 3; k++) {
        problem p = random_problem(M, N);
        const double e = (double[]){5, 50, 140}[k];
        for (int64_t j = 0; j < N; j++) scale_column(&p, j, pow(10, 2 * e * (double)((j * 37) % N) / N - e));
        attempt(&c, p);
    }
    report(&c);
}

static void zero_columns(void)
{
    class c = {.name = "zero columns", .deficient = true, .least_norm = true};
    for (int k = 0; k < 4; k++) {
        problem p = random_problem(M, N);
        for (int64_t j = 0; j < (int[]){1, 2, N / 2, N - 1}[k]; j++) scale_column(&p, (j * 7 + 3) % N, 0);
        attempt(&c, p);
    }
    report(&c);
}

static void duplicates(void)
{
    class c = {.name = "duplicate columns", .deficient = true, .least_norm = true};
    for (int k = 0; k < 4; k++) {
        problem p = random_problem(M, N);
        for (int64_t j = 0; j < (int[]){1, 3, N / 2, N / 2}[k]; j++)
            copy_column(&p, j, N - 1 - j, k < 3 ? 1 : -0.375); /* exact multiples */
        attempt(&c, p);
    }
    report(&c);
}

static void low_ranks(void)
{
    class c = {.name = "rank 1, n/2, n - 1", .deficient = true, .least_norm = true};
    for (int k = 0; k < 3; k++) {
        problem p = low_rank(M, N, (int[]){1, N / 2, N - 1}[k]);
        attempt(&c, p);
        p = low_rank(M, N, (int[]){1, N / 2, N - 1}[k]);
        make_consistent(&p);
        attempt(&c, p);
    }
    report(&c);
}

static void conditions(bool quick)
{
    const double noises[] = {0, 1e-6, 1};
    for (int e = 4; e <= 15; e += quick ? 11 : e < 12 ? 4 : 1) {
        char name[32];
        snprintf(name, sizeof name, "cond 1e%d", e);
        class c = {.name = name, .deficient = e >= 14};
        for (int k = 0; k < 3; k++) attempt(&c, conditioned(M, N, pow(10, e), noises[k]));
        report(&c);
    }
}

static void scales(void)
{
    static const double of[][2] = {{1e200, 1e200}, {1e-200, 1e-200}, {1e200, 1},      {1, 1e200},       {1e-200, 1},
                                   {1, 1e-200},    {1e-150, 1e150},  {1e150, 1e-150}, {1e-300, 1e-300}, {1e300, 1e300}};
    class c = {.name = "scales 1e+-300"};
    for (size_t k = 0; k < sizeof of / sizeof *of; k++) {
        problem p = random_problem(M, N);
        scale(&p, of[k][0], of[k][1]);
        attempt(&c, p);
        p = random_problem(W, V);
        scale(&p, of[k][0], of[k][1]);
        attempt(&c, p);
    }
    report(&c);
}

static void zeros(void)
{
    class c = {.name = "A = 0, b = 0", .deficient = true, .least_norm = true};
    for (int k = 1; k < 4; k++) {
        problem p = random_problem(M, N);
        scale(&p, k & 1 ? 0 : 1, k & 2 ? 0 : 1);
        attempt(&c, p);
        p = random_problem(W, V);
        scale(&p, k & 1 ? 0 : 1, k & 2 ? 0 : 1);
        attempt(&c, p);
    }
    report(&c);
}

static void shapes(void)
{
    static const int64_t of[][2] = {{N, N},     {N + 1, N}, {M, 1},     {1, 1},     {2, 1},
                                    {2 * N, N}, {4 * N, N}, {300, 300}, {301, 300}, {1, N}};
    class c = {.name = "m = n, m = n + 1, n = 1, m = 1 and between"};
    for (size_t k = 0; k < sizeof of / sizeof *of; k++) attempt(&c, random_problem(of[k][0], of[k][1]));
    report(&c);
}

static void square_deficient(void)
{
    class c = {.name = "m = n, rank deficient", .deficient = true};
    problem p = random_problem(N, N);
    copy_column(&p, 0, N - 1, 1);
    attempt(&c, p);
    p = random_problem(N, N);
    scale_row(&p, 3, 0);
    attempt(&c, p);
    attempt(&c, low_rank(N, N, N / 2));
    attempt(&c, random_problem(1, 1));
    p = random_problem(1, 1);
    scale(&p, 0, 1);
    attempt(&c, p);
    report(&c);
}

static void wide(void)
{
    class full = {.name = "m < n, cond 1 to 1e12", .least_norm = true};
    attempt(&full, random_problem(W, V));
    attempt(&full, random_problem(N, N + 1));
    for (int e = 4; e <= 12; e += 4) attempt(&full, conditioned_wide(W, V, pow(10, e)));
    report(&full);
    class deficient = {.name = "m < n, rank deficient, consistent or not", .deficient = true, .least_norm = true};
    for (int k = 0; k < 2; k++) {
        problem p = low_rank(W, V, W / 2);
        if (k) make_consistent(&p);
        attempt(&deficient, p);
        p = random_problem(W, V); /* a row of zeros and one twice */
        scale_row(&p, 0, 0);
        for (int64_t j = 0; j < V; j++) p.A[2 + j * W] = p.A[1 + j * W];
        if (k) make_consistent(&p);
        attempt(&deficient, p);
    }
    report(&deficient);
}

/* ---------------------------------------------------------------- kinds of matrices ------------------------------- */

typedef struct kinds {
    double *padded[2];               /* by columns, by rows, with NaN between them */
    int64_t *ptr[2], *major, *minor; /* CSC and CSR of all entries; COO */
    double *values[2];
} kinds;

enum { PAD = 5 };

static kinds make_kinds(const problem *p)
{
    const int64_t sizes[2] = {p->n, p->m}, entries = p->m * p->n;
    kinds s = {.major = bench_allocate(2 * entries * 8), .minor = bench_allocate(2 * entries * 8)};
    for (int rows = 0; rows < 2; rows++) {
        const int64_t count = sizes[rows], length = sizes[!rows];
        s.padded[rows] = bench_allocate(count * (length + PAD) * 8);
        s.values[rows] = bench_allocate(entries * 8);
        s.ptr[rows] = bench_allocate((count + 1) * 8);
        for (int64_t k = 0; k <= count; k++) s.ptr[rows][k] = k * length;
        for (int64_t k = 0; k < count; k++)
            for (int64_t l = 0; l < length + PAD; l++) {
                const double value = l < length ? p->A[rows ? k + l * p->m : l + k * p->m] : NAN;
                s.padded[rows][l + k * (length + PAD)] = value;
                if (l == length) break;
                s.values[rows][l + k * length] = value;
                s.major[rows * entries + l + k * length] = k;
                s.minor[rows * entries + l + k * length] = l;
            }
    }
    return s;
}

static void layouts(void)
{
    static const int64_t of[][2] = {{M, N}, {W, V}, {N, N}};
    class c = {.name = "padded columns and rows, CSC, CSR, COO", .deficient = false};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        problem p = random_problem(of[i][0], of[i][1]);
        const int64_t m = p.m, n = p.n, entries = m * n;
        kinds s = make_kinds(&p);
        const randblas_dlinop A[] = {
            randblas_dlinop_dense(RANDBLAS_COL_MAJOR, m, n, s.padded[0], m + PAD),
            randblas_dlinop_dense(RANDBLAS_ROW_MAJOR, m, n, s.padded[1], n + PAD),
            randblas_dlinop_csc(m, n, s.ptr[0], s.minor, s.values[0]),
            randblas_dlinop_csr(m, n, s.ptr[1], s.minor + entries, s.values[1]),
            randblas_dlinop_coo(m, n, entries, s.major + entries, s.minor + entries, s.values[1])};
        for (int k = 0; k < 5; k++) run(&c, &p, &A[k], RANDLAPACK_PRECOND_AUTO);
        for (int k = 0; k < 2; k++) free(s.padded[k]), free(s.values[k]), free(s.ptr[k]);
        free(s.major), free(s.minor), free(p.A), free(p.b);
    }
    report(&c);
}

/* ---------------------------------------------------------------- NaN and Inf ------------------------------------- */

/* Is the answer NOT_FINITE, and every number that depends on the bad one NaN?  The second right-hand side is whole. */
static bool refused(const problem *p, bool in_A, double *B, randlapack_precond preconditioner)
{
    const randlapack_lsq_options options = {.size = sizeof options, .preconditioner = preconditioner};
    const randblas_dlinop A = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, p->m, p->n, p->A, p->m);
    double *X = bench_allocate(2 * p->n * 8);
    bool right = randlapack_dlsq(&A, NULL, 2, B, p->m, X, p->n, &options, NULL) == RANDBLAS_NOT_FINITE;
    for (int64_t j = 0; j < p->n; j++) right = right && isnan(X[j]);
    if (in_A)
        for (int64_t j = 0; j < p->n; j++) right = right && isnan(X[p->n + j]);
    else {
        const problem second = {p->m, p->n, p->A, B + p->m};
        right = right && judge(&second, X + p->n).backward < 100 * DBL_EPSILON;
    }
    free(X);
    return right;
}

static void not_finite(void)
{
    static const int64_t of[][2] = {{M, N}, {W, V}, {N, N}, {M, 1}};
    int wrong = 0, runs = 0;
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        for (int k = 0; k < 24; k++) {
            problem p = random_problem(of[i][0], of[i][1]), q = random_problem(p.m, 2);
            const int64_t entries = k % 2 ? p.m * p.n : p.m;
            double *where = (k % 2 ? p.A : q.A) + (int64_t[]){0, entries / 2 + 1, entries - 1}[k / 2 % 3] % entries;
            *where = (double[]){NAN, INFINITY, -INFINITY}[k / 6 % 3];
            for (int precond = 0; precond < (p.m >= p.n ? 4 : 1); precond++, runs++)
                wrong += !refused(&p, k % 2, q.A, (randlapack_precond)precond);
            free(p.A), free(p.b), free(q.A), free(q.b);
        }
    bench_at_most(bench_name("robustness, NaN or Inf in A or b, %d runs, not refused or other columns lost", runs),
                  wrong, "runs", 0);
}

/* Nothing to solve, or nothing known: zeros, and no complaint. */
static void empty(void)
{
    int wrong = 0;
    for (int k = 0; k < 3; k++) {
        const int64_t m = k == 0 ? 7 : 0, n = k == 1 ? 7 : 0;
        double A[7] = {0}, b[7] = {1, 2, 3, 4, 5, 6, 7}, x[7] = {1, 1, 1, 1, 1, 1, 1};
        const randblas_dlinop op = randblas_dlinop_dense(RANDBLAS_COL_MAJOR, m, n, A, m > 1 ? m : 1);
        const int info = randlapack_dlsq(&op, NULL, 1, b, m > 1 ? m : 1, x, n > 1 ? n : 1, NULL, NULL);
        bool right = info == 0 || info == RANDBLAS_RANK_DEFICIENT;
        for (int64_t j = 0; j < n; j++) right = right && x[j] == 0;
        wrong += !right;
    }
    bench_at_most("robustness, m = 0, n = 0, both: other than zeros", wrong, "runs", 0);
}

/* The yardstick itself: a solution of which one entry is off by 1e-12 must be found out. */
static void yardstick(void)
{
    static const int64_t of[][2] = {{M, N}, {W, V}, {N, N}};
    double least = INFINITY;
    for (size_t k = 0; k < sizeof of / sizeof *of; k++) {
        problem p = random_problem(of[k][0], of[k][1]);
        make_consistent(&p);
        double *x = bench_allocate(p.n * 8);
        by_lapack(&p, -1, x);
        const errors right = judge(&p, x);
        x[p.n / 2] += 1e-12 * norm(p.n, x);
        least = fmin(least, over(judge(&p, x), right));
        free(x), free(p.A), free(p.b);
    }
    bench_at_least("robustness, errors of a solution off by 1e-12 over dgelsd's", least, "x", 10);
}

int main(int argc, char **argv)
{
    const bool quick = bench_quick(argc, argv);
    bench_set_threads(1); /* nothing is timed */
    yardstick();
    coherent();
    graded_rows();
    graded_columns();
    zero_columns();
    duplicates();
    low_ranks();
    conditions(quick);
    scales();
    zeros();
    shapes();
    square_deficient();
    wide();
    layouts();
    not_finite();
    empty();
    return 0;
}
