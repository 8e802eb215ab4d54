/*
 * min || S (r - A B y) || for a growing basis B with A B_d = B_{d+1} H and r = norm B_1.
 *
 * S A B_d = (S B_{d+1}) H: only the basis is sketched, a batch of columns at a time.  With S B = Q T (classical
 * Gram-Schmidt, twice, in the small space of S) the problem is that of GMRES for the Hessenberg matrix T H,
 *
 *     min || norm t_11 e_1 - T H y ||,
 *
 * solved by rotations: each column costs O(rows of S + d) times d.  B T^-1, never formed, has an orthonormal sketch: T
 * whitens the basis, and cond(T) is cond(B) but for the distortion of S.
 */
#include "sketched_basis_impl.h"

#include "lapack_impl.h"

#include "blas_impl.h"

#include <math.h>

int randlapack_xsketched_basis_open(randblas_arena *arena, int64_t n, int64_t d, int64_t band, const randblas_sketch *S,
                                    int64_t rows, randlapack_xsketched_basis *basis)
{
    const int64_t c = d + 1;
    *basis = (randlapack_xsketched_basis){.n = n, .d = d, .band = band, .rows = rows};
    basis->B = randblas_arena_get(arena, randblas_size_product(n, c), sizeof *basis->B);
    basis->Q = randblas_arena_get(arena, randblas_size_product(rows, c), sizeof *basis->Q);
    basis->T = randblas_arena_get(arena, randblas_size_product(c, c), sizeof *basis->T);
    basis->R = randblas_arena_get(arena, randblas_size_product(c, c), sizeof *basis->R);
    basis->H = randblas_arena_get(arena, randblas_size_product(band + 1, c), sizeof *basis->H);
    basis->cosine = randblas_arena_get(arena, c, sizeof *basis->cosine);
    basis->sine = randblas_arena_get(arena, c, sizeof *basis->sine);
    basis->g = randblas_arena_get(arena, 2 * c + 1, sizeof *basis->g);
    basis->column = randblas_arena_get(arena, c + 1, sizeof *basis->column);
    basis->work = randblas_arena_get(arena, randblas_size_product(3, c), sizeof *basis->work);
    basis->iwork = randblas_arena_get(arena, c, sizeof *basis->iwork);
    return arena->info ? arena->info : randlapack_xkept_sketch_open(arena, S, rows, n, &basis->S);
}

/* t += Q^T q, q -= Q (Q^T q) over the first j columns of Q. */
static void remove_part(const randlapack_xsketched_basis *s, int64_t j, scalar_t *q, scalar_t *t)
{
    const randblas_xview Q = {s->Q, s->rows, false}, vector = {q, s->rows, false}, part = {s->work, s->d + 1, false};
    for (int64_t i = 0; i < j; i++) s->work[i] = 0;
    randblas_xgemv(j, s->rows, 1, view_transposed(Q), false, vector, part);
    randblas_xgemv(s->rows, j, -1, Q, false, part, vector);
    for (int64_t i = 0; i < j; i++) t[i] += s->work[i];
}

/* Column j of Q, which holds S b_j, becomes orthonormal to those before; column j of T. */
static void factor_column(randlapack_xsketched_basis *s, int64_t j)
{
    scalar_t *q = s->Q + j * s->rows, *t = s->T + j * (s->d + 1);
    const double before = randlapack_xnorm(s->rows, q);
    for (int64_t i = 0; i <= s->d; i++) t[i] = 0;
    if (j > 0) remove_part(s, j, q, t);
    if (j > 0) remove_part(s, j, q, t);
    const double after = randlapack_xnorm(s->rows, q);
    const bool dependent = !(after > (double)REAL_EPS * before);
    t[j] = dependent ? 0 : (scalar_t)after;
    for (int64_t i = 0; i < s->rows; i++) q[i] = dependent ? 0 : (scalar_t)((double)q[i] / after);
    s->exhausted = s->exhausted || dependent;
}

static int sketch_columns(randlapack_xsketched_basis *s, int64_t to)
{
    const int64_t from = s->sketched;
    scalar_t *B = s->B + from * s->n, *Q = s->Q + from * s->rows;
    int info = 0;
    if (s->S.S)
        info = randlapack_xkept_sketch_apply(&s->S, to - from, B, Q);
    else
        for (int64_t i = 0; i < (to - from) * s->n; i++) Q[i] = B[i];
    for (int64_t j = from; j < to && !info; j++) factor_column(s, j);
    s->sketched = to;
    return info;
}

/* x = c x + s y, y = c y - s x. */
static void rotate(double c, double s, double *x, double *y)
{
    const double old = *x;
    *x = c * old + s * *y;
    *y = c * *y - s * old;
}

/* Column j of T H. */
static void project_column(const randlapack_xsketched_basis *s, int64_t j, double *column)
{
    const double *h = s->H + j * (s->band + 1);
    const int64_t first = j - s->band + 1;
    for (int64_t i = 0; i <= j + 1; i++) column[i] = 0;
    for (int64_t l = first < 0 ? 0 : first; l <= j + 1; l++)
        for (int64_t i = 0; i <= l; i++) column[i] += (double)s->T[i + l * (s->d + 1)] * h[l - first];
}

/* Take column j of H into R; false when it adds nothing: then it is left out. */
static bool triangularise(randlapack_xsketched_basis *s, int64_t j)
{
    double size = 0, *column = s->column;
    project_column(s, j, column);
    for (int64_t i = 0; i <= j + 1; i++) size = fmax(size, fabs(column[i]));
    for (int64_t i = 0; i < j; i++) rotate(s->cosine[i], s->sine[i], column + i, column + i + 1);
    const double length = hypot(column[j], column[j + 1]);
    if (!(length > (double)REAL_EPS * size)) return false;
    s->cosine[j] = column[j] / length;
    s->sine[j] = column[j + 1] / length;
    for (int64_t i = 0; i < j; i++) s->R[i + j * (s->d + 1)] = (scalar_t)column[i];
    s->R[j + j * (s->d + 1)] = (scalar_t)length;
    s->g[j + 1] = 0;
    rotate(s->cosine[j], s->sine[j], s->g + j, s->g + j + 1);
    s->g[s->d + 2 + j] = fabs(s->g[j + 1]); /* what j + 1 columns leave */
    s->columns = j + 1;
    return true;
}

int randlapack_xsketched_basis_start(randlapack_xsketched_basis *basis, double norm)
{
    basis->columns = basis->sketched = 0;
    basis->exhausted = false;
    basis->condition = 1;
    const int info = sketch_columns(basis, 1);
    basis->g[0] = norm * (double)basis->T[0];
    basis->g[basis->d + 1] = fabs(basis->g[0]);
    return info;
}

int randlapack_xsketched_basis_extend(randlapack_xsketched_basis *basis, int64_t to)
{
    double rcond = 0;
    int info = sketch_columns(basis, to + 1);
    for (int64_t j = basis->columns; j < to && !info; j++)
        if (!triangularise(basis, j)) {
            basis->exhausted = true;
            break;
        }
    if (!info && basis->columns > 0)
        info = randlapack_xtrcon(basis->columns, basis->T, basis->d + 1, &rcond, basis->work, basis->iwork);
    basis->condition = rcond > 0 ? 1 / rcond : INFINITY;
    return info;
}

int randlapack_xsketched_basis_solve(const randlapack_xsketched_basis *basis, int64_t columns, scalar_t *v)
{
    const randblas_xview B = {basis->B, basis->n, false}, y = {basis->work, basis->d + 1, false},
                         to = {v, basis->n, false};
    for (int64_t i = 0; i < columns; i++) basis->work[i] = (scalar_t)basis->g[i];
    for (int64_t i = 0; i < basis->n; i++) v[i] = 0;
    const int info = randlapack_xtrsm(RANDBLAS_NO_TRANS, columns, 1, basis->R, basis->d + 1, basis->work, basis->d + 1);
    if (!info) randblas_xgemv(basis->n, columns, 1, B, false, y, to);
    return info;
}
