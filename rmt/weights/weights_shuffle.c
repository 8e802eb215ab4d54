/*
 * Fisher and Yates: entry t, t = N - 1 ... 1, changes places with entry floor(u_t (t + 1)).  Entries are counted column
 * by column of the taller of W and W^T, whatever the layout; u_t is the uniform number t of the state.  The inverse are
 * the same exchanges in the opposite order.
 */
#include "weights_matrix_impl.h"

#include "law_models_impl.h"

static void exchange(randblas_xview W, int64_t m, int64_t t, const randblas_state *state)
{
    const int64_t other = (int64_t)(rmt_uniform(state, t) * (double)(t + 1)); /* u < 1 by more than its rounding */
    scalar_t *a = view_at(W, t % m, t / m), *b = view_at(W, other % m, other / m);
    const scalar_t w = *a;
    *a = *b;
    *b = w;
}

void rmt_xweights_permute(randblas_xview W, int64_t m, int64_t n, bool inverse, const randblas_state *state)
{
    if (inverse)
        for (int64_t t = 1; t < m * n; t++) exchange(W, m, t, state);
    else
        for (int64_t t = m * n - 1; t > 0; t--) exchange(W, m, t, state);
}

int rmt_xweights_shuffle(randblas_layout layout, int64_t m, int64_t n, scalar_t *W, int64_t lda, int32_t inverse,
                         const randblas_state *state)
{
    const int info = rmt_weights_illegal(layout, m, n, W, lda);
    const randblas_xview view = view_make(W, lda, layout);
    if (info) return info;
    if (!state) return -7;
    if (m < n)
        rmt_xweights_permute(view_transposed(view), n, m, inverse != 0, state);
    else
        rmt_xweights_permute(view, m, n, inverse != 0, state);
    return 0;
}
