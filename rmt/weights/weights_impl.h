/** Spectra of weights, from the inside.  All but what looks at entries is double, and compiled once. */
#ifndef RMT_WEIGHTS_IMPL_H
#define RMT_WEIGHTS_IMPL_H

#include "rmt_weights.h"

#include "arena_impl.h"
#include "randlapack.h"

#include <math.h>
#include <stdbool.h>

/* Relative errors of trusted eigenvalues, by default. */
#define RMT_WEIGHTS_ACCURACY 1e-4
#define RMT_WEIGHTS_KRYLOV_ACCURACY 2e-3

typedef struct rmt_esd_options rmt_esd_options;

/* A weight matrix of either precision, turned so that it has at least as many rows as columns. */
typedef struct rmt_weights_matrix rmt_weights_matrix;
struct rmt_weights_matrix {
    const void *entries;
    int64_t rows, cols, ld;
    bool row_major; /* of what is turned */
    double eps;     /* of its precision */
    size_t item;    /* bytes of an entry */
    /* found by look() */
    double largest, norm; /* max |w|; Frobenius norm of 2^-exponent W */
    int exponent;
    bool finite;
    /* what depends on the precision */
    void (*look)(rmt_weights_matrix *W);
    /* to (count x cols, column major) = rows first, ... of 2^-exponent W */
    void (*copy)(const rmt_weights_matrix *W, int64_t first, int64_t count, double *to, int64_t ld);
    /* the opposite: rows of W from 2^-exponent W */
    void (*store)(const rmt_weights_matrix *W, int64_t first, int64_t count, const double *from, int64_t ld);
    /* bins[b] += how many |w| have b as the first RMT_WEIGHTS_BIN_BITS bits of a double */
    void (*histogram)(const rmt_weights_matrix *W, int64_t *bins);
    /* sum of log(|w|/from) over those of at least `from` */
    double (*excess)(const rmt_weights_matrix *W, double from);
    /* P = W with its entries permuted, tight, in room for rows cols entries */
    void (*permute)(const rmt_weights_matrix *W, const randblas_state *state, void *room, rmt_weights_matrix *P);
    /* the k largest eigenvalues of 2^-exponent W, ascending, and errors or NULL */
    int (*leading)(const rmt_weights_matrix *W, int64_t k, const rmt_esd_options *options, const randblas_state *state,
                   double *values, double *errors, rmt_weights_spectrum_report *report);
    /* Gauss rules of W^T W */
    int (*quadrature)(const rmt_weights_matrix *W, const randlapack_slq_options *options, randlapack_quadrature **Q);
};

enum { RMT_WEIGHTS_BIN_BITS = 16 };

/* Argument checks that all have: 0 or -1 ... -5. */
int rmt_weights_illegal(randblas_layout layout, int64_t m, int64_t n, const void *W, int64_t lda);

/* Whether no value is below the one before it or 0; NaN is not. */
bool rmt_weights_ascend(int64_t count, const double *values);
bool rmt_weights_are_finite(int64_t count, const double *values);

/* ---------------------------------------------------------------- eigenvalues ------------------------------------ */

/* Options of both kinds as eigenvalues need them. */
struct rmt_esd_options {
    const randblas_control *control;
    rmt_esd_method method;
    double accuracy;
    double excess; /* block Krylov: where it stops; other methods: not looked at */
};

/* Eigenvalues of 2^-exponent W, ascending; W was looked at and is finite. */
int rmt_esd(const rmt_weights_matrix *W, const rmt_esd_options *options, randblas_arena *arena, double *values,
            rmt_weights_spectrum_report *report);

/* The largest ones alone, as many as the power law needs, at the end of W->cols values; NaN before; or all. */
int rmt_weights_tail_only(const rmt_weights_matrix *W, const rmt_weights_options *options, randblas_arena *arena,
                          double *values, rmt_weights_spectrum_report *report);

/* What a report holds until something is found. */
rmt_weights_spectrum_report rmt_esd_nothing(void);

/* The eigenvalues that are not trusted: those up to this one. */
double rmt_esd_limit(const rmt_weights_spectrum_report *report, double accuracy, double largest);

/* ---------------------------------------------------------------- parts ------------------------------------------ */

/* Hill's estimate of the tail index of |w|; NaN if there is none. */
int rmt_weights_entry_tail(const rmt_weights_matrix *W, randblas_arena *arena, double *mu);

/* The work of rmt_dweights_layer() for an m x n matrix; options are legal. */
int rmt_weights_run(const rmt_weights_matrix *W, int64_t m, int64_t n, const rmt_weights_options *options,
                    randblas_arena *arena, double *values, rmt_weights_report *report);

/* The options with their defaults; false if they are illegal. */
bool rmt_weights_read_options(rmt_weights_options *full, const rmt_weights_options *options);

rmt_weights_bulk rmt_weights_no_bulk(void);
rmt_weights_metrics rmt_weights_no_metrics(void);

/* rmt_weights_measure() of `count` checked values, the matrix's larger size for the tolerance. */
void rmt_weights_measure_values(int64_t larger, int64_t count, const double *values, int32_t exponent, double alpha,
                                double tolerance, rmt_weights_metrics *m);

/* rmt_weights_divergence() of checked spectra. */
double rmt_weights_divergence_of(int64_t count, const double *first, const double *second);

/* W = its truncated singular value decomposition of rank k >= 0, or without its -k largest singular values. */
int rmt_weights_truncate(const rmt_weights_matrix *W, int64_t k, const randblas_control *control);

/* Power laws, drift and divergence of the spectra of two matrices that are finite. */
int rmt_weights_drift(const rmt_weights_matrix *A, const rmt_weights_matrix *B, const rmt_weights_options *options,
                      rmt_weights_comparison *report);

rmt_weights_comparison rmt_weights_no_comparison(void);

#endif
