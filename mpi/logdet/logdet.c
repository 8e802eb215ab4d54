/*
 * Log-determinant by ScaLAPACK's factorisations of blocks (blocks.c).  The diagonal of the factor is spread over the
 * processes; each multiplies what it has as fractions and exponents,
 *
 *     prod |f_i|,  f_i = m_i 2^(e_i):   sum log m_i  and  sum e_i,
 *
 * the second exactly.  Of LU, the sign is that of the diagonal and of the exchanges of rows.
 */
#include "blocks_impl.h"
#include "scalapack_impl.h"

#include "logdet_common_impl.h"
#include "randlapack_mpi_logdet.h"

#include <math.h>

#define DEFAULT_BLOCK 64

/* What is added up over the processes. */
enum { LOGS, EXPONENTS, NEGATIVE, ZERO, NSUMS };

static int factor(randlapack_mpi_xblocks *b, rmt_matrix_kind kind, const int desc[9], int *pivots)
{
    const int n = (int)b->n, one = 1;
    int info = 0;
    if (kind == RMT_DEFINITE)
        PXPOTRF("L", &n, b->local, &one, &one, desc, &info);
    else
        PXGETRF(&n, &n, b->local, &one, &one, desc, pivots, &info);
    return info;
}

static int factor_on_grid(randlapack_mpi_xblocks *b, rmt_matrix_kind kind, int *pivots)
{
    randlapack_mpi_xgrid grid;
    randlapack_mpi_xgrid_open(b, &grid);
    const int info = factor(b, kind, grid.desc, pivots);
    randlapack_mpi_xgrid_close(&grid);
    return info;
}

/* The part of this process in the sums. */
static void add_diagonal(const randlapack_mpi_xblocks *b, double sums[NSUMS])
{
    for (int64_t c = 0; c < b->cols; c++) {
        const int64_t j = randlapack_mpi_cyclic_index(c, b->block, b->col, b->grid_cols);
        if (j / b->block % b->grid_rows != b->row) continue;
        const int64_t i = j / (b->block * b->grid_rows) * b->block + j % b->block;
        const double f = (double)b->local[i + c * b->ld];
        int e = 0;
        const double fraction = frexp(fabs(f), &e);
        if (f == 0) {
            sums[ZERO]++;
            continue;
        }
        sums[LOGS] += log(fraction);
        sums[EXPONENTS] += e;
        sums[NEGATIVE] += f < 0;
    }
}

/* Row i was exchanged with row pivots[i] - 1; each process of a row of the grid knows. */
static void add_exchanges(const randlapack_mpi_xblocks *b, const int *pivots, double sums[NSUMS])
{
    for (int64_t i = 0; i < b->rows && b->col == 0; i++)
        sums[NEGATIVE] += pivots[i] - 1 != randlapack_mpi_cyclic_index(i, b->block, b->row, b->grid_rows);
}

static int conclude(const randlapack_mpi_xblocks *b, rmt_matrix_kind kind, const double sums[NSUMS],
                    rmt_logdet_report *report)
{
    const double ln2 = 0.69314718055994530942, times = kind == RMT_DEFINITE ? 2 : 1;
    if (sums[ZERO] > 0) {
        report->logabsdet = -INFINITY;
        return RANDBLAS_RANK_DEFICIENT;
    }
    report->logabsdet = times * (sums[EXPONENTS] * ln2 + sums[LOGS]);
    if (!isfinite(report->logabsdet)) return *report = rmt_logdet_nothing(), RANDBLAS_NOT_FINITE;
    report->sign = fmod(sums[NEGATIVE], 2) == 0 ? 1 : -1;
    report->rank = b->n;
    return 0;
}

static int solve(randblas_arena *arena, const randlapack_mpi_xrows *A, rmt_matrix_kind kind, randlapack_mpi_xblocks *b,
                 rmt_logdet_report *report, int info)
{
    double sums[NSUMS] = {0};
    bool finite = true;
    int *pivots = randblas_arena_get(arena, b->rows + b->block, sizeof *pivots);
    if (!info) info = arena->info;
    info = randlapack_mpi_xblocks_load(arena, A, b, &finite, info);
    if (info || !finite) return info ? info : RANDBLAS_NOT_FINITE;
    double failed = b->n > 0 ? factor_on_grid(b, kind, pivots) : 0;
    info = randlapack_mpi_collect(b->group, RANDLAPACK_MPI_LARGEST, 1, &failed, failed < 0 ? RANDBLAS_INTERNAL : 0);
    if (!info && failed > 0 && kind == RMT_DEFINITE) return RANDBLAS_NOT_POSITIVE_DEFINITE;
    if (info) return info;
    add_diagonal(b, sums);
    if (kind != RMT_DEFINITE) add_exchanges(b, pivots, sums);
    info = randlapack_mpi_collect(b->group, RANDLAPACK_MPI_SUM_D, NSUMS, sums, 0);
    return info ? info : conclude(b, kind, sums, report);
}

static int check(const randlapack_mpi *group, const randlapack_mpi_xrows *A, rmt_matrix_kind kind, int64_t block,
                 const rmt_logdet_options *options, rmt_logdet_options *o, const rmt_logdet_report *report)
{
    if (group->exact) return -1;
    if (!A || A->rows != A->local.cols) return -2;
    if (!rmt_logdet_kind_is_legal(kind)) return -3;
    if (block < 0 || block > 4096) return -4;
    if (!rmt_logdet_read(o, options) || o->tolerance != 0 || o->overwrite || o->orthonormal) return -5;
    return report ? 0 : -6;
}

int randlapack_mpi_xlogdet(randlapack_mpi *group, const randlapack_mpi_xrows *A, rmt_matrix_kind kind, int64_t block,
                           const rmt_logdet_options *options, rmt_logdet_report *report)
{
    rmt_logdet_options o = {0};
    randlapack_mpi_xblocks b;
    int64_t nnz = 0;
    int info;
    if (!group) return -1;
    randlapack_mpi_begin(group);
    info = check(group, A, kind, block, options, &o, report);
    info = randlapack_mpi_xopen(group, A, info, 2, 8192 * (int64_t)kind + block, &nnz);
    if (info) return info;
    *report = rmt_logdet_nothing();
    randblas_arena arena = randblas_arena_open(&o.control);
    info = rmt_logdet_begin(&o);
    const int opened = randlapack_mpi_xblocks_open(&arena, group, A->rows, block ? block : DEFAULT_BLOCK, &b);
    info = solve(&arena, A, kind, &b, report, info ? info : opened);
    randblas_arena_close(&arena);
    return randlapack_mpi_end(group, info);
}
