/* Randomised Gram-Schmidt block by block: the frame; rgs_block.c is the algorithm. */
#include "rgs_impl.h"
#include "tall_load_impl.h"

#include "options_impl.h"
#include "progress_impl.h"

#include <math.h>

#define DEFAULT_BLOCK 32
#define EXTRA_ROWS 64 /* of the sketch: so few columns cannot cancel in all of them */

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static bool read_options(randlapack_xrgs_state *f, bool keep, const randlapack_rgs_options *options)
{
    randlapack_rgs_options *o = &f->options;
    const int64_t width = f->k + f->n;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->sketch_rows < 0 || (o->sketch_rows > 0 && o->sketch_rows < width)) return false;
    if (o->sketch_rows == 0 && (f->k > 0 || keep)) return false;
    if (keep && o->sketch_rows > f->m) return false;
    if (o->sketch_nnz < 0 || o->block < 0 || isnan(o->tolerance) || o->tolerance >= 1) return false;
    f->d = o->sketch_rows;
    if (f->d == 0) f->d = f->n < INT64_MAX / 4 ? 2 * f->n + EXTRA_ROWS : f->m;
    f->d = min_i64(f->d, f->m);
    f->block = min_i64(o->block ? o->block : DEFAULT_BLOCK, f->n);
    f->negligible = 10 * sqrt((double)width + (double)f->m / (double)(f->d > 0 ? f->d : 1)) * REAL_EPS;
    f->tolerance = o->tolerance < 0 ? 0 : o->tolerance > 0 ? o->tolerance : (double)width * REAL_EPS;
    return true;
}

/* The operator, if there is to be one; the options are checked in any case. */
static int draw(randlapack_xrgs_state *f)
{
    randblas_dist dist = randblas_sparse_sign(f->d, f->m, min_i64(f->options.sketch_nnz, f->d));
    randblas_state ignored;
    if (f->options.family) dist.family = f->options.family;
    if (randblas_state_next(&dist, &f->options.state, &ignored)) return -9;
    return f->d < f->m ? randblas_sketch_create(&dist, &f->options.state, &f->S, NULL) : 0;
}

static int open_workspace(randlapack_xrgs_state *f, scalar_t *SQ, int64_t ldsq)
{
    const int64_t b = f->block, width = f->k + f->n;
    randblas_arena *arena = &f->arena;
    f->Z = SQ, f->ldz = ldsq;
    if (!SQ) {
        f->Z = randblas_arena_get(arena, randblas_size_product(f->d, width), sizeof *f->Z);
        f->ldz = f->d;
    }
    f->P = randblas_arena_get(arena, randblas_size_product(f->d, b), sizeof *f->P);
    f->X = randblas_arena_get(arena, randblas_size_product(width, b), sizeof *f->X);
    f->Y = randblas_arena_get(arena, randblas_size_product(width, b), sizeof *f->Y);
    f->T = randblas_arena_get(arena, randblas_size_product(b, b), sizeof *f->T);
    f->old = randblas_arena_get(arena, randblas_size_product(b, b), sizeof *f->old);
    f->norms = randblas_arena_get(arena, b, sizeof *f->norms);
    return arena->info;
}

/* Z = S Q for the columns that are there. */
static int sketch_basis(const randlapack_xrgs_state *f)
{
    if (f->k == 0) return 0;
    if (f->S)
        return randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, f->d, f->k, f->m,
                              1, f->S, 0, 0, f->Q, f->ldq, 0, f->Z, f->ldz);
    randblas_xcopy_view(f->m, f->k, (randblas_xview){f->Q, f->ldq, false}, (randblas_xview){f->Z, f->ldz, false});
    return 0;
}

static int orthogonalise(randlapack_xrgs_state *f, bool sketched)
{
    bool converged = true;
    int info = randlapack_xtall_load(&f->arena, f->A, NULL, f->Q + f->k * f->ldq, f->ldq, &f->exponent);
    if (!info && !sketched) info = sketch_basis(f);
    for (int64_t j = 0; j < f->n && !info; j += f->block) {
        info = randlapack_progress(&f->options.control, "orthogonalise", (double)j / (double)f->n);
        if (!info) info = randlapack_xrgs_block(f, f->k + j, min_i64(f->block, f->n - j));
        if (info == RANDBLAS_NOT_CONVERGED) converged = false, info = 0;
    }
    if (info || !converged) return info ? info : RANDBLAS_NOT_CONVERGED;
    return f->report->rank < f->n ? RANDBLAS_RANK_DEFICIENT : 0;
}

/* R = 2^exponent R, or NaN in all outputs. */
static void finish(const randlapack_xrgs_state *f, bool bad)
{
    for (int64_t j = 0; j < f->n && (bad || f->exponent); j++)
        for (int64_t i = 0; i < f->k + f->n; i++) {
            scalar_t *r = f->R + i + j * f->ldr;
            *r = bad ? (scalar_t)NAN : (scalar_t)ldexp((double)*r, f->exponent);
        }
    for (int64_t j = f->k; j < f->k + f->n && bad; j++)
        for (int64_t i = 0; i < f->m; i++) f->Q[i + j * f->ldq] = (scalar_t)NAN;
}

int randlapack_xrgs(const randblas_xlinop *A, int64_t k, scalar_t *Q, int64_t ldq, scalar_t *R, int64_t ldr,
                    scalar_t *SQ, int64_t ldsq, const randlapack_rgs_options *options, randlapack_rgs_report *report)
{
    randlapack_rgs_report ignored;
    randlapack_xrgs_state f = {.A = A, .k = k, .Q = Q, .ldq = ldq, .R = R, .ldr = ldr};
    f.report = report ? report : &ignored;
    *f.report = (randlapack_rgs_report){.rank = 0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    f.m = A->rows, f.n = A->cols;
    if (f.n > f.m) return -1;
    if (k < 0 || k > f.m - f.n) return -2;
    if (!Q && k + f.n > 0) return -3;
    if (ldq < (f.m > 1 ? f.m : 1)) return -4;
    if (!R && f.n > 0) return -5;
    if (ldr < (k + f.n > 1 ? k + f.n : 1)) return -6;
    if (!read_options(&f, SQ, options)) return -9;
    if (SQ && ldsq < (f.d > 1 ? f.d : 1)) return -8;
    info = draw(&f);
    f.arena = randblas_arena_open(&f.options.control);
    f.report->sketch_rows = f.d;
    if (!info && f.n > 0) info = open_workspace(&f, SQ, ldsq);
    if (!info && f.n > 0) {
        info = orthogonalise(&f, SQ);
        if (info >= 0) finish(&f, info == RANDBLAS_NOT_FINITE);
    }
    randblas_sketch_destroy(f.S);
    randblas_arena_close(&f.arena);
    return info;
}
