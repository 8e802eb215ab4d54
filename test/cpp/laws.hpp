/* Laws, free probability, decompression and activations of the C++ header: closed forms and identities. */
#ifndef RANDLAPACK_TEST_LAWS_HPP
#define RANDLAPACK_TEST_LAWS_HPP

#include "check.hpp"

#include <numbers>

namespace laws
{

using complex = std::complex<double>;

inline void test_queries()
{
    const rl::law law = rl::law::marchenko_pastur(0.25);
    right(law.family() == RMT_MARCHENKO_PASTUR && law.atoms().empty(), "Marchenko-Pastur");
    const auto bands = law.intervals();
    right(bands.size() == 1 && bands[0].first == 0.25 && bands[0].second == 2.25, "support");
    const double expected = std::sqrt((2.25 - 1) * (1 - 0.25)) / (2 * std::numbers::pi * 0.25);
    right(std::abs(law.density(1) - expected) < 1e-14, "density");
    right(std::abs(law.quantile(law.cdf(0.7)) - 0.7) < 1e-12, "quantile of cdf");
    std::vector<double> x = {0.3, 0.7, 1.5}, y(3);
    law.density(x, y);
    right(y[1] == law.density(0.7), "an array");
    law.hilbert(x, x);
    right(x[2] == law.hilbert(1.5), "in place");
    throws_sizes([&] { law.density(x, std::span(y).first(2)); }, "too few values");
    law.density({}, {});
    law.moments(y);
    right(std::abs(y[0] - 1) < 1e-14 && std::abs(y[1] - 1.25) < 1e-14, "moments");
    law.cumulants(y);
    right(std::abs(y[2] - 0.0625) < 1e-14, "free cumulants are powers of the ratio");
    std::vector<double> alpha(3), beta(3);
    law.jacobi(alpha, beta);
    right(std::abs(alpha[0] - 1) < 1e-14 && std::abs(beta[0] - 0.5) < 1e-14, "Jacobi coefficients");
    right(rl::law::marchenko_pastur(4).atoms()[0] == std::pair(0.0, 0.75), "an atom");
}

inline void test_transforms()
{
    const rl::law law = rl::law::semicircle(2);
    const complex z(0.3, 0.4), m = law.stieltjes(z);
    right(std::abs(m * m + z * m + 1.0) < 1e-14, "m^2 + z m + 1 = 0");
    const complex other = law.stieltjes(z, 2);
    right(std::abs(other * other + z * other + 1.0) < 1e-14 && std::abs(m * other - 1.0) < 1e-14, "the second sheet");
    std::vector<complex> w = {complex(0.1, 0.2)}, r(1);
    law.r_transform(w, r);
    right(std::abs(r[0] - w[0]) < 1e-14, "R(w) = w");
    rl::law::marchenko_pastur(0.5).s_transform(w, r);
    right(std::abs(r[0] * (1.0 + 0.5 * w[0]) - 1.0) < 1e-12, "S(w) = 1/(1 + c w)");
    throws_info([&] { (void)rl::law::tracy_widom(2).stieltjes(z, 2); }, -2, "no second sheet");
}

inline void test_samples()
{
    const rl::law law = rl::law::wachter(3, 2);
    std::vector<double> x(500), values(60);
    const randblas_state state = randblas_seed(4), next = law.sample(x, state);
    right(!std::equal(next.counter, next.counter + 4, state.counter), "the state behind");
    right(law.ks(x) < 0.087, "the distance of 500 variates"); // 1.95/sqrt(500): false alarm 1e-3
    law.eigenvalues(values, next);
    right(std::is_sorted(values.begin(), values.end()) && law.ks(values) < 0.1, "eigenvalues");
    dense<double> A(20, 20);
    law.random_matrix(A.view, next);
    right(A.view(3, 7) == A.view(7, 3), "symmetric");
    const auto fit = rl::law_fit(RMT_WACHTER, x);
    right(fit.ok() && std::abs(fit.parameters[0] - 3) < 1 && fit.distribution.family() == RMT_WACHTER, "fit");
    const rl::law empirical = rl::law::empirical(values);
    right(std::abs(empirical.cdf(values[29]) - 0.5) < 1e-12, "empirical");
    throws_info([] { (void)rl::law::semicircle(-1); }, -1, "radius");
    throws_info([] { (void)rl::law::empirical({}); }, -1, "no sample");
    const std::vector<double> nodes = {0, 1, 2}, height = {0, 1, 0};
    right(rl::law::polygon(nodes, height).density(0.5) == 0.5, "polygon");
    right(std::abs(rl::law::sample_covariance(std::vector<double>{1}, 0.5).density(1) -
                   rl::law::marchenko_pastur(0.5).density(1)) < 1e-10,
          "sample covariance of the identity");
}

inline void test_free()
{
    const rl::law a = rl::law::semicircle(2), b = rl::law::semicircle(1);
    right(std::abs(rl::free_add(a, b).density(0.5) - rl::law::semicircle(std::sqrt(5.0)).density(0.5)) < 1e-9, "sum");
    right(std::abs(rl::free_compress(a, 0.25).density(0.5) - b.density(0.5)) < 1e-9, "compression");
    const rl::law mp = rl::law::marchenko_pastur(0.2);
    std::vector<double> moments(2);
    rl::free_multiply(mp, mp).moments(moments);
    right(std::abs(moments[0] - 1) < 1e-6 && std::abs(moments[1] - 1.4) < 1e-6, "product");
    throws_info([&] { (void)rl::free_multiply(a, b); }, -2, "neither is positive");
}

/* A block of order 300 of a Wishart matrix of order 9600: closed forms, and a fit. */
inline void test_decompression()
{
    const rl::law block = rl::law::marchenko_pastur(0.02), whole = rl::decompress(block, 32);
    right(std::abs(whole.density(1) - rl::law::marchenko_pastur(0.64).density(1)) < 1e-13, "closed form");
    right(std::isinf(rl::decompress_limit(block)) && rl::decompress_limit(rl::law::kesten_mckay(6)) == 6, "limits");
    std::vector<double> values(300);
    block.eigenvalues(values, randblas_seed(11));
    const auto fit = rl::decompress_fit(values);
    right(fit.ok() && fit.misfit < 3 && fit.limit > 32, "fit");
    const double p = 0.9, distance = rl::decompress_error(fit, 32);
    double error = 0;
    rl::decompress_quantile_error(fit, 32, {&p, 1}, {&error, 1});
    const double found = rl::decompress(fit.distribution, 32).quantile(p);
    right(distance < 0.05 && std::abs(found - whole.quantile(p)) < 4 * error, "within its errors");
    const auto smooth = rl::decompress_smooth(values, 8);
    right(smooth.ok() && std::abs(smooth.distribution.cdf(1) - rl::decompress(block, 8).cdf(1)) < 0.05, "smooth");
    const auto continued = rl::decompress_continue(values, 4);
    right(continued.ok() && continued.bands == 1, "continued");
    const auto none = rl::decompress_fit(std::vector<double>(20, 1.0));
    right(none.info == RANDBLAS_RANK_DEFICIENT && !none.distribution, "no spread: an outcome, and no law");
    throws_info([&] { (void)rl::decompress_fit(std::span(values).first(3)); }, -1, "too few");
    throws_info([&] { (void)rl::decompress(rl::law::kesten_mckay(6), 7); }, -2, "beyond the limit");
}

/* exp(-|s - t|) on an interval: the determinant of n points is a product of 1 - exp(-2 step). */
inline void test_decompress_kernel()
{
    const std::int64_t n = 96;
    dense<double> K(n, n);
    for (std::int64_t i = 0; i < n; i++)
        for (std::int64_t j = 0; j < n; j++) {
            const double step = static_cast<double>((37 * i) % n - (37 * j) % n) / static_cast<double>(n);
            K.view(i, j) = std::exp(-std::abs(step));
        }
    std::vector<double> values(n), errors(n);
    const auto found = rl::decompress_kernel(K.view, 2, values, errors);
    const double exact = (2 * n - 1) * std::log(-std::expm1(-2.0 / (2 * n)));
    right(found.ok() && std::abs(found.log_det - exact) < 0.05 * std::abs(exact), "log-determinant of twice as many");
    right(std::is_sorted(values.begin(), values.end()), "eigenvalues");
    throws_sizes([&] { (void)rl::decompress_kernel(K.view, 2, std::span(values).first(3)); }, "too few values");
}

inline void test_activations()
{
    const rl::activation relu(RMT_PHI_RELU);
    right(relu(-2) == 0 && relu(3) == 3 && relu.derivative()(2) == 1, "ReLU");
    const rl::activation phi = relu.standardise();
    std::vector<double> a(3);
    right(std::abs(phi.hermite(1, a) - 1) < 1e-12 && std::abs(a[0]) < 1e-12, "standardised");
    const std::vector<double> coefficients = {1, 0, 2};
    right(rl::activation::polynomial(coefficients).affine(2, 1)(3) == 39, "2 (1 + 2 t^2) + 1");
    throws_info([] { (void)rl::activation(RMT_PHI_USER); }, -1, "kind");

    const std::int64_t p = 5, n = 12;
    dense<double> X(p, n), K(n, n);
    std::vector<double> y(n);
    X.fill();
    for (std::int64_t j = 0; j < n; j++) y[static_cast<std::size_t>(j)] = X.view(0, j);
    relu.kernel(X.view, K.view);
    double square = 0;
    for (std::int64_t i = 0; i < p; i++) square += X.view(i, 3) * X.view(i, 3);
    right(std::abs(K.view(3, 3) - square / 2) < 1e-12, "E max(t, 0)^2 is half the square");
    const rl::features model(K.view, y);
    right(model.errors(100, 0.1).train > model.errors(100, 0.01).train, "a larger ridge fits less");
    throws_sizes([&] { (void)rl::features(K.view, std::span(y).first(3)); }, "targets");
}

inline void test_all()
{
    test_queries();
    test_transforms();
    test_samples();
    test_free();
    test_decompression();
    test_decompress_kernel();
    test_activations();
}

} // namespace laws

#endif
