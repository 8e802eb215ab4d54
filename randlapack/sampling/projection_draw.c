/*
 * A sample of the projection DPP of V V^T, V m x k with orthonormal columns, by the chain rule @cite hough2006: given
 * the rows taken so far, the next is i with probability proportional to
 *
 *     left_i = ||(I - Q Q^T) v_i||^2,   v_i row i of V, Q an orthonormal basis of the rows taken,
 *
 * and left loses (v_i^T q)^2 for each q that joins Q: 2 m k flops a step, half of what a basis of the complement costs.
 * Orthogonalising twice keeps Q orthonormal to rounding.  The differences leave errors of order eps in left, so that
 * probabilities are wrong by m k eps in all at most; left_i is zero exactly where i was taken.
 */
#include "projection_draw_impl.h"

#include "lapack_impl.h"
#include "row_basis_impl.h"

#include "blas_impl.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

void randlapack_xsort_items(int64_t count, int64_t *items)
{
    if (count > 1) qsort(items, (size_t)count, sizeof *items, ascending);
}

randlapack_xprojection randlapack_xprojection_open(randblas_arena *arena, int64_t rows, int64_t most)
{
    randlapack_xprojection P = {.rows = rows, .most = most};
    P.left = randblas_arena_get(arena, rows, sizeof *P.left);
    P.taken = randblas_arena_get(arena, randblas_size_product(most, most), sizeof *P.taken);
    P.row = randblas_arena_get(arena, most, sizeof *P.row);
    P.inner = randblas_arena_get(arena, most, sizeof *P.inner);
    P.component = randblas_arena_get(arena, rows, sizeof *P.component);
    return P;
}

/* The row in which u times the sum of left falls; -1 if nothing is left. */
static int64_t choose(const randlapack_xprojection *P, double u)
{
    double total = 0, sum = 0;
    int64_t last = -1;
    for (int64_t i = 0; i < P->rows; i++) total += P->left[i];
    for (int64_t i = 0; i < P->rows; i++) {
        if (!(P->left[i] > 0)) continue;
        last = i; /* also where rounding has let the point slip past the end */
        sum += P->left[i];
        if (sum > u * total) break;
    }
    return last;
}

/* The t-th column of `taken` = row i of V, orthogonal to those before, of norm 1. */
static void take(const randlapack_xprojection *P, int64_t t, int64_t k, const scalar_t *V, int64_t ldv, int64_t i)
{
    const randblas_xview Q = {P->taken, P->most, false}, row = {P->row, P->most, false},
                         inner = {P->inner, P->most, false};
    for (int64_t j = 0; j < k; j++) P->row[j] = V[i + j * ldv];
    for (int pass = 0; pass < 2; pass++) {
        randblas_xscale_view(t, 1, 0, inner);
        randblas_xgemv(t, k, 1, view_transposed(Q), false, row, inner);
        randblas_xgemv(k, t, -1, Q, false, inner, row);
    }
    const double norm = randlapack_xnorm(k, P->row);
    for (int64_t j = 0; j < k; j++) P->taken[j + t * P->most] = norm > 0 ? (scalar_t)((double)P->row[j] / norm) : 0;
}

/* left = what is orthogonal to the new direction too. */
static void reduce(const randlapack_xprojection *P, int64_t t, int64_t k, scalar_t *V, int64_t ldv, int64_t i)
{
    const randblas_xview v = {V, ldv, false}, q = {P->taken + t * P->most, P->most, false};
    const randblas_xview component = {P->component, P->rows, false};
    randblas_xscale_view(P->rows, 1, 0, component);
    randblas_xgemv(P->rows, k, 1, v, false, q, component);
    for (int64_t l = 0; l < P->rows; l++)
        P->left[l] = fmax(0, P->left[l] - (double)P->component[l] * (double)P->component[l]);
    P->left[i] = 0;
}

void randlapack_xprojection_draw(const randlapack_xprojection *P, int64_t k, scalar_t *V, int64_t ldv,
                                 randlapack_uniforms *uniforms, int64_t *items)
{
    randlapack_xrow_norms(P->rows, k, V, ldv, P->left);
    for (int64_t t = 0; t < k; t++) {
        int64_t i = choose(P, randlapack_uniforms_next(uniforms));
        if (i < 0) { /* all are exhausted to rounding: any that is not taken, the first */
            for (int64_t l = 0; l < t; l++) P->left[items[l]] = -1;
            for (i = 0; P->left[i] < 0;) i++;
            for (int64_t l = 0; l < t; l++) P->left[items[l]] = 0;
        }
        items[t] = i;
        if (t + 1 == k) break;
        take(P, t, k, V, ldv, i);
        reduce(P, t, k, V, ldv, i);
    }
    randlapack_xsort_items(k, items);
}
