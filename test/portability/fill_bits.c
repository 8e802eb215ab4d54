/*
 * Prints one line for every family and real precision: a hash of the bits of a materialised operator.  fills.txt beside
 * this file holds the lines of the first release: an operator is the same on any machine, by any compiler, for ever.
 * After a deliberate change of a rule:  build/release/test/portability/fill_bits >test/portability/fills.txt
 */
#include <inttypes.h>
#include <randblas.h>
#include <stdio.h>
#include <stdlib.h>

enum { D = 83, M = 331 }; /* odd, and past every block size of the samplers */

static uint64_t fnv1a(const void *data, size_t bytes)
{
    const unsigned char *p = data;
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < bytes; i++) hash = (hash ^ p[i]) * 0x100000001b3u;
    return hash;
}

static int print_fills(const char *name, const randblas_sketch *S)
{
    const int64_t d = randblas_sketch_rows(S), m = randblas_sketch_cols(S), count = d * m;
    double *wide = malloc((size_t)count * sizeof *wide);
    float *narrow = malloc((size_t)count * sizeof *narrow);
    int info = wide && narrow ? 0 : RANDBLAS_OUT_OF_MEMORY;
    if (!info) info = randblas_dfill(RANDBLAS_COL_MAJOR, d, m, S, 0, 0, wide, d);
    if (!info) info = randblas_sfill(RANDBLAS_ROW_MAJOR, d, m, S, 0, 0, narrow, m);
    if (!info)
        printf("%-24s %016" PRIx64 " %016" PRIx64 "\n", name, fnv1a(wide, (size_t)count * sizeof *wide),
               fnv1a(narrow, (size_t)count * sizeof *narrow));
    free(wide);
    free(narrow);
    return info;
}

static int print_family(const char *name, randblas_dist dist)
{
    randblas_state state = randblas_seed(0x9e3779b97f4a7c15u);
    state.counter[0] = 0xfffffff0u; /* so that a carry runs through the counter */
    randblas_sketch *S = NULL;
    int info = randblas_sketch_create(&dist, &state, &S, NULL);
    if (!info) info = print_fills(name, S);
    if (info) fprintf(stderr, "%s: %s\n", name, randblas_strerror(info));
    randblas_sketch_destroy(S);
    return info;
}

static int print_structured(void)
{
    const randblas_dist dists[] = {randblas_gaussian(7, 5), randblas_sparse_sign(7, 11, 3), randblas_rademacher(3, 7)};
    randblas_sketch *S[3] = {NULL};
    randblas_state state = randblas_seed(3);
    int info = 0;
    for (int t = 0; t < 3 && !info; t++) info = randblas_sketch_create(&dists[t], &state, &S[t], &state);
    const randblas_sketch *pair[] = {S[0], S[1]}, *chain[] = {S[2], S[1]};
    if (!info) info = print_family("khatri-rao", randblas_khatri_rao(2, pair));
    if (!info) info = print_family("kronecker", randblas_kronecker(2, pair));
    if (!info) info = print_family("composition", randblas_compose(2, chain));
    for (int t = 0; t < 3; t++) randblas_sketch_destroy(S[t]);
    return info;
}

int main(void)
{
    double weights[M];
    for (int j = 0; j < M; j++) weights[j] = j % 5 ? 1.0 / (1 + j) : 0;
    int failed = 0;
    failed |= print_family("gaussian", randblas_gaussian(D, M));
    failed |= print_family("uniform", randblas_uniform(D, M));
    failed |= print_family("rademacher", randblas_rademacher(D, M));
    failed |= print_family("sparse-sign", randblas_sparse_sign(D, M, 0));
    failed |= print_family("count-sketch", randblas_count_sketch(D, M));
    failed |= print_family("sparse-stack", randblas_sparse_stack(D, M, 0));
    failed |= print_family("less-uniform", randblas_less_uniform(D, M, 9));
    failed |= print_family("less", randblas_less(D, M, 9, weights));
    failed |= print_family("srht", randblas_srht(D, M));
    failed |= print_family("srft", randblas_srft(D, M));
    failed |= print_family("rows", randblas_row_sample(D, M, 0));
    failed |= print_family("rows-replaced", randblas_row_sample(D, M, 1));
    failed |= print_family("rows-weighted", randblas_row_sample_weighted(D, M, weights, 0));
    failed |= print_family("rows-weighted-replaced", randblas_row_sample_weighted(D, M, weights, 1));
    failed |= print_structured();
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
