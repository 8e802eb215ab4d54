/*
 * Lawson and Hanson's (1974) method: the column along which the residual falls fastest joins the passive set, whose
 * least-squares problem is solved by QR; coefficients that would turn negative leave it on the way there.  A column
 * whose own coefficient is not positive at once, which rounding does, is passed over until another one has joined.
 */
#include "nnls_impl.h"

#include "lapack_impl.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

typedef struct active_set {
    int64_t rows, n, size;
    const double *A, *b;
    double *x;        /* n */
    int64_t *passive; /* size of them */
    bool *barred;     /* n: passive, or passed over */
    double *rest;     /* b - A x */
    double *trial;    /* n: coefficients of the passive columns, without sign */
    double *work, *tau, *qr;
} active_set;

/* Least squares on the passive columns: b is one more column of the triangle. */
static int solve(active_set *s)
{
    const int64_t k = s->size;
    for (int64_t j = 0; j < k; j++)
        memcpy(s->qr + j * s->rows, s->A + s->passive[j] * s->rows, (size_t)s->rows * sizeof *s->qr);
    memcpy(s->qr + k * s->rows, s->b, (size_t)s->rows * sizeof *s->qr);
    int info = randlapack_xgeqrf(s->rows, k + 1, s->qr, s->rows, s->tau, s->work);
    memcpy(s->trial, s->qr + k * s->rows, (size_t)k * sizeof *s->trial);
    for (int64_t j = 0; j < k; j++)
        if (s->qr[j + j * s->rows] == 0) return RANDBLAS_NOT_CONVERGED;
    if (!info) info = randlapack_xtrsm(RANDBLAS_NO_TRANS, k, 1, s->qr, s->rows, s->trial, s->rows);
    return info;
}

static void residual(active_set *s)
{
    memcpy(s->rest, s->b, (size_t)s->rows * sizeof *s->rest);
    for (int64_t j = 0; j < s->size; j++) {
        const double *column = s->A + s->passive[j] * s->rows, x = s->x[s->passive[j]];
        for (int64_t i = 0; i < s->rows; i++) s->rest[i] -= x * column[i];
    }
}

/* The column to join, or -1: the largest product with the residual, over their norms. */
static int64_t steepest(const active_set *s)
{
    double best = 64 * DBL_EPSILON, norm = 0;
    int64_t chosen = -1;
    for (int64_t i = 0; i < s->rows; i++) norm = hypot(norm, s->b[i]);
    for (int64_t j = 0; j < s->n; j++) {
        double product = 0, square = 0;
        for (int64_t i = 0; i < s->rows; i++) {
            product += s->A[i + j * s->rows] * s->rest[i];
            square += s->A[i + j * s->rows] * s->A[i + j * s->rows];
        }
        const double cosine = square > 0 && norm > 0 ? product / sqrt(square) / norm : 0;
        if (!s->barred[j] && cosine > best) {
            best = cosine;
            chosen = j;
        }
    }
    return chosen;
}

/* As far towards the trial as no coefficient is negative; those that reach 0 leave.  True if the trial was reached. */
static bool advance(active_set *s)
{
    double step = 1;
    for (int64_t j = 0; j < s->size; j++) {
        const double from = s->x[s->passive[j]];
        if (s->trial[j] <= 0) step = fmin(step, from / (from - s->trial[j]));
    }
    int64_t kept = 0;
    bool reached = true;
    for (int64_t j = 0; j < s->size; j++) {
        const int64_t column = s->passive[j];
        const double from = s->x[column];
        s->x[column] = step < 1 || s->trial[j] <= 0 ? from + step * (s->trial[j] - from) : s->trial[j];
        if (s->trial[j] <= 0 && s->x[column] <= DBL_EPSILON * from) {
            s->x[column] = 0;
            s->barred[column] = false;
            reached = false;
        } else {
            s->passive[kept++] = column;
        }
    }
    reached = reached && kept == s->size;
    s->size = kept;
    return reached;
}

static int iterate(active_set *s)
{
    for (int64_t exchange = 0; exchange < 5 * s->n; exchange++) {
        residual(s);
        const int64_t column = steepest(s);
        if (column < 0) return 0;
        s->passive[s->size++] = column;
        s->barred[column] = true;
        int info = solve(s);
        if (info < 0) return info;
        if (info || s->trial[s->size - 1] <= 0) {
            s->size--; /* and stays barred */
            continue;
        }
        while (!advance(s))
            if ((info = solve(s))) return info;
        for (int64_t j = 0; j < s->n; j++) s->barred[j] = s->x[j] > 0;
    }
    return RANDBLAS_NOT_CONVERGED;
}

int rmt_nnls(int64_t rows, int64_t n, const double *A, const double *b, double *x, randblas_arena *arena)
{
    active_set s = {.rows = rows, .n = n, .A = A, .b = b, .x = x};
    s.passive = randblas_arena_get(arena, n + 1, sizeof *s.passive);
    s.barred = randblas_arena_get(arena, n, sizeof *s.barred);
    s.rest = randblas_arena_get(arena, rows, sizeof *s.rest);
    s.trial = randblas_arena_get(arena, rows, sizeof *s.trial);
    s.work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(n + 1), sizeof *s.work);
    s.tau = randblas_arena_get(arena, n + 1, sizeof *s.tau);
    s.qr = randblas_arena_get(arena, randblas_size_product(rows, n + 1), sizeof *s.qr);
    if (arena->info) return arena->info;
    memset(x, 0, (size_t)n * sizeof *x);
    memset(s.barred, 0, (size_t)n * sizeof *s.barred);
    return iterate(&s);
}
