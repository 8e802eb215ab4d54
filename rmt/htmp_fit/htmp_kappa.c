/* kappa of classes of matrices: 2 D/(N - 1), D the dimension of the eigenvectors, N the order. */
#include "rmt_htmp_fit.h"

static double pairs(double order)
{
    return order * (order - 1) / 2;
}

int rmt_htmp_kappa(rmt_matrix_class which, int64_t m, int64_t n, double *kappa)
{
    const double rows = (double)m, blocks = (double)n, order = rows * blocks;
    double dimension = 0;
    if (which < RMT_CLASS_DIAGONAL || which > RMT_CLASS_UNSTRUCTURED) return -1;
    if (m < 1) return -2;
    if (n < 1 || !(order < 9007199254740992.0)) return -3;
    if (!kappa) return -4;
    if (which == RMT_CLASS_COMMUTING) dimension = pairs(rows);
    if (which == RMT_CLASS_BLOCKS) dimension = blocks * pairs(rows);
    if (which == RMT_CLASS_KRONECKER) dimension = pairs(rows) + pairs(blocks);
    if (which == RMT_CLASS_UNSTRUCTURED)
        *kappa = order;
    else
        *kappa = order > 1 ? 2 * dimension / (order - 1) : 0;
    return 0;
}
