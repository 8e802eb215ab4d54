/**
 * @file randlapack_core.hpp
 * @brief Errors, results, views of matrices, and linear operators; included by randlapack.hpp.
 */
#ifndef RANDLAPACK_CORE_HPP
#define RANDLAPACK_CORE_HPP

#include <randlapack.h>

#include <complex>
#include <concepts>
#include <cstdint>
#include <exception>
#include <iterator>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

/** The C++20 face of the library. */
namespace randlapack
{

/* ---------------------------------------------------------------- precisions -------------------------------------- */

/** The real precisions: those of drivers. */
template <class T>
concept real = std::same_as<T, float> || std::same_as<T, double>;

/** All four precisions: those of operators. */
template <class T>
concept scalar = real<T> || std::same_as<T, std::complex<float>> || std::same_as<T, std::complex<double>>;

/* ---------------------------------------------------------------- names of constants ------------------------------ */

inline constexpr randblas_layout row_major = RANDBLAS_ROW_MAJOR;    /**< rows stand together */
inline constexpr randblas_layout col_major = RANDBLAS_COL_MAJOR;    /**< columns stand together */
inline constexpr randblas_op no_trans = RANDBLAS_NO_TRANS;          /**< X */
inline constexpr randblas_op transposed = RANDBLAS_TRANS;           /**< the transpose of X */
inline constexpr randblas_op conj_transposed = RANDBLAS_CONJ_TRANS; /**< the conjugate transpose of X */
inline constexpr randblas_side left = RANDBLAS_LEFT;                /**< S A */
inline constexpr randblas_side right = RANDBLAS_RIGHT;              /**< A S */
inline constexpr randblas_uplo upper = RANDBLAS_UPPER;              /**< the upper triangle is referenced */
inline constexpr randblas_uplo lower = RANDBLAS_LOWER;              /**< the lower triangle is referenced */

/* ---------------------------------------------------------------- errors, results --------------------------------- */

/** A routine could not do its work: info() is its code, what() its name and the sentence of randlapack_strerror(). */
class error : public std::runtime_error
{
  public:
    /** The failure `info` of a routine.  Illegal arguments are counted as the C interface does. */
    error(const char *routine, int info)
        : std::runtime_error(std::string(routine) + ": " + randlapack_strerror(info)), info_(info)
    {
    }
    /** The code, as in RANDBLAS_INFO_LIST, or -i. */
    [[nodiscard]] int info() const noexcept { return info_; }

  private:
    int info_;
};

/** Throws error unless info is 0: for calls of the C interface, `check(randlapack_dcur(...), "cur")`. */
inline void check(int info, const char *routine = "randlapack")
{
    if (info != 0) throw error(routine, info);
}

/**
 * What a driver says of its result: the fields of its report, and the code, 0 or positive.  With a positive code the
 * outputs hold the best that was found, as the C routine's documentation says; require() makes it an exception.
 */
template <class Report> struct [[nodiscard]] result : Report {
    int info = 0;             /**< 0 or a positive code of RANDBLAS_INFO_LIST */
    const char *routine = ""; /**< who says so */

    /** Whether the result is all that was asked for. */
    [[nodiscard]] bool ok() const noexcept { return info == 0; }
    /** The sentence for info. */
    [[nodiscard]] const char *message() const noexcept { return randlapack_strerror(info); }
    /** Throws error unless ok(). */
    const result &require() const
    {
        check(info, routine);
        return *this;
    }
};

/** @cond */
namespace detail
{
/* The C routine of a precision. */
template <class T, class S, class D> constexpr auto of(S s, D d)
{
    if constexpr (std::same_as<T, float>) {
        return s;
    } else {
        static_assert(std::same_as<T, double>, "drivers are for float and double");
        return d;
    }
}

template <class T, class S, class D, class C, class Z> constexpr auto of(S s, D d, C c, Z z)
{
    if constexpr (std::same_as<T, std::complex<float>>) {
        return c;
    } else if constexpr (std::same_as<T, std::complex<double>>) {
        return z;
    } else {
        return of<T>(s, d);
    }
}

/* A scalar as the C interface takes it: complex ones by address. */
template <class T> constexpr auto argument(const T &value)
{
    if constexpr (real<T>) {
        return value;
    } else {
        return static_cast<const void *>(&value);
    }
}

inline void expect(bool holds, const char *routine, const char *what)
{
    if (!holds) throw std::invalid_argument(std::string(routine) + ": " + what);
}

constexpr std::int64_t larger(std::int64_t a, std::int64_t b)
{
    return a < b ? b : a;
}

template <class T> std::int64_t length(std::span<T> x)
{
    return static_cast<std::int64_t>(x.size());
}
} // namespace detail
/** @endcond */

/* ---------------------------------------------------------------- handles ----------------------------------------- */

/** Sole owner of an object of the C interface; moves, and does not copy. */
template <class T, void (*Destroy)(T *)> class handle
{
  public:
    /** No object. */
    handle() = default;
    /** Takes an object that the C interface made. */
    explicit handle(T *owned) noexcept : object_(owned) {}
    /** The object, which stays owned. */
    [[nodiscard]] T *get() const noexcept { return object_.get(); }
    /** The object, which is the caller's from now on. */
    [[nodiscard]] T *release() noexcept { return object_.release(); }
    /** Whether there is an object. */
    explicit operator bool() const noexcept { return static_cast<bool>(object_); }

  private:
    struct destroyer {
        void operator()(T *object) const noexcept { Destroy(object); }
    };
    std::unique_ptr<T, destroyer> object_;
};

/* ---------------------------------------------------------------- views ------------------------------------------- */

/**
 * A matrix in an array of somebody else's: pointer, rows, columns, leading dimension and layout.  T may be const; a
 * view of mutable numbers becomes one of constant ones by itself.
 */
template <class T> class matrix_view
{
    static_assert(scalar<std::remove_const_t<T>>, "numbers are float, double, or complex of these");

  public:
    using element_type = T;                    /**< with its const */
    using value_type = std::remove_const_t<T>; /**< without */

    /** Nothing. */
    constexpr matrix_view() = default;
    /** rows x cols numbers with a leading dimension; 0: the least there can be. */
    constexpr matrix_view(T *data, std::int64_t rows, std::int64_t cols, std::int64_t ld = 0,
                          randblas_layout layout = col_major)
        : data_(data), rows_(rows), cols_(cols), ld_(ld), layout_(layout)
    {
        if (ld_ == 0) ld_ = detail::larger(1, layout == col_major ? rows : cols);
    }
    /** rows x cols numbers without gaps. */
    constexpr matrix_view(T *data, std::int64_t rows, std::int64_t cols, randblas_layout layout)
        : matrix_view(data, rows, cols, 0, layout)
    {
    }
    /** A view of constants from one of the same numbers. */
    template <class U>
    requires(std::same_as<const U, T>) constexpr matrix_view(const matrix_view<U> &other)
        : matrix_view(other.data(), other.rows(), other.cols(), other.ld(), other.layout())
    {
    }

    [[nodiscard]] constexpr T *data() const noexcept { return data_; }                  /**< where it starts */
    [[nodiscard]] constexpr std::int64_t rows() const noexcept { return rows_; }        /**< rows */
    [[nodiscard]] constexpr std::int64_t cols() const noexcept { return cols_; }        /**< columns */
    [[nodiscard]] constexpr std::int64_t ld() const noexcept { return ld_; }            /**< leading dimension */
    [[nodiscard]] constexpr randblas_layout layout() const noexcept { return layout_; } /**< storage order */

    /** Entry (i, j), which has to be inside. */
    constexpr T &operator()(std::int64_t i, std::int64_t j) const noexcept { return data_[offset(i, j)]; }
    /** The m x n part that begins at (i, j); throws std::out_of_range unless it is inside. */
    [[nodiscard]] constexpr matrix_view block(std::int64_t i, std::int64_t j, std::int64_t m, std::int64_t n) const
    {
        if (i < 0 || j < 0 || m < 0 || n < 0 || i > rows_ - m || j > cols_ - n)
            throw std::out_of_range("matrix_view: the part is not inside");
        return {m > 0 && n > 0 ? data_ + offset(i, j) : data_, m, n, ld_, layout_};
    }
    /** The transpose: the same array in the other layout. */
    [[nodiscard]] constexpr matrix_view transpose() const noexcept
    {
        return {data_, cols_, rows_, ld_, layout_ == col_major ? row_major : col_major};
    }

  private:
    [[nodiscard]] constexpr std::int64_t offset(std::int64_t i, std::int64_t j) const noexcept
    {
        return layout_ == col_major ? i + j * ld_ : i * ld_ + j;
    }
    T *data_ = nullptr;
    std::int64_t rows_ = 0, cols_ = 0, ld_ = 1;
    randblas_layout layout_ = col_major;
};

/** @cond */
namespace detail
{
/* Drivers write column major; a view of one row or column in row major is refused like any other. */
template <class T> void expect_columns(const matrix_view<T> &A, const char *routine)
{
    expect(A.layout() == col_major, routine, "this matrix has to be column major");
}

/* rows x cols, or more columns. */
template <class T>
void expect_room(const matrix_view<T> &A, std::int64_t rows, std::int64_t cols, const char *routine, const char *what)
{
    expect_columns(A, routine);
    expect(A.rows() == rows && A.cols() >= cols, routine, what);
}

template <class T>
using c_linop = decltype(of<T>(randblas_slinop{}, randblas_dlinop{}, randblas_clinop{}, randblas_zlinop{}));
} // namespace detail
/** @endcond */

/* ---------------------------------------------------------------- linear operators -------------------------------- */

/**
 * A matrix of any kind, as drivers take it: dense, symmetric, Hermitian, sparse.  It is the C struct, owns nothing, and
 * keeps the addresses of what it is made from.  A matrix_view becomes one by itself, so drivers take that as it is.
 */
template <scalar T> class linop : public detail::c_linop<T>
{
  public:
    using value_type = T; /**< of the entries */

    /** From what the C interface made. */
    explicit linop(const detail::c_linop<T> &other) : detail::c_linop<T>(other) {}
    /** A dense matrix. */
    linop(const matrix_view<const T> &A)
        : linop(detail::of<T>(randblas_slinop_dense, randblas_dlinop_dense, randblas_clinop_dense,
                              randblas_zlinop_dense)(A.layout(), A.rows(), A.cols(), A.data(), A.ld()))
    {
    }
    /** A dense matrix. */
    linop(const matrix_view<T> &A) : linop(matrix_view<const T>(A)) {}

    /** A symmetric matrix of which one triangle is referenced. */
    [[nodiscard]] static linop symmetric(const matrix_view<const T> &A, randblas_uplo uplo = upper)
    {
        detail::expect(A.rows() == A.cols(), "symmetric", "the matrix has to be square");
        return linop(detail::of<T>(randblas_slinop_symmetric, randblas_dlinop_symmetric, randblas_clinop_symmetric,
                                   randblas_zlinop_symmetric)(A.layout(), uplo, A.rows(), A.data(), A.ld()));
    }
    /** A Hermitian matrix of which one triangle is referenced. */
    [[nodiscard]] static linop hermitian(const matrix_view<const T> &A, randblas_uplo uplo = upper)
    {
        detail::expect(A.rows() == A.cols(), "hermitian", "the matrix has to be square");
        return linop(detail::of<T>(randblas_slinop_symmetric, randblas_dlinop_symmetric, randblas_clinop_hermitian,
                                   randblas_zlinop_hermitian)(A.layout(), uplo, A.rows(), A.data(), A.ld()));
    }
    /** Compressed rows: ptr has rows + 1 entries; indices are checked by check(). */
    [[nodiscard]] static linop csr(std::int64_t rows, std::int64_t cols, std::span<const std::int64_t> ptr,
                                   std::span<const std::int64_t> colind, std::span<const T> values)
    {
        expect_sparse(rows, ptr, colind, values, "csr");
        return linop(detail::of<T>(randblas_slinop_csr, randblas_dlinop_csr, randblas_clinop_csr,
                                   randblas_zlinop_csr)(rows, cols, ptr.data(), colind.data(), values.data()));
    }
    /** Compressed columns: ptr has cols + 1 entries; indices are checked by check(). */
    [[nodiscard]] static linop csc(std::int64_t rows, std::int64_t cols, std::span<const std::int64_t> ptr,
                                   std::span<const std::int64_t> rowind, std::span<const T> values)
    {
        expect_sparse(cols, ptr, rowind, values, "csc");
        return linop(detail::of<T>(randblas_slinop_csc, randblas_dlinop_csc, randblas_clinop_csc,
                                   randblas_zlinop_csc)(rows, cols, ptr.data(), rowind.data(), values.data()));
    }
    /** Coordinates. */
    [[nodiscard]] static linop coo(std::int64_t rows, std::int64_t cols, std::span<const std::int64_t> rowind,
                                   std::span<const std::int64_t> colind, std::span<const T> values)
    {
        detail::expect(rowind.size() == values.size() && colind.size() == values.size(), "coo",
                       "the arrays have to be of one length");
        return linop(detail::of<T>(randblas_slinop_coo, randblas_dlinop_coo, randblas_clinop_coo, randblas_zlinop_coo)(
            rows, cols, detail::length(values), rowind.data(), colind.data(), values.data()));
    }
    /** A^T A, matrix-free.  A has to outlive it. */
    [[nodiscard]] static linop gram(const linop &A) requires real<T>
    {
        return linop(detail::of<T>(randlapack_slinop_gram, randlapack_dlinop_gram)(&A));
    }
    static linop gram(linop &&) = delete;

    /** Throws error unless sizes, leading dimension and every index are legal. */
    void check() const
    {
        randlapack::check(detail::of<T>(randblas_slinop_check, randblas_dlinop_check, randblas_clinop_check,
                                        randblas_zlinop_check)(this),
                          "linop");
    }

  private:
    static void expect_sparse(std::int64_t count, std::span<const std::int64_t> ptr,
                              std::span<const std::int64_t> index, std::span<const T> values, const char *routine)
    {
        detail::expect(count >= 0 && detail::length(ptr) == count + 1, routine, "wrong number of pointers");
        detail::expect(detail::length(index) >= ptr.back() && detail::length(values) >= ptr.back(), routine,
                       "fewer entries than the pointers say");
    }
};

/**
 * A matrix that is a callable: f(op, X, Y) computes Y = op(A) X for column-major views of constants and results.  An
 * exception in it stops the routine, which throws it again; a routine that was given the linop made from it only knows
 * RANDBLAS_CALLBACK_FAILED.  Neither copies nor moves, for operators keep its address.
 */
template <scalar T, std::invocable<randblas_op, matrix_view<const T>, matrix_view<T>> F> class matrix_free
{
  public:
    using value_type = T; /**< of the entries */

    /** A rows x cols matrix. */
    matrix_free(std::int64_t rows, std::int64_t cols, F f) : rows_(rows), cols_(cols), f_(std::move(f)) {}
    matrix_free(const matrix_free &) = delete;
    matrix_free &operator=(const matrix_free &) = delete;
    ~matrix_free() = default;

    /** As drivers take it; valid as long as this object. */
    operator linop<T>() const
    {
        thrown_ = nullptr;
        return linop<T>(detail::of<T>(randblas_slinop_callback, randblas_dlinop_callback, randblas_clinop_callback,
                                      randblas_zlinop_callback)(rows_, cols_, call, const_cast<matrix_free *>(this)));
    }
    /** Throws what the callable threw, once. */
    void rethrow() const
    {
        if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    }

  private:
    using array = std::conditional_t<real<T>, T, void>; /* as the C interface declares arrays */

    static int call(void *context, randblas_op op, std::int64_t ncols, const array *X, std::int64_t ldx, array *Y,
                    std::int64_t ldy) noexcept
    {
        const auto &self = *static_cast<const matrix_free *>(context);
        const bool plain = op == no_trans;
        try {
            self.f_(op, matrix_view<const T>(static_cast<const T *>(X), plain ? self.cols_ : self.rows_, ncols, ldx),
                    matrix_view<T>(static_cast<T *>(Y), plain ? self.rows_ : self.cols_, ncols, ldy));
        } catch (...) {
            self.thrown_ = std::current_exception();
            return 1;
        }
        return 0;
    }

    std::int64_t rows_, cols_;
    mutable F f_;
    mutable std::exception_ptr thrown_;
};

/** A matrix-free matrix, with its type spelled out by the compiler: `auto A = make_matrix_free<double>(m, n, f)`. */
template <scalar T, class F> matrix_free<T, F> make_matrix_free(std::int64_t rows, std::int64_t cols, F f)
{
    return {rows, cols, std::move(f)};
}

/** What can stand for the matrix A: a matrix_view, a linop, a matrix_free. */
template <class A>
concept matrix = requires
{
    typename A::value_type;
}
&&scalar<typename A::value_type> &&std::convertible_to<const A &, linop<typename A::value_type>>;

/** The same in a real precision, for drivers. */
template <class A>
concept real_matrix = matrix<A> && real<typename A::value_type>;

/** @cond */
namespace detail
{
/* An exception of the caller's own, or one for a negative code. */
template <matrix A> int judge(const A &a, int info, const char *routine)
{
    if constexpr (requires { a.rethrow(); })
        if (info == RANDBLAS_CALLBACK_FAILED) a.rethrow();
    if (info < 0) throw error(routine, info);
    return info;
}

template <class Report> result<Report> judged(const Report &report, int info, const char *routine)
{
    if (info < 0) throw error(routine, info);
    result<Report> r;
    static_cast<Report &>(r) = report;
    r.info = info;
    r.routine = routine;
    return r;
}
} // namespace detail
/** @endcond */

/* ---------------------------------------------------------------- progress ---------------------------------------- */

/**
 * The control of a callable go_on(phase, fraction): false, or an exception, which is not passed on, cancels.  The
 * callable has to live as long as the routine runs.
 */
template <std::predicate<std::string_view, double> F> [[nodiscard]] randblas_control progress(F &go_on)
{
    randblas_control control = {};
    control.progress = [](void *context, const char *phase, double fraction) noexcept -> int {
        try {
            return (*static_cast<F *>(context))(std::string_view(phase), fraction) ? 0 : 1;
        } catch (...) {
            return 1;
        }
    };
    control.progress_context = static_cast<void *>(std::addressof(go_on));
    return control;
}

} // namespace randlapack

#endif
