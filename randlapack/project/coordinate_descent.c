/*
 * Randomised block coordinate descent @cite gower2015, S a random block of coordinates:
 *
 *     A positive definite   x_S = x_S + (A_SS + lambda)^-1 (b - A x)_S
 *     min ||A x - b||       x_S = x_S + (A_S^T A_S + lambda)^-1 A_S^T r,   r = r - A_S (the change of x_S)
 *
 * Both minimise over the block, the energy x^T A x/2 - b^T x or the residual.  The first is Kaczmarz for A^1/2 x =
 * A^-1/2 b in the variable A^1/2 x, the second the first for A^T A; so the momentum of Kaczmarz++ serves both, and the
 * first with it is CD++ @cite derezinski2025.  In the second r takes the steps that x takes, momentum included.
 */
#include "project_impl.h"

int randlapack_xcoordinate_descent(randlapack_descent problem, const randblas_xlinop *A, const scalar_t *b, scalar_t *x,
                                   const randlapack_project_options *options, randlapack_project_report *report)
{
    randlapack_project_report ignored;
    randlapack_xproject p = {.A = A, .b = b, .report = report ? report : &ignored};
    *p.report = (randlapack_project_report){0};
    if (problem != RANDLAPACK_DESCENT_SPD && problem != RANDLAPACK_DESCENT_LSQ) return -1;
    const int info = randblas_xlinop_check(A);
    if (info) return info == -1 ? -2 : info;
    if (problem == RANDLAPACK_DESCENT_SPD && A->rows != A->cols) return -2;
    if (!b && A->rows > 0) return -3;
    if (!x && A->cols > 0) return -4;
    p.kind = problem == RANDLAPACK_DESCENT_SPD ? RANDLAPACK_COORDINATES : RANDLAPACK_COLUMNS;
    if (!randlapack_xproject_read(&p, options)) return -5;
    return randlapack_xproject_run(&p, x);
}
