#include "view_impl.h"

void randblas_xscale_view(int64_t m, int64_t n, scalar_t beta, randblas_xview v)
{
    const int64_t outer = v.row_major ? m : n, inner = v.row_major ? n : m;
    if (beta == (scalar_t)1) return;
    for (int64_t j = 0; j < outer; j++) {
        scalar_t *x = v.p + j * v.ld;
        if (beta == (scalar_t)0)
            for (int64_t i = 0; i < inner; i++) x[i] = 0;
        else
            for (int64_t i = 0; i < inner; i++) x[i] *= beta;
    }
}
