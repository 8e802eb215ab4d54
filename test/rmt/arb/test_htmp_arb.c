/*
 * The density of the high-temperature Marchenko-Pastur law against Arb's acb_hypgeom_u with rigorous error bounds, over
 * gamma in (0, 1), kappa in [1e-2, 1e3], x in [1e-6, 1e3].  Built when FLINT with Arb is found.
 */
#include "testing.h"

#include "rmt.h"

#include <acb_hypgeom.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

/* log of s/(Gamma(a + 1) Gamma(s)) t^(s - 1 - a) e^(-t)/|U(a, 1 + a - s, -t)|^2 to a radius of 1e-13, for the doubles
 * gamma, kappa, x as they are. */
static bool reference(double gamma, double kappa, double x, slong bits, double *value)
{
    acb_t a, b, z, u;
    arb_t s, t, log_rho, w;
    acb_init(a), acb_init(b), acb_init(z), acb_init(u);
    arb_init(s), arb_init(t), arb_init(log_rho), arb_init(w);
    arb_set_d(s, kappa / 2);
    acb_set_arb(a, s);
    arb_set_d(w, gamma);
    arb_div(s, s, w, bits);
    arb_set_d(t, x);
    arb_mul(t, t, s, bits);
    acb_set_arb(b, s);
    acb_sub(b, a, b, bits);
    acb_add_si(b, b, 1, bits); /* 1 + a - s */
    acb_set_arb(z, t);
    acb_neg(z, z);
    acb_hypgeom_u(u, a, b, z, bits);
    acb_abs(log_rho, u, bits);
    arb_log(log_rho, log_rho, bits);
    arb_mul_si(log_rho, log_rho, -2, bits);
    arb_log(w, t, bits);
    arb_submul(log_rho, w, acb_realref(b), bits); /* -b log t */
    arb_sub(log_rho, log_rho, t, bits);
    arb_log(w, s, bits);
    arb_add(log_rho, log_rho, w, bits);
    arb_lgamma(w, s, bits);
    arb_sub(log_rho, log_rho, w, bits);
    arb_add_si(w, acb_realref(a), 1, bits);
    arb_lgamma(w, w, bits);
    arb_sub(log_rho, log_rho, w, bits);
    const bool good = arb_is_finite(log_rho) && mag_cmp_2exp_si(arb_radref(log_rho), -43) < 0;
    *value = arf_get_d(arb_midref(log_rho), ARF_RND_NEAR);
    arb_clear(s), arb_clear(t), arb_clear(log_rho), arb_clear(w);
    acb_clear(a), acb_clear(b), acb_clear(z), acb_clear(u);
    return good;
}

static void test_density(void **state)
{
    (void)state;
    const double gammas[] = {1e-5, 1e-3, 0.03, 0.2, 0.5, 0.8, 0.99, 0.9999},
                 kappas[] = {1e-2, 0.1, 1, 7, 60, 250, 1000};
    double worst = 0;
    int compared = 0, tiny = 0, open = 0;
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 7; j++) {
            rmt_law *law = NULL;
            assert_int_equal(rmt_law_htmp(gammas[i], kappas[j], &law), 0);
            for (int k = 0; k < 40; k++) {
                /* half of the points over all nine decades, half around 1 */
                const double x =
                    k < 20 ? pow(10, -6 + 9.0 * k / 19) : exp((k - 29.7) * fmin(0.3, 0.2 * sqrt(gammas[i])));
                double rho, log_rho = 0;
                bool good = false;
                assert_int_equal(rmt_law_density(law, 1, &x, &rho), 0);
                if (rho < 1e-280) {
                    tiny++;
                    continue;
                }
                /* U loses about 3 s bits, which is affordable for large s at a few points only. */
                const double big = kappas[j] / (2 * gammas[i]);
                const slong most = k % 8 == 6 && big < 6000 ? 1 << 15 : 1 << 13;
                for (slong bits = 128; bits <= most && !good; bits *= bits < 8192 ? 4 : 2)
                    good = reference(gammas[i], kappas[j], x, bits, &log_rho);
                if (!good) {
                    open++;
                    continue;
                }
                const double error = fabs(expm1(log(rho) - log_rho));
                compared++;
                if (error > worst) {
                    worst = error;
                    printf("gamma %g kappa %g x %.6g: %.2g\n", gammas[i], kappas[j], x, error);
                }
                assert_true(error < 1e-10);
            }
            rmt_law_destroy(law);
        }
    printf("%d densities compared, %d below 1e-280, %d not enclosed; worst relative error %.2g\n", compared, tiny, open,
           worst);
    assert_true(compared > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_density)};
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
