/*
 * Lanczos in Paige's order, for each column of a block by itself:
 *
 *     w = A v_j - beta_j v_{j-1},   alpha_j = v_j^T w,   w -= alpha_j v_j,   beta_{j+1} = ||w||,   v_{j+1} =
 * w/beta_{j+1}
 *
 * Vectors are stored unnormalised with their inverse norms beside them, so that nothing is swept only to be scaled:
 * recurrence_kernel.c has the two sweeps of a step.  The block shares products with A, and nothing else: run i is a
 * function of its start alone.
 *
 * Golub-Kahan bidiagonalisation @cite golub1965 of a matrix that is not symmetric is the same recurrence for
 * [0 A^T; A 0] from (v; 0): vectors are alternately of n and m entries, alpha is zero and its sweep is left out.
 *
 * A run whose next vector is rounding noise, beta <= 100 eps max (|alpha| + beta), has found an invariant subspace and
 * ends there; its quadrature is exact (what is cut off changes weights by the square of that).  Squares of entries
 * beyond 1e+-70 (single: 1e+-8) would be lost, so A is then scaled by a power of two, measured after the first step
 * gave warning.
 */
#include "lanczos_impl.h"

#include "linop_impl.h"

#include <math.h>
#include <string.h>

#define HARMLESS (IS_SINGLE ? 1e16 : 1e140) /* of squared norms */

int randlapack_xlanczos_open(randlapack_xlanczos *l)
{
    randblas_arena *arena = l->arena;
    const int64_t b = l->width, m = l->A->rows, n = l->A->cols, rows = l->steps + 2;
    const int64_t wanted[] = {2, l->window + 1, rows, rows};
    const int64_t all = randblas_size_product(rows, b);
    l->product = (randlapack_xproduct){.A = l->A, .symmetric = !l->bidiagonal, .width = b, .arena = arena};
    l->height = m > n ? m : n;
    l->panels = wanted[l->reorthogonalise] < 2 ? 2 : wanted[l->reorthogonalise];
    if (l->panels > rows) l->panels = rows;
    l->ring = l->reorthogonalise == RANDLAPACK_REORTHOGONALISE_PARTIAL && linop_is_sparse(l->A) ? 2 : l->panels;
    l->product.most = l->panels;
    l->basis = randblas_arena_get(arena, randblas_size_product(l->panels * b, l->height), sizeof *l->basis);
    l->alpha = randblas_arena_get(arena, all, sizeof *l->alpha);
    l->beta = randblas_arena_get(arena, all, sizeof *l->beta);
    l->inverse = randblas_arena_get(arena, all, sizeof *l->inverse);
    l->omega = randblas_arena_get(arena, randblas_size_product(all, 2), sizeof *l->omega);
    l->size = randblas_arena_get(arena, b, sizeof *l->size);
    l->again = randblas_arena_get(arena, b, sizeof *l->again);
    l->order = randblas_arena_get(arena, b, sizeof *l->order);
    l->dots = randblas_arena_get(arena, randblas_size_product(l->panels, b), sizeof *l->dots);
    l->squares = randblas_arena_get(arena, b, sizeof *l->squares);
    l->s = randblas_arena_get(arena, b, sizeof *l->s);
    l->q = randblas_arena_get(arena, b, sizeof *l->q);
    l->c = randblas_arena_get(arena, b, sizeof *l->c);
    l->a = randblas_arena_get(arena, randblas_size_product(l->panels, b), sizeof *l->a);
    l->others = randblas_arena_get(arena, l->panels, sizeof *l->others);
    l->against = randblas_arena_get(arena, l->panels, sizeof *l->against);
    if (arena->info) return arena->info;
    memset(l->q, 0, (size_t)b * sizeof *l->q);
    return randlapack_xproduct_open(&l->product);
}

/* The starts, and zeros in the rest of the block and in the vector before them. */
static int load_probes(randlapack_xlanczos *l)
{
    const int64_t b = l->width, n = l->A->cols;
    scalar_t *start = lanczos_panel(l, 0);
    memset(lanczos_panel(l, -1), 0, (size_t)(l->height * b) * sizeof *start);
    for (int64_t i = 0; i < n; i++)
        for (int64_t c = l->count; c < b; c++) start[i * b + c] = 0;
    if (n == 0 || l->count == 0) return 0;
    const int info = randblas_xfill(RANDBLAS_ROW_MAJOR, n, l->count, l->probes, 0, l->first, start, b);
    const scalar_t *self = start;
    if (!info) randlapack_xproduct_dots(&l->product, n, 1, &self, start, l->squares);
    return info;
}

static void reset(randlapack_xlanczos *l)
{
    const int64_t b = l->width;
    l->step = 0;
    for (int64_t c = 0; c < b; c++) {
        const double norm = c < l->count ? sqrt(l->squares[c]) : 0;
        l->beta[c] = norm;
        l->inverse[c] = norm > 0 ? 1 / norm : 0;
        l->order[c] = 0;
        l->size[c] = 0;
        l->again[c] = false;
        l->omega[c] = 1;
    }
}

int randlapack_xlanczos_start(randlapack_xlanczos *l, int64_t first, int64_t count)
{
    l->first = first;
    l->count = count;
    memset(l->squares, 0, (size_t)l->width * sizeof *l->squares);
    const int info = load_probes(l);
    reset(l);
    return info;
}

/* w = A v - beta v_before, its inner product with v (unless bidiagonal) and itself. */
static int multiply(randlapack_xlanczos *l)
{
    const int64_t b = l->width, j = l->step;
    for (int64_t c = 0; c < b; c++) {
        l->s[c] = (scalar_t)ldexp(l->inverse[j * b + c], -l->exponent);
        l->c[c] =
            j == 0 || l->inverse[j * b + c] == 0 ? 0 : (scalar_t)(l->beta[j * b + c] * l->inverse[(j - 1) * b + c]);
    }
    const randlapack_xrecurrence r = {.width = b,
                                      .s = l->s,
                                      .q = l->q,
                                      .c = l->c,
                                      .U = lanczos_panel(l, j),
                                      .X = l->bidiagonal ? NULL : lanczos_panel(l, j),
                                      .old = lanczos_panel(l, j - 1),
                                      .W = lanczos_panel(l, j + 1)};
    return randlapack_xproduct_step(&l->product, l->bidiagonal && j % 2 == 1, l->count, &r, l->dots, l->squares);
}

/* Whether squares are about to be lost, or are. */
static bool harmful(const randlapack_xlanczos *l)
{
    for (int64_t c = 0; c < l->count; c++)
        if (!(l->squares[c] <= HARMLESS && l->squares[c] >= 1 / HARMLESS)) return true;
    return false;
}

/* The first product decides on the scale; it is made again when there has to be one. */
static int multiply_first(randlapack_xlanczos *l)
{
    int info = multiply(l);
    if (info || l->measured || !harmful(l)) return info;
    info = randlapack_xproduct_exponent(&l->product, l->count, lanczos_panel(l, 0), &l->exponent);
    memset(lanczos_panel(l, -1), 0, (size_t)(l->height * l->width) * sizeof *l->basis);
    return info || l->exponent == 0 ? info : multiply(l);
}

/* alpha, and the vector without its part along v. */
static void orthogonalise(randlapack_xlanczos *l)
{
    const int64_t b = l->width, j = l->step;
    for (int64_t c = 0; c < b; c++) {
        const double scale = l->inverse[j * b + c], alpha = l->bidiagonal ? 0 : scale * l->dots[c];
        l->alpha[j * b + c] = alpha;
        l->a[c] = (scalar_t)(alpha * scale);
    }
    const scalar_t *v = lanczos_panel(l, j);
    if (!l->bidiagonal)
        randlapack_xproduct_subtract(&l->product, l->A->rows, 1, l->a, &v, lanczos_panel(l, j + 1), l->squares);
}

/* All vectors so far once more, and from now on they are kept: the same operations, so the same bits. */
static int make_again(randlapack_xlanczos *l)
{
    const int64_t step = l->step;
    l->ring = l->panels;
    int info = load_probes(l);
    for (l->step = 0; l->step <= step && !info; l->step++) {
        info = multiply(l);
        if (!info) orthogonalise(l);
    }
    l->step = step;
    return info;
}

static int reorthogonalise(randlapack_xlanczos *l)
{
    bool chosen[RANDLAPACK_LANCZOS_WIDTH];
    int info = 0;
    if (l->reorthogonalise == RANDLAPACK_REORTHOGONALISE_NONE) return 0;
    if (!randlapack_xlanczos_choose(l, l->squares, chosen)) return 0;
    if (l->ring < l->panels) info = make_again(l);
    if (!info) randlapack_xlanczos_clean(l, chosen, l->squares);
    return info;
}

/* The norms of the new vectors; runs that end. */
static bool close_step(randlapack_xlanczos *l)
{
    const int64_t b = l->width, j = l->step++;
    bool finite = true;
    for (int64_t c = 0; c < b; c++) {
        const bool alive = l->inverse[j * b + c] > 0;
        const double beta = alive ? sqrt(l->squares[c]) : 0;
        if (alive) l->order[c] = j + 1;
        finite = finite && isfinite(beta) && isfinite(l->alpha[j * b + c]);
        l->size[c] = fmax(l->size[c], fabs(l->alpha[j * b + c]) + beta);
        const bool ends = beta <= 100 * (double)REAL_EPS * l->size[c];
        l->beta[(j + 1) * b + c] = ends ? 0 : beta;
        l->inverse[(j + 1) * b + c] = ends ? 0 : 1 / beta;
    }
    return finite;
}

int randlapack_xlanczos_step(randlapack_xlanczos *l)
{
    int info = l->step == 0 ? multiply_first(l) : multiply(l);
    if (info) return info;
    l->measured = true;
    orthogonalise(l);
    info = reorthogonalise(l);
    if (info) return info;
    return close_step(l) ? 0 : RANDBLAS_NOT_FINITE;
}

bool randlapack_xlanczos_ended(const randlapack_xlanczos *l)
{
    for (int64_t c = 0; c < l->count; c++)
        if (l->inverse[l->step * l->width + c] > 0) return false;
    return true;
}
