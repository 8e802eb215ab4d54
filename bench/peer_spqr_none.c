#include "peer_spqr.h"

#include <stdlib.h>

bool peer_spqr_there(void)
{
    return false;
}

double peer_spqr_solve(int64_t m, int64_t n, int64_t *ptr, int64_t *rowind, double *values, double *b, double *x)
{
    (void)m, (void)n, (void)ptr, (void)rowind, (void)values, (void)b, (void)x;
    abort();
}
