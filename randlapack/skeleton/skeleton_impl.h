/** Which columns of a matrix span it, and how the others depend on them: what the drivers of this folder share. */
#ifndef RANDLAPACK_SKELETON_IMPL_H
#define RANDLAPACK_SKELETON_IMPL_H

#include "randlapack_names_impl.h"

#include "arena_impl.h"

#include "randlapack.h"

/* ---- sketches ---- */

/* Y (l x n, without padding) = S A for an S (l x m) of the family from the state, which is advanced; -1 when the family
 * does not exist or needs more than that.  NaN and Inf of A are found in Y if S is Gaussian. */
int randlapack_xtest_sketch(const randblas_xlinop *A, randblas_family family, int64_t l, randblas_state *state,
                            scalar_t *Y);

/* The same with the options' family and passes of subspace iteration; A itself if l = m.  Scaled by a power of two;
 * RANDBLAS_NOT_FINITE. */
int randlapack_xrow_sketch(randblas_arena *arena, const randblas_xlinop *A, const randlapack_skeleton_options *options,
                           int64_t l, randblas_state *state, scalar_t *Y);

/* x times the power of two that brings its largest entry into [1, 2); false if an entry is NaN or Inf. */
bool randlapack_xscale_to_one(int64_t count, scalar_t *x);

/* ---- pivots ---- */

typedef struct randlapack_xpivots {
    int64_t l, n, count; /* count = min(l, n) pivots */
    int64_t *order;      /* n: column order[j] of Y comes at place j */
    scalar_t *R;         /* l x n: Y in that order = M R for some M, R upper trapezoidal */
    double *weights;     /* count: what each column adds */
} randlapack_xpivots;

/* Y (l x n) is left alone.  Returns 0 or memory codes. */
int randlapack_xpivot_columns(randblas_arena *arena, randlapack_pivoting pivoting, int64_t l, int64_t n,
                              const scalar_t *Y, randlapack_xpivots *p);

/* The order as it is, but R of an orthogonal M. */
int randlapack_xpivots_orthogonal(randblas_arena *arena, const scalar_t *Y, const randlapack_xpivots *p);

/* ---- coefficients ---- */

typedef struct randlapack_xinterpolation {
    int64_t rank;
    int64_t *J;  /* rank */
    scalar_t *Z; /* rank x n, leading dimension ldz */
    int64_t ldz;
    int64_t exchanges;
} randlapack_xinterpolation;

/* Z of min ||Y - Y(:, J) Z||, Y l x n of rank at least `rank`; J is changed until |Z| <= bound. */
int randlapack_xinterpolate(randblas_arena *arena, int64_t l, int64_t n, const scalar_t *Y, double bound,
                            randlapack_xinterpolation *z);

/* Ct (rank x m, column major) = A(:, J)^T. */
int randlapack_xgather_columns(randblas_arena *arena, const randblas_xlinop *A, int64_t rank, const int64_t *J,
                               scalar_t *Ct);

/* C = Q R of a C that is given by its transpose Ct (r x m): Q m x r, orthonormal, R r x r. */
int randlapack_xorthogonal_factors(randblas_arena *arena, int64_t m, int64_t r, const scalar_t *Ct, scalar_t *Q,
                                   scalar_t *R);

/* Z = A(:, J)^+ A by QR; left as it is if that is not finite. */
int randlapack_xfit_columns(randblas_arena *arena, const randblas_xlinop *A, const randlapack_xinterpolation *z);

/* ---- all of it ---- */

typedef struct randlapack_xskeleton {
    const randblas_xlinop *A;                   /* m x n */
    const randlapack_skeleton_options *options; /* with defaults filled in */
    randlapack_skeleton_report *report;
    randblas_arena *arena;
    randblas_state state;
    double least;    /* pivots below this times the first are not wanted either; 0: only those of rounding errors */
    double noise;    /* pivots of Y below this times the first are rounding errors */
    scalar_t *probe; /* PROBES x n: G A with a Gaussian G of its own, by which errors are measured */
} randlapack_xskeleton;

#define RANDLAPACK_PROBES 10

/* At most k columns of A and their coefficients Z (k x n); fills the report.  Returns 0, -1 for a family that cannot be
 * made, RANDBLAS_NOT_FINITE or memory, cancellation and callback codes. */
int randlapack_xskeleton_columns(randlapack_xskeleton *s, int64_t k, int64_t *J, scalar_t *Z, int64_t ldz);

/* As many rows, by the pivots of A(:, J)^T = Ct (rank x m), and the coefficients Wt (rank x m) of all rows in them.
 */
int randlapack_xskeleton_rows(randlapack_xskeleton *s, const scalar_t *Ct, int64_t *rows, scalar_t *Wt, int64_t ldw);

/* Whether the tolerance that was asked for is missed by more than rounding. */
static inline bool skeleton_missed(const randlapack_xskeleton *s)
{
    const double tolerance = s->options->tolerance, reach = tolerance > s->noise ? tolerance : s->noise;
    return tolerance > 0 && s->report->error > reach * s->report->norm;
}

/* An estimate of ||A - A(:, J) Z||_F, Z rank x n. */
int randlapack_xskeleton_error(const randlapack_xskeleton *s, int64_t rank, const int64_t *J, const scalar_t *Z,
                               int64_t ldz, double *error);

/* J = -1 from `first` on. */
static inline void skeleton_no_index(int64_t first, int64_t k, int64_t *J)
{
    for (int64_t t = first; t < k; t++) J[t] = -1;
}

/* The rows of Z (k x n) from `first` on = value. */
static inline void skeleton_no_rows(int64_t first, int64_t k, int64_t n, scalar_t value, scalar_t *Z, int64_t ldz)
{
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = first; i < k; i++) Z[i + j * ldz] = value;
}

#endif
