/*
 * Interpolative decomposition of one side: the skeleton of the columns of A or of its transpose; skeleton.c is the
 * algorithm.
 */
#include "skeleton_impl.h"
#include "skeleton_options_impl.h"

#include "transpose_impl.h"

#include <math.h>

static bool bad_op(randblas_op op)
{
    return op != RANDBLAS_NO_TRANS && op != RANDBLAS_TRANS && op != RANDBLAS_CONJ_TRANS;
}

int randlapack_xid(const randblas_xlinop *A, randblas_op op, int64_t k, int64_t *J, scalar_t *Z, int64_t ldz,
                   const randlapack_skeleton_options *options, randlapack_skeleton_report *report)
{
    randlapack_skeleton_report ignored;
    randlapack_skeleton_options full;
    randlapack_xtransposed t;
    randlapack_xskeleton s = {.A = A, .options = &full, .report = report ? report : &ignored};
    *s.report = (randlapack_skeleton_report){.error = -1, .norm = -1};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (bad_op(op)) return -2;
    if (k < 0 || k > (A->rows < A->cols ? A->rows : A->cols)) return -3;
    if (!J && k > 0) return -4;
    if (!Z && k > 0) return -5;
    if (ldz < (k > 1 ? k : 1)) return -6;
    if (!randlapack_skeleton_read(&full, options)) return -7;

    if (op != RANDBLAS_NO_TRANS) {
        randlapack_xtranspose(A, &t);
        s.A = &t.op;
    }
    randblas_arena arena = randblas_arena_open(&full.control);
    s.arena = &arena;
    info = randlapack_xskeleton_columns(&s, k, J, Z, ldz);
    randblas_arena_close(&arena);
    if (info == RANDBLAS_NOT_FINITE) {
        skeleton_no_index(0, k, J);
        skeleton_no_rows(0, k, s.A->cols, (scalar_t)NAN, Z, ldz);
    }
    if (info == -1) return -7; /* the options do not describe a sketch */
    return !info && skeleton_missed(&s) ? RANDBLAS_NOT_CONVERGED : info;
}
