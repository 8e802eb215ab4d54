/*
 * Subspace embedding: singular values of S U, U an m x l orthonormal basis, against the law of random matrices.
 *
 * With independent entries they fill [1 - sqrt(l/d), 1 + sqrt(l/d)] (Marchenko and Pastur), and for Gaussians
 * P(sigma_max > 1 + sqrt(l/d) + t), P(sigma_min < 1 - sqrt(l/d) - t) <= exp(-d t^2/2) (Davidson and Szarek 2001,
 * Theorem II.13).  t is such that this is 1e-7.  The other families are held to the same edges: they are conjectured,
 * and seen here, to behave as Gaussians do.  The extremes must also come within t of the edges for iid entries on an
 * incoherent basis, where nothing may embed better; sigma_max is Lipschitz, so this has the same probability about its
 * mean.
 *
 * Sampling rows obeys the matrix Chernoff bound instead (Tropp 2012, Theorem 1.1).  With reach = max score_j/p_j (l for
 * leverage scores as weights, m max score_j for uniform ones):
 *     P(sigma_min^2 < 1 - e) <= l exp(-(d/reach) h(-e)),   P(sigma_max^2 > 1 + e) <= l exp(-(d/reach) h(e)),
 * h(e) = (1 + e) log(1 + e) - e; it also holds for uniform sampling without replacement, and is taken for the weighted.
 *
 * Bases: incoherent, random orthonormal; coherent, l rows of the identity.
 */
#include "families.h"

#include <lapacke.h>
#include <math.h>
#include <stdio.h>

#define M 4096
#define ALARM 1e-7

typedef struct basis {
    const char *name;
    int64_t l;
    double *U, *scores; /* m x l, column major; its leverage scores */
} basis;

static basis incoherent_basis(int64_t l)
{
    basis b = {"incoherent", l, malloc((size_t)(M * l) * sizeof(double)), calloc(M, sizeof(double))};
    double *tau = malloc((size_t)l * sizeof *tau);
    uint64_t s = 88172645463325252u;
    for (int64_t i = 0; i < M * l; i++) {
        s ^= s << 13, s ^= s >> 7, s ^= s << 17; /* xorshift, not what is tested */
        b.U[i] = (double)(s >> 11) * 0x1p-52 - 1;
    }
    assert_int_equal(LAPACKE_dgeqrf(LAPACK_COL_MAJOR, M, (lapack_int)l, b.U, M, tau), 0);
    assert_int_equal(LAPACKE_dorgqr(LAPACK_COL_MAJOR, M, (lapack_int)l, (lapack_int)l, b.U, M, tau), 0);
    free(tau);
    return b;
}

static basis coherent_basis(int64_t l)
{
    basis b = {"coherent", l, calloc((size_t)(M * l), sizeof(double)), calloc(M, sizeof(double))};
    for (int64_t j = 0; j < l; j++) b.U[(j * 17 + 5) % M + j * M] = 1;
    return b;
}

static basis with_scores(basis b)
{
    for (int64_t j = 0; j < b.l; j++)
        for (int64_t i = 0; i < M; i++) b.scores[i] += b.U[i + j * M] * b.U[i + j * M];
    return b;
}

/* Extreme singular values of S U. */
static void extremes(const randblas_sketch *S, const basis *b, double *smallest, double *largest)
{
    const int64_t d = randblas_sketch_rows(S), l = b->l;
    double *Y = malloc((size_t)(d * l) * sizeof *Y), *sigma = malloc((size_t)l * sizeof *sigma);
    assert_int_equal(randblas_dskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, l, M,
                                    1.0, S, 0, 0, b->U, M, 0.0, Y, d),
                     0);
    assert_int_equal(
        LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'N', (lapack_int)d, (lapack_int)l, Y, (lapack_int)d, sigma, NULL, 1, NULL, 1),
        0);
    *largest = sigma[0];
    *smallest = sigma[l - 1];
    free(Y), free(sigma);
}

static double largest_score(const basis *b)
{
    double largest = 0;
    for (int64_t i = 0; i < M; i++) largest = fmax(largest, b->scores[i]);
    return largest;
}

/* e with (d/reach) h(e) = log(l/ALARM), on the side of the given sign; 1 when even that is not reached below. */
static double chernoff(double d, double l, double reach, int sign)
{
    double lo = 0, hi = sign < 0 ? 1 : 100;
    for (int i = 0; i < 100; i++) {
        const double e = (lo + hi) / 2, x = sign * e;
        *((1 + x) * log1p(x) - x < reach / d * log(l / ALARM) ? &lo : &hi) = e;
    }
    return hi;
}

static void check_family(const family_case *f, const basis *b, int64_t d)
{
    randblas_state state = randblas_seed(1);
    randblas_sketch *S = family_make(f, d, M, b->l, b->scores, &state);
    const double n = (double)d, l = (double)b->l, reach = f->uses_scores ? l : M * largest_score(b), edge = sqrt(l / n),
                 t = sqrt(-2 * log(ALARM) / n);
    const double low = f->sampling ? sqrt(1 - chernoff(n, l, reach, -1)) : 1 - edge - t;
    const double high = f->sampling ? sqrt(1 + chernoff(n, l, reach, 1)) : 1 + edge + t;
    double smallest, largest;
    extremes(S, b, &smallest, &largest);
    randblas_sketch_destroy(S);
    print_message("%-34s %-10s d %4d l %3d  sigma %.3f .. %.3f  edges %.3f .. %.3f  allowed %.3f .. %.3f\n", f->name,
                  b->name, (int)d, (int)b->l, smallest, largest, 1 - edge, 1 + edge, low, high);
    if (!(low <= smallest && largest <= high)) fail_msg("%s: outside the edges on the %s basis", f->name, b->name);
    if (f->family <= RANDBLAS_RADEMACHER && b->name[0] == 'i')
        assert_true(smallest <= 1 - edge + t && 1 + edge - t <= largest);
}

/* Ten rows a dimension; forty when rows are sampled, but not more than can be drawn. */
static int64_t rows_for(const family_case *f, const basis *b)
{
    int64_t drawable = 0;
    if (!f->sampling) return 10 * b->l;
    for (int64_t i = 0; i < M; i++) drawable += b->scores[i] > 0;
    return f->uses_scores && !f->replace && drawable < 40 * b->l ? drawable : 40 * b->l;
}

static void check_basis(basis b, int embeds)
{
    b = with_scores(b);
    for (int i = 0; i < NFAMILIES; i++)
        if (families[i].embeds > embeds)
            print_message("%-34s %-10s promises nothing here\n", families[i].name, b.name);
        else
            check_family(&families[i], &b, rows_for(&families[i], &b));
    free(b.U), free(b.scores);
}

static void incoherent_subspaces_are_embedded(void **state)
{
    (void)state;
    check_basis(incoherent_basis(100), EMBEDS_INCOHERENT);
}

static void coherent_subspaces_are_embedded(void **state)
{
    (void)state;
    check_basis(coherent_basis(100), EMBEDS_ALL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(incoherent_subspaces_are_embedded),
        cmocka_unit_test(coherent_subspaces_are_embedded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
