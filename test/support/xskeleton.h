/** What the tests of skeletons share: errors by the definition, and singular values. */
#ifndef XSKELETON_H
#define XSKELETON_H

#include "xlinop.h"
#include "xspectrum.h"

#include "randlapack_names_impl.h"
#include "skeleton_impl.h"

#define EPS ((double)REAL_EPS)

static inline int64_t least_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline double *singular_values(randblas_xview A, int64_t m, int64_t n)
{
    scalar_t *C = copy_view(A, m, n).p;
    const int64_t r = least_of(m, n);
    real_t *s = malloc((size_t)(r + 1) * sizeof *s);
    double *out = malloc((size_t)(r + 1) * sizeof *out);
    if (r > 0)
        assert_int_equal(LAPACK(gesdd)(A.row_major ? LAPACK_ROW_MAJOR : LAPACK_COL_MAJOR, 'N', (lapack_int)m,
                                       (lapack_int)n, C, (lapack_int)A.ld, s, NULL, 1, NULL,
                                       (lapack_int)(n > m ? n : m)),
                         0);
    for (int64_t t = 0; t < r; t++) out[t] = (double)s[t];
    free(C), free(s);
    return out;
}

/* The norm of all values from `first` on. */
static inline double tail_of(const double *s, int64_t first, int64_t count)
{
    double sum = 0;
    for (int64_t t = count - 1; t >= first; t--) sum += s[t] * s[t];
    return sqrt(sum);
}

static inline double view_norm(randblas_xview A, int64_t m, int64_t n)
{
    double sum = 0;
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) sum += (double)*view_at(A, i, j) * (double)*view_at(A, i, j);
    return sqrt(sum);
}

/* ||A - A(:, J) Z||_F by the definition; the residual itself in E (m x n, column major) unless NULL. */
static inline double id_error(randblas_xview A, int64_t m, int64_t n, int64_t rank, const int64_t *J, const scalar_t *Z,
                              int64_t ldz, double *E)
{
    double sum = 0;
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = 0; i < m; i++) {
            double e = (double)*view_at(A, i, j);
            for (int64_t t = 0; t < rank; t++) e -= (double)*view_at(A, i, J[t]) * (double)Z[t + j * ldz];
            sum += e * e;
            if (E) E[i + j * m] = e;
        }
    return sqrt(sum);
}

/* k different indices below n, then -1. */
static inline void check_indices(int64_t n, int64_t rank, int64_t k, const int64_t *J)
{
    for (int64_t a = 0; a < k; a++) {
        assert_true(a < rank ? J[a] >= 0 && J[a] < n : J[a] == -1);
        for (int64_t b = 0; b < a && a < rank; b++) assert_int_not_equal(J[a], J[b]);
    }
}

#endif
