#include "peer.h"

#include <RandBLAS.hh>

namespace
{

constexpr uint32_t seed = 42;

blas::Layout layout(bool row_major)
{
    return row_major ? blas::Layout::RowMajor : blas::Layout::ColMajor;
}

template <typename Matrix>
void sketch_sparse_matrix(bool row_major, int64_t d, int64_t n, int64_t m, const Matrix &A, double *B)
{
    RandBLAS::DenseSkOp<double> S(RandBLAS::DenseDist(d, m), RandBLAS::RNGState<>(seed));
    RandBLAS::fill_dense(S);
    RandBLAS::sketch_sparse(layout(row_major), blas::Op::NoTrans, blas::Op::NoTrans, d, n, m, 1.0, S, 0, 0, A, 0.0, B,
                            row_major ? n : d);
}

} // namespace

const char *peer_name(void)
{
    return "RandBLAS";
}

void peer_fill(bool gaussian, int64_t d, int64_t m, double *B)
{
    const auto family = gaussian ? RandBLAS::ScalarDist::Gaussian : RandBLAS::ScalarDist::Uniform;
    RandBLAS::fill_dense(RandBLAS::DenseDist(d, m, family), B, RandBLAS::RNGState<>(seed));
}

void peer_sketch_gaussian(int64_t d, int64_t n, int64_t m, const double *A, double *B)
{
    RandBLAS::DenseSkOp<double> S(RandBLAS::DenseDist(d, m), RandBLAS::RNGState<>(seed));
    RandBLAS::sketch_general(blas::Layout::ColMajor, blas::Op::NoTrans, blas::Op::NoTrans, d, n, m, 1.0, S, A, m, 0.0,
                             B, d);
}

void peer_sketch_sparse(bool row_major, int64_t d, int64_t n, int64_t m, int64_t nnz, const double *A, double *B)
{
    RandBLAS::SparseSkOp<double> S(RandBLAS::SparseDist(d, m, nnz), RandBLAS::RNGState<>(seed));
    RandBLAS::fill_sparse(S);
    RandBLAS::sketch_general(layout(row_major), blas::Op::NoTrans, blas::Op::NoTrans, d, n, m, 1.0, S, 0, 0, A,
                             row_major ? n : m, 0.0, B, row_major ? n : d);
}

void peer_sketch_csr(bool row_major, int64_t d, int64_t n, int64_t m, int64_t nnz, int64_t *ptr, int64_t *colind,
                     double *values, double *B)
{
    RandBLAS::sparse_data::CSRMatrix<double, int64_t> A(m, n, nnz, values, ptr, colind);
    sketch_sparse_matrix(row_major, d, n, m, A, B);
}

void peer_sketch_csc(bool row_major, int64_t d, int64_t n, int64_t m, int64_t nnz, int64_t *ptr, int64_t *rowind,
                     double *values, double *B)
{
    RandBLAS::sparse_data::CSCMatrix<double, int64_t> A(m, n, nnz, values, rowind, ptr);
    sketch_sparse_matrix(row_major, d, n, m, A, B);
}
