/**
 * @file randlapack_drivers.hpp
 * @brief Least squares, low rank, QR, traces and log-determinants; included by randlapack.hpp.
 *
 * Options are the C structs, `{}` for the defaults; each driver returns the C report with its code, see
 * randlapack::result.  Matrices that are written are column major.  Where a wrong size is not told by
 * std::invalid_argument, illegal arguments are counted as in the C routine.
 */
#ifndef RANDLAPACK_DRIVERS_HPP
#define RANDLAPACK_DRIVERS_HPP

#include "randlapack_core.hpp"
#include "randlapack_sketch.hpp"

#include <rmt_logdet.h>

namespace randlapack
{

/** @cond */
namespace detail
{
/* B and X of min ||A X - B|| as views; checked against A. */
template <class T>
void expect_sides(const linop<T> &A, const matrix_view<const T> &B, const matrix_view<T> &X, const char *routine)
{
    expect_columns(B, routine);
    expect_columns(X, routine);
    expect(B.rows() == A.rows, routine, "A and b do not go together");
    expect(X.rows() == A.cols && X.cols() == B.cols(), routine, "A, b and x do not go together");
}

template <class T> matrix_view<T> column(std::span<T> x)
{
    return {x.data(), length(x), 1};
}
} // namespace detail
/** @endcond */

/* ---------------------------------------------------------------- least squares ----------------------------------- */

/** min ||A X - B|| for A of any shape, with weights for its rows if there are any: randlapack_dlsq(). */
template <real_matrix A>
result<randlapack_lsq_report> lsq(const A &a, const matrix_view<const typename A::value_type> &B,
                                  const matrix_view<typename A::value_type> &X,
                                  const randlapack_lsq_options &options = {},
                                  std::span<const typename A::value_type> weights = {})
{
    using T = typename A::value_type;
    const linop<T> op = a;
    randlapack_lsq_report report = {};
    detail::expect_sides(op, B, X, "lsq");
    detail::expect(weights.empty() || detail::length(weights) == op.rows, "lsq", "a weight for each row of A");
    const int info = detail::judge(
        a,
        detail::of<T>(randlapack_slsq, randlapack_dlsq)(&op, weights.empty() ? nullptr : weights.data(), B.cols(),
                                                        B.data(), B.ld(), X.data(), X.ld(), &options, &report),
        "lsq");
    return detail::judged(report, info, "lsq");
}

/** The same with one right-hand side. */
template <real_matrix A>
result<randlapack_lsq_report> lsq(const A &a, std::span<const typename A::value_type> b,
                                  std::span<typename A::value_type> x, const randlapack_lsq_options &options = {},
                                  std::span<const typename A::value_type> weights = {})
{
    return lsq(a, detail::column(b), detail::column(x), options, weights);
}

/** Backward stable least squares for tall A of any condition: randlapack_dlsq_fossils(). */
template <real_matrix A>
result<randlapack_fossils_report> lsq_fossils(const A &a, const matrix_view<const typename A::value_type> &B,
                                              const matrix_view<typename A::value_type> &X,
                                              const randlapack_lsq_options &options = {})
{
    using T = typename A::value_type;
    const linop<T> op = a;
    randlapack_fossils_report report = {};
    detail::expect_sides(op, B, X, "lsq_fossils");
    const int info = detail::judge(a,
                                   detail::of<T>(randlapack_slsq_fossils, randlapack_dlsq_fossils)(
                                       &op, B.cols(), B.data(), B.ld(), X.data(), X.ld(), &options, &report),
                                   "lsq_fossils");
    return detail::judged(report, info, "lsq_fossils");
}

/** Sketch-and-solve, one pass over tall A and an approximate minimum: randlapack_dlsq_sketch_solve(). */
template <real_matrix A>
result<randlapack_sketch_solve_report> lsq_sketch_solve(const A &a, const sketch &S,
                                                        const matrix_view<const typename A::value_type> &B,
                                                        const matrix_view<typename A::value_type> &X,
                                                        const randlapack_lsq_options &options = {})
{
    using T = typename A::value_type;
    const linop<T> op = a;
    randlapack_sketch_solve_report report = {};
    detail::expect_sides(op, B, X, "lsq_sketch_solve");
    const int info = detail::judge(a,
                                   detail::of<T>(randlapack_slsq_sketch_solve, randlapack_dlsq_sketch_solve)(
                                       &op, S.get(), B.cols(), B.data(), B.ld(), X.data(), X.ld(), &options, &report),
                                   "lsq_sketch_solve");
    return detail::judged(report, info, "lsq_sketch_solve");
}

/** How good solutions from any source are, an entry of errors for each column of X: randlapack_dlsq_error(). */
template <real_matrix A>
void lsq_error(const A &a, const matrix_view<const typename A::value_type> &B,
               const matrix_view<const typename A::value_type> &X, std::span<randlapack_lsq_errors> errors,
               const randlapack_lsq_options &options = {})
{
    using T = typename A::value_type;
    const linop<T> op = a;
    detail::expect_columns(B, "lsq_error");
    detail::expect_columns(X, "lsq_error");
    detail::expect(B.rows() == op.rows && X.rows() == op.cols && X.cols() == B.cols() &&
                       detail::length(errors) >= B.cols(),
                   "lsq_error", "A, b, x and errors do not go together");
    check(detail::judge(a,
                        detail::of<T>(randlapack_slsq_error, randlapack_dlsq_error)(
                            &op, B.cols(), B.data(), B.ld(), X.data(), X.ld(), &options, errors.data()),
                        "lsq_error"),
          "lsq_error");
}

/* ---------------------------------------------------------------- low rank ---------------------------------------- */

/** @cond */
namespace detail
{
template <matrix A, class F>
result<randlapack_rsvd_report> truncated_svd(F routine, const char *name, const A &a,
                                             const matrix_view<typename A::value_type> &U,
                                             std::span<typename A::value_type> s,
                                             const matrix_view<typename A::value_type> &V,
                                             const randlapack_rsvd_options &options)
{
    const linop<typename A::value_type> op = a;
    const std::int64_t k = length(s);
    randlapack_rsvd_report report = {};
    expect_room(U, op.rows, k, name, "U has a row for each of A and a column for each of s");
    expect_room(V, op.cols, k, name, "V has a row for each column of A and a column for each of s");
    const int info = judge(a, routine(&op, k, U.data(), U.ld(), s.data(), V.data(), V.ld(), &options, &report), name);
    return judged(report, info, name);
}
} // namespace detail
/** @endcond */

/** A ~ U diag(s) V^T of rank s.size(), by subspace iteration: randlapack_drsvd(). */
template <real_matrix A>
result<randlapack_rsvd_report> rsvd(const A &a, const matrix_view<typename A::value_type> &U,
                                    std::span<typename A::value_type> s, const matrix_view<typename A::value_type> &V,
                                    const randlapack_rsvd_options &options = {})
{
    return detail::truncated_svd(detail::of<typename A::value_type>(randlapack_srsvd, randlapack_drsvd), "rsvd", a, U,
                                 s, V, options);
}

/** The same by the method that the accuracy asks for: randlapack_dsvd(). */
template <real_matrix A>
result<randlapack_rsvd_report> svd(const A &a, const matrix_view<typename A::value_type> &U,
                                   std::span<typename A::value_type> s, const matrix_view<typename A::value_type> &V,
                                   const randlapack_rsvd_options &options = {})
{
    return detail::truncated_svd(detail::of<typename A::value_type>(randlapack_ssvd, randlapack_dsvd), "svd", a, U, s,
                                 V, options);
}

/** The lambda.size() eigenpairs of largest absolute value of a symmetric A: randlapack_deig(). */
template <real_matrix A>
result<randlapack_eig_report> eig(const A &a, const matrix_view<typename A::value_type> &U,
                                  std::span<typename A::value_type> lambda, const randlapack_eig_options &options = {})
{
    using T = typename A::value_type;
    const linop<T> op = a;
    const std::int64_t k = detail::length(lambda);
    randlapack_eig_report report = {};
    detail::expect_room(U, op.rows, k, "eig", "U has a row for each of A and a column for each eigenvalue");
    const int info = detail::judge(
        a, detail::of<T>(randlapack_seig, randlapack_deig)(&op, k, U.data(), U.ld(), lambda.data(), &options, &report),
        "eig");
    return detail::judged(report, info, "eig");
}

/** @cond */
namespace detail
{
template <real T> struct stream_of {
    using type = randlapack_dstream;
    static constexpr auto destroy = randlapack_dstream_destroy;
};
template <> struct stream_of<float> {
    using type = randlapack_sstream;
    static constexpr auto destroy = randlapack_sstream_destroy;
};
} // namespace detail
/** @endcond */

/** Rows that come in batches and are not kept, whose singular value decomposition is wanted: randlapack_stream.h. */
template <real T> class stream : public handle<typename detail::stream_of<T>::type, detail::stream_of<T>::destroy>
{
    using base = handle<typename detail::stream_of<T>::type, detail::stream_of<T>::destroy>;

  public:
    /** Begins a stream of rows of length n of which k singular triplets are wanted. */
    stream(std::int64_t n, std::int64_t k, const randlapack_stream_options &options = {})
        : base(make(n, k, options)), n_(n), k_(k)
    {
    }
    /** Takes the next rows. */
    void push(const matrix_view<const T> &A)
    {
        detail::expect(A.cols() == n_, "stream", "rows of another length");
        check(detail::of<T>(randlapack_sstream_push, randlapack_dstream_push)(this->get(), A.layout(), A.rows(),
                                                                              A.data(), A.ld()),
              "stream");
    }
    /** Appends the rows of another stream. */
    void merge(const stream &next)
    {
        check(detail::of<T>(randlapack_sstream_merge, randlapack_dstream_merge)(this->get(), next.get()), "stream");
    }
    /** Rows that have come. */
    [[nodiscard]] std::int64_t rows() const noexcept
    {
        return detail::of<T>(randlapack_sstream_rows, randlapack_dstream_rows)(this->get());
    }
    /** Ends the stream: A ~ U diag(s) V^T. */
    result<randlapack_stream_report> finish(const matrix_view<T> &U, std::span<T> s, const matrix_view<T> &V)
    {
        detail::expect_room(U, rows(), k_, "stream", "U has a row for each that came, and k columns");
        return end(U.data(), U.ld(), s, V);
    }
    /** The same with the option right_only, without U. */
    result<randlapack_stream_report> finish(std::span<T> s, const matrix_view<T> &V)
    {
        return end(nullptr, detail::larger(1, rows()), s, V);
    }

  private:
    static typename detail::stream_of<T>::type *make(std::int64_t n, std::int64_t k,
                                                     const randlapack_stream_options &options)
    {
        typename detail::stream_of<T>::type *object = nullptr;
        check(detail::of<T>(randlapack_sstream_create, randlapack_dstream_create)(n, k, &options, &object), "stream");
        return object;
    }
    result<randlapack_stream_report> end(T *U, std::int64_t ldu, std::span<T> s, const matrix_view<T> &V)
    {
        randlapack_stream_report report = {};
        detail::expect(detail::length(s) >= k_, "stream", "s has k entries");
        detail::expect_room(V, n_, k_, "stream", "V has n rows and k columns");
        const int info = detail::of<T>(randlapack_sstream_finish, randlapack_dstream_finish)(
            this->get(), U, ldu, s.data(), V.data(), V.ld(), &report);
        return detail::judged(report, info, "stream");
    }
    std::int64_t n_, k_;
};

/* ---------------------------------------------------------------- QR ---------------------------------------------- */

/** A P = Q R of a tall matrix with pivots from a sketch: randlapack_dcqrrpt().  Pivots count from 0. */
template <real_matrix A>
result<randlapack_tall_qr_report> cqrrpt(const A &a, const matrix_view<typename A::value_type> &Q,
                                         const matrix_view<typename A::value_type> &R, std::span<std::int64_t> jpvt,
                                         const randlapack_tall_qr_options &options = {})
{
    using T = typename A::value_type;
    const linop<T> op = a;
    randlapack_tall_qr_report report = {};
    detail::expect_room(Q, op.rows, op.cols, "cqrrpt", "Q has the size of A");
    detail::expect_room(R, op.cols, op.cols, "cqrrpt", "R has a row and a column for each column of A");
    detail::expect(detail::length(jpvt) >= op.cols, "cqrrpt", "a pivot for each column of A");
    const int info = detail::judge(a,
                                   detail::of<T>(randlapack_scqrrpt, randlapack_dcqrrpt)(
                                       &op, Q.data(), Q.ld(), R.data(), R.ld(), jpvt.data(), &options, &report),
                                   "cqrrpt");
    return detail::judged(report, info, "cqrrpt");
}

/** A = Q R of a tall matrix: randlapack_drcholqr(). */
template <real_matrix A>
result<randlapack_tall_qr_report> rcholqr(const A &a, const matrix_view<typename A::value_type> &Q,
                                          const matrix_view<typename A::value_type> &R,
                                          const randlapack_tall_qr_options &options = {})
{
    using T = typename A::value_type;
    const linop<T> op = a;
    randlapack_tall_qr_report report = {};
    detail::expect_room(Q, op.rows, op.cols, "rcholqr", "Q has the size of A");
    detail::expect_room(R, op.cols, op.cols, "rcholqr", "R has a row and a column for each column of A");
    const int info = detail::judge(a,
                                   detail::of<T>(randlapack_srcholqr, randlapack_drcholqr)(
                                       &op, Q.data(), Q.ld(), R.data(), R.ld(), &options, &report),
                                   "rcholqr");
    return detail::judged(report, info, "rcholqr");
}

/** A P = Q R of a matrix of any shape in its place, as LAPACK's geqp3 leaves it: randlapack_dbqrrp(). */
template <real T>
result<randlapack_bqrrp_report> bqrrp(const matrix_view<T> &A, std::span<std::int64_t> jpvt,
                                      std::span<std::type_identity_t<T>> tau,
                                      const randlapack_bqrrp_options &options = {})
{
    randlapack_bqrrp_report report = {};
    detail::expect_columns(A, "bqrrp");
    detail::expect(detail::length(jpvt) >= A.cols() &&
                       detail::length(tau) >= (A.rows() < A.cols() ? A.rows() : A.cols()),
                   "bqrrp", "a pivot for each column, and a tau for each reflector");
    const int info = detail::of<T>(randlapack_sbqrrp, randlapack_dbqrrp)(A.rows(), A.cols(), A.data(), A.ld(),
                                                                         jpvt.data(), tau.data(), &options, &report);
    return detail::judged(report, info, "bqrrp");
}

/* ---------------------------------------------------------------- traces ------------------------------------------ */

/** The trace of a square matrix from its products, with an error: randlapack_dtrace(). */
template <real_matrix A> result<randlapack_trace_report> trace(const A &a, const randlapack_trace_options &options = {})
{
    using T = typename A::value_type;
    const linop<T> op = a;
    double value = 0;
    randlapack_trace_report report = {};
    const int info =
        detail::judge(a, detail::of<T>(randlapack_strace, randlapack_dtrace)(&op, &value, &options, &report), "trace");
    return detail::judged(report, info, "trace");
}

/** The diagonal of a square matrix from its products, with standard errors if wanted: randlapack_ddiagonal(). */
template <real_matrix A>
result<randlapack_trace_report> diagonal(const A &a, std::span<typename A::value_type> entries,
                                         std::span<typename A::value_type> errors = {},
                                         const randlapack_trace_options &options = {})
{
    using T = typename A::value_type;
    const linop<T> op = a;
    randlapack_trace_report report = {};
    detail::expect(detail::length(entries) >= op.rows && (errors.empty() || detail::length(errors) >= op.rows),
                   "diagonal", "an entry, and an error, for each row");
    const int info =
        detail::judge(a,
                      detail::of<T>(randlapack_sdiagonal, randlapack_ddiagonal)(
                          &op, entries.data(), errors.empty() ? nullptr : errors.data(), &options, &report),
                      "diagonal");
    return detail::judged(report, info, "diagonal");
}

/** The spectral norm of a matrix from its products, with bounds: randlapack_dspectral_norm(). */
template <real_matrix A>
result<randlapack_norm_report> spectral_norm(const A &a, const randlapack_norm_options &options = {})
{
    using T = typename A::value_type;
    const linop<T> op = a;
    double value = 0;
    randlapack_norm_report report = {};
    const int info = detail::judge(
        a, detail::of<T>(randlapack_sspectral_norm, randlapack_dspectral_norm)(&op, &value, &options, &report),
        "spectral_norm");
    return detail::judged(report, info, "spectral_norm");
}

/* ---------------------------------------------------------------- spectral sums ----------------------------------- */

/** A function of eigenvalues or singular values, with its parameter. */
[[nodiscard]] inline randlapack_spectral_function function(randlapack_function kind, double parameter = 0)
{
    return {kind, parameter, nullptr, nullptr};
}

/** y = f(x) of the caller's, which has to live as long as the function is used; an exception in it is a failure. */
template <std::invocable<double> F> [[nodiscard]] randlapack_spectral_function function(F &f)
{
    const auto evaluate = [](void *context, std::int64_t count, const double *x, double *y) noexcept -> int {
        try {
            for (std::int64_t i = 0; i < count; i++) y[i] = (*static_cast<F *>(context))(x[i]);
        } catch (...) {
            return 1;
        }
        return 0;
    };
    return {RANDLAPACK_FUNCTION_USER, 0, evaluate, static_cast<void *>(std::addressof(f))};
}

/** A report of Lanczos quadrature, and with it the value. */
struct spectral_report : randlapack_slq_report, randlapack_spectral_value {
};

/** tr f(A) by a factorisation where that is worth its time, else by Lanczos quadrature: randlapack_dspectral_sum(). */
template <real_matrix A>
result<spectral_report> spectral_sum(const A &a, const randlapack_spectral_function &f,
                                     const randlapack_slq_options &options = {})
{
    using T = typename A::value_type;
    const linop<T> op = a;
    spectral_report report = {};
    const int info = detail::judge(
        a, detail::of<T>(randlapack_sspectral_sum, randlapack_dspectral_sum)(&op, &f, &report, &options, &report),
        "spectral_sum");
    return detail::judged(report, info, "spectral_sum");
}

/** tr f(A) for several functions from one run of stochastic Lanczos quadrature: randlapack_dslq(). */
template <real_matrix A>
result<randlapack_slq_report> slq(const A &a, std::span<const randlapack_spectral_function> f,
                                  std::span<randlapack_spectral_value> values,
                                  const randlapack_slq_options &options = {})
{
    using T = typename A::value_type;
    const linop<T> op = a;
    randlapack_slq_report report = {};
    detail::expect(values.size() >= f.size(), "slq", "a value for each function");
    const int info = detail::judge(a,
                                   detail::of<T>(randlapack_sslq, randlapack_dslq)(&op, detail::length(f), f.data(),
                                                                                   values.data(), &options, &report),
                                   "slq");
    return detail::judged(report, info, "slq");
}

/** Nodes and weights of stochastic Lanczos quadrature, for any function and shift later. */
class quadrature : public handle<randlapack_quadrature, randlapack_quadrature_destroy>
{
  public:
    /** The rules of the probes that the options ask for; tolerances are about the functions f. */
    template <real_matrix A>
    explicit quadrature(const A &a, const randlapack_slq_options &options = {},
                        std::span<const randlapack_spectral_function> f = {})
    {
        using T = typename A::value_type;
        const linop<T> op = a;
        randlapack_quadrature *Q = nullptr;
        randlapack_slq_report report = {};
        const int info = detail::of<T>(randlapack_squadrature_create, randlapack_dquadrature_create)(
            &op, detail::length(f), f.data(), &Q, &options, &report);
        handle::operator=(handle(Q));
        if (!Q && info > 0) throw error("quadrature", info);
        made_ = detail::judged(report, detail::judge(a, info, "quadrature"), "quadrature");
    }
    /** How they were made. */
    [[nodiscard]] const result<randlapack_slq_report> &report() const noexcept { return made_; }
    /** tr f(A + t I) for each shift t; confidence 0: 0.95. */
    void sum(const randlapack_spectral_function &f, std::span<const double> shifts,
             std::span<randlapack_spectral_value> values, double confidence = 0) const
    {
        detail::expect(values.size() >= shifts.size(), "quadrature", "a value for each shift");
        check(randlapack_quadrature_sum(get(), &f, detail::length(shifts), shifts.data(), confidence, values.data()),
              "quadrature");
    }
    /** The density of the spectrum at each x, nodes broadened to normal densities of this width. */
    void density(double width, std::span<const double> x, std::span<randlapack_spectral_value> values,
                 double confidence = 0) const
    {
        detail::expect(values.size() >= x.size(), "quadrature", "a value for each point");
        check(randlapack_quadrature_density(get(), width, detail::length(x), x.data(), confidence, values.data()),
              "quadrature");
    }

  private:
    result<randlapack_slq_report> made_;
};

/* ---------------------------------------------------------------- log-determinants -------------------------------- */

/** @cond */
namespace detail
{
/* The routines take mutable arrays, and write to them only if options.overwrite says so. */
template <class E> std::remove_const_t<E> *writable(E *data, const rmt_logdet_options &options, const char *routine)
{
    expect(!std::is_const_v<E> || options.overwrite == 0, routine, "constants cannot be overwritten");
    return const_cast<std::remove_const_t<E> *>(data);
}
} // namespace detail
/** @endcond */

/** Sign and log|det A| of a square matrix in memory: rmt_dlogdet().  A is written to only if options.overwrite. */
template <class E>
requires real<std::remove_const_t<E>> result<rmt_logdet_report> logdet(rmt_matrix_kind kind, const matrix_view<E> &A,
                                                                       randblas_uplo uplo = upper,
                                                                       const rmt_logdet_options &options = {})
{
    rmt_logdet_report report = {};
    detail::expect(A.rows() == A.cols(), "logdet", "the matrix has to be square");
    const int info = detail::of<std::remove_const_t<E>>(rmt_slogdet, rmt_dlogdet)(
        kind, A.layout(), uplo, A.rows(), detail::writable(A.data(), options, "logdet"), A.ld(), &options, &report);
    return detail::judged(report, info, "logdet");
}

/** log det A^T A by QR of A: rmt_dlogdet_gram().  A is written to only if options.overwrite. */
template <class E>
requires real<std::remove_const_t<E>> result<rmt_logdet_report> logdet_gram(const matrix_view<E> &A,
                                                                            const rmt_logdet_options &options = {})
{
    rmt_logdet_report report = {};
    const int info = detail::of<std::remove_const_t<E>>(rmt_slogdet_gram, rmt_dlogdet_gram)(
        A.layout(), A.rows(), A.cols(), detail::writable(A.data(), options, "logdet_gram"), A.ld(), &options, &report);
    return detail::judged(report, info, "logdet_gram");
}

/** The product of the values that are not zero: rmt_dlogpdet(). */
template <class E>
requires real<std::remove_const_t<E>> result<rmt_logdet_report> logpdet(rmt_matrix_kind kind, const matrix_view<E> &A,
                                                                        randblas_uplo uplo = upper,
                                                                        const rmt_logdet_options &options = {})
{
    rmt_logdet_report report = {};
    const int info = detail::of<std::remove_const_t<E>>(rmt_slogpdet, rmt_dlogpdet)(
        kind, A.layout(), uplo, A.rows(), A.cols(), A.data(), A.ld(), &options, &report);
    return detail::judged(report, info, "logpdet");
}

} // namespace randlapack

#endif
