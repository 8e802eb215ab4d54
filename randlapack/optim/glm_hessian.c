/*
 * R with R^T R = M^T M + ridge, where M stands for D^{1/2} A (columns scaled):
 *
 *     exact     M itself, its Gram matrix summed over blocks of rows by syrk
 *     sketch    S D^{1/2} A, S any family @cite pilanci2017
 *     sample    rows of D^{1/2} A, drawn uniformly or with p_i ~ d_i l_i, l_i the leverage scores of A in the metric of
 *               the first Hessian, rows scaled so that E M^T M = A^T D A @cite roosta2019 @cite xu2016
 *
 * Cholesky of the Gram matrix is several times faster than QR of M, and loses cond(M)^2 eps, which hardly matters to a
 * preconditioner until the loss is total.  When pivots say so, QR takes its place, block by block on top of the R so
 * far, and columns that it finds dependent are left out of the steps.
 *
 * In a team a Gram matrix is a sum over rows; a sketch is summed on the root, which shares its Gram matrix or, where QR
 * is needed, its R.  QR of M itself would take the rows of all: there a sketch takes the place of M for good.  With
 * exact sums D^{1/2} A is kept whole, as what the team sums.
 */
#include "glm_hessian_impl.h"

#include "factor_leverage_impl.h"
#include "lapack_impl.h"

#include "linop_impl.h"

#include <math.h>
#include <string.h>

#define BLOCK_BYTES (1 << 23) /* of rows in a Gram matrix: as large as syrk needs to run at full speed */
#define DEFAULT_RATIO 8       /* d / n */
#define READING 14.0          /* time to read an entry of A in units of a flop; see lsq/sketched_qr.c */
#define SKETCH_PASSES 4.0     /* cost of a sketch in passes over A, about */

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t all_rows(const randlapack_xglm_hessian *h)
{
    return h->team ? h->team->rows : h->rows->A.rows;
}

/* ---------------------------------------------------------------- setting up -------------------------------------- */

static int64_t choose_rows(const randlapack_xglm_hessian *h, int64_t asked)
{
    const int64_t m = all_rows(h), least = h->n < m ? h->n : m;
    if (h->method == RANDLAPACK_NEWTON || m == 0) return m;
    if (asked) return min_i64(asked, m);
    const int64_t ample = DEFAULT_RATIO * h->n + 32, wanted = min_i64(ample, m / 2);
    if (h->rows->A.kind == RANDBLAS_CALLBACK) return min_i64(ample, m > 4 * h->n ? m : 4 * h->n + 32);
    return wanted < least ? m : wanted;
}

static double cost_in_passes(const randlapack_xglm_hessian *h)
{
    const randblas_xlinop *A = &h->rows->A;
    const double m = (double)all_rows(h), n = (double)h->n, d = (double)h->d;
    const double stored = (double)(h->team ? h->team->nnz : linop_is_sparse(A) ? linop_entries(A) : 0);
    const double entries = fmax(linop_is_sparse(A) ? stored : m * n, 1);
    const double making = h->d == all_rows(h) || h->method != RANDLAPACK_NEWTON_SKETCH ? 0 : SKETCH_PASSES;
    return making + (d * n * n + n * n * n / 3) / (READING * entries);
}

static void open_sampling(randlapack_xglm_hessian *h)
{
    const int64_t m = h->rows->A.rows;
    h->index = randblas_arena_get(h->arena, h->d, sizeof *h->index);
    h->ignored = randblas_arena_get(h->arena, h->d, sizeof *h->ignored);
    h->values = randblas_arena_get(h->arena, h->d, sizeof *h->values);
    if (h->method == RANDLAPACK_NEWTON_LEVERAGE) h->weights = randblas_arena_get(h->arena, m, sizeof *h->weights);
}

int randlapack_xglm_hessian_open(randblas_arena *arena, const randlapack_xrows *rows, const scalar_t *c,
                                 const double *ridge, const randlapack_glm_options *options, randlapack_xglm_hessian *h)
{
    const int64_t n = rows->A.cols;
    *h = (randlapack_xglm_hessian){.rows = rows,
                                   .team = h->team,
                                   .c = c,
                                   .ridge = ridge,
                                   .arena = arena,
                                   .method = options->method,
                                   .state = options->state,
                                   .n = n};
    const int64_t m = all_rows(h);
    h->d = choose_rows(h, options->sketch_rows);
    h->dist = randblas_sparse_sign(h->d, m, options->sketch_nnz);
    if (options->family) h->dist.family = options->family;
    randblas_state ignored;
    const bool sketches = h->method == RANDLAPACK_NEWTON_SKETCH || h->method == RANDLAPACK_NEWTON_LEVERAGE;
    if (sketches && randblas_state_next(&h->dist, &h->state, &ignored)) return -8;
    h->whole = h->d == m && rows->A.kind != RANDBLAS_CALLBACK;
    h->block = h->whole ? randlapack_xrows_block(rows, BLOCK_BYTES) : h->d;
    h->R = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *h->R);
    h->M = randblas_arena_get(arena, randblas_size_product(h->block, n), sizeof *h->M);
    h->diagonal = randblas_arena_get(arena, n, sizeof *h->diagonal);
    h->s = randblas_arena_get(arena, rows->A.rows, sizeof *h->s);
    if (!h->whole && sketches) h->sketch = randlapack_xweighted_sketch_open(arena, rows);
    if (h->team) h->sketch.first = h->team->first;
    if (!h->whole && h->method != RANDLAPACK_NEWTON_SKETCH) open_sampling(h);
    h->cost = cost_in_passes(h);
    return arena->info;
}

/* ---------------------------------------------------------------- the Gram matrix --------------------------------- */

static randblas_xview view_of_block(const randlapack_xglm_hessian *h, int64_t count)
{
    return (randblas_xview){h->M, h->rows->row_major ? h->n : count, h->rows->row_major};
}

/* The upper triangle of R += M^T M. */
static int add_gram(randlapack_xglm_hessian *h, int64_t count, randblas_xview M)
{
    const randblas_layout layout = M.row_major ? RANDBLAS_ROW_MAJOR : RANDBLAS_COL_MAJOR;
    return randlapack_xsyrk(layout, count, h->n, M.p, M.ld > 1 ? M.ld : 1, 1, h->R, h->n);
}

static bool sums_are_exact(const randlapack_xglm_hessian *h)
{
    return h->team && h->team->exact;
}

/* D^{1/2} A of this process, dense by rows or CSR as A is. */
static int scaled_rows(randlapack_xglm_hessian *h, randblas_xlinop *scaled)
{
    const randblas_xlinop *A = &h->rows->A;
    const int64_t m = A->rows, n = h->n;
    const bool sparse = A->kind == RANDBLAS_CSR;
    const int64_t entries = sparse ? A->ptr[m] : randblas_size_product(m, n);
    scalar_t *values = randblas_arena_get(&h->once, entries, sizeof *values);
    if (h->once.info) return h->once.info;
    *scaled = randblas_xlinop_dense(RANDBLAS_ROW_MAJOR, m, n, values, n > 1 ? n : 1);
    if (!sparse) {
        randlapack_xrows_copy(h->rows, 0, m, 0, n, h->s, h->c, (randblas_xview){values, n, true});
        return 0;
    }
    *scaled = *A;
    scaled->values = values;
    for (int64_t i = 0; i < m; i++)
        for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) values[k] = h->s[i] * (h->c[A->colind[k]] * A->values[k]);
    return 0;
}

/* R = the Gram matrix of all rows of the team. */
static int gram_exactly(randlapack_xglm_hessian *h)
{
    randblas_xlinop scaled;
    const int info = scaled_rows(h, &scaled);
    return info ? info : h->team->gram(h->team->context, &scaled, h->R);
}

static int exact_gram(randlapack_xglm_hessian *h)
{
    const int64_t m = h->rows->A.rows;
    int info = 0;
    if (sums_are_exact(h)) return gram_exactly(h);
    for (int64_t i = 0; i < m && !info; i += h->block) {
        const int64_t count = min_i64(h->block, m - i);
        const randblas_xview M = view_of_block(h, count);
        randlapack_xrows_copy(h->rows, i, count, 0, h->n, h->s + i, h->c, M);
        info = add_gram(h, count, M);
    }
    return info;
}

/* The upper triangle of R, packed on the way, through an operation of the team. */
static int move_triangle(randlapack_xglm_hessian *h, int (*operation)(void *context, int64_t count, scalar_t *x))
{
    const int64_t n = h->n;
    for (int64_t j = 1; j < n; j++) memmove(h->R + j * (j + 1) / 2, h->R + j * n, (size_t)(j + 1) * sizeof *h->R);
    const int info = operation(h->team->context, n * (n + 1) / 2, h->R);
    for (int64_t j = n - 1; j > 0; j--) memmove(h->R + j * n, h->R + j * (j + 1) / 2, (size_t)(j + 1) * sizeof *h->R);
    return info;
}

/* The Gram matrix of all rows, or of the sketch that the root has. */
static int gram_of_team(randlapack_xglm_hessian *h)
{
    int info = 0;
    if (h->whole) return sums_are_exact(h) ? 0 : move_triangle(h, h->team->sum);
    if (h->team->root) info = add_gram(h, h->d, view_of_block(h, h->d));
    return info ? info : move_triangle(h, h->team->share);
}

/* The sketch of all rows of the team, on the root. */
static int sketch_exactly(randlapack_xglm_hessian *h, const randblas_sketch *S)
{
    randblas_xlinop scaled;
    scalar_t *M = randblas_arena_get(&h->once, randblas_size_product(h->d, h->n), sizeof *M);
    int info = scaled_rows(h, &scaled);
    if (!info) info = h->team->sketch(h->team->context, S, h->d, &scaled, M, h->d);
    if (!info && h->team->root)
        randblas_xcopy_view(h->d, h->n, (randblas_xview){M, h->d, false}, view_of_block(h, h->d));
    return info;
}

static int sketch(randlapack_xglm_hessian *h)
{
    randblas_sketch *S = NULL;
    int info = randblas_sketch_create(&h->dist, &h->state, &S, &h->state);
    if (!info && sums_are_exact(h)) {
        info = sketch_exactly(h, S);
        randblas_sketch_destroy(S);
        return info;
    }
    if (h->rows->A.rows == 0)
        memset(h->M, 0, (size_t)(h->d * h->n) * sizeof *h->M);
    else if (!info)
        info = randlapack_xweighted_sketch_apply(&h->sketch, S, h->s, h->c, view_of_block(h, h->d));
    randblas_sketch_destroy(S);
    if (info) return info == -1 ? RANDBLAS_INTERNAL : info; /* what the options can get wrong was tried when opening */
    return h->team ? h->team->sum_at_root(h->team->context, h->d * h->n, h->M) : 0;
}

/* Pick d rows; values are their scales. */
static int pick(randlapack_xglm_hessian *h)
{
    const int64_t m = h->rows->A.rows, d = h->d;
    const double uniform = 0.1 / (double)m; /* what a wrong score cannot take away */
    double sum = 0;
    randblas_dist dist = randblas_row_sample(d, m, 0);
    randblas_sketch *S = NULL;
    int64_t found = 0;
    if (h->scores) {
        for (int64_t i = 0; i < m; i++) sum += (double)h->s[i] * (double)h->s[i] * h->scores[i];
        for (int64_t i = 0; i < m; i++)
            h->weights[i] = sum > 0 ? uniform + 0.9 * (double)h->s[i] * (double)h->s[i] * h->scores[i] / sum : 1;
        dist = randblas_row_sample_weighted(d, m, h->weights, 1);
    }
    int info = randblas_sketch_create(&dist, &h->state, &S, &h->state);
    if (!info) info = randblas_xfill_coo(d, m, S, 0, 0, d, h->ignored, h->index, h->values, &found);
    randblas_sketch_destroy(S);
    return info == -1 ? RANDBLAS_INTERNAL : info;
}

static int sample(randlapack_xglm_hessian *h)
{
    const int info = pick(h);
    for (int64_t k = 0; k < h->d && !info; k++) h->values[k] *= h->s[h->index[k]];
    if (!info) randlapack_xrows_gather(h->rows, h->d, h->index, h->values, h->c, view_of_block(h, h->d));
    return info;
}

/* ---------------------------------------------------------------- factoring --------------------------------------- */

/* Relative error of a Gram matrix of n columns. */
static double rounding(int64_t n)
{
    return (double)(n + 16) * (double)REAL_EPS;
}

/* The least pivot in units of the diagonal; 0 where Cholesky broke down, or NaN or Inf was met. */
static int cholesky(randlapack_xglm_hessian *h, double *pivot)
{
    const int64_t n = h->n;
    *pivot = 1;
    const int info = randlapack_xpotrf(n, h->R, n);
    for (int64_t j = 0; j < n && !info; j++) {
        const double r = (double)h->R[j + j * n], ratio = r * r / (double)h->diagonal[j];
        if (!(ratio >= *pivot)) *pivot = ratio > 0 ? ratio : 0;
    }
    if (info) *pivot = 0;
    return info == RANDBLAS_NOT_POSITIVE_DEFINITE ? 0 : info;
}

/* The upper triangle R = that of the QR factorisation of [M; R], M in the first rows of W. */
static int update_qr(randlapack_xglm_hessian *h)
{
    const randlapack_xstacked_qr *q = &h->qr;
    const int64_t n = h->n;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < n; i++) q->W[q->d + i + j * q->ld] = i <= j ? h->R[i + j * n] : 0;
    for (int64_t j = 0; j < n; j++)
        if (!isfinite(randlapack_xnorm(q->ld, q->W + j * q->ld))) return RANDBLAS_NOT_FINITE;
    const int info = randlapack_xgeqrf(q->ld, n, q->W, q->ld, q->tau, q->work);
    for (int64_t j = 0; j < n && !info; j++)
        for (int64_t i = 0; i <= j; i++) h->R[i + j * n] = q->W[i + j * q->ld];
    return info;
}

/* R by QR of [M; ridge^{1/2}]. */
static int stack(randlapack_xglm_hessian *h, double scale)
{
    const int64_t n = h->n, total = h->whole ? h->rows->A.rows : h->d;
    if (!h->qr.W) h->qr = randlapack_xstacked_qr_open(h->arena, h->block, n, true);
    int info = h->arena->info;
    for (int64_t k = 0; k < n * n && !info; k++) h->R[k] = 0;
    for (int64_t j = 0; j < n && !info; j++) h->R[j + j * n] = (scalar_t)sqrt(h->ridge[j] / scale);
    for (int64_t i = 0; i < total && !info; i += h->block) {
        const int64_t count = min_i64(h->block, total - i);
        const randblas_xview W = {h->qr.W, h->qr.ld, false};
        if (h->whole)
            randlapack_xrows_copy(h->rows, i, count, 0, n, h->s + i, h->c, W);
        else
            randblas_xcopy_view(count, n, view_of_block(h, count), W);
        randblas_xscale_view(h->block - count, n, 0, view_from(W, count, 0));
        info = update_qr(h);
    }
    return info;
}

/* A sketch in place of all rows, from now on. */
static int sketch_instead(randlapack_xglm_hessian *h)
{
    h->whole = false;
    h->method = RANDLAPACK_NEWTON_SKETCH;
    h->d = h->block = DEFAULT_RATIO * h->n + 32;
    h->dist.rows = h->d;
    h->M = randblas_arena_get(h->arena, randblas_size_product(h->d, h->n), sizeof *h->M);
    h->sketch = randlapack_xweighted_sketch_open(h->arena, h->rows);
    h->sketch.first = h->team->first;
    return h->arena->info ? h->arena->info : sketch(h);
}

/* R of the root for all; an outcome of it, that M is not finite, goes along. */
static int stack_on_root(randlapack_xglm_hessian *h, double scale)
{
    int info = h->team->root ? stack(h, scale) : 0;
    if (info == RANDBLAS_NOT_FINITE) {
        h->R[0] = (scalar_t)NAN;
        info = 0;
    }
    if (!info) info = move_triangle(h, h->team->share);
    return !info && !isfinite(h->R[0]) ? RANDBLAS_NOT_FINITE : info;
}

/* That, and its rank. */
static int factor_by_qr(randlapack_xglm_hessian *h, double scale)
{
    int info = h->team && h->whole ? sketch_instead(h) : 0;
    if (!info) info = h->team ? stack_on_root(h, scale) : stack(h, scale);
    if (!info) info = randlapack_xprecond_make(&h->once, h->n, h->R, h->n, &h->P);
    return info == RANDBLAS_RANK_DEFICIENT ? 0 : info;
}

/* About ||R^-1||_F: what R^-T does to a vector of signs. */
static int measure_noise(randlapack_xglm_hessian *h)
{
    const int64_t n = h->n;
    scalar_t *signs = h->diagonal; /* has served */
    for (int64_t j = 0; j < n; j++) signs[j] = ((uint64_t)(j + 1) * 0x9e3779b97f4a7c15u) >> 63 ? 1 : -1;
    const int info = randlapack_xtrsm(RANDBLAS_TRANS, h->P.rank, 1, h->P.R, h->P.ldr, signs, n);
    h->noise = randlapack_xnorm(h->P.rank, signs);
    return info;
}

/* From the Gram matrix in R. */
static int factor(randlapack_xglm_hessian *h, double scale)
{
    const int64_t n = h->n;
    double pivot = 0;
    for (int64_t j = 0; j < n; j++) {
        scalar_t *r = &h->R[j + j * n];
        *r = (scalar_t)((double)*r + h->ridge[j] / scale);
        if (*r == 0) *r = 1; /* a column of zeros has no gradient either */
        h->diagonal[j] = *r;
    }
    int info = cholesky(h, &pivot);
    h->P = (randlapack_xprecond){.n = n, .rank = n, .R = h->R, .ldr = n};
    h->exact = h->whole;
    if (!info && pivot < 1000 * rounding(n)) info = factor_by_qr(h, scale);
    return info ? info : measure_noise(h);
}

/* The leverage scores of A in the metric of R: ||a_i c R^-1 G||^2. */
static int find_scores(randlapack_xglm_hessian *h)
{
    const int64_t m = h->rows->A.rows, n = h->n;
    double *scores = randblas_arena_get(h->arena, m, sizeof *scores);
    scalar_t *G = randblas_arena_get(h->arena, randblas_size_product(n, RANDLAPACK_LEVERAGE_VECTORS), sizeof *G);
    scalar_t *W = randblas_arena_get(h->arena, randblas_size_product(n, RANDLAPACK_LEVERAGE_VECTORS), sizeof *W);
    int info = h->arena->info ? h->arena->info : randlapack_xleverage_draw(n, &h->state, G);
    if (!info) info = randlapack_xprecond_apply(&h->P, RANDLAPACK_LEVERAGE_VECTORS, G, W);
    for (int64_t k = 0; k < n * RANDLAPACK_LEVERAGE_VECTORS && !info; k++) W[k] *= h->c[k % n];
    if (!info) info = randlapack_xfactor_leverage(h->arena, &h->rows->A, W, scores);
    if (!info) h->scores = scores;
    return info;
}

int randlapack_xglm_hessian_refresh(randlapack_xglm_hessian *h, const scalar_t *d, double scale)
{
    const int64_t m = h->rows->A.rows, n = h->n;
    const bool first = h->method == RANDLAPACK_NEWTON_LEVERAGE && !h->scores && !h->whole;
    int info = 0;
    randlapack_xglm_hessian_close(h);
    h->once = randblas_arena_open(h->arena->control);
    for (int64_t i = 0; i < m; i++) h->s[i] = (scalar_t)sqrt((double)d[i] / scale);
    for (int64_t k = 0; k < n * n; k++) h->R[k] = 0;
    if (all_rows(h) > 0 && h->whole)
        info = exact_gram(h);
    else if (all_rows(h) > 0)
        info = h->method == RANDLAPACK_NEWTON_SKETCH || first ? sketch(h) : sample(h);
    if (!info && all_rows(h) > 0 && h->team)
        info = gram_of_team(h);
    else if (!info && all_rows(h) > 0 && !h->whole)
        info = add_gram(h, h->d, view_of_block(h, h->d));
    if (!info) info = factor(h, scale);
    return !info && first ? find_scores(h) : info;
}

void randlapack_xglm_hessian_close(randlapack_xglm_hessian *h)
{
    randblas_arena_close(&h->once);
}
