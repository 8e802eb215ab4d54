/**
 * @file randlapack_laws.hpp
 * @brief Laws of spectra, free probability, free decompression, activations; included by randlapack.hpp.
 *
 * Queries write to spans of the caller's, input and output may be the same; those of one number return it.
 */
#ifndef RANDLAPACK_LAWS_HPP
#define RANDLAPACK_LAWS_HPP

#include "randlapack_core.hpp"

#include <rmt.h>

#include <vector>

namespace randlapack
{

/* ---------------------------------------------------------------- laws -------------------------------------------- */

/** A law of spectra, immutable; see rmt_law.h. */
class law : public handle<rmt_law, rmt_law_destroy>
{
  public:
    using handle::handle; /**< none, or what the C interface made */

    /** Wigner's semicircle. */
    [[nodiscard]] static law semicircle(double radius) { return make("semicircle", rmt_law_semicircle, radius); }
    /** Marchenko-Pastur of ratio p/n. */
    [[nodiscard]] static law marchenko_pastur(double ratio, double sigma2 = 1)
    {
        return make("marchenko_pastur", rmt_law_marchenko_pastur, ratio, sigma2);
    }
    /** Kesten-McKay of degree d. */
    [[nodiscard]] static law kesten_mckay(double d) { return make("kesten_mckay", rmt_law_kesten_mckay, d); }
    /** Wachter's. */
    [[nodiscard]] static law wachter(double a, double b) { return make("wachter", rmt_law_wachter, a, b); }
    /** Free Meixner of mean 0. */
    [[nodiscard]] static law meixner(double a, double b, double c) { return make("meixner", rmt_law_meixner, a, b, c); }
    /** Free Meixner with the given mean and deviation. */
    [[nodiscard]] static law free_meixner(double mean, double deviation, double skew, double excess)
    {
        return make("free_meixner", rmt_law_free_meixner, mean, deviation, skew, excess);
    }
    /** Of a sample, which is copied. */
    [[nodiscard]] static law empirical(std::span<const double> x, double bandwidth = 0)
    {
        return make("empirical", rmt_law_empirical, detail::length(x), x.data(), bandwidth);
    }
    /** High-temperature Marchenko-Pastur. */
    [[nodiscard]] static law htmp(double gamma, double kappa) { return make("htmp", rmt_law_htmp, gamma, kappa); }
    /** Of 1/x, x of htmp(). */
    [[nodiscard]] static law htmp_inverse(double gamma, double kappa)
    {
        return make("htmp_inverse", rmt_law_htmp_inverse, gamma, kappa);
    }
    /** Tracy-Widom for beta 1, 2 or 4. */
    [[nodiscard]] static law tracy_widom(int beta) { return make("tracy_widom", rmt_law_tracy_widom, beta); }
    /** Of sample covariance, from the population's eigenvalues and p/n; without weights each counts alike. */
    [[nodiscard]] static law sample_covariance(std::span<const double> values, double ratio,
                                               std::span<const double> weights = {})
    {
        detail::expect(weights.empty() || weights.size() == values.size(), "sample_covariance",
                       "a weight for each value");
        return make("sample_covariance", rmt_law_sample_covariance, detail::length(values), values.data(),
                    weights.empty() ? nullptr : weights.data(), ratio);
    }
    /** Of a density that is linear between nodes. */
    [[nodiscard]] static law polygon(std::span<const double> x, std::span<const double> height)
    {
        detail::expect(x.size() == height.size(), "polygon", "a height for each node");
        return make("polygon", rmt_law_polygon, detail::length(x), x.data(), height.data());
    }
    /** What a routine of the C interface makes whose last argument is an rmt_law **. */
    template <class... P, class... Q> [[nodiscard]] static law make(const char *routine, int (*f)(P...), Q... arguments)
    {
        rmt_law *object = nullptr;
        const int info = f(arguments..., &object);
        law made(object);
        check(info, routine);
        return made;
    }

    /** Which law; 0 for none. */
    [[nodiscard]] rmt_law_family family() const noexcept
    {
        return static_cast<rmt_law_family>(rmt_law_family_of(get()));
    }
    /** The intervals of the continuous part. */
    [[nodiscard]] std::vector<std::pair<double, double>> intervals() const
    {
        std::int64_t count = 0;
        check(rmt_law_intervals(get(), 0, nullptr, &count), "intervals");
        std::vector<double> edges(static_cast<std::size_t>(2 * count));
        check(rmt_law_intervals(get(), count, edges.data(), &count), "intervals");
        std::vector<std::pair<double, double>> found;
        for (std::size_t i = 0; i < edges.size(); i += 2) found.emplace_back(edges[i], edges[i + 1]);
        return found;
    }
    /** Places and masses of the atoms. */
    [[nodiscard]] std::vector<std::pair<double, double>> atoms() const
    {
        std::int64_t count = 0;
        check(rmt_law_atoms(get(), 0, nullptr, nullptr, &count), "atoms");
        std::vector<double> places(static_cast<std::size_t>(count)), weights(places.size());
        check(rmt_law_atoms(get(), count, places.data(), weights.data(), &count), "atoms");
        std::vector<std::pair<double, double>> found;
        for (std::size_t i = 0; i < places.size(); i++) found.emplace_back(places[i], weights[i]);
        return found;
    }

    /** Density at each x. */
    void density(std::span<const double> x, std::span<double> y) const { query("density", rmt_law_density, x, y); }
    /** Density at x. */
    [[nodiscard]] double density(double x) const { return query("density", rmt_law_density, x); }
    /** Distribution function at each x. */
    void cdf(std::span<const double> x, std::span<double> y) const { query("cdf", rmt_law_cdf, x, y); }
    /** Distribution function at x. */
    [[nodiscard]] double cdf(double x) const { return query("cdf", rmt_law_cdf, x); }
    /** Quantile of each probability. */
    void quantile(std::span<const double> p, std::span<double> x) const { query("quantile", rmt_law_quantile, p, x); }
    /** Quantile of a probability. */
    [[nodiscard]] double quantile(double p) const { return query("quantile", rmt_law_quantile, p); }
    /** Hilbert transform at each x. */
    void hilbert(std::span<const double> x, std::span<double> y) const { query("hilbert", rmt_law_hilbert, x, y); }
    /** Hilbert transform at x. */
    [[nodiscard]] double hilbert(double x) const { return query("hilbert", rmt_law_hilbert, x); }

    /** Stieltjes transform m(z) at each z, on the first or second sheet. */
    void stieltjes(std::span<const std::complex<double>> z, std::span<std::complex<double>> m, int sheet = 1) const
    {
        detail::expect(m.size() >= z.size(), "stieltjes", "a value for each point");
        check(rmt_law_stieltjes(get(), sheet, detail::length(z), z.data(), m.data()), "stieltjes");
    }
    /** Stieltjes transform m(z). */
    [[nodiscard]] std::complex<double> stieltjes(std::complex<double> z, int sheet = 1) const
    {
        stieltjes(std::span<const std::complex<double>>(&z, 1), {&z, 1}, sheet);
        return z;
    }
    /** R-transform at each w. */
    void r_transform(std::span<const std::complex<double>> w, std::span<std::complex<double>> r) const
    {
        detail::expect(r.size() >= w.size(), "r_transform", "a value for each point");
        check(rmt_law_r_transform(get(), detail::length(w), w.data(), r.data()), "r_transform");
    }
    /** S-transform at each w. */
    void s_transform(std::span<const std::complex<double>> w, std::span<std::complex<double>> s) const
    {
        detail::expect(s.size() >= w.size(), "s_transform", "a value for each point");
        check(rmt_law_s_transform(get(), detail::length(w), w.data(), s.data()), "s_transform");
    }

    /** Moments E x, E x^2, ... */
    void moments(std::span<double> values) const
    {
        check(rmt_law_moments(get(), detail::length(values), values.data()), "moments");
    }
    /** Free cumulants. */
    void cumulants(std::span<double> values) const
    {
        check(rmt_law_cumulants(get(), detail::length(values), values.data()), "cumulants");
    }
    /** Jacobi coefficients. */
    void jacobi(std::span<double> alpha, std::span<double> beta) const
    {
        detail::expect(alpha.size() == beta.size(), "jacobi", "as many alpha as beta");
        check(rmt_law_jacobi(get(), detail::length(alpha), alpha.data(), beta.data()), "jacobi");
    }

    /** Independent variates; returns the state behind. */
    randblas_state sample(std::span<double> x, const randblas_state &state) const
    {
        randblas_state next;
        check(rmt_law_sample(get(), detail::length(x), &state, x.data(), &next), "sample");
        return next;
    }
    /** Eigenvalues of a random matrix of order values.size(), ascending; returns the state behind. */
    randblas_state eigenvalues(std::span<double> values, const randblas_state &state) const
    {
        randblas_state next;
        check(rmt_law_eigenvalues(get(), detail::length(values), &state, values.data(), &next), "eigenvalues");
        return next;
    }
    /** A random symmetric matrix; returns the state behind. */
    randblas_state random_matrix(const matrix_view<double> &A, const randblas_state &state) const
    {
        randblas_state next;
        detail::expect(A.rows() == A.cols(), "random_matrix", "the matrix has to be square");
        check(rmt_law_matrix(get(), A.rows(), &state, A.data(), A.ld(), &next), "random_matrix");
        return next;
    }
    /** Kolmogorov-Smirnov distance of a sample. */
    [[nodiscard]] double ks(std::span<const double> x) const
    {
        double distance = 0;
        check(rmt_law_ks(get(), detail::length(x), x.data(), &distance), "ks");
        return distance;
    }

  private:
    using routine = int (*)(const rmt_law *, std::int64_t, const double *, double *);
    void query(const char *name, routine f, std::span<const double> x, std::span<double> y) const
    {
        detail::expect(y.size() >= x.size(), name, "a value for each point");
        check(f(get(), detail::length(x), x.data(), y.data()), name);
    }
    double query(const char *name, routine f, double x) const
    {
        check(f(get(), 1, &x, &x), name);
        return x;
    }
};

/** A law that was fitted or predicted, and the report; there may be no law when the code is positive. */
template <class Report> struct [[nodiscard]] fitted : result<Report> {
    law distribution; /**< what was found */
};

/** @cond */
namespace detail
{
template <class Report> fitted<Report> fit(rmt_law *object, const Report &report, int info, const char *routine)
{
    fitted<Report> found;
    found.distribution = law(object);
    static_cast<result<Report> &>(found) = judged(report, info, routine);
    return found;
}
} // namespace detail
/** @endcond */

/** Maximum-likelihood fit of a family to a sample: rmt_law_fit(). */
inline fitted<rmt_law_fit_report> law_fit(rmt_law_family family, std::span<const double> x)
{
    rmt_law *object = nullptr;
    rmt_law_fit_report report = {};
    const int info = rmt_law_fit(family, detail::length(x), x.data(), &object, &report);
    return detail::fit(object, report, info, "law_fit");
}

/* ---------------------------------------------------------------- free probability -------------------------------- */

/** Free additive convolution: rmt_free_add(). */
[[nodiscard]] inline law free_add(const law &first, const law &second)
{
    return law::make("free_add", rmt_free_add, first.get(), second.get());
}
/** Free multiplicative convolution: rmt_free_multiply(). */
[[nodiscard]] inline law free_multiply(const law &first, const law &second)
{
    return law::make("free_multiply", rmt_free_multiply, first.get(), second.get());
}
/** The law of a principal block of order tau n: rmt_free_compress(). */
[[nodiscard]] inline law free_compress(const law &from, double tau)
{
    return law::make("free_compress", rmt_free_compress, from.get(), tau);
}

/* ---------------------------------------------------------------- free decompression ------------------------------ */

/** The law of the whole from that of a block, ratio the order of the whole by the block's: rmt_decompress(). */
[[nodiscard]] inline law decompress(const law &block, double ratio)
{
    return law::make("decompress", rmt_decompress, block.get(), ratio);
}
/** The ratio at and beyond which a law is no block's: rmt_decompress_limit(). */
[[nodiscard]] inline double decompress_limit(const law &block)
{
    double limit = 0;
    check(rmt_decompress_limit(block.get(), &limit), "decompress_limit");
    return limit;
}
/** The law of a block from its eigenvalues: rmt_decompress_fit(). */
inline fitted<rmt_decompress_report> decompress_fit(std::span<const double> eigenvalues,
                                                    const rmt_decompress_options &options = {})
{
    rmt_law *object = nullptr;
    rmt_decompress_report report = {};
    const int info = rmt_decompress_fit(detail::length(eigenvalues), eigenvalues.data(), &options, &object, &report);
    return detail::fit(object, report, info, "decompress_fit");
}
/** How far the sample leaves the decompressed law from the truth: rmt_decompress_error(). */
[[nodiscard]] inline double decompress_error(const rmt_decompress_report &fit, double ratio)
{
    double distance = 0;
    check(rmt_decompress_error(&fit, ratio, &distance), "decompress_error");
    return distance;
}
/** Standard errors of quantiles of the decompressed law: rmt_decompress_quantile_error(). */
inline void decompress_quantile_error(const rmt_decompress_report &fit, double ratio, std::span<const double> p,
                                      std::span<double> error)
{
    detail::expect(error.size() >= p.size(), "decompress_quantile_error", "an error for each probability");
    check(rmt_decompress_quantile_error(&fit, ratio, detail::length(p), p.data(), error.data()),
          "decompress_quantile_error");
}
/** The law of the whole from any block's eigenvalues, smooth: rmt_decompress_smooth(). */
inline fitted<rmt_decompress_smooth_report> decompress_smooth(std::span<const double> eigenvalues, double ratio,
                                                              const rmt_decompress_smooth_options &options = {})
{
    rmt_law *object = nullptr;
    rmt_decompress_smooth_report report = {};
    const int info =
        rmt_decompress_smooth(detail::length(eigenvalues), eigenvalues.data(), ratio, &options, &object, &report);
    return detail::fit(object, report, info, "decompress_smooth");
}
/** The law of the whole from any block's eigenvalues, by continuation: rmt_decompress_continue(). */
inline fitted<rmt_continuation_report> decompress_continue(std::span<const double> eigenvalues, double ratio,
                                                           const rmt_continuation_options &options = {})
{
    rmt_law *object = nullptr;
    rmt_continuation_report report = {};
    const int info =
        rmt_decompress_continue(detail::length(eigenvalues), eigenvalues.data(), ratio, &options, &object, &report);
    return detail::fit(object, report, info, "decompress_continue");
}
/** The spectrum of a kernel matrix of more points, from that of a sample of them: rmt_decompress_kernel(). */
inline fitted<rmt_decompress_kernel_report> decompress_kernel(const matrix_view<const double> &A, double ratio,
                                                              std::span<double> values = {},
                                                              std::span<double> errors = {},
                                                              const rmt_decompress_kernel_options &options = {})
{
    rmt_law *object = nullptr;
    rmt_decompress_kernel_report report = {};
    const std::int64_t n = A.rows();
    detail::expect_room(A, n, n, "decompress_kernel", "the matrix has to be square");
    detail::expect((values.empty() || detail::length(values) >= n) && (errors.empty() || detail::length(errors) >= n),
                   "decompress_kernel", "a value, and an error, for each row");
    const int info =
        rmt_decompress_kernel(n, A.data(), A.ld(), ratio, &options, values.empty() ? nullptr : values.data(),
                              errors.empty() ? nullptr : errors.data(), &object, &report);
    return detail::fit(object, report, info, "decompress_kernel");
}

/* ---------------------------------------------------------------- activations ------------------------------------- */

/** An activation of a network, immutable; see rmt_equivalent.h. */
class activation : public handle<rmt_activation, rmt_activation_destroy>
{
  public:
    using handle::handle; /**< none, or what the C interface made */

    /** One of the known kinds. */
    explicit activation(rmt_activation_kind kind) : activation(make(rmt_activation_create, kind)) {}
    /** coefficients[0] + coefficients[1] t + ... */
    [[nodiscard]] static activation polynomial(std::span<const double> coefficients)
    {
        return make(rmt_activation_polynomial, detail::length(coefficients) - 1, coefficients.data());
    }
    /** scale phi(t) + shift. */
    [[nodiscard]] activation affine(double scale, double shift) const
    {
        return make(rmt_activation_affine, get(), scale, shift);
    }
    /** Of mean 0 and variance 1 under the normal distribution. */
    [[nodiscard]] activation standardise() const { return make(rmt_activation_standardise, get()); }
    /** The derivative. */
    [[nodiscard]] activation derivative() const { return make(rmt_activation_derivative, get()); }

    /** phi at each t. */
    void values(std::span<const double> t, std::span<double> y) const
    {
        detail::expect(y.size() >= t.size(), "activation", "a value for each point");
        check(rmt_activation_values(get(), detail::length(t), t.data(), y.data()), "activation");
    }
    /** phi(t). */
    [[nodiscard]] double operator()(double t) const
    {
        values({&t, 1}, {&t, 1});
        return t;
    }
    /** Hermite coefficients of phi(sigma xi); returns E phi(sigma xi)^2. */
    double hermite(double sigma, std::span<double> a) const
    {
        double nu = 0;
        check(rmt_activation_hermite(get(), sigma, detail::length(a), a.data(), &nu), "activation");
        return nu;
    }
    /** The kernel E phi(w^T x_i) phi(w^T x_j) of the columns of X: rmt_feature_kernel(). */
    void kernel(const matrix_view<const double> &X, const matrix_view<double> &K) const
    {
        detail::expect_room(K, X.cols(), X.cols(), "activation", "K has a row and a column for each column of X");
        check(rmt_feature_kernel(get(), X.layout(), X.rows(), X.cols(), X.data(), X.ld(), K.data(), K.ld(), nullptr),
              "activation");
    }

  private:
    template <class... P, class... Q> static activation make(int (*f)(P...), Q... arguments)
    {
        rmt_activation *object = nullptr;
        check(f(arguments..., &object), "activation");
        return activation(object);
    }
};

/** Ridge regression on random features, prepared for its deterministic equivalent: rmt_features_create(). */
class features : public handle<rmt_features, rmt_features_destroy>
{
  public:
    using handle::handle; /**< none, or what the C interface made */

    /** From the kernel of the training points and their targets. */
    features(const matrix_view<const double> &K, std::span<const double> y) : features(K, y, {}, {}, {}) {}
    /** With test points: their kernel with the training points, its diagonal among themselves, their targets. */
    features(const matrix_view<const double> &K, std::span<const double> y, const matrix_view<const double> &cross,
             std::span<const double> diagonal, std::span<const double> y_test)
    {
        const std::int64_t n = K.rows(), m = detail::length(y_test);
        rmt_features *object = nullptr;
        detail::expect_room(K, n, n, "features", "K has to be square");
        detail::expect(detail::length(y) == n, "features", "a target for each training point");
        detail::expect(m == 0 || (cross.rows() == n && cross.cols() == m && detail::length(diagonal) == m), "features",
                       "a column of cross, a number on the diagonal and a target for each test point");
        detail::expect_columns(cross, "features");
        check(rmt_features_create(n, K.data(), K.ld(), y.data(), m, cross.data(), detail::larger(n, cross.ld()),
                                  diagonal.data(), y_test.data(), nullptr, &object),
              "features");
        handle::operator=(handle(object));
    }
    /** Training and test errors for d features and ridge gamma. */
    [[nodiscard]] rmt_features_point errors(double d, double gamma) const
    {
        rmt_features_point point = {};
        check(rmt_features_errors(get(), 1, &d, &gamma, &point), "features");
        return point;
    }
};

} // namespace randlapack

#endif
