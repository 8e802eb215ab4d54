/*
 * The triangles of a social network, 22470 pages that like one another: tr(A^3) / 6 for the adjacency matrix A, from
 * products with A^3, which is never formed, against their number counted one by one; and those through each page.
 */
#include "graph.h"

#include <randlapack.h>

enum { LONGEST = 64 };

typedef struct cube {
    randblas_dlinop A;
    double *work;
} cube;

/* Y = A (A (A X)); symmetric, so that the transpose is the same. */
static int apply_cube(void *context, randblas_op op, int64_t ncols, const double *X, int64_t ldx, double *Y,
                      int64_t ldy)
{
    const cube *c = context;
    int info = 0;
    (void)op;
    for (int64_t j = 0; j < ncols && !info; j += LONGEST) {
        const int64_t b = ncols - j < LONGEST ? ncols - j : LONGEST;
        double *y = Y + j * ldy;
        info = randblas_dlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, b, 1, &c->A, X + j * ldx, ldx, 0, y, ldy);
        if (!info)
            info = randblas_dlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, b, 1, &c->A, y, ldy, 0, c->work, PAGES);
        if (!info)
            info = randblas_dlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, b, 1, &c->A, c->work, PAGES, 0, y, ldy);
    }
    return info;
}

/* Each triangle i < j < k once: neighbours of i are marked, and those of its neighbours looked up.  at: through a page.
 */
static double count_triangles(const example_graph *g, double *at)
{
    static bool marked[PAGES];
    double count = 0;
    for (int64_t i = 0; i < PAGES; i++) {
        for (int64_t p = g->ptr[i]; p < g->ptr[i + 1]; p++) marked[g->colind[p]] = true;
        for (int64_t p = g->ptr[i]; p < g->ptr[i + 1]; p++) {
            const int64_t j = g->colind[p];
            for (int64_t q = j > i ? g->ptr[j] : g->ptr[j + 1]; q < g->ptr[j + 1]; q++)
                if (g->colind[q] > j && marked[g->colind[q]]) count++, at[i]++, at[j]++, at[g->colind[q]]++;
        }
        for (int64_t p = g->ptr[i]; p < g->ptr[i + 1]; p++) marked[g->colind[p]] = false;
    }
    return count;
}

int main(int argc, char **argv)
{
    example_expect(argc == 2, "usage: triangles EDGES.npy");
    example_graph *g = example_read_graph(argv[1]);
    for (int e = 0; e < 2 * EDGES; e++) g->values[e] = 1;
    cube c = {.A = randblas_dlinop_csr(PAGES, PAGES, g->ptr, g->colind, g->values)};
    c.work = example_alloc(PAGES, LONGEST);
    CHECK(randblas_dlinop_check(&c.A));
    const randblas_dlinop op = randblas_dlinop_callback(PAGES, PAGES, apply_cube, &c);
    double *at = example_alloc(PAGES, 1);
    const double exact = count_triangles(g, at);

    const randlapack_trace_method methods[] = {RANDLAPACK_TRACE_HUTCHINSON, RANDLAPACK_TRACE_HUTCHPP,
                                               RANDLAPACK_TRACE_XTRACE};
    const char *names[] = {"Hutchinson", "Hutch++", "XTrace"};
    double trace;
    for (int i = 0; i < 3; i++) {
        const randlapack_trace_options options = {.size = sizeof options, .method = methods[i], .products = 120};
        randlapack_trace_report report;
        CHECK(randlapack_dtrace(&op, &trace, &options, &report));
        printf("%-10s %.0f +- %.0f triangles, exactly %.0f; %lld products, %.2f s\n", names[i], trace / 6,
               report.half_width / 6, exact, (long long)report.products, report.seconds);
        example_expect(fabs(trace / 6 - exact) <= 2 * report.half_width / 6, "the interval tells the error");
    }
    const randlapack_trace_options options = {.size = sizeof options, .relative = 0.05};
    randlapack_trace_report report;
    CHECK(randlapack_dtrace(&op, &trace, &options, &report));
    printf("to 5 %%: %.0f +- %.0f after %lld products\n", trace / 6, report.half_width / 6, (long long)report.products);
    example_expect(fabs(trace / 6 - exact) <= 0.05 * exact, "the error that was asked for");

    double *found = example_alloc(PAGES, 1), *errors = example_alloc(PAGES, 1); /* through each page: diag(A^3) / 2 */
    const randlapack_trace_options each = {.size = sizeof each, .products = 120};
    CHECK(randlapack_ddiagonal(&op, found, errors, &each, &report));
    int64_t top = 0;
    for (int64_t i = 0; i < PAGES; i++) top = found[i] > found[top] ? i : top;
    printf("page %lld has most: %.0f +- %.0f, exactly %.0f\n", (long long)top, found[top] / 2, errors[top] / 2,
           at[top]);
    example_expect(fabs(found[top] / 2 - at[top]) <= 4 * errors[top] / 2, "the error of an entry");
    for (int64_t i = 0; i < PAGES; i++) example_expect(at[i] <= 1.1 * at[top], "hardly a page has more");
    free(found), free(errors), free(at), free(c.work), free(g);
    return 0;
}
