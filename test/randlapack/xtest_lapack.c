/* The one place where sizes are narrowed: each that does not fit the integers of LAPACK is refused before it is used.
 */
#include "testing.h"

#include "lapack_impl.h"

#define LARGE ((int64_t)1 << 31)
#define REFUSED(call) assert_int_equal(randlapack_x##call, RANDBLAS_TOO_LARGE)

static scalar_t p[1]; /* never touched */
static int64_t w[1];

static void triangular(void **state)
{
    (void)state;
    const randblas_op N = RANDBLAS_NO_TRANS;
    const randblas_layout columns = RANDBLAS_COL_MAJOR;
    REFUSED(trsm(N, LARGE, 1, p, 1, p, 1));
    REFUSED(trsm(N, 1, LARGE, p, 1, p, 1));
    REFUSED(trsm(N, 1, 1, p, LARGE, p, 1));
    REFUSED(trsm(N, 1, 1, p, 1, p, LARGE));
    REFUSED(trmv(N, LARGE, p, 1, p));
    REFUSED(trmv(N, 1, p, LARGE, p));
    REFUSED(trsm_right(LARGE, 1, p, 1, p, 1));
    REFUSED(trsm_right(1, LARGE, p, 1, p, 1));
    REFUSED(trsm_right(1, 1, p, LARGE, p, 1));
    REFUSED(trsm_right(1, 1, p, 1, p, LARGE));
    REFUSED(trsm_unit_lower(LARGE, 1, p, 1, p, 1));
    REFUSED(trsm_unit_lower(1, LARGE, p, 1, p, 1));
    REFUSED(trsm_unit_lower(1, 1, p, LARGE, p, 1));
    REFUSED(trsm_unit_lower(1, 1, p, 1, p, LARGE));
    REFUSED(trsm_right_lower(LARGE, 1, false, p, 1, p, 1));
    REFUSED(trsm_right_lower(1, LARGE, false, p, 1, p, 1));
    REFUSED(trsm_right_lower(1, 1, false, p, LARGE, p, 1));
    REFUSED(trsm_right_lower(1, 1, false, p, 1, p, LARGE));
    REFUSED(trmm(columns, LARGE, 1, p, 1, p, 1));
    REFUSED(trmm(columns, 1, LARGE, p, 1, p, 1));
    REFUSED(trmm(columns, 1, 1, p, LARGE, p, 1));
    REFUSED(trmm(columns, 1, 1, p, 1, p, LARGE));
    REFUSED(trtri(LARGE, p, 1));
    REFUSED(trtri(1, p, LARGE));
    double rcond;
    REFUSED(trcon(LARGE, p, 1, &rcond, p, w));
    REFUSED(trcon(1, p, LARGE, &rcond, p, w));
}

static void symmetric(void **state)
{
    (void)state;
    int64_t failed;
    const randblas_layout columns = RANDBLAS_COL_MAJOR;
    REFUSED(syrk(columns, LARGE, 1, p, 1, 0, p, 1));
    REFUSED(syrk(columns, 1, LARGE, p, 1, 0, p, 1));
    REFUSED(syrk(columns, 1, 1, p, LARGE, 0, p, 1));
    REFUSED(syrk(columns, 1, 1, p, 1, 0, p, LARGE));
    REFUSED(syrk_lower(LARGE, 1, p, 1, p, 1));
    REFUSED(syrk_lower(1, LARGE, p, 1, p, 1));
    REFUSED(syrk_lower(1, 1, p, LARGE, p, 1));
    REFUSED(syrk_lower(1, 1, p, 1, p, LARGE));
    REFUSED(potrf(LARGE, p, 1));
    REFUSED(potrf(1, p, LARGE));
    REFUSED(potrf_lower(LARGE, p, 1, &failed));
    REFUSED(potrf_lower(1, p, LARGE, &failed));
    REFUSED(pbtrf(LARGE, 1, p, 2));
    REFUSED(pbtrf(1, 1, p, LARGE));
    REFUSED(sytrf_rook(LARGE / 64, p, 1, p, w, p, w)); /* the workspace: so for all that follow with 64 n */
    REFUSED(sytrf_rook(1, p, LARGE, p, w, p, w));
    REFUSED(sytrf(LARGE / 64, p, 1, w, p, w));
    REFUSED(sytrf(1, p, LARGE, w, p, w));
    REFUSED(syevd(LARGE / 64, p, 1, p, p, w));
    REFUSED(syevd(1, p, LARGE, p, p, w));
    REFUSED(symmetric_values(LARGE, p, 1, p, p, w));
    REFUSED(symmetric_values(1, p, LARGE, p, p, w));
    REFUSED(sterf(LARGE, p, p));
}

static void orthogonal(void **state)
{
    (void)state;
    REFUSED(geqrf(LARGE, 1, p, 1, p, p));
    REFUSED(geqrf(1, LARGE / 64, p, 1, p, p));
    REFUSED(geqrf(1, 1, p, LARGE, p, p));
    REFUSED(ormqr(LARGE, 1, 1, p, 1, p, p, 1, p));
    REFUSED(ormqr(1, LARGE / 64, 1, p, 1, p, p, 1, p));
    REFUSED(ormqr(1, 1, LARGE, p, 1, p, p, 1, p));
    REFUSED(ormqr(1, 1, 1, p, LARGE, p, p, 1, p));
    REFUSED(ormqr(1, 1, 1, p, 1, p, p, LARGE, p));
    REFUSED(geqrt(LARGE, 1, p, 1, p, p));
    REFUSED(geqrt(1, LARGE / 64, p, 1, p, p));
    REFUSED(geqrt(1, 1, p, LARGE, p, p));
    REFUSED(geqrt_panel(LARGE, 1, p, 1, p, p));
    REFUSED(geqrt_panel(1, 46341, p, 1, p, p)); /* n^2 */
    REFUSED(geqrt_panel(1, 1, p, LARGE, p, p));
    REFUSED(larft(LARGE, 1, p, 1, p, p));
    REFUSED(larft(1, 46341, p, 1, p, p));
    REFUSED(larft(1, 1, p, LARGE, p, p));
    REFUSED(gemqrt(LARGE, 1, 1, p, 1, p, p, 1, p));
    REFUSED(gemqrt(1, LARGE / 64, 1, p, 1, p, p, 1, p));
    REFUSED(gemqrt(1, 1, LARGE / 64, p, 1, p, p, 1, p));
    REFUSED(gemqrt(1, 1, 1, p, LARGE, p, p, 1, p));
    REFUSED(gemqrt(1, 1, 1, p, 1, p, p, LARGE, p));
    REFUSED(orgqr(LARGE, 1, p, 1, p, p));
    REFUSED(orgqr(1, LARGE / 64, p, 1, p, p));
    REFUSED(orgqr(1, 1, p, LARGE, p, p));
    REFUSED(geqp3(LARGE, 1, p, 1, w, p, p, w));
    REFUSED(geqp3(1, LARGE / 64, p, 1, w, p, p, w));
    REFUSED(geqp3(1, 1, p, LARGE, w, p, p, w));
    REFUSED(getrf(LARGE, 1, p, 1, w, w));
    REFUSED(getrf(1, LARGE, p, 1, w, w));
    REFUSED(getrf(1, 1, p, LARGE, w, w));
}

static void singular_values(void **state)
{
    (void)state;
    REFUSED(gesdd(LARGE / 64, p, 1, p, p, 1, p, 1, p, w));
    REFUSED(gesdd(1, p, LARGE, p, p, 1, p, 1, p, w));
    REFUSED(gesdd(1, p, 1, p, p, LARGE, p, 1, p, w));
    REFUSED(gesdd(1, p, 1, p, p, 1, p, LARGE, p, w));
    REFUSED(bdsqr(LARGE / 4, p, p, p)); /* 4 n */
    REFUSED(singular_values(LARGE / 64, p, 1, p, p, w));
    REFUSED(singular_values(1, p, LARGE, p, p, w));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(triangular), cmocka_unit_test(symmetric),
                                       cmocka_unit_test(orthogonal), cmocka_unit_test(singular_values)};
#ifdef RANDBLAS_BLAS_INT
    return 0; /* 64-bit integers: all fits */
#endif
    return cmocka_run_group_tests(tests, NULL, NULL);
}
