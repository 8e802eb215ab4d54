/** Sums of doubles without rounding, on which their order has no influence. */
#ifndef RANDLAPACK_MPI_EXACT_IMPL_H
#define RANDLAPACK_MPI_EXACT_IMPL_H

#include "group_impl.h"

#include "arena_impl.h"

#define RANDLAPACK_MPI_FOLDS 3

/*
 * `sets` sums of n entries each.  |term| of entry j is at most 2^exponents[j]; a fold is n numbers.
 */
typedef struct randlapack_mpi_exact {
    int64_t n, sets;
    int *exponents;  /* n; RANDLAPACK_MPI_UNBOUNDED: the sum is NaN */
    double *magic;   /* folds: 1.5 2^52 units */
    double *sums;    /* sets x folds: multiples of the units, fewer than 2^53 of them */
    int64_t *totals; /* the same: as integers, to which sums are carried */
    int64_t pending; /* terms of an entry since then, at most */
} randlapack_mpi_exact;

#define RANDLAPACK_MPI_UNBOUNDED 4096
#define RANDLAPACK_MPI_MOST_TERMS ((int64_t)1 << 36) /* of a sum: the integers have 63 bits, a term 26 */

int randlapack_mpi_exact_open(randblas_arena *arena, int64_t n, int64_t sets, randlapack_mpi_exact *e);

/* The e of a bound: |x| <= bound makes |x| <= 2^e. */
int randlapack_mpi_exponent(double bound);

/* Sums of zero, for terms of entry j of at most 2^a 2^b, a and b from randlapack_mpi_exponent(). */
void randlapack_mpi_exact_start(randlapack_mpi_exact *e);
int randlapack_mpi_exact_bound(int a, int b);

/* Before `terms` more terms an entry. */
void randlapack_mpi_exact_reserve(randlapack_mpi_exact *e, int64_t terms);

/* Add s x[j] to entry first + j of a set, for count of them; a term to one entry. */
void randlapack_mpi_exact_add(const randlapack_mpi_exact *e, int64_t set, int64_t first, int64_t count, double s,
                              const double *x);
void randlapack_mpi_exact_add_one(const randlapack_mpi_exact *e, int64_t set, int64_t j, double term);

/* Entry j of a set += x[0]^2 + ... */
void randlapack_mpi_exact_add_squares(const randlapack_mpi_exact *e, int64_t set, int64_t j, int64_t count,
                                      const double *x);

/* The totals of all processes, on the root alone or on all; collective. */
int randlapack_mpi_exact_collect(randlapack_mpi *group, randlapack_mpi_exact *e, bool root_only);

/* Entry j of a set after that, rounded. */
double randlapack_mpi_exact_value(const randlapack_mpi_exact *e, int64_t set, int64_t j);

#endif
