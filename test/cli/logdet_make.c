/*
 * logdet_make FILE N KIND TYPE ORDER: a square .npy whose log-determinant is known.  With K(i, j) = 0.7^|i - j|, the
 * covariance of a Markov process, log det K = (n - 1) log(1 - 0.7^2):
 *
 *     markov      K
 *     reversed    the rows of K from the last to the first: sign (-1)^(n (n - 1)/2)
 *     saddle      [0 K; K 0]: twice that of order n/2, sign (-1)^(n/2)
 *     indefinite  K, but for -1 in the middle of the diagonal, entry n/2 + 1
 *     singular    K, but for two rows and columns that are equal
 *     nan         K, but for one NaN in its first column
 *     skew        K, but for the signs of its upper triangle
 *
 * TYPE is <f8, <f4, >f8 or <i4 (of 10^6 K, rounded); ORDER c or fortran.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Powers are kept: of large ones much the same are asked for time and again. */
static double markov(long i, long j)
{
    enum { KEPT = 4096 };
    static double power[KEPT];
    const long d = labs(i - j);
    if (d >= KEPT) return pow(0.7, (double)d);
    if (power[d] == 0) power[d] = pow(0.7, (double)d);
    return power[d];
}

static double entry(const char *kind, long n, long i, long j)
{
    const long half = n / 2;
    switch (kind[0]) {
    case 'r':
        return markov(n - 1 - i, j);
    case 'i':
        return i == half && j == half ? -1 : markov(i, j);
    case 'n':
        return i == half && j == 0 ? (double)NAN : markov(i, j);
    default:
        break;
    }
    if (!strcmp(kind, "saddle")) return (i < half) == (j < half) ? 0 : markov(i % half, j % half);
    if (!strcmp(kind, "singular")) return markov(i == 3 ? 2 : i, j == 3 ? 2 : j);
    if (!strcmp(kind, "skew") && i < j) return -markov(i, j);
    return markov(i, j);
}

/* As bytes of the type; its width. */
static size_t encode(const char *type, double x, unsigned char bytes[8])
{
    const size_t width = (size_t)(type[2] - '0');
    const float single = (float)x;
    unsigned char other[8];
    if (type[1] == 'i') {
        const int32_t whole = (int32_t)lrint(1e6 * x);
        memcpy(bytes, &whole, width);
    } else
        memcpy(bytes, width == 4 ? (const void *)&single : (const void *)&x, width);
    memcpy(other, bytes, width);
    for (size_t k = 0; k < width && type[0] == '>'; k++) bytes[k] = other[width - 1 - k];
    return width;
}

int main(int argc, char **argv)
{
    if (argc != 6) return EXIT_FAILURE;
    const char *kind = argv[3], *type = argv[4];
    const long n = strtol(argv[2], NULL, 10);
    const int fortran = argv[5][0] == 'f';
    char header[128];
    FILE *file = fopen(argv[1], "wb");
    if (!file) return EXIT_FAILURE;
    memset(header, ' ', sizeof header);
    memcpy(header, "\x93NUMPY\x01\x00\x76", 9);
    header[9] = 0;
    const int length = snprintf(header + 10, 100, "{'descr': '%.3s', 'fortran_order': %s, 'shape': (%ld, %ld), }", type,
                                fortran ? "True" : "False", n, n);
    header[10 + length] = ' ';
    header[127] = '\n';
    fwrite(header, 1, sizeof header, file);
    for (long k = 0; k < n * n; k++) {
        unsigned char bytes[8];
        const long i = k / n, j = k % n;
        const double x = fortran ? entry(kind, n, j, i) : entry(kind, n, i, j);
        fwrite(bytes, 1, encode(type, x, bytes), file);
    }
    return fclose(file) ? EXIT_FAILURE : EXIT_SUCCESS;
}
