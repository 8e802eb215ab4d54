/*
 * How many principal components are more than noise?  600 samples of 300 variables, unit noise and three directions of
 * variance 9, 5 and 3, seen through the C++ header: the samples come in batches that are not kept, the law of the
 * noise's spectrum says where it ends, and what stands above is put right for the noise in it.
 */
#include <randlapack.hpp>

#include <cmath>
#include <cstdio>
#include <exception>
#include <vector>

namespace rl = randlapack;

/* Samples as rows, over sqrt(samples): X^T X is the sample covariance. */
static void draw(const rl::matrix_view<double> &X, const std::vector<double> &variances)
{
    rl::fill(rl::sketch(randblas_gaussian(X.rows(), X.cols()), randblas_seed(5)), X);
    for (std::size_t j = 0; j < variances.size(); j++)
        for (std::int64_t i = 0; i < X.rows(); i++) X(i, static_cast<std::int64_t>(j)) *= std::sqrt(variances[j]);
}

/* The k leading eigenvalues of the sample covariance, which is not formed. */
static std::vector<double> leading(const rl::matrix_view<double> &X, std::int64_t k)
{
    std::vector<double> values(static_cast<std::size_t>(k)), U(static_cast<std::size_t>(X.cols() * k));
    const rl::linop<double> samples = X;
    rl::eig(rl::linop<double>::gram(samples), rl::matrix_view(U.data(), X.cols(), k), values).require();
    return values;
}

static int run()
{
    const std::int64_t samples = 600, variables = 300;
    const std::vector<double> truth = {9, 5, 3};
    std::vector<double> array(samples * variables);
    const rl::matrix_view X(array.data(), samples, variables, rl::row_major);
    draw(X, truth);

    const double ratio = static_cast<double>(variables) / samples;
    const rl::law noise = rl::law::sample_covariance(std::vector<double>{1}, ratio);
    const double edge = noise.intervals().back().second;
    std::vector<double> above;
    for (const double value : leading(X, 8))
        if (value > 1.1 * edge) above.push_back(value);

    /* What has no C++ face is called by its C name. */
    std::vector<double> variances(above.size());
    rl::check(rmt_covariance_unspike(noise.get(), static_cast<std::int64_t>(above.size()), above.data(),
                                     variances.data(), nullptr),
              "unspike");
    std::printf("the noise ends at %.3f; above it stand", edge);
    for (const double value : above) std::printf(" %.2f", value);
    std::printf(", variances of");
    for (const double value : variances) std::printf(" %.2f", value);
    std::printf("\n");
    if (variances.size() != truth.size()) return 1;
    for (std::size_t j = 0; j < truth.size(); j++)
        if (std::abs(variances[j] - truth[j]) > 0.25 * truth[j]) return 1;
    return 0;
}

int main()
{
    try {
        return run();
    } catch (const std::exception &e) {
        std::printf("%s\n", e.what());
        return 1;
    }
}
