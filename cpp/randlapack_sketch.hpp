/**
 * @file randlapack_sketch.hpp
 * @brief Sketching operators: making, writing out, applying; included by randlapack.hpp.
 */
#ifndef RANDLAPACK_SKETCH_HPP
#define RANDLAPACK_SKETCH_HPP

#include "randlapack_core.hpp"

#include <array>

namespace randlapack
{

/**
 * A sketching operator that frees itself.  Distributions come from the C constructors, randblas_gaussian() and so on;
 * the state says where the random numbers start, and two operators from one state are not independent: the constructor
 * with `next` says where to go on.
 */
class sketch : public handle<randblas_sketch, randblas_sketch_destroy>
{
  public:
    using handle::handle; /**< none, or what the C interface made */
    /** The operator of a distribution and a state. */
    sketch(const randblas_dist &dist, const randblas_state &state) : sketch(make(dist, state, nullptr)) {}
    /** The same; next is the state to continue from, and may be the object that state refers to. */
    sketch(const randblas_dist &dist, const randblas_state &state, randblas_state &next)
        : sketch(make(dist, state, &next))
    {
    }

    /** Rows, d; 0 for no operator. */
    [[nodiscard]] std::int64_t rows() const noexcept { return randblas_sketch_rows(get()); }
    /** Columns, m; 0 for no operator. */
    [[nodiscard]] std::int64_t cols() const noexcept { return randblas_sketch_cols(get()); }
    /** The family; 0 for no operator. */
    [[nodiscard]] randblas_family family() const noexcept
    {
        return static_cast<randblas_family>(randblas_sketch_family(get()));
    }

  private:
    static sketch make(const randblas_dist &dist, const randblas_state &state, randblas_state *next)
    {
        randblas_sketch *S = nullptr;
        check(randblas_sketch_create(&dist, &state, &S, next), "sketch");
        return sketch(S);
    }
};

/** @cond */
namespace detail
{
template <std::same_as<sketch>... S>
sketch structured(randblas_dist (*constructor)(std::int64_t, const randblas_sketch *const *), const S &...factors)
{
    const std::array<const randblas_sketch *, sizeof...(S)> list = {factors.get()...};
    return {constructor(static_cast<std::int64_t>(list.size()), list.data()), randblas_seed(0)};
}
} // namespace detail
/** @endcond */

/** The Khatri-Rao sketch of some operators, which are copied; see randblas_khatri_rao(). */
template <std::same_as<sketch>... S> [[nodiscard]] sketch khatri_rao(const S &...factors)
{
    return detail::structured(randblas_khatri_rao, factors...);
}
/** The Kronecker sketch of some operators, which are copied; see randblas_kronecker(). */
template <std::same_as<sketch>... S> [[nodiscard]] sketch kronecker(const S &...factors)
{
    return detail::structured(randblas_kronecker, factors...);
}
/** The product of some operators, which are copied: the last is applied first. */
template <std::same_as<sketch>... S> [[nodiscard]] sketch compose(const S &...factors)
{
    return detail::structured(randblas_compose, factors...);
}

/** B = S[ro : , co : ], as much of it as B holds. */
template <scalar T>
requires(!std::is_const_v<T>) void fill(const sketch &S, const matrix_view<T> &B, std::int64_t ro = 0,
                                        std::int64_t co = 0)
{
    check(detail::of<T>(randblas_sfill, randblas_dfill, randblas_cfill,
                        randblas_zfill)(B.layout(), B.rows(), B.cols(), S.get(), ro, co, B.data(), B.ld()),
          "fill");
}

/** How apply() multiplies. */
template <scalar T> struct apply_options {
    randblas_side side = RANDBLAS_LEFT;      /**< where S stands */
    randblas_op trans_s = RANDBLAS_NO_TRANS; /**< op on S */
    randblas_op trans_a = RANDBLAS_NO_TRANS; /**< op on A */
    T alpha = T(1);                          /**< factor of the product */
    T beta = T(0);                           /**< factor of what B holds; 0: B need not be set */
    std::int64_t ro = 0;                     /**< first row of the part of S that is taken */
    std::int64_t co = 0;                     /**< first column of it */
};

/**
 * B = alpha op(S) op(A) + beta B, or alpha op(A) op(S) + beta B with S on the right.  A may be a view in any layout, a
 * sparse matrix, any operator.  Without offsets op(S) has to fit exactly; with them it is a part of S.
 */
template <matrix A>
void apply(const sketch &S, const A &a, const matrix_view<typename A::value_type> &B,
           const apply_options<typename A::value_type> &o = {})
{
    using T = typename A::value_type;
    const linop<T> op = a;
    const bool plain = o.trans_a == no_trans, is_left = o.side == left;
    const std::int64_t a_rows = plain ? op.rows : op.cols, a_cols = plain ? op.cols : op.rows;
    const std::int64_t k = is_left ? a_rows : a_cols;
    detail::expect(is_left ? a_cols == B.cols() : a_rows == B.rows(), "apply", "A and B do not go together");
    if (o.ro == 0 && o.co == 0) {
        const bool s_plain = o.trans_s == no_trans;
        const std::int64_t s_rows = s_plain ? S.rows() : S.cols(), s_cols = s_plain ? S.cols() : S.rows();
        detail::expect(is_left ? s_rows == B.rows() && s_cols == k : s_rows == k && s_cols == B.cols(), "apply",
                       "S and A or B do not go together");
    }
    detail::judge(a,
                  detail::of<T>(randblas_sskop, randblas_dskop, randblas_cskop, randblas_zskop)(
                      B.layout(), o.side, o.trans_s, o.trans_a, B.rows(), B.cols(), k, detail::argument(o.alpha),
                      S.get(), o.ro, o.co, &op, detail::argument(o.beta), B.data(), B.ld()),
                  "apply");
}

/** @cond */
namespace detail
{
template <class V>
concept vector = requires(const V &x)
{
    std::span(std::data(x), std::size(x));
}
&&scalar<typename V::value_type>;
} // namespace detail
/** @endcond */

/** y = alpha op(S) x + beta y for vectors in contiguous storage; side and trans_a have no meaning here. */
template <detail::vector V>
void apply(const sketch &S, const V &x, std::span<typename V::value_type> y,
           const apply_options<typename V::value_type> &o = {})
{
    using T = typename V::value_type;
    const auto n = static_cast<std::int64_t>(std::size(x)), m = detail::length(y);
    if (o.ro == 0 && o.co == 0) {
        const bool plain = o.trans_s == no_trans;
        detail::expect((plain ? S.rows() : S.cols()) == m && (plain ? S.cols() : S.rows()) == n, "apply",
                       "S and x or y do not go together");
    }
    check(detail::of<T>(randblas_sskve, randblas_dskve, randblas_cskve,
                        randblas_zskve)(o.trans_s, m, n, detail::argument(o.alpha), S.get(), o.ro, o.co, std::data(x),
                                        1, detail::argument(o.beta), y.data(), 1),
          "apply");
}

/** Y = alpha op(A) X + beta Y for any linear operator. */
template <matrix A>
void multiply(const A &a, const matrix_view<const typename A::value_type> &X,
              const matrix_view<typename A::value_type> &Y, randblas_op trans = no_trans,
              typename A::value_type alpha = 1, typename A::value_type beta = 0)
{
    using T = typename A::value_type;
    const linop<T> op = a;
    const bool plain = trans == no_trans;
    detail::expect(X.layout() == Y.layout(), "multiply", "X and Y have to be of one layout");
    detail::expect(X.rows() == (plain ? op.cols : op.rows) && Y.rows() == (plain ? op.rows : op.cols) &&
                       X.cols() == Y.cols(),
                   "multiply", "A, X and Y do not go together");
    check(
        detail::judge(a,
                      detail::of<T>(randblas_slinop_apply, randblas_dlinop_apply, randblas_clinop_apply,
                                    randblas_zlinop_apply)(Y.layout(), trans, X.cols(), detail::argument(alpha), &op,
                                                           X.data(), X.ld(), detail::argument(beta), Y.data(), Y.ld()),
                      "multiply"),
        "multiply");
}

} // namespace randlapack

#endif
