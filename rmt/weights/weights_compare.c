/* Two checkpoints of a layer: sums over entries here, spectra in drift.c. */
#include "weights_matrix_impl.h"

/* Of the power of two near the largest entry; 2^1074 is no double. */
static int exponent_of(double largest)
{
    const int exponent = largest > 0 ? ilogb(largest) : -1000;
    return exponent > -1000 ? exponent : -1000;
}

/* Entries as fractions of powers of two near the largest ones: a common one for their difference. */
static void entries(const rmt_weights_matrix *A, const rmt_weights_matrix *B, rmt_weights_comparison *report)
{
    const int a = exponent_of(A->largest), b = exponent_of(B->largest), both = a > b ? a : b;
    const randblas_xview x = {(scalar_t *)(uintptr_t)A->entries, A->ld, A->row_major};
    const randblas_xview y = {(scalar_t *)(uintptr_t)B->entries, B->ld, B->row_major};
    const double to_a = ldexp(1, -a), to_b = ldexp(1, -b), to_both = ldexp(1, -both);
    double squares = 0, product = 0;
    for (int64_t j = 0; j < A->cols; j++)
        for (int64_t i = 0; i < A->rows; i++) {
            const double u = (double)*view_at(x, i, j), v = (double)*view_at(y, i, j);
            const double difference = u * to_both - v * to_both;
            squares += difference * difference;
            product += u * to_a * (v * to_b);
        }
    const double size_a = ldexp(A->norm, A->exponent - a), size_b = ldexp(B->norm, B->exponent - b);
    report->euclidean = ldexp(sqrt(squares), both);
    report->relative = ldexp(sqrt(squares) / size_a, both - a);
    report->cosine = fmax(-1, fmin(1, product / size_a / size_b));
    if (!(size_a > 0)) report->relative = NAN;
    if (!(size_a > 0 && size_b > 0)) report->cosine = NAN;
}

int rmt_xweights_compare(randblas_layout layout, int64_t m, int64_t n, const scalar_t *A, int64_t lda,
                         const scalar_t *B, int64_t ldb, const rmt_weights_options *options,
                         rmt_weights_comparison *report)
{
    rmt_weights_options o;
    int info = rmt_weights_illegal(layout, m, n, A, lda);
    if (info) return info;
    info = rmt_weights_illegal(layout, m, n, B, ldb);
    if (info) return info == -4 ? -6 : -7;
    if (!rmt_weights_read_options(&o, options) || o.method == RMT_ESD_KRYLOV) return -8;
    if (!report) return -9;
    *report = rmt_weights_no_comparison();
    const rmt_weights_matrix X = rmt_xweights_matrix(layout, m, n, A, lda),
                             Y = rmt_xweights_matrix(layout, m, n, B, ldb);
    if (!X.finite || !Y.finite) return RANDBLAS_NOT_FINITE;
    entries(&X, &Y, report);
    return rmt_weights_drift(&X, &Y, &o, report);
}
