/*
 * A system that is not symmetric by sketched GMRES: convection and diffusion on a grid of 60 x 60 points, as CSR, with
 * and without a right preconditioner that solves along the rows of the grid.
 */
#include "example.h"

#include <randlapack.h>

enum { SIDE = 60, N = SIDE * SIDE };

static const double wind = 40; /* along the rows of the grid */

static double west(void)
{
    return -1 - wind / (2 * (SIDE + 1));
}

static double east(void)
{
    return -1 + wind / (2 * (SIDE + 1));
}

static int64_t fill(int64_t *ptr, int64_t *colind, double *values)
{
    int64_t q = 0;
    for (int64_t i = 0; i < N; i++) {
        const int64_t row = i / SIDE, col = i % SIDE, at[] = {i - SIDE, i - 1, i, i + 1, i + SIDE};
        const double value[] = {-1, west(), 4, east(), -1};
        const bool there[] = {row > 0, col > 0, true, col < SIDE - 1, row < SIDE - 1};
        ptr[i] = q;
        for (int k = 0; k < 5; k++)
            if (there[k]) {
                colind[q] = at[k];
                values[q++] = value[k];
            }
    }
    return ptr[N] = q;
}

/* Y = M X: the tridiagonal matrix of each row of the grid is solved for, by elimination without pivots. */
static int solve_rows(void *context, randblas_op op, int64_t ncols, const double *X, int64_t ldx, double *Y,
                      int64_t ldy)
{
    int64_t *calls = context;
    if (op != RANDBLAS_NO_TRANS) return 1; /* GMRES has no use for the transpose */
    ++*calls;
    for (int64_t c = 0; c < ncols; c++)
        for (int64_t row = 0; row < SIDE; row++) {
            const double *x = X + c * ldx + row * SIDE;
            double *y = Y + c * ldy + row * SIDE, upper[SIDE];
            for (int i = 0; i < SIDE; i++) {
                const double pivot = i > 0 ? 4 - west() * upper[i - 1] : 4;
                upper[i] = east() / pivot;
                y[i] = (i > 0 ? x[i] - west() * y[i - 1] : x[i]) / pivot;
            }
            for (int i = SIDE - 2; i >= 0; i--) y[i] -= upper[i] * y[i + 1];
        }
    return 0;
}

int main(void)
{
    int64_t *ptr = calloc(N + 1, sizeof *ptr), *colind = calloc(5 * (size_t)N, sizeof *colind), calls = 0;
    double *values = example_alloc(5 * (int64_t)N, 1), *b = example_alloc(N, 1), *x = example_alloc(N, 1);
    example_expect(ptr && colind, "there is memory");
    fill(ptr, colind, values);
    for (int i = 0; i < N; i++) b[i] = 1;

    const randblas_dlinop A = randblas_dlinop_csr(N, N, ptr, colind, values);
    const randblas_dlinop rows = randblas_dlinop_callback(N, N, solve_rows, &calls);
    const randlapack_sgmres_options options = {
        .size = sizeof options, .state = randblas_seed(3), .cycle = 200, .tolerance = 1e-8};
    randlapack_sgmres_report plain, preconditioned;
    CHECK(randlapack_dsgmres(&A, NULL, b, x, &options, &plain));
    CHECK(randlapack_dsgmres(&A, &rows, b, x, &options, &preconditioned));
    printf("%d steps, sketches of %d rows for %d unknowns; %d steps with the preconditioner\n", (int)plain.iterations,
           (int)plain.sketch_rows, N, (int)preconditioned.iterations);

    double *r = example_alloc(N, 1);
    CHECK(randblas_dlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1, 1, &A, x, N, 0, r, N));
    for (int i = 0; i < N; i++) r[i] -= b[i];
    example_expect(sqrt(example_dot(N, r, r)) <= 1.01e-8 * sqrt((double)N), "the residual is what was asked for");
    example_expect(preconditioned.iterations < plain.iterations && calls > 0, "the preconditioner saves steps");

    free(ptr), free(colind), free(values), free(b), free(x), free(r);
    return 0;
}
