/* Matrices for the log-determinants out of core, as callbacks and files, and what is right in extended precision. */
#ifndef XMEMDET_H
#define XMEMDET_H

#include "xspectrum.h"

#include "memdet_impl.h"
#include "rmt.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define EPS ((double)REAL_EPS)

typedef struct problem {
    int64_t n, calls;
    scalar_t *A;           /* column major, ld n */
    int64_t fail_at, next; /* the call that fails, from 1; the entries that were asked for */
} problem;

static inline int problem_block(void *context, int64_t i0, int64_t i1, int64_t j0, int64_t j1, scalar_t *A, int64_t lda)
{
    problem *p = context;
    if (++p->calls == p->fail_at) return 1;
    assert_true(i0 >= 0 && i1 <= p->n && j0 >= 0 && j1 <= p->n && lda >= i1 - i0);
    for (int64_t j = j0; j < j1; j++)
        for (int64_t i = i0; i < i1; i++) A[(i - i0) + (j - j0) * lda] = p->A[i + j * p->n];
    p->next += (i1 - i0) * (j1 - j0);
    return 0;
}

static inline problem new_problem(int64_t n)
{
    return (problem){.n = n, .A = calloc((size_t)(n * n + 1), sizeof(scalar_t))};
}

static inline problem random_problem(int64_t n, uint64_t *seed)
{
    problem p = new_problem(n);
    for (int64_t i = 0; i < n * n; i++) p.A[i] = random_scalar(seed);
    return p;
}

/* Symmetric, with `shift` on the diagonal. */
static inline problem symmetric_problem(int64_t n, double shift, uint64_t *seed)
{
    problem p = random_problem(n, seed);
    for (int64_t j = 0; j < n; j++) {
        for (int64_t i = 0; i < j; i++) p.A[i + j * n] = p.A[j + i * n];
        p.A[j + j * n] += (scalar_t)shift;
    }
    return p;
}

/* A kernel matrix exp(-|i - j| / n) and 0.1 on its diagonal. */
static inline problem definite_problem(int64_t n)
{
    problem p = new_problem(n);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++)
            p.A[i + j * n] = (scalar_t)(exp(-fabs((double)(i - j)) / (double)n) + (i == j ? 0.1 : 0));
    return p;
}

static inline rmt_xmemdet_input input_of(problem *p)
{
    return (rmt_xmemdet_input){.format = RMT_MEMDET_CALLBACK, .n = p->n, .block = problem_block, .context = p};
}

/* Elimination with complete pivoting of columns by rows, in long double: log|det|, sign, of the leading block m. */
static inline double exact_logdet(const problem *p, int64_t m, int *sign)
{
    long double *W = malloc((size_t)(m * m + 1) * sizeof *W), sum = 0;
    *sign = 1;
    for (int64_t j = 0; j < m; j++)
        for (int64_t i = 0; i < m; i++) W[i * m + j] = (long double)p->A[i + j * p->n];
    for (int64_t k = 0; k < m; k++) {
        int64_t best = k;
        for (int64_t i = k + 1; i < m; i++)
            if (fabsl(W[i * m + k]) > fabsl(W[best * m + k])) best = i;
        for (int64_t j = 0; j < m && best != k; j++) {
            const long double t = W[k * m + j];
            W[k * m + j] = W[best * m + j];
            W[best * m + j] = t;
        }
        if (best != k) *sign = -*sign;
        const long double pivot = W[k * m + k];
        if (pivot == 0) *sign = 0;
        if (pivot == 0) break;
        if (pivot < 0) *sign = -*sign;
        sum += logl(fabsl(pivot));
        for (int64_t i = k + 1; i < m; i++) {
            const long double l = W[i * m + k] / pivot;
            for (int64_t j = k + 1; j < m && l != 0; j++) W[i * m + j] -= l * W[k * m + j];
        }
    }
    free(W);
    return *sign ? (double)sum : -INFINITY;
}

/* A folder of its own for a test, in memory if there is such a disk: thousands of syncs take a minute. */
static inline void make_folder(char name[32])
{
    (void)snprintf(name, 32, "/dev/shm/memdet-test-XXXXXX");
    if (mkdtemp(name)) return;
    (void)snprintf(name, 32, "/tmp/memdet-test-XXXXXX");
    assert_non_null(mkdtemp(name));
}

static inline bool exists(const char *folder, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

static inline bool is_empty(const char *folder)
{
    return !exists(folder, "memdet.data") && !exists(folder, "memdet.manifest") &&
           !exists(folder, "memdet.manifest.new");
}

static inline void remove_folder(const char *folder)
{
    const char *names[] = {"memdet.data", "memdet.manifest", "memdet.manifest.new", "input"};
    char path[128];
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[k]);
        unlink(path);
    }
    rmdir(folder);
}

#endif
