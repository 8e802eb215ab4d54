// A user of the C++20 header: S I is S, and what cannot be is an exception.
#include <randlapack.hpp>

#include <vector>

namespace rl = randlapack;

int main()
{
    const std::int64_t d = 8, m = 21;
    std::vector<double> identity(m * m), filled(d * m), applied(d * m);
    const rl::matrix_view eye(identity.data(), m, m), S_written(filled.data(), d, m), S_times(applied.data(), d, m);
    for (std::int64_t j = 0; j < m; j++) eye(j, j) = 1;
    const rl::sketch S(randblas_gaussian(d, m), randblas_seed(7));
    rl::fill(S, S_written);
    rl::apply(S, eye, S_times);
    const rl::law law = rl::law::marchenko_pastur(0.25);
    try {
        (void)rl::law::marchenko_pastur(-1);
    } catch (const rl::error &e) {
        return e.info() != -1 || filled != applied || law.intervals()[0].second != 2.25;
    }
    return 1;
}
