/**
 * @file randlapack.hpp
 * @brief The C++20 face: handles that free themselves, views of arrays, one name for all precisions, exceptions.
 *
 * @code
 * #include <randlapack.hpp>
 *
 * std::vector<double> a(m * n), b(m), x(n);
 * const randlapack::matrix_view A(a.data(), m, n);                        // column major, no copy
 * const auto fit = randlapack::lsq(A, b, x);                              // min ||A x - b||
 * const randlapack::sketch S(randblas_sparse_sign(d, m, 8), randblas_seed(42));
 * randlapack::apply(S, A, randlapack::matrix_view(sketched.data(), d, n)); // S A
 * @endcode
 *
 * Headers only: each function checks that sizes go together, calls one routine of the C interface, whose documentation
 * holds, and judges its result.  Nothing is copied.  The parts are randlapack_core.hpp (errors, views, operators),
 * randlapack_sketch.hpp, randlapack_drivers.hpp and randlapack_laws.hpp; what they do not wrap is called by its C name,
 * with randlapack::check() around it and get() of the handles.
 *
 * What keeps a routine from a result is an exception: randlapack::error for negative codes, std::invalid_argument for
 * sizes that do not go together.  Positive codes, such as RANDBLAS_RANK_DEFICIENT, describe a result: drivers return
 * them with their report, see randlapack::result.
 */
#ifndef RANDLAPACK_HPP
#define RANDLAPACK_HPP

#include "randlapack_core.hpp"
#include "randlapack_drivers.hpp"
#include "randlapack_laws.hpp"
#include "randlapack_sketch.hpp"

#endif
