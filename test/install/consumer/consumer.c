/* A user of the installed package: S I must be S, and each layer must answer. */
#include <randblas.h>
#include <randlapack.h>
#include <rmt.h>

#include <stdio.h>
#include <string.h>

enum { d = 8, m = 21 };

int main(void)
{
    const randblas_dist dist = randblas_gaussian(d, m);
    const randblas_state state = randblas_seed(7);
    randblas_sketch *S = NULL;
    double identity[m * m] = {0}, filled[d * m], applied[d * m], edges[2];
    for (int j = 0; j < m; j++) identity[j * m + j] = 1;

    int info = randblas_sketch_create(&dist, &state, &S, NULL);
    if (!info) info = randblas_dfill(RANDBLAS_COL_MAJOR, d, m, S, 0, 0, filled, d);
    if (!info)
        info = randblas_dskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, m, m, 1.0, S,
                              0, 0, identity, m, 0.0, applied, d);
    randblas_sketch_destroy(S);
    if (!info) info = rmt_dmp_support(0.25, 1.0, edges);
    if (info) {
        fprintf(stderr, "%s\n", randlapack_strerror(info));
        return 1;
    }
    return memcmp(filled, applied, sizeof filled) != 0 || edges[0] != 0.25 || edges[1] != 2.25;
}
