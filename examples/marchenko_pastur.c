/*
 * The law behind the choice of d: the squared singular values of S U, U with n orthonormal columns and S with d rows,
 * follow the Marchenko-Pastur law of ratio n/d.
 */
#include "example.h"

#include <rmt.h>

enum { M = 5000, N = 120, D = 480, POINTS = 2000 };

/* Mass of the law below x: the trapezoidal rule on the density in t, x = a + (b - a) sin^2 t, where it is smooth. */
static double mass_below(double ratio, const double edges[2], double x)
{
    const double end = asin(sqrt((x - edges[0]) / (edges[1] - edges[0])));
    double points[POINTS + 1], density[POINTS + 1], sum = 0;
    for (int i = 0; i <= POINTS; i++)
        points[i] = edges[0] + (edges[1] - edges[0]) * (1 - cos(2 * end * i / POINTS)) / 2;
    CHECK(rmt_dmp_density(ratio, 1.0, POINTS + 1, points, density));
    for (int i = 0; i <= POINTS; i++)
        sum += density[i] * (edges[1] - edges[0]) * sin(2 * end * i / POINTS) * (i == 0 || i == POINTS ? 0.5 : 1.0);
    return sum * end / POINTS;
}

int main(void)
{
    double *U = example_basis(M, N), *B = example_alloc(D, N), s[N], edges[2];
    const randblas_state state = randblas_seed(6);
    const randblas_dist dist = randblas_gaussian(D, M);
    randblas_sketch *S = NULL;
    CHECK(randblas_sketch_create(&dist, &state, &S, NULL));
    CHECK(randblas_dskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, D, N, M, 1.0, S, 0, 0,
                         U, M, 0.0, B, D));
    example_singular_values(D, N, B, s);

    const double ratio = (double)N / D;
    CHECK(rmt_dmp_support(ratio, 1.0, edges));
    double least = s[0], largest = s[0];
    int below = 0;
    for (int j = 0; j < N; j++) {
        least = fmin(least, s[j]);
        largest = fmax(largest, s[j]);
        below += s[j] < 1;
    }
    const double expected = mass_below(ratio, edges, 1.0);
    printf("singular values of S U in [%.4f, %.4f], edges of the law [%.4f, %.4f]\n", least, largest, sqrt(edges[0]),
           sqrt(edges[1]));
    printf("below 1: %.1f %%, by the law %.1f %%\n", 100.0 * below / N, 100 * expected);
    /* Edges fluctuate by n^(-2/3), 4 % here; counts hardly at all. */
    example_expect(fabs(least - sqrt(edges[0])) < 0.05 && fabs(largest - sqrt(edges[1])) < 0.05, "edges");
    example_expect(fabs((double)below / N - expected) < 0.03, "mass below 1");
    example_expect(fabs(mass_below(ratio, edges, edges[1]) - 1) < 1e-6, "the mass of the law is 1");

    randblas_sketch_destroy(S);
    free(U), free(B);
    return 0;
}
