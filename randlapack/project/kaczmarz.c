/*
 * Randomised block Kaczmarz @cite gower2015 for consistent systems A x = b of any shape: with S a random block of rows,
 *
 *     x = x + A_S^T (A_S A_S^T + lambda)^-1 (b_S - A_S x),   x_0 = 0.
 *
 * The error is projected on the complement of the rows of the block, so that E ||x_k - x*||^2 falls as (1 - mu)^k, mu
 * the least nonzero eigenvalue of the mean projector.  Kaczmarz++ @cite derezinski2025 adds momentum (momentum.c) and
 * keeps the Cholesky factors of a fixed pool of blocks.
 *
 * The projection is the same for rows of any scale; so they are scaled to norms near 1 by powers of two, and lambda is
 * relative to that (project_step.c).
 */
#include "project_impl.h"

int randlapack_xkaczmarz(const randblas_xlinop *A, const scalar_t *b, scalar_t *x,
                         const randlapack_project_options *options, randlapack_project_report *report)
{
    randlapack_project_report ignored;
    randlapack_xproject p = {.A = A, .b = b, .kind = RANDLAPACK_EQUATIONS, .report = report ? report : &ignored};
    *p.report = (randlapack_project_report){0};
    const int info = randblas_xlinop_check(A);
    if (info) return info;
    if (!b && A->rows > 0) return -2;
    if (!x && A->cols > 0) return -3;
    if (!randlapack_xproject_read(&p, options)) return -4;
    return randlapack_xproject_run(&p, x);
}
