/* [S A; ridge^{1/2} I] = Q R, with A itself in place of S A where the sketch would have as many rows. */
#include "ls_factor_impl.h"

#include <math.h>

int randlapack_xls_factor_open(randblas_arena *arena, const randlapack_xrows *rows, randblas_family family, int64_t nnz,
                               int64_t d, double ridge, const randblas_state *state, randlapack_xls_factor *f)
{
    const int64_t m = rows->A.rows, n = rows->A.cols;
    randblas_state ignored;
    *f = (randlapack_xls_factor){
        .rows = rows, .control = arena->control, .state = *state, .whole = d >= m, .d = d < m ? d : m, .ridge = ridge};
    f->once = randblas_arena_open(f->control);
    f->dist = randblas_sparse_sign(f->d, m, nnz);
    if (family) f->dist.family = family;
    if (randblas_state_next(&f->dist, state, &ignored)) return RANDBLAS_NOT_CONVERGED;
    f->diagonal = randblas_arena_get(arena, n, sizeof *f->diagonal);
    f->column = randblas_arena_get(arena, n, sizeof *f->column);
    f->qr = randlapack_xstacked_qr_open(arena, f->d, n, ridge > 0);
    if (!f->whole) f->sketch = randlapack_xweighted_sketch_open(arena, rows);
    for (int64_t j = 0; j < n && !arena->info; j++) f->diagonal[j] = ridge;
    return arena->info;
}

/* W = A, by products with the columns of the identity if need be. */
static int take_whole(randlapack_xls_factor *f)
{
    const randblas_xlinop *A = &f->rows->A;
    const int64_t m = A->rows, n = A->cols;
    int info = 0;
    if (A->kind != RANDBLAS_CALLBACK) {
        randlapack_xrows_copy(f->rows, 0, m, 0, n, NULL, NULL, (randblas_xview){f->qr.W, f->qr.ld, false});
        return 0;
    }
    for (int64_t j = 0; j < n && !info; j++) {
        for (int64_t i = 0; i < n; i++) f->column[i] = i == j;
        info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, 1, A, f->column, n, 0,
                                     f->qr.W + j * f->qr.ld, f->qr.ld > 1 ? f->qr.ld : 1);
    }
    return info;
}

static int draw_and_sketch(randlapack_xls_factor *f)
{
    randblas_sketch_destroy(f->S);
    f->S = NULL;
    const int info = randblas_sketch_create(&f->dist, &f->state, &f->S, &f->state);
    if (info) return info == -1 ? RANDBLAS_INTERNAL : info;
    return randlapack_xweighted_sketch_apply(&f->sketch, f->S, NULL, NULL, (randblas_xview){f->qr.W, f->qr.ld, false});
}

int randlapack_xls_factor_make(randlapack_xls_factor *f)
{
    const int64_t n = f->rows->A.cols;
    randblas_arena_close(&f->once);
    f->once = randblas_arena_open(f->control);
    int info = 0;
    if (f->d > 0 && n > 0) info = f->whole ? take_whole(f) : draw_and_sketch(f);
    if (!info) info = randlapack_xstacked_qr_make(&f->qr, f->diagonal);
    return info ? info : randlapack_xprecond_make(&f->once, n, f->qr.W, f->qr.ld > 1 ? f->qr.ld : 1, &f->P);
}

/* The limit for Gaussians is (n/d)^{1/2}; where d is hardly more than n, halfway from it to 1. */
double randlapack_xls_factor_distortion(const randlapack_xls_factor *f)
{
    const double n = (double)f->rows->A.cols, d = (double)f->d, limit = sqrt(n / d);
    return f->whole ? 0 : fmin(limit + 1 / sqrt(d), (1 + limit) / 2);
}

void randlapack_xls_factor_close(randlapack_xls_factor *f)
{
    randblas_sketch_destroy(f->S);
    randblas_arena_close(&f->once);
}

bool randlapack_xls_load(int64_t m, const scalar_t *b, scalar_t *out, int *e)
{
    double largest = 0;
    bool finite = true;
    for (int64_t i = 0; i < m; i++) {
        largest = fmax(largest, fabs((double)b[i]));
        finite = finite && isfinite(b[i]);
    }
    *e = finite && largest > 0 ? ilogb(largest) + 1 : 0;
    randlapack_xls_unload(m, -*e, b, out);
    return finite;
}

void randlapack_xls_unload(int64_t n, int e, const scalar_t *from, scalar_t *x)
{
    const double half = ldexp(1, e / 2), rest = ldexp(1, e - e / 2); /* 2^1074 is no double */
    for (int64_t i = 0; i < n; i++) x[i] = (scalar_t)((double)from[i] * half * rest);
}
