// The headers are valid C++ and link as C.
#include <randblas.h>
#include <randlapack.h>
#include <rmt.h>

#include <cmath>
#include <vector>

int main()
{
    const int64_t d = 16, m = 40;
    const randblas_dist dist = randblas_rademacher(d, m);
    const randblas_state state = randblas_seed(7);
    randblas_sketch *S = nullptr;
    std::vector<double> B(d * m);
    randlapack_lsq_options options = {};
    options.family = RANDBLAS_SRHT;

    int info = randblas_sketch_create(&dist, &state, &S, nullptr);
    if (!info) info = randblas_dfill(RANDBLAS_ROW_MAJOR, d, m, S, 0, 0, B.data(), m);
    randblas_sketch_destroy(S);
    for (double b : B)
        if (std::abs(b) != 0.25) info = 1;
    return info + (options.family != RANDBLAS_SRHT);
}
