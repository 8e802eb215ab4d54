/*
 * Eigenvalues that the command has found against the whole spectrum of the normalised Laplacian by LAPACK.  Prints the
 * k-th, its exact value, and the error of each run; and leaves all exact ones in FOLDER/graph_spectrum.txt.
 *
 *     graph_errors SPECTRUM.npy FOLDER w.npy ...
 */
#include "demo.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int larger(const void *a, const void *b)
{
    const double x = fabs(*(const double *)a), y = fabs(*(const double *)b);
    return (x < y) - (x > y);
}

int main(int argc, char **argv)
{
    enum { MOST = 8 };
    demo_matrix w[MOST];
    char path[512];
    const int runs = argc - 3;
    if (runs < 1 || runs > MOST) demo_fail("usage", "graph_errors SPECTRUM.npy FOLDER w.npy ...");
    const demo_matrix exact = demo_read(argv[1]);
    for (int r = 0; r < runs; r++) w[r] = demo_read(argv[3 + r]);

    for (int64_t k = 0; k < exact.rows; k++) exact.values[k] = 1 - exact.values[k];
    qsort(exact.values, (size_t)exact.rows, sizeof(double), larger); /* by absolute value, as eig has them */
    snprintf(path, sizeof path, "%s/graph_spectrum.txt", argv[2]);
    FILE *file = fopen(path, "w");
    if (!file) demo_fail(path, "cannot be written");
    for (int64_t k = 0; k < exact.rows; k++) fprintf(file, "%.17g\n", exact.values[k]);
    if (fclose(file)) demo_fail(path, "cannot be written");

    for (int64_t k = 0; k < w[0].rows; k++) {
        printf("%lld\t%.9f", (long long)k + 1, exact.values[k]);
        for (int r = 0; r < runs; r++)
            printf("\t%.1e", k < w[r].rows ? fabs(w[r].values[k] - exact.values[k]) : (double)NAN);
        putchar('\n');
    }
    for (int r = 0; r < runs; r++) free(w[r].values);
    free(exact.values);
    return 0;
}
