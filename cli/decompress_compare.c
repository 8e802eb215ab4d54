/* The law of the whole against its eigenvalues, where they are known. */
#include "decompress.h"

#include "input.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int decompress_values(const matrix *A, double **values, int64_t *count)
{
    const int64_t n = A->rows * A->cols;
    const bool strided = A->ndim == 2 && n > 1 && (A->rows == 1) == (A->layout == RANDBLAS_COL_MAJOR);
    *values = matrix_allocate(n, sizeof **values);
    if (!*values) return cli_complain("decompress", CLI_INTERNAL, "memory for eigenvalues could not be allocated");
    for (int64_t i = 0; i < n; i++) (*values)[i] = ((const double *)A->values)[i * (strided ? A->ld : 1)];
    *count = n;
    return CLI_OK;
}

int decompress_read_truth(decompress_run *run, progress *bar)
{
    const char *path = run->settings.compare;
    const input_request request = {.verb = "decompress", .bar = bar};
    matrix A = {0};
    int code = input_read(&request, path, &A);
    if (!code && (A.sparse || (A.rows != 1 && A.cols != 1) || A.rows * A.cols < 2))
        code = cli_complain(path, CLI_INPUT, "does not hold eigenvalues in a row or column");
    if (!code) code = decompress_values(&A, &run->truth, &run->truths);
    for (int64_t i = 0; i < run->truths && !code; i++)
        if (!isfinite(run->truth[i])) code = cli_complain(path, CLI_NUMERICAL, "holds NaN or Inf");
    if (!code) qsort(run->truth, (size_t)run->truths, sizeof *run->truth, ascending);
    matrix_free(&A);
    return code;
}

/* Half the sum over cells between the least eigenvalue and the largest, and what is beyond them. */
double decompress_variation(const decompress_run *run)
{
    const double first = run->truth[0], last = run->truth[run->truths - 1];
    const bool logarithmic = run->method == DECOMPRESS_KERNEL && first > 0;
    double before = 0, below = 0, sum = 0;
    int64_t at = 0;
    for (int cell = 0; cell <= DECOMPRESS_CELLS; cell++) {
        const double share = (double)cell / DECOMPRESS_CELLS;
        double edge = logarithmic ? first * pow(last / first, share) : first + share * (last - first), F;
        if (cell == DECOMPRESS_CELLS) edge = last;
        while (at < run->truths && (run->truth[at] < edge || cell == DECOMPRESS_CELLS)) at++;
        if (rmt_law_cdf(run->law, 1, &edge, &F)) return NAN;
        const double above = (double)at / (double)run->truths;
        sum += fabs(F - before - (above - below));
        before = F;
        below = above;
    }
    return (sum + 1 - before) / 2;
}
