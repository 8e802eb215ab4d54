#include "peer_lapack.h"

#include <RandLAPACK.hh>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace
{

using Generator = r123::Philox4x32;
using State = RandBLAS::RNGState<Generator>;

constexpr uint32_t seed = 42;

double tolerance()
{
    return std::pow(std::numeric_limits<double>::epsilon(), 0.85);
}

void keep(int64_t k, int64_t found, const double *values, double *s)
{
    for (int64_t i = 0; i < k; i++) s[i] = i < found ? values[i] : 0;
}

/* `run` calls the solver with places for what it allocates by new[]. */
template <typename Run> void abrik(int64_t block, int64_t products, int64_t k, double *s, Run run)
{
    RandLAPACK::ABRIK<double, Generator> solver(false, false, tolerance());
    State state(seed);
    double *U = nullptr, *V = nullptr, *values = nullptr;
    solver.max_krylov_iters = static_cast<int>(products);
    run(solver, block, U, V, values, state);
    keep(k, solver.singular_triplets_found, values, s);
    delete[] U;
    delete[] V;
    delete[] values;
}

} // namespace

const char *peer_lapack_name(void)
{
    return "RandLAPACK";
}

void peer_rsvd(int64_t m, int64_t n, const double *A, int64_t k, double *s)
{
    RandLAPACK::PLUL<double> stabilise(false, false);
    RandLAPACK::RS<double, Generator> sketch(stabilise, 2, 1, false, false);
    RandLAPACK::CholQRQ<double> orthogonalise(false, false);
    RandLAPACK::RF<double, Generator> range(sketch, orthogonalise, false, false);
    RandLAPACK::CholQRQ<double> again(false, false);
    RandLAPACK::QB<double, Generator> qb(range, again, false, false);
    RandLAPACK::RSVD<double, Generator> solver(qb, k);
    State state(seed);
    int64_t rank = k;
    double *U = nullptr, *S = nullptr, *V = nullptr;
    solver.call(m, n, const_cast<double *>(A), rank, 0.0, U, S, V, state);
    keep(k, rank, S, s);
    std::free(U);
    std::free(S);
    std::free(V);
}

void peer_abrik(int64_t m, int64_t n, const double *A, int64_t block, int64_t products, int64_t k, double *s)
{
    abrik(block, products, k, s, [&](auto &solver, int64_t b, double *&U, double *&V, double *&values, State &state) {
        solver.call(m, n, const_cast<double *>(A), m, b, U, V, values, state);
    });
}

void peer_abrik_csr(int64_t m, int64_t n, int64_t nnz, int64_t *ptr, int64_t *index, double *values, int64_t block,
                    int64_t products, int64_t k, double *s)
{
    RandBLAS::sparse_data::CSRMatrix<double, int64_t> A(m, n, nnz, values, ptr, index);
    abrik(block, products, k, s, [&](auto &solver, int64_t b, double *&U, double *&V, double *&found, State &state) {
        solver.qr_exp = RandLAPACK::ABRIKSubroutines::QR_explicit::cqrrt; // as its benchmark for sparse matrices
        solver.call(m, n, A, b, U, V, found, state);
    });
}

void peer_cqrrpt(int64_t m, int64_t n, double *A, double *R, int64_t *pivots)
{
    RandLAPACK::CQRRPT<double, Generator> solver(false, tolerance());
    State state(seed);
    solver.nnz = 4;
    std::fill(pivots, pivots + n, 0); // all columns are free
    solver.call(m, n, A, m, R, n, pivots, 1.25, state);
}

void peer_bqrrp(int64_t m, int64_t n, double *A, int64_t block, int strict, double *tau, int64_t *pivots)
{
    using Choice = RandLAPACK::BQRRPSubroutines::QRCPWide;
    RandLAPACK::BQRRP<double, Generator> solver(false, block);
    State state(seed);
    solver.qrcp_wide = strict ? Choice::geqp3 : Choice::luqr;
    std::fill(pivots, pivots + n, 0);
    solver.call(m, n, A, m, 1.0, tau, pivots, state);
}
