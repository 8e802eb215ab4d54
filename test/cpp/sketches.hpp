/* Views, operators and sketches of the C++ header in four precisions, against products by the definition. */
#ifndef RANDLAPACK_TEST_SKETCHES_HPP
#define RANDLAPACK_TEST_SKETCHES_HPP

#include "check.hpp"

namespace sketches
{

/* What must not compile, and what moves. */
static_assert(std::is_move_constructible_v<rl::sketch> && !std::is_copy_constructible_v<rl::sketch>);
static_assert(std::is_move_assignable_v<rl::law> && !std::is_copy_assignable_v<rl::law>);
static_assert(std::is_convertible_v<rl::matrix_view<double>, rl::matrix_view<const double>>);
static_assert(!std::is_convertible_v<rl::matrix_view<const double>, rl::matrix_view<double>>);
static_assert(!std::is_convertible_v<rl::matrix_view<float>, rl::linop<double>>);
static_assert(rl::matrix<rl::matrix_view<const float>> && rl::matrix<rl::linop<std::complex<float>>>);
static_assert(rl::real_matrix<rl::linop<float>> && !rl::real_matrix<rl::linop<std::complex<double>>>);
static_assert(!rl::matrix<std::vector<double>> && !rl::scalar<int>);

constexpr std::int64_t d = 6, m = 11, n = 4;

inline void test_views()
{
    dense<double> A(5, 4);
    A.fill();
    const auto part = A.view.block(1, 2, 3, 2);
    right(part.rows() == 3 && part.cols() == 2 && part(2, 1) == A.view(3, 3), "block");
    const auto turned = A.view.transpose();
    right(turned.rows() == 4 && turned(3, 2) == A.view(2, 3), "transpose");
    right(turned.block(2, 1, 2, 3)(1, 2) == A.view(3, 3), "block of the transpose");
    right(A.view.block(5, 4, 0, 0).rows() == 0, "nothing, at the end");
    const auto outside = [](const auto &) { return true; };
    throws<std::out_of_range>([&] { (void)A.view.block(3, 0, 3, 1); }, outside, "rows outside");
    throws<std::out_of_range>([&] { (void)A.view.block(0, -1, 1, 1); }, outside, "columns outside");
    right(rl::matrix_view(A.array.data(), 5, 4).ld() == 5, "least leading dimension");
    right(rl::matrix_view(A.array.data(), 5, 4, rl::row_major).ld() == 4, "of rows");
    right(rl::matrix_view(A.array.data(), 0, 4).ld() == 1, "of nothing");
}

/* S A, (S A)^T in the other layout, A^T S^T and a part of S, all against S written out. */
template <class T> void test_apply(randblas_layout layout_a, randblas_layout layout_b)
{
    const rl::sketch S(randblas_sparse_sign(d, m, 3), randblas_seed(5));
    dense<T> F(d, m), A(m, n, layout_a), B(d, n, layout_b), C(n, d, layout_b), expected(d, n);
    const double bound = 100 * eps<T>;
    A.fill();
    rl::fill(S, F.view);
    product(F.view, A.view, expected.view);
    rl::apply(S, A.view, B.view);
    right(distance(B.view, expected.view) < bound, "S A");
    rl::apply(S, A.view, B.view, {.alpha = T(2), .beta = T(3)});
    for (std::int64_t i = 0; i < d; i++)
        for (std::int64_t j = 0; j < n; j++) expected.view(i, j) *= T(5);
    right(distance(B.view, expected.view) < 5 * bound, "2 S A + 3 B");
    rl::apply(S, A.view.transpose(), C.view, {.side = rl::right, .trans_s = rl::transposed, .alpha = T(5)});
    right(distance(C.view.transpose(), expected.view) < 5 * bound, "A^T S^T by a view");
    rl::apply(S, A.view, C.view,
              {.side = rl::right, .trans_s = rl::transposed, .trans_a = rl::transposed, .alpha = T(5)});
    right(distance(C.view.transpose(), expected.view) < 5 * bound, "A^T S^T");
    product(F.view.block(2, 3, 3, 5), A.view.block(1, 0, 5, n), expected.view.block(0, 0, 3, n));
    rl::apply(S, A.view.block(1, 0, 5, n), B.view.block(0, 0, 3, n), {.ro = 2, .co = 3});
    right(distance(B.view.block(0, 0, 3, n), expected.view.block(0, 0, 3, n)) < bound, "a part of S");
    throws_info([&] { rl::apply(S, A.view, B.view, {.ro = 1}); }, -10, "a part outside");
    throws_sizes([&] { rl::apply(S, A.view.block(0, 0, 5, n), B.view); }, "A is not as long as S is wide");
    throws_sizes([&] { rl::apply(S, A.view, B.view.block(0, 0, 3, n)); }, "B is not as long as S");
    throws_sizes([&] { rl::apply(S, A.view, B.view.block(0, 0, d, 2)); }, "B is not as wide as A");
    right(distance(B.view.block(0, 0, 3, n), expected.view.block(0, 0, 3, n)) < bound, "B is untouched");
}

template <class T> void test_vectors()
{
    const rl::sketch S(randblas_gaussian(d, m), randblas_seed(5));
    dense<T> F(d, m), x(m, 1, rl::col_major, 0), expected(d, 1);
    std::vector<T> y(d);
    x.fill();
    rl::fill(S, F.view);
    product(F.view, x.view, expected.view);
    rl::apply(S, x.array, y);
    right(distance(rl::matrix_view(y.data(), d, 1), expected.view) < 100 * eps<T>, "S x");
    throws_sizes([&] { rl::apply(S, y, x.array); }, "x and y exchanged");
    rl::apply(S, y, x.array, {.trans_s = rl::transposed});
    dense<T> back(m, 1);
    product(F.view.transpose(), expected.view, back.view);
    right(distance(x.view, back.view) < 1000 * eps<T>, "S^T y");
}

inline void test_handles()
{
    randblas_state state = randblas_seed(9);
    const rl::sketch first(randblas_gaussian(3, 4), state, state);
    rl::sketch second(randblas_uniform(5, 2), state, state);
    right(first.rows() == 3 && first.cols() == 4 && first.family() == RANDBLAS_GAUSSIAN, "first");
    randblas_state expected = randblas_seed(9);
    const randblas_dist dists[] = {randblas_gaussian(3, 4), randblas_uniform(5, 2)};
    for (const auto &dist : dists) rl::check(randblas_state_next(&dist, &expected, &expected));
    right(std::equal(state.counter, state.counter + 4, expected.counter), "the state goes on");
    rl::sketch moved = std::move(second);
    right(moved.rows() == 5 && second.rows() == 0 && !second, "moved"); // NOLINT(bugprone-use-after-move)
    const rl::sketch both = rl::kronecker(first, moved);
    right(both.rows() == 15 && both.cols() == 8, "Kronecker");
    dense<double> F(3, 4), G(5, 2), K(15, 8);
    rl::fill(first, F.view);
    rl::fill(moved, G.view);
    moved = rl::sketch(); /* factors are copied */
    rl::fill(both, K.view);
    double most = 0;
    for (std::int64_t i = 0; i < 15; i++)
        for (std::int64_t j = 0; j < 8; j++)
            most = std::max(most, std::abs(K.view(i, j) - F.view(i / 5, j / 2) * G.view(i % 5, j % 2)));
    right(most < 1e-14, "Kronecker products");
    right(rl::khatri_rao(first, first).cols() == 16 && rl::khatri_rao(first, first).rows() == 3, "Khatri-Rao");
    const rl::sketch tall(randblas_count_sketch(4, 9), state);
    right(rl::compose(first, tall).rows() == 3 && rl::compose(first, tall).cols() == 9, "composition");
    throws_info([&] { rl::sketch(randblas_gaussian(-1, 4), state); }, -1, "illegal distribution");
    throws_info([&] { (void)rl::compose(tall, first); }, -1, "factors that do not go together");
    throws<rl::error>([&] { rl::sketch(randblas_gaussian(-1, 4), state); },
                      [](const rl::error &e) { return std::string_view(e.what()) == "sketch: argument 1 is illegal"; },
                      "the sentence");
}

/* [1 . 2 .; . . . .; 3 4 . 5] as CSR, CSC and COO. */
template <class T> void test_sparse()
{
    const std::vector<std::int64_t> ptr = {0, 2, 2, 5}, colind = {0, 2, 0, 1, 3}, rows = {0, 0, 2, 2, 2};
    const std::vector<std::int64_t> cptr = {0, 2, 3, 4, 5}, rowind = {0, 2, 2, 0, 2};
    const std::vector<T> values = {T(1), T(2), T(3), T(4), T(5)}, by_columns = {T(1), T(3), T(4), T(2), T(5)};
    dense<T> A(3, 4), X(4, 2), Y(3, 2), expected(3, 2);
    for (std::size_t k = 0; k < 5; k++) A.view(rows[k], colind[k]) = values[k];
    X.fill();
    product(A.view, X.view, expected.view);
    const auto csr = rl::linop<T>::csr(3, 4, ptr, colind, values);
    const auto csc = rl::linop<T>::csc(3, 4, cptr, rowind, by_columns);
    const auto coo = rl::linop<T>::coo(3, 4, rows, colind, values);
    for (const auto &op : {csr, csc, coo, rl::linop<T>(A.view)}) {
        op.check();
        rl::multiply(op, X.view, Y.view);
        right(distance(Y.view, expected.view) < 100 * eps<T>, "a sparse matrix");
    }
    throws_info([&] { rl::linop<T>::csr(3, 3, ptr, colind, values).check(); }, RANDBLAS_INVALID_SPARSE, "index");
    throws_sizes([&] { (void)rl::linop<T>::csr(4, 4, ptr, colind, values); }, "pointers");
    throws_sizes([&] { (void)rl::linop<T>::csr(3, 4, ptr, std::span(colind).first(4), values); }, "indices");
    throws_sizes([&] { (void)rl::linop<T>::coo(3, 4, rows, ptr, values); }, "coordinates");
    throws_sizes([&] { rl::multiply(csr, X.view, Y.view, rl::transposed); }, "transposed, with sizes as before");
}

/* One triangle, the other not to be read. */
template <class T> void test_triangles()
{
    dense<T> A(n, n), whole(n, n), X(n, 2), Y(n, 2), expected(n, 2);
    A.fill();
    X.fill();
    const T missing = T(std::numeric_limits<real_of<T>>::quiet_NaN());
    for (const bool hermitian : {false, true}) {
        for (std::int64_t j = 0; j < n; j++)
            for (std::int64_t i = 0; i <= j; i++) {
                if (hermitian && i == j) A.view(i, i) = T(std::real(A.view(i, i)));
                whole.view(i, j) = whole.view(j, i) = A.view(i, j);
                if constexpr (!rl::real<T>)
                    if (hermitian) whole.view(j, i) = std::conj(A.view(i, j));
                if (i < j) A.view(j, i) = missing;
            }
        product(whole.view, X.view, expected.view);
        rl::multiply(hermitian ? rl::linop<T>::hermitian(A.view) : rl::linop<T>::symmetric(A.view), X.view, Y.view);
        right(distance(Y.view, expected.view) < 100 * eps<T>, "a triangle");
    }
    throws_sizes([&] { (void)rl::linop<T>::symmetric(X.view); }, "not square");
}

/* A callable, which is given both transposes; what it throws comes through. */
template <class T> void test_matrix_free()
{
    dense<T> A(m, n), X(n, 2), Y(m, 2), expected(m, 2), Z(n, 2), back(n, 2);
    int calls = 0;
    A.fill();
    X.fill();
    const auto op =
        rl::make_matrix_free<T>(m, n, [&](randblas_op trans, rl::matrix_view<const T> in, rl::matrix_view<T> out) {
            if (++calls > 2) throw std::domain_error("enough");
            const bool plain = trans == rl::no_trans;
            right(in.rows() == (plain ? n : m) && out.rows() == (plain ? m : n) && out.cols() == 2, "its views");
            product(plain ? A.view : A.view.transpose(), in, out);
        });
    product(A.view, X.view, expected.view);
    product(A.view.transpose(), expected.view, back.view);
    rl::multiply(op, X.view, Y.view);
    rl::multiply(op, Y.view, Z.view, rl::transposed);
    right(distance(Y.view, expected.view) < 100 * eps<T> && distance(Z.view, back.view) < 1000 * eps<T>, "callable");
    throws<std::domain_error>([&] { rl::multiply(op, X.view, Y.view); },
                              [](const auto &e) { return std::string_view(e.what()) == "enough"; }, "its exception");
    const rl::sketch S(randblas_gaussian(d, m), randblas_seed(1));
    dense<T> B(d, n);
    throws<std::domain_error>([&] { rl::apply(S, op, B.view); }, [](const auto &) { return true; }, "through apply");
    throws_info([&] { rl::multiply(rl::linop<T>(op), X.view, Y.view); }, RANDBLAS_CALLBACK_FAILED, "of a bare linop");
    calls = 0;
    rl::multiply(op, X.view, Y.view); /* and is forgotten */
    right(distance(Y.view, expected.view) < 100 * eps<T>, "once more");
}

template <class T> void test_precision()
{
    for (const auto a : {rl::col_major, rl::row_major})
        for (const auto b : {rl::col_major, rl::row_major}) test_apply<T>(a, b);
    test_vectors<T>();
    test_sparse<T>();
    test_triangles<T>();
    test_matrix_free<T>();
}

inline void test_all()
{
    test_views();
    test_handles();
    test_apply<float>(rl::col_major, rl::row_major); /* types of arrays tell float and double apart */
    test_precision<double>();
    test_precision<std::complex<float>>();
    test_precision<std::complex<double>>();
}

} // namespace sketches

#endif
