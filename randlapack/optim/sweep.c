/*
 * What iterations for separable functions f(x) = sum_i f_i(a_i^T x) do with A: margins, something of each row, and a
 * combination of the rows.  Since the middle step knows one row at a time, all three are done block by block while the
 * block is in cache, and A is read once.  Slabs of rows go in parallel, each with its own part of w, added in the order
 * of the slabs at the end.
 */
#include "sweep_impl.h"

#include "sweep_kernel_impl.h"

#define MAX_SLABS 16
#define SLAB_ROWS 256          /* least rows of a slab */
#define SERIAL_WORK 65536      /* entries of A below which threads cost more than they save */
#define ROW_BYTES (1 << 18)    /* a block of rows stored by rows */
#define COLUMN_BYTES (1 << 20) /* and by columns: larger, so that each column gives a longer run of memory */

randlapack_xsweep randlapack_xsweep_open(randblas_arena *arena, const randblas_xlinop *A, const randlapack_xteam *team)
{
    const int64_t wanted = A->rows / SLAB_ROWS, nslabs = wanted < 1 ? 1 : wanted > MAX_SLABS ? MAX_SLABS : wanted;
    randlapack_xsweep sweep = {.A = A, .team = team, .nslabs = nslabs};
    sweep.partial = randblas_arena_get(arena, randblas_size_product(nslabs, A->cols), sizeof *sweep.partial);
    sweep.sums = randblas_arena_get(arena, randblas_size_product(nslabs, RANDLAPACK_SWEEP_SUMS), sizeof *sweep.sums);
    if (team && team->exact)
        sweep.terms =
            randblas_arena_get(arena, randblas_size_product(A->rows, RANDLAPACK_SWEEP_SUMS), sizeof *sweep.terms);
    if (team) sweep.all = randblas_arena_get(arena, A->cols + RANDLAPACK_SWEEP_SUMS, sizeof *sweep.all);
    return sweep;
}

static int64_t clamp(int64_t x, int64_t low, int64_t high)
{
    return x < low ? low : x > high ? high : x;
}

static int64_t block_rows(const randblas_xlinop *A)
{
    const int64_t row = (A->cols > 0 ? A->cols : 1) * (int64_t)sizeof(scalar_t);
    if (A->kind == RANDBLAS_CSR) return 512;
    if (A->layout == RANDBLAS_ROW_MAJOR) return clamp(ROW_BYTES / row / 4 * 4, 4, 512);
    return clamp(COLUMN_BYTES / row / 32 * 32, 32, 512);
}

static void forward(const randblas_xlinop *A, int64_t first, int64_t count, const scalar_t *p, scalar_t *u)
{
    const randlapack_xsweep_kernels *kernels = ISA_SELECT(randlapack_xsweep);
    if (A->kind == RANDBLAS_CSR) {
        for (int64_t i = 0; i < count; i++) {
            scalar_t s = 0;
            for (int64_t k = A->ptr[first + i]; k < A->ptr[first + i + 1]; k++) s += A->values[k] * p[A->colind[k]];
            u[i] = s;
        }
    } else if (A->layout == RANDBLAS_ROW_MAJOR) {
        kernels->forward_rows(count, A->cols, A->values + first * A->ld, A->ld, p, u);
    } else {
        kernels->forward_columns(count, A->cols, A->values + first, A->ld, p, u);
    }
}

static void backward(const randblas_xlinop *A, int64_t first, int64_t count, const scalar_t *u, scalar_t *w)
{
    const randlapack_xsweep_kernels *kernels = ISA_SELECT(randlapack_xsweep);
    if (A->kind == RANDBLAS_CSR) {
        for (int64_t i = 0; i < count; i++)
            for (int64_t k = A->ptr[first + i]; k < A->ptr[first + i + 1]; k++) w[A->colind[k]] += A->values[k] * u[i];
    } else if (A->layout == RANDBLAS_ROW_MAJOR) {
        kernels->backward_rows(count, A->cols, A->values + first * A->ld, A->ld, u, w);
    } else {
        kernels->backward_columns(count, A->cols, A->values + first, A->ld, u, w);
    }
}

typedef struct task {
    const scalar_t *p;
    randlapack_xsweep_map *map;
    void *context;
    scalar_t *u;
    bool back;
} task;

static int64_t slab_start(const randlapack_xsweep *sweep, int64_t slab)
{
    const int64_t m = sweep->A->rows, each = m / sweep->nslabs / 32 * 32; /* whole cache lines of a column */
    return slab == sweep->nslabs ? m : slab * each;
}

static void sweep_slab(const randlapack_xsweep *sweep, const task *t, int64_t slab)
{
    const int64_t n = sweep->A->cols, last = slab_start(sweep, slab + 1), block = block_rows(sweep->A);
    double *sums = sweep->sums + slab * RANDLAPACK_SWEEP_SUMS;
    scalar_t *w = sweep->partial + slab * n;
    for (int64_t k = 0; k < RANDLAPACK_SWEEP_SUMS; k++) sums[k] = 0;
    for (int64_t j = 0; j < n && t->back; j++) w[j] = 0;
    for (int64_t i = slab_start(sweep, slab); i < last; i += block) {
        const int64_t count = clamp(last - i, 0, block);
        if (t->p) forward(sweep->A, i, count, t->p, t->u + i);
        if (t->map) t->map(t->context, i, count, t->u + i, sums);
        if (t->back) backward(sweep->A, i, count, t->u + i, w);
    }
}

static void sweep_slabs(const randlapack_xsweep *sweep, const task *t)
{
#pragma omp parallel for schedule(dynamic, 1) if (sweep->A->rows * sweep->A->cols > SERIAL_WORK)
    for (int64_t slab = 0; slab < sweep->nslabs; slab++) sweep_slab(sweep, t, slab);
}

static void add_up(const randlapack_xsweep *sweep, scalar_t *w, double *sums)
{
    const int64_t n = sweep->A->cols;
    for (int64_t k = 0; k < RANDLAPACK_SWEEP_SUMS && sums; k++) {
        sums[k] = 0;
        for (int64_t slab = 0; slab < sweep->nslabs; slab++) sums[k] += sweep->sums[slab * RANDLAPACK_SWEEP_SUMS + k];
    }
    for (int64_t j = 0; j < n && w; j++) w[j] = sweep->partial[j];
    for (int64_t slab = 1; slab < sweep->nslabs && w; slab++)
        for (int64_t j = 0; j < n; j++) w[j] += sweep->partial[slab * n + j];
}

static int sweep_own(const randlapack_xsweep *sweep, const scalar_t *p, randlapack_xsweep_map *map, void *context,
                     scalar_t *u, scalar_t *w, double *sums)
{
    const randblas_xlinop *A = sweep->A;
    const bool by_rows = A->kind == RANDBLAS_DENSE || A->kind == RANDBLAS_CSR;
    const int64_t m = A->rows > 1 ? A->rows : 1, n = A->cols > 1 ? A->cols : 1;
    int info = 0;
    if (!by_rows && p && A->rows > 0)
        info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, 1, A, p, n, 0, u, m);
    if (info) return info;
    sweep_slabs(sweep, &(task){by_rows ? p : NULL, map, context, u, by_rows && w});
    add_up(sweep, by_rows ? w : NULL, sums);
    if (by_rows || !w) return 0;
    for (int64_t j = 0; j < A->cols && A->rows == 0; j++) w[j] = 0;
    if (A->rows == 0) return 0;
    return randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_TRANS, 1, 1, A, u, m, 0, w, n);
}

/* w and sums in one operation. */
static int add_over_team(const randlapack_xsweep *sweep, scalar_t *w, double *sums)
{
    const int64_t n = w ? sweep->A->cols : 0, k = sums ? RANDLAPACK_SWEEP_SUMS : 0;
    double *all = sweep->all;
    if (n + k == 0) return 0;
    for (int64_t j = 0; j < n; j++) all[j] = (double)w[j];
    for (int64_t j = 0; j < k; j++) all[n + j] = sums[j];
    const int info = sweep->team->add(sweep->team->context, n + k, all);
    for (int64_t j = 0; j < n && !info; j++) w[j] = (scalar_t)all[j];
    for (int64_t j = 0; j < k && !info; j++) sums[j] = all[n + j];
    return info;
}

/* The same with exact sums: what belongs to a row is made for it alone, and summed by the team. */
static int sweep_exactly(const randlapack_xsweep *sweep, const scalar_t *p, randlapack_xsweep_map *map, void *context,
                         scalar_t *u, scalar_t *w, double *sums)
{
    const randlapack_xteam *team = sweep->team;
    const int64_t m = sweep->A->rows, k = RANDLAPACK_SWEEP_SUMS;
    int info = p ? team->multiply(team->context, 1, p, u) : 0;
    for (int64_t i = 0; i < m * k && !info; i++) sweep->terms[i] = 0;
    for (int64_t i = 0; i < m && map && !info; i++) map(context, i, 1, u + i, sweep->terms + i * k);
    if (!info && w) info = team->transposed(team->context, 1, u, w);
    return info || !sums ? info : team->totals(team->context, m, k, sweep->terms, sums);
}

int randlapack_xsweep_run(const randlapack_xsweep *sweep, const scalar_t *p, randlapack_xsweep_map *map, void *context,
                          scalar_t *u, scalar_t *w, double sums[RANDLAPACK_SWEEP_SUMS])
{
    if (sweep->team && sweep->team->exact) return sweep_exactly(sweep, p, map, context, u, w, sums);
    const int info = sweep_own(sweep, p, map, context, u, w, sums);
    return info || !sweep->team ? info : add_over_team(sweep, w, sums);
}
