/*
 * Every family of sketching operators on one matrix.  U is m x n with orthonormal columns, so all its singular values
 * are 1; those of S U, d x n, tell how much the sketch distorts lengths.  For a good family they fill the interval
 * 1 +- sqrt(n/d), whatever m is.
 */
#include "example.h"

enum { M = 4096, N = 20, D = 400 };

/* Sketch U with an operator of this distribution and print the spread; worst is what we let pass. */
static void try_family(const char *name, randblas_dist dist, const double *U, double worst)
{
    const randblas_state state = randblas_seed(2024);
    randblas_sketch *S = NULL;
    double *B = example_alloc(D, N), least, largest;

    CHECK(randblas_sketch_create(&dist, &state, &S, NULL));
    CHECK(randblas_dskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, D, N, M, 1.0, S, 0, 0,
                         U, M, 0.0, B, D));
    example_extremes(D, N, B, &least, &largest);
    printf("%-26s %8.3f %8.3f\n", name, least, largest);
    example_expect(least > 1 - worst && largest < 1 + worst, name);

    randblas_sketch_destroy(S);
    free(B);
}

/*
 * Structured families are made of other operators.  Those that are tensor products distort more at the same d, for they
 * hold fewer random numbers.
 */
static void try_structured(const double *U, double worst, double tensor_worst)
{
    randblas_state state = randblas_seed(1);
    randblas_sketch *factors[2];
    const randblas_dist tall = randblas_gaussian(D, 64);
    const randblas_dist slow = randblas_gaussian(40, 64), fast = randblas_gaussian(D / 40, 64);
    const randblas_dist sparse = randblas_sparse_sign(4 * D, M, 4), dense = randblas_gaussian(D, 4 * D);
    const struct {
        const char *name;
        const randblas_dist *factors[2];
        randblas_dist (*make)(int64_t, const randblas_sketch *const *);
        double worst;
    } kinds[] = {
        {"Khatri-Rao of 2 Gaussians", {&tall, &tall}, randblas_khatri_rao, tensor_worst},
        {"Kronecker of 2 Gaussians", {&slow, &fast}, randblas_kronecker, tensor_worst},
        {"Gaussian of sparse sign", {&dense, &sparse}, randblas_compose, worst},
    };
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < 2; i++) CHECK(randblas_sketch_create(kinds[k].factors[i], &state, &factors[i], &state));
        const randblas_sketch *const parts[2] = {factors[0], factors[1]};
        try_family(kinds[k].name, kinds[k].make(2, parts), U, kinds[k].worst);
        for (int i = 0; i < 2; i++) randblas_sketch_destroy(factors[i]);
    }
}

int main(void)
{
    double *U = example_basis(M, N), scores[M];
    /* Leverage scores: squared row norms of U.  In practice they come from a first, cheaper sketch. */
    for (int i = 0; i < M; i++) {
        scores[i] = 0;
        for (int j = 0; j < N; j++) scores[i] += U[i + j * M] * U[i + j * M];
    }
    const double edge = sqrt((double)N / D), worst = 1.5 * edge;

    printf("singular values of S U, %d x %d by %d rows; expected in [%.3f, %.3f]\n", M, N, D, 1 - edge, 1 + edge);
    printf("%-26s %8s %8s\n", "family", "least", "largest");
    try_family("Gaussian", randblas_gaussian(D, M), U, worst);
    try_family("uniform", randblas_uniform(D, M), U, worst);
    try_family("Rademacher", randblas_rademacher(D, M), U, worst);
    try_family("sparse sign", randblas_sparse_sign(D, M, 8), U, worst);
    try_family("CountSketch", randblas_count_sketch(D, M), U, worst);
    try_family("SparseStack", randblas_sparse_stack(D, M, 8), U, worst);
    try_family("LESS-uniform", randblas_less_uniform(D, M, 20), U, worst);
    try_family("LESS", randblas_less(D, M, 20, scores), U, worst);
    try_family("SRHT", randblas_srht(D, M), U, worst);
    try_family("SRFT (cosine)", randblas_srft(D, M), U, worst);
    try_family("rows, uniform", randblas_row_sample(D, M, 0), U, worst);
    try_family("rows, by leverage", randblas_row_sample_weighted(D, M, scores, 1), U, worst);
    try_structured(U, worst, 0.8);
    free(U);
    return 0;
}
