! Leading singular triplets of a matrix whose singular values 1, 1/2, 1/4, ... are known; see truncated_svd.c.
program truncated_svd
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 2000, n = 300, k = 10, terms = 40
  real(dp), allocatable, target :: A(:, :), gram(:, :)
  real(dp), allocatable :: left(:, :), right(:, :)
  real(dp) :: U(m, k), s(k), V(n, k), error, best
  type(randlapack_rsvd_report) :: report
  type(randlapack_qb_report) :: found
  type(randlapack_eig_report) :: pairs
  real(dp) :: Q(m, terms), B(terms, n)
  integer(i8) :: j, t

  allocate (left, source=basis(m, terms))
  allocate (right, source=basis(n, terms))
  allocate (A(m, n), source=0.0_dp)
  do t = 1, terms
    do j = 1, n
      A(:, j) = A(:, j) + 0.5_dp**(t - 1) * right(j, t) * left(:, t)
    end do
  end do

  ! The rank is the size of s; absent options are the defaults.
  call check(randlapack_rsvd(randblas_linop_dense(A), U, s, V, report=report), 'rsvd')
  error = 0
  do j = 1, k
    error = max(error, abs(s(j) * 2.0_dp**(j - 1) - 1))
    call expect(abs(abs(dot_product(U(:, j), left(:, j))) - 1) < 1e-8_dp, 'u_k is found up to its sign')
    call expect(abs(abs(dot_product(V(:, j), right(:, j))) - 1) < 1e-8_dp, 'v_k is found up to its sign')
  end do
  best = norm2([(0.5_dp**(t - 1), t=k + 1, terms)])   ! no matrix of rank 10 is nearer
  print '(a,es8.1,a,es13.6,a,es13.6)', 'singular values to', error, '; Frobenius error', report%frobenius_error, &
    ', best possible', best
  call expect(error < 1e-10_dp, 'singular values')
  call expect(abs(report%frobenius_error - best) < 1e-6_dp * best, 'the approximation is the best of its rank')

  ! How many columns does an error of 1e-4 ||A||_F need?  2^-14 is the first power of two below.
  call check(randlapack_qb(randblas_linop_dense(A), Q, B, randlapack_qb_options(tolerance=1e-4_dp), found), 'qb')
  print '(a,i0,a)', 'rank ', found%rank, ' for a tolerance of 1e-4'
  call expect(found%rank == 14, 'the rank that the tolerance needs')

  ! Asked for an excess below 1e-3, randlapack_svd takes block Krylov.
  call check(randlapack_svd(randblas_linop_dense(A), U, s, V, randlapack_rsvd_options(excess=1e-9_dp), report), 'svd')
  call expect(report%method == RANDLAPACK_SVD_KRYLOV .and. report%excess <= 1e-9_dp, 'nearly the best error')

  ! The eigenvalues of A^T A are the squares of the singular values.
  allocate (gram, source=matmul(transpose(A), A))
  call check(randlapack_eig(randblas_linop_dense(gram), V, s, report=pairs), 'eig')
  print '(a,es8.1)', 'eigenvalues of A^T A within', pairs%residual
  do j = 1, k
    call expect(abs(s(j) - 0.25_dp**(j - 1)) <= pairs%residual + 1e-12_dp, 'eigenvalues of A^T A')
  end do
end program truncated_svd
