/* A sparse matrix as a graph: its Laplacian D - A, or 1 - D^-1/2 A D^-1/2, as an operator.  Isolated nodes give rows of
 * zeros. */
#include "decompress.h"

#include <math.h>
#include <stdlib.h>

int decompress_open_graph(decompress_run *run, cli_error *error)
{
    const matrix *A = &run->A;
    if (!A->sparse) return cli_fail(error, CLI_INPUT, "is dense; --graph is for sparse matrices");
    run->degree = matrix_allocate(A->rows, sizeof *run->degree);
    if (!run->degree) return cli_fail(error, CLI_INTERNAL, "memory for the degrees could not be allocated");
    for (int64_t i = 0; i < A->rows; i++) {
        run->degree[i] = 0;
        for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++) {
            const double weight = ((const double *)A->values)[k];
            if (!(weight >= 0)) return cli_fail(error, CLI_INPUT, "holds a negative weight; --graph takes none");
            run->degree[i] += weight;
        }
    }
    return CLI_OK;
}

/* What node i is scaled by. */
static double scale(const decompress_run *run, int64_t i)
{
    const bool plain = run->settings.graph == GRAPH_LAPLACIAN;
    return plain ? 1 : run->degree[i] > 0 ? 1 / sqrt(run->degree[i]) : 0;
}

static int apply(void *context, randblas_op trans, int64_t ncols, const double *X, int64_t ldx, double *Y, int64_t ldy)
{
    const decompress_run *run = context;
    const matrix *A = &run->A;
    (void)trans; /* it is symmetric */
    for (int64_t j = 0; j < ncols; j++)
        for (int64_t i = 0; i < A->rows; i++) {
            double sum = 0;
            for (int64_t k = A->ptr[i]; k < A->ptr[i + 1]; k++)
                sum += ((const double *)A->values)[k] * scale(run, A->colind[k]) * X[A->colind[k] + j * ldx];
            const double s = scale(run, i);
            Y[i + j * ldy] = s * (run->degree[i] * s * X[i + j * ldx] - sum);
        }
    return 0;
}

randblas_dlinop decompress_graph_operator(decompress_run *run)
{
    return randblas_dlinop_callback(run->A.rows, run->A.rows, apply, run);
}
