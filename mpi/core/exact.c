/*
 * Sums that do not depend on the order of their terms, after Demmel and Nguyen @cite demmel2015.  All terms of an entry
 * are at most 2^e; each is cut into three slices, multiples of
 *
 *     u_0 = 2^(e-26),  u_1 = 2^-27 u_0,  u_2 = 2^-27 u_1,      slice_k = ((rest + c_k) - c_k),  c_k = 1.5 2^52 u_k,
 *
 * which depend on the term and on e alone.  |slice_k| is at most 2^26 u_k, so that 2^26 slices add up without rounding
 * in a double, and 2^36 of them in an integer that counts units.  Integers of different processes are added in any
 * order.  What is lost is the rest below u_2 / 2 = 2^(e-81), a term at a time.  The bound 2^e must itself not depend on
 * who has which terms: it comes from largest absolute values.
 *
 * A slice is written by plain additions in double: the file must not be compiled with contraction or fast arithmetic.
 */
#include "exact_impl.h"

#include <float.h>
#include <math.h>

#define TOP 26
#define WIDTH 27
#define LOWEST (-900) /* of exponents: all units are normal numbers */
#define HIGHEST 960   /* and all c_k finite */
#define CARRY ((int64_t)1 << 26)
#define LANES 8

static int unit_exponent(const randlapack_mpi_exact *e, int64_t j, int fold)
{
    return e->exponents[j] - TOP - WIDTH * fold;
}

int randlapack_mpi_exact_open(randblas_arena *arena, int64_t n, int64_t sets, randlapack_mpi_exact *e)
{
    const int64_t folds = randblas_size_product(RANDLAPACK_MPI_FOLDS, n), all = randblas_size_product(sets, folds);
    *e = (randlapack_mpi_exact){.n = n, .sets = sets};
    e->exponents = randblas_arena_get(arena, n, sizeof *e->exponents);
    e->magic = randblas_arena_get(arena, folds, sizeof *e->magic);
    e->sums = randblas_arena_get(arena, all, sizeof *e->sums);
    e->totals = randblas_arena_get(arena, all, sizeof *e->totals);
    return arena->info;
}

int randlapack_mpi_exponent(double bound)
{
    if (!isfinite(bound)) return RANDLAPACK_MPI_UNBOUNDED;
    return bound > 0 ? ilogb(bound) + 1 : -RANDLAPACK_MPI_UNBOUNDED;
}

int randlapack_mpi_exact_bound(int a, int b)
{
    if (a == RANDLAPACK_MPI_UNBOUNDED || b == RANDLAPACK_MPI_UNBOUNDED || a + b > HIGHEST)
        return RANDLAPACK_MPI_UNBOUNDED;
    return a + b > LOWEST ? a + b : LOWEST;
}

void randlapack_mpi_exact_start(randlapack_mpi_exact *e)
{
    for (int64_t j = 0; j < e->n; j++)
        for (int fold = 0; fold < RANDLAPACK_MPI_FOLDS; fold++) {
            const bool bounded = e->exponents[j] != RANDLAPACK_MPI_UNBOUNDED;
            e->magic[fold * e->n + j] = bounded ? ldexp(1.5, DBL_MANT_DIG - 1 + unit_exponent(e, j, fold)) : 0;
        }
    for (int64_t k = 0; k < e->sets * RANDLAPACK_MPI_FOLDS * e->n; k++) {
        e->sums[k] = 0;
        e->totals[k] = 0;
    }
    e->pending = 0;
}

/* Units of a sum: at most 2^53. */
static int64_t units(const randlapack_mpi_exact *e, int64_t j, int fold, double sum)
{
    return e->exponents[j] == RANDLAPACK_MPI_UNBOUNDED ? 0 : (int64_t)ldexp(sum, -unit_exponent(e, j, fold));
}

static void carry(randlapack_mpi_exact *e)
{
    for (int64_t set = 0; set < e->sets; set++)
        for (int fold = 0; fold < RANDLAPACK_MPI_FOLDS; fold++)
            for (int64_t j = 0; j < e->n; j++) {
                const int64_t k = (set * RANDLAPACK_MPI_FOLDS + fold) * e->n + j;
                e->totals[k] += units(e, j, fold, e->sums[k]);
                e->sums[k] = 0;
            }
    e->pending = 0;
}

void randlapack_mpi_exact_reserve(randlapack_mpi_exact *e, int64_t terms)
{
    if (e->pending > CARRY - terms) carry(e);
    e->pending += terms;
}

/* What is left of a term after a slice of it has been added to the sum. */
static inline double slice(double rest, double magic, double *sum)
{
    const double part = (rest + magic) - magic;
    *sum += part;
    return rest - part;
}

void randlapack_mpi_exact_add(const randlapack_mpi_exact *e, int64_t set, int64_t first, int64_t count, double s,
                              const double *x)
{
    const int64_t n = e->n;
    const double *restrict c0 = e->magic + first, *restrict c1 = c0 + n, *restrict c2 = c1 + n;
    double *restrict s0 = e->sums + set * RANDLAPACK_MPI_FOLDS * n + first, *restrict s1 = s0 + n,
                     *restrict s2 = s1 + n;
    for (int64_t j = 0; j < count; j++) slice(slice(slice(s * x[j], c0[j], s0 + j), c1[j], s1 + j), c2[j], s2 + j);
}

void randlapack_mpi_exact_add_one(const randlapack_mpi_exact *e, int64_t set, int64_t j, double term)
{
    const int64_t n = e->n;
    double *sums = e->sums + set * RANDLAPACK_MPI_FOLDS * n + j;
    for (int fold = 0; fold < RANDLAPACK_MPI_FOLDS; fold++) term = slice(term, e->magic[fold * n + j], sums + fold * n);
}

void randlapack_mpi_exact_add_squares(const randlapack_mpi_exact *e, int64_t set, int64_t j, int64_t count,
                                      const double *x)
{
    const int64_t n = e->n;
    const double c0 = e->magic[j], c1 = e->magic[n + j], c2 = e->magic[2 * n + j];
    double s0[LANES] = {0}, s1[LANES] = {0}, s2[LANES] = {0};
    double *sums = e->sums + set * RANDLAPACK_MPI_FOLDS * n + j;
    int64_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (int k = 0; k < LANES; k++) slice(slice(slice(x[i + k] * x[i + k], c0, s0 + k), c1, s1 + k), c2, s2 + k);
    for (; i < count; i++) slice(slice(slice(x[i] * x[i], c0, s0), c1, s1), c2, s2);
    for (int k = 0; k < LANES; k++) {
        sums[0] += s0[k];
        sums[n] += s1[k];
        sums[2 * n] += s2[k];
    }
}

int randlapack_mpi_exact_collect(randlapack_mpi *group, randlapack_mpi_exact *e, bool root_only)
{
    carry(e);
    return randlapack_mpi_collect(group, root_only ? RANDLAPACK_MPI_ROOT_SUM_I : RANDLAPACK_MPI_SUM_I,
                                  e->sets * RANDLAPACK_MPI_FOLDS * e->n, e->totals, 0);
}

double randlapack_mpi_exact_value(const randlapack_mpi_exact *e, int64_t set, int64_t j)
{
    double value = 0;
    if (e->exponents[j] == RANDLAPACK_MPI_UNBOUNDED) return (double)NAN;
    for (int fold = RANDLAPACK_MPI_FOLDS - 1; fold >= 0; fold--) {
        const int64_t total = e->totals[(set * RANDLAPACK_MPI_FOLDS + fold) * e->n + j];
        value += ldexp((double)total, unit_exponent(e, j, fold));
    }
    return value;
}
