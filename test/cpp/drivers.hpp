/* Drivers of the C++ header in two precisions: defining properties of the results, outcomes, and failures. */
#ifndef RANDLAPACK_TEST_DRIVERS_HPP
#define RANDLAPACK_TEST_DRIVERS_HPP

#include "check.hpp"

#include <string>

namespace drivers
{

constexpr std::int64_t m = 300, n = 7;

/* Columns of sizes 1 to n, nearly orthogonal. */
template <class T> void tall(const rl::matrix_view<T> &A)
{
    for (std::int64_t i = 0; i < A.rows(); i++)
        for (std::int64_t j = 0; j < A.cols(); j++)
            A(i, j) = static_cast<T>(std::cos(static_cast<double>(i * (j + 1) + j * j)) * static_cast<double>(j + 1));
}

/* ||A^T (b - A x)|| / (||A|| ||b||) */
template <class T> double gradient(const rl::matrix_view<T> &A, const std::vector<T> &b, const std::vector<T> &x)
{
    dense<T> r(m, 1), g(n, 1), zero(n, 1), none(m, 1);
    product(A, rl::matrix_view(x.data(), n, 1), r.view);
    for (std::int64_t i = 0; i < m; i++) r.view(i, 0) = b[static_cast<std::size_t>(i)] - r.view(i, 0);
    product(A.transpose(), r.view, g.view);
    dense<T> zeros(m, n);
    return distance(g.view, zero.view) / distance(A, zeros.view) / distance(rl::matrix_view(b.data(), m, 1), none.view);
}

template <class T> void test_lsq()
{
    dense<T> A(m, n), X(n, 2), B(m, 2);
    std::vector<T> b(m), x(n), weights(m, T(1));
    tall(A.view);
    for (std::int64_t i = 0; i < m; i++)
        b[static_cast<std::size_t>(i)] = static_cast<T>(std::sin(static_cast<double>(i) * 0.37));
    const auto fit = rl::lsq(A.view, b, x);
    right(fit.ok() && fit.rank == n && std::string_view(fit.message()) == "success", "lsq");
    right(gradient(A.view, b, x) < 100 * eps<T>, "the gradient is zero");
    fit.require();

    std::copy(b.begin(), b.end(), &B.view(0, 0));
    std::copy(b.begin(), b.end(), &B.view(0, 1));
    randlapack_lsq_options options = {};
    options.preconditioner = RANDLAPACK_PRECOND_SKETCH;
    right(rl::lsq(A.view, B.view, X.view, options, weights).preconditioner == RANDLAPACK_PRECOND_SKETCH, "options");
    std::vector<T> column(&X.view(0, 1), &X.view(0, 1) + n);
    right(gradient(A.view, b, column) < 100 * eps<T>, "two right-hand sides");
    right(rl::lsq_fossils(A.view, B.view, X.view).ok(), "fossils");
    column.assign(&X.view(0, 0), &X.view(0, 0) + n);
    right(gradient(A.view, b, column) < 100 * eps<T>, "fossils");

    std::vector<randlapack_lsq_errors> errors(2);
    rl::lsq_error(A.view, B.view, X.view, errors);
    right(errors[0].backward_error < 100 * eps<T>, "error estimates");
    const rl::sketch S(randblas_sparse_sign(150, m, 8), randblas_seed(1));
    const auto rough = rl::lsq_sketch_solve(A.view, S, B.view, X.view);
    right(rough.ok() && rough.sketch_rows == 150, "sketch and solve");
    rl::lsq_error(A.view, B.view, X.view, errors);
    right(errors[0].excess < 1, "near the minimum");
}

/* A dependent column is an outcome; NaN likewise; what cannot be done is an exception. */
template <class T> void test_outcomes()
{
    dense<T> A(m, n);
    std::vector<T> b(m, T(1)), x(n, T(7));
    tall(A.view);
    for (std::int64_t i = 0; i < m; i++) A.view(i, 3) = A.view(i, 2);
    const auto fit = rl::lsq(A.view, b, x);
    right(!fit.ok() && fit.info == RANDBLAS_RANK_DEFICIENT && fit.rank == n - 1, "rank deficient");
    right(std::abs(x[2] - x[3]) < 1000 * eps<T>, "of least norm");
    throws<rl::error>([&] { fit.require(); },
                      [](const rl::error &e) {
                          return e.info() == RANDBLAS_RANK_DEFICIENT &&
                                 std::string(e.what()) == "lsq: the matrix is rank deficient to working precision";
                      },
                      "as an exception");
    A.view(4, 4) = std::numeric_limits<T>::quiet_NaN();
    right(rl::lsq(A.view, b, x).info == RANDBLAS_NOT_FINITE && std::isnan(x[0]), "NaN");

    std::vector<T> fewer(m - 1);
    throws_sizes([&] { (void)rl::lsq(A.view, fewer, x); }, "b too short");
    throws_sizes([&] { (void)rl::lsq(A.view, b, fewer); }, "x too long");
    throws_sizes([&] { (void)rl::lsq(A.view, b, x, {}, fewer); }, "too few weights");
    dense<T> rows(m, 1, rl::row_major), X(n, 1);
    throws_sizes([&] { (void)rl::lsq(A.view, rows.view, X.view); }, "row major");
    randlapack_lsq_options options = {};
    options.tolerance = -1;
    throws_info([&] { (void)rl::lsq(A.view, b, x, options); }, -8, "illegal option");
}

/* Nothing to do, and weights that are an empty array of some address. */
template <class T> void test_sizes()
{
    dense<T> A(m, 0), B(0, n), X(n, 2);
    std::vector<T> b(m, T(1)), x, weights(1);
    right(rl::lsq(A.view, b, x).ok(), "no columns");
    right(rl::lsq(A.view, b, x, {}, std::span(weights).first(0)).ok(), "no weights");
    right(rl::lsq(B.view, rl::matrix_view<T>(nullptr, 0, 2), X.view).ok() && X.view(3, 1) == 0, "no rows");
    right(rl::trace(B.view.block(0, 0, 0, 0)).trace == 0, "no trace");
    right(rl::logdet(RMT_GENERAL, rl::matrix_view<T>()).logabsdet == 0, "the empty determinant");
    right(rl::rsvd(A.view, rl::matrix_view<T>(nullptr, m, 0), x, rl::matrix_view<T>(nullptr, 0, 0)).rank == 0,
          "no SVD");
    rl::stream<T> stream(n, 0);
    stream.push(B.view);
    right(stream.rows() == 0 && stream.finish(x, rl::matrix_view<T>(nullptr, n, 0)).rank == 0, "no stream");
}

/* Memory that cannot be had, and progress that says stop. */
template <class T> void test_control()
{
    dense<T> A(m, n);
    std::vector<T> b(m, T(1)), x(n);
    tall(A.view);
    randlapack_lsq_options options = {};
    options.preconditioner = RANDLAPACK_PRECOND_SKETCH;
    options.control.allocate = [](void *, std::size_t) -> void * { return nullptr; };
    options.control.release = [](void *, void *) {};
    throws_info([&] { (void)rl::lsq(A.view, b, x, options); }, RANDBLAS_OUT_OF_MEMORY, "no memory");

    std::vector<std::string> phases;
    auto go_on = [&](std::string_view phase, double fraction) {
        right(fraction <= 1, "fraction");
        phases.emplace_back(phase);
        return phase != "iterate";
    };
    options.control = rl::progress(go_on);
    throws_info([&] { (void)rl::lsq(A.view, b, x, options); }, RANDBLAS_CANCELLED, "stopped");
    right(phases.front() == "sketch" && phases.back() == "iterate", "phases");
    auto failing = [](std::string_view, double) -> bool { throw std::runtime_error("no"); };
    options.control = rl::progress(failing);
    throws_info([&] { (void)rl::lsq(A.view, b, x, options); }, RANDBLAS_CANCELLED, "an exception cancels");
}

/* A of rank 3: found whole by each driver. */
template <class T> void test_low_rank()
{
    const std::int64_t k = 3;
    dense<T> L(m, k), R(k, n), A(m, n), U(m, k), V(n, k);
    std::vector<T> s(k), t(k);
    L.fill();
    R.fill();
    product(L.view, R.view, A.view);
    right(rl::rsvd(A.view, U.view, s, V.view).rank == k, "rsvd");
    right(svd_error(A.view, U.view, s, V.view) < 100 * eps<T> * s[0], "A = U s V^T");
    rl::svd(rl::linop<T>(A.view), U.view, t, V.view).require();
    right(std::abs(s[2] - t[2]) < 100 * eps<T> * s[0], "svd");
    throws_sizes([&] { (void)rl::rsvd(A.view, V.view, s, U.view); }, "U and V exchanged");
    throws_sizes([&] { (void)rl::rsvd(A.view, U.view.block(0, 0, m, 2), s, V.view); }, "U without a column");

    rl::stream<T> first(n, k);
    first.push(A.view.block(0, 0, 100, n));
    randlapack_stream_options options = {};
    options.first_row = 100;
    rl::stream<T> second(n, k, options);
    second.push(A.view.block(100, 0, m - 100, n));
    first.merge(second);
    right(first.rows() == m && first.finish(U.view, t, V.view).rank == k, "stream");
    right(svd_error(A.view, U.view, t, V.view) < 1000 * eps<T> * s[0], "of rows that came in two streams");
    throws_info([&] { first.push(A.view); }, -1, "finished");
    throws_sizes([&] { second.push(R.view.transpose()); }, "rows of another length");

    dense<T> G(n, n), W(n, k);
    product(A.view.transpose(), A.view, G.view);
    rl::eig(rl::linop<T>::symmetric(G.view), W.view, t).require();
    right(std::abs(t[1] - s[1] * s[1]) < 1000 * eps<T> * t[0], "eigenvalues are squares");
}

template <class T> void test_qr()
{
    dense<T> A(m, n), Q(m, n), R(n, n), again(m, n), permuted(m, n), G(n, n), identity(n, n);
    std::vector<std::int64_t> jpvt(n);
    std::vector<T> tau(n);
    tall(A.view);
    const auto report = rl::cqrrpt(A.view, Q.view, R.view, jpvt);
    right(report.ok() && report.rank == n, "cqrrpt");
    for (std::int64_t j = 0; j < n; j++) {
        identity.view(j, j) = 1;
        for (std::int64_t i = 0; i < m; i++) permuted.view(i, j) = A.view(i, jpvt[static_cast<std::size_t>(j)]);
    }
    product(Q.view, R.view, again.view);
    right(distance(again.view, permuted.view) < 1000 * eps<T> * 100, "A P = Q R");
    product(Q.view.transpose(), Q.view, G.view);
    right(distance(G.view, identity.view) < 100 * eps<T>, "Q^T Q = I");
    const T first = std::abs(R.view(0, 0));
    right(rl::rcholqr(A.view, Q.view, R.view).rank == n, "rcholqr");
    product(Q.view, R.view, again.view);
    right(distance(again.view, A.view) < 1000 * eps<T> * 100, "A = Q R");
    right(rl::bqrrp(A.view, jpvt, tau).rank == n, "bqrrp");
    right(std::abs(std::abs(A.view(0, 0)) - first) < 1000 * eps<T> * first, "the same leading pivot");
    throws_sizes([&] { (void)rl::cqrrpt(Q.view, Q.view, R.view, std::span(jpvt).first(2)); }, "too few pivots");
    throws_sizes([&] { (void)rl::bqrrp(Q.view.transpose(), jpvt, tau); }, "row major");
}

/* The second difference matrix, whose eigenvalues are 2 - 2 cos(pi k/(n + 1)) and whose determinant is n + 1. */
template <class T> struct laplacian {
    static constexpr std::int64_t order = 40;
    dense<T> A{order, order};
    laplacian()
    {
        for (std::int64_t i = 0; i < order; i++) {
            A.view(i, i) = 2;
            if (i > 0) A.view(i, i - 1) = A.view(i - 1, i) = -1;
        }
    }
};

template <class T> void test_traces()
{
    const laplacian<T> L;
    const std::int64_t order = L.order;
    randlapack_trace_options options = {};
    options.method = RANDLAPACK_TRACE_HUTCHINSON;
    const auto estimate = rl::trace(L.A.view, options);
    right(estimate.ok() && std::abs(estimate.trace - 80) < 4 * estimate.standard_error + 1e-3, "trace");
    right(std::abs(rl::trace(L.A.view).trace - 80) < 1000 * eps<T>, "exactly, with the products for it");
    std::vector<T> entries(order), errors(order);
    rl::diagonal(L.A.view, entries, errors).require();
    right(std::abs(entries[17] - 2) < 100 * eps<T>, "diagonal");
    const auto norm = rl::spectral_norm(L.A.view);
    right(norm.norm <= 4 && norm.upper >= 2 + 2 * std::cos(3.14159265358979 / 41) - 1e-6, "norm");
    throws_sizes([&] { (void)rl::diagonal(L.A.view, std::span(entries).first(3)); }, "too few entries");

    const auto exact = rl::spectral_sum(L.A.view, rl::function(RANDLAPACK_FUNCTION_LOG));
    right(std::abs(exact.value - std::log(41.0)) < 1000 * eps<T>, "log-determinant by a factorisation");
    auto cube = [](double x) { return x * x * x; };
    const std::vector<randlapack_spectral_function> f = {rl::function(RANDLAPACK_FUNCTION_POWER, 3),
                                                         rl::function(cube)};
    std::vector<randlapack_spectral_value> values(2);
    rl::slq(L.A.view, f, values).require();
    right(std::abs(values[0].value - values[1].value) < 1e-5 * values[0].value, "a function of the caller's");
    right(std::abs(values[0].value - 20 * order + 12) < 6 * values[0].standard_error, "sum of cubes: 20 n - 12");
    auto failing = [](double) -> double { throw std::runtime_error("no"); };
    throws_info([&] { (void)rl::spectral_sum(L.A.view, rl::function(failing)); }, RANDBLAS_CALLBACK_FAILED,
                "failing f");
}

template <class T> void test_quadrature()
{
    const laplacian<T> L;
    const rl::quadrature rules(rl::linop<T>(L.A.view));
    right(rules.report().ok() && rules.report().samples == 32, "quadrature");
    const std::vector<double> shifts = {0, 1};
    std::vector<randlapack_spectral_value> values(2);
    rules.sum(rl::function(RANDLAPACK_FUNCTION_POWER, 1), shifts, values);
    right(std::abs(values[1].value - values[0].value - 40) < 1e-3, "tr (A + I) = tr A + n");
    rules.density(0.1, shifts, values);
    right(values[1].value > 0, "density");
    throws_sizes([&] { rules.density(0.1, shifts, std::span(values).first(1)); }, "too few values");
    L.A.view(3, 3) = std::numeric_limits<T>::infinity();
    throws_info([&] { rl::quadrature(rl::linop<T>(L.A.view)); }, RANDBLAS_NOT_FINITE, "no rules");
}

template <class T> void test_logdet()
{
    const laplacian<T> L;
    const rl::matrix_view<const T> A = L.A.view;
    const double expected = std::log(41.0), bound = 1000 * eps<T>;
    for (const auto kind : {RMT_GENERAL, RMT_SYMMETRIC, RMT_DEFINITE}) {
        const auto det = rl::logdet(kind, A);
        right(det.ok() && det.sign == 1 && std::abs(det.logabsdet - expected) < bound, "logdet");
    }
    right(std::abs(rl::logdet_gram(A).logabsdet - 2 * expected) < bound, "of the Gram matrix");
    right(std::abs(rl::logpdet(RMT_SYMMETRIC, A).logabsdet - expected) < bound, "pseudo-determinant");
    rmt_logdet_options options = {};
    options.overwrite = 1;
    throws_sizes([&] { (void)rl::logdet(RMT_GENERAL, A, rl::upper, options); }, "constants are not overwritten");
    throws_sizes([&] { (void)rl::logdet(RMT_GENERAL, A.block(0, 0, 3, 4)); }, "not square");
    L.A.view(0, 0) = -2;
    right(rl::logdet(RMT_DEFINITE, A).info == RANDBLAS_NOT_POSITIVE_DEFINITE, "not definite: an outcome");
    right(rl::logdet(RMT_GENERAL, L.A.view, rl::upper, options).sign == -1, "overwritten");
}

inline void test_all()
{
    test_lsq<double>();
    test_outcomes<double>();
    test_sizes<double>();
    test_control<double>();
    test_low_rank<double>();
    test_qr<double>();
    test_traces<double>();
    test_quadrature<double>();
    test_logdet<double>();
    test_lsq<float>(); /* which differs by the routine alone, and arrays of the wrong type would not compile */
    test_low_rank<float>();
    test_logdet<float>();
}

} // namespace drivers

#endif
