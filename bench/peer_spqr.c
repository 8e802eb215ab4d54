#include "peer_spqr.h"

#include <string.h>
#include <SuiteSparseQR_C.h>

bool peer_spqr_there(void)
{
    return true;
}

double peer_spqr_solve(int64_t m, int64_t n, int64_t *ptr, int64_t *rowind, double *values, double *b, double *x)
{
    cholmod_common common;
    cholmod_l_start(&common);
    common.print = 0;
    cholmod_sparse A = {.nrow = (size_t)m,
                        .ncol = (size_t)n,
                        .nzmax = (size_t)ptr[n],
                        .p = ptr,
                        .i = rowind,
                        .x = values,
                        .itype = CHOLMOD_LONG,
                        .xtype = CHOLMOD_REAL,
                        .dtype = CHOLMOD_DOUBLE,
                        .sorted = 1,
                        .packed = 1};
    cholmod_dense rhs = {.nrow = (size_t)m,
                         .ncol = 1,
                         .nzmax = (size_t)m,
                         .d = (size_t)m,
                         .x = b,
                         .xtype = CHOLMOD_REAL,
                         .dtype = CHOLMOD_DOUBLE};
    cholmod_dense *solution = SuiteSparseQR_C_backslash_default(&A, &rhs, &common);
    double peak = -1;
    if (solution) {
        memcpy(x, solution->x, (size_t)n * sizeof *x);
        peak = (double)common.memory_usage;
        cholmod_l_free_dense(&solution, &common);
    }
    cholmod_l_finish(&common);
    return peak;
}
