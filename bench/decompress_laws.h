/** Laws whose blocks and wholes are known, for benches of free decompression. */
#ifndef DECOMPRESS_LAWS_H
#define DECOMPRESS_LAWS_H

#include <rmt.h>

enum { DECOMPRESS_ORDER = 1000, DECOMPRESS_LAWS = 5 };

typedef struct decompress_source {
    const char *name;
    rmt_law_family family;
    double p[3], target;
} decompress_source;

extern const decompress_source decompress_laws[DECOMPRESS_LAWS];

/* The law of a matrix `factor` times the block's order; of Kesten and McKay's in a unit of factor. */
rmt_law *decompress_law(const decompress_source *l, double factor);

/* Eigenvalues of a matrix of order DECOMPRESS_ORDER: by its model, or of the leading block of one of twice the order.
 */
void decompress_sample(const decompress_source *l, int seed, double *x);

/* Total variation between the continuous part of f and that of unit x, x of g. */
double decompress_variation(const rmt_law *f, const rmt_law *g, double unit);

#endif
