/*
 * The matrix of a graph for the command: D^-1/2 A D^-1/2, A the adjacency matrix and D the degrees, in Matrix Market
 * format.  Its eigenvalues are 1 less those of the normalised Laplacian.
 *
 *     graph_matrix EDGES.npy FILE.mtx
 */
#include "demo.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t count_nodes(const demo_matrix *edges)
{
    double last = 0;
    for (int64_t k = 0; k < edges->rows * edges->cols; k++) last = fmax(last, edges->values[k]);
    return (int64_t)last + 1;
}

int main(int argc, char **argv)
{
    if (argc != 3) demo_fail("usage", "graph_matrix EDGES.npy FILE.mtx");
    const demo_matrix edges = demo_read(argv[1]);
    const int64_t n = count_nodes(&edges), m = edges.rows;
    const double *from = edges.values, *to = edges.values + m;
    double *degree = demo_allocate(n, sizeof *degree);
    for (int64_t i = 0; i < n; i++) degree[i] = 0;
    for (int64_t k = 0; k < m; k++) degree[(int64_t)from[k]]++, degree[(int64_t)to[k]]++;

    FILE *file = fopen(argv[2], "w");
    if (!file) demo_fail(argv[2], "cannot be written");
    fprintf(file, "%%%%MatrixMarket matrix coordinate real symmetric\n%lld %lld %lld\n", (long long)n, (long long)n,
            (long long)m);
    for (int64_t k = 0; k < m; k++) {
        const int64_t i = (int64_t)from[k], j = (int64_t)to[k];
        fprintf(file, "%lld %lld %.17g\n", (long long)i + 1, (long long)j + 1, 1 / sqrt(degree[i] * degree[j]));
    }
    if (fclose(file)) demo_fail(argv[2], "cannot be written");
    printf("%lld nodes, %lld edges\n", (long long)n, (long long)m);
    free(degree), free(edges.values);
    return 0;
}
