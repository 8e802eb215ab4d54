/* What the tests of the C++ header share: failing, small matrices, and products written out. */
#ifndef RANDLAPACK_TEST_CHECK_HPP
#define RANDLAPACK_TEST_CHECK_HPP

#include <randlapack.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <vector>

namespace rl = randlapack;

inline int checks = 0;

inline void right(bool holds, const char *what)
{
    checks++;
    if (holds) return;
    std::printf("check %d failed: %s\n", checks, what);
    std::exit(1);
}

/* f throws an E of which is(e) holds. */
template <class E, class F, class P> void throws(F f, P is, const char *what)
{
    bool thrown = false;
    try {
        f();
    } catch (const E &e) {
        thrown = is(e);
    }
    right(thrown, what);
}

template <class F> void throws_info(F f, int info, const char *what)
{
    throws<rl::error>(
        f, [info](const rl::error &e) { return e.info() == info; }, what);
}

template <class F> void throws_sizes(F f, const char *what)
{
    throws<std::invalid_argument>(
        f, [](const auto &) { return true; }, what);
}

template <class T> using real_of = decltype(std::abs(T()));
template <class T> inline constexpr double eps = std::numeric_limits<real_of<T>>::epsilon();

/* A matrix with its array; between the columns, or rows, stand numbers that nobody may read or write. */
template <class T> struct dense {
    std::vector<T> array;
    rl::matrix_view<T> view;

    dense(std::int64_t rows, std::int64_t cols, randblas_layout layout = rl::col_major, std::int64_t padding = 2)
        : array(static_cast<std::size_t>(((layout == rl::col_major ? rows : cols) + padding) *
                                         std::max<std::int64_t>(1, layout == rl::col_major ? cols : rows)),
                T(std::numeric_limits<real_of<T>>::quiet_NaN())),
          view(array.data(), rows, cols, (layout == rl::col_major ? rows : cols) + padding, layout)
    {
        for (std::int64_t i = 0; i < rows; i++)
            for (std::int64_t j = 0; j < cols; j++) view(i, j) = T(0);
    }
    dense(const dense &) = delete;
    dense &operator=(const dense &) = delete;

    /* Entries that depend on nothing but their place. */
    dense &fill()
    {
        for (std::int64_t i = 0; i < view.rows(); i++)
            for (std::int64_t j = 0; j < view.cols(); j++) {
                const auto t = static_cast<double>(7 * i * i + 3 * j + i * j * j);
                view(i, j) = T(static_cast<real_of<T>>(std::sin(t)));
                if constexpr (!rl::real<T>) view(i, j) += T(0, static_cast<real_of<T>>(std::cos(2 * t)));
            }
        return *this;
    }
};

/* ||A - B||_F, in double. */
template <class A, class B> double distance(const rl::matrix_view<A> &a, const rl::matrix_view<B> &b)
{
    double sum = 0;
    for (std::int64_t i = 0; i < a.rows(); i++)
        for (std::int64_t j = 0; j < a.cols(); j++) sum += std::pow(std::abs(a(i, j) - b(i, j)), 2);
    return std::sqrt(sum);
}

/* C = A B by the definition. */
template <class A, class B, class C>
void product(const rl::matrix_view<A> &a, const rl::matrix_view<B> &b, const rl::matrix_view<C> &c)
{
    for (std::int64_t i = 0; i < a.rows(); i++)
        for (std::int64_t j = 0; j < b.cols(); j++) {
            c(i, j) = C(0);
            for (std::int64_t k = 0; k < a.cols(); k++) c(i, j) += a(i, k) * b(k, j);
        }
}

/* ||A - U diag(s) V^T||_F */
template <class T>
double svd_error(const rl::matrix_view<T> &A, const rl::matrix_view<T> &U, const std::vector<T> &s,
                 const rl::matrix_view<T> &V)
{
    dense<T> scaled(U.rows(), U.cols()), again(A.rows(), A.cols());
    for (std::int64_t i = 0; i < U.rows(); i++)
        for (std::int64_t j = 0; j < U.cols(); j++) scaled.view(i, j) = U(i, j) * s[static_cast<std::size_t>(j)];
    product(scaled.view, V.transpose(), again.view);
    return distance(A, again.view);
}

#endif
