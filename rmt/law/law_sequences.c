/*
 * Moments from Jacobi coefficients: E x^k is the sum over Motzkin paths of k steps from height 0 to height 0, a level
 * step at height h weighing alpha_h and a step down from it beta_h^2.
 *
 * Free cumulants from moments (Speicher): with M = 1 + sum m_k z^k and C = 1 + sum kappa_k z^k, C(z M(z)) = M(z), whose
 * coefficient of z^n is m_n = sum_(s <= n) kappa_s [z^(n-s)] M^s.
 */
#include "arena_impl.h"
#include "law_impl.h"

int rmt_law_path_moments(const rmt_law *law, int64_t count, double *moments)
{
    const int64_t heights = count / 2 + 1;
    randblas_arena arena = randblas_arena_open(NULL);
    double *alpha = randblas_arena_get(&arena, heights, sizeof *alpha);
    double *beta2 = randblas_arena_get(&arena, heights, sizeof *beta2);
    double *paths = randblas_arena_get(&arena, heights + 2, sizeof *paths); /* to heights -1, 0, 1, ... */
    int info = arena.info;
    if (!info) info = law->class->jacobi(law, heights, alpha, beta2);
    for (int64_t h = 0; h < heights + 2 && !info; h++) paths[h] = h == 1;
    for (int64_t step = 0; step < count && !info; step++) {
        double *at = paths + 1, before = 0; /* paths to height h - 1 before this step */
        for (int64_t h = 0; h < heights; h++) {
            const double here = at[h];
            at[h] = before + alpha[h] * here + (h + 1 < heights ? beta2[h] * at[h + 1] : 0);
            before = here;
        }
        moments[step] = at[0];
    }
    double power = 1;
    for (int64_t k = 0; k < count && !info; k++) moments[k] *= power *= law->scale;
    randblas_arena_close(&arena);
    return info;
}

int rmt_law_moment_cumulants(const rmt_law *law, int64_t count, double *kappa)
{
    randblas_arena arena = randblas_arena_open(NULL);
    double *m = randblas_arena_get(&arena, count + 1, sizeof *m), *power = NULL;
    power = randblas_arena_get(&arena, randblas_size_product(count + 1, count + 1), sizeof *power);
    int info = arena.info;
    if (!info)
        info = law->class->moments ? law->class->moments(law, count, m + 1) : rmt_law_path_moments(law, count, m + 1);
    if (!info) m[0] = 1;
    /* power[s] = M^s up to z^count */
    for (int64_t s = 0; s <= count && !info; s++)
        for (int64_t n = 0; n <= count; n++) {
            double sum = s == 0 ? n == 0 : 0;
            for (int64_t i = 0; i <= n && s > 0; i++) sum += power[(s - 1) * (count + 1) + i] * m[n - i];
            power[s * (count + 1) + n] = sum;
        }
    for (int64_t n = 1; n <= count && !info; n++) {
        double sum = m[n];
        for (int64_t s = 1; s < n; s++) sum -= kappa[s - 1] * power[s * (count + 1) + n - s];
        kappa[n - 1] = sum;
    }
    randblas_arena_close(&arena);
    return info;
}
