/* [M; diag(ridge)^{1/2}] = Q R, so that R^T R = M^T M + diag(ridge) without squaring the condition number of M. */
#include "stacked_qr_impl.h"

#include "lapack_impl.h"

#include <math.h>

randlapack_xstacked_qr randlapack_xstacked_qr_open(randblas_arena *arena, int64_t d, int64_t n, bool diagonal)
{
    randlapack_xstacked_qr q = {.n = n, .d = d, .ld = diagonal ? d + n : d};
    q.W = randblas_arena_get(arena, randblas_size_product(q.ld, n), sizeof *q.W);
    q.tau = randblas_arena_get(arena, n, sizeof *q.tau);
    q.work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(n), sizeof *q.work);
    return q;
}

int randlapack_xstacked_qr_make(randlapack_xstacked_qr *q, const double *ridge)
{
    if (q->n == 0) return 0;
    for (int64_t j = 0; j < q->n; j++)
        for (int64_t i = q->d; i < q->ld; i++) q->W[i + j * q->ld] = i == q->d + j ? (scalar_t)sqrt(ridge[j]) : 0;
    for (int64_t j = 0; j < q->n; j++)
        if (!isfinite(randlapack_xnorm(q->ld, q->W + j * q->ld))) return RANDBLAS_NOT_FINITE;
    return randlapack_xgeqrf(q->ld, q->n, q->W, q->ld, q->tau, q->work);
}
