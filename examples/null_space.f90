! Orthonormal bases of the range and the null space; see null_space.c.
program null_space
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 300, n = 200, rank = 150
  real(dp), allocatable :: left(:, :), right(:, :), A(:, :), T(:, :), U(:, :), V(:, :), s(:)
  real(dp) :: outside, worst, ratio
  integer(i8) :: k, larger
  integer :: info
  type(randlapack_urv_report) :: report

  allocate (right(rank, n), U(m, n), V(n, n))
  left = basis(m, rank)
  do k = 1, rank
    left(:, k) = left(:, k) * 10.0_dp**(-4.0_dp * real(k - 1, dp) / rank)
  end do
  call fill_normal(right, 5_i8)
  A = matmul(left, right)
  T = A
  info = randlapack_urv(T, U, V, report=report)
  call expect(info == RANDBLAS_RANK_DEFICIENT .and. report%rank == rank, 'the rank is found')

  outside = maxval(abs(matmul(A, V(:, rank + 1:))))
  s = singular_values(A)
  worst = 1
  do k = 1, n
    larger = count(s > s(k))
    if (larger >= rank) cycle
    ratio = T(larger + 1, larger + 1) / s(k)
    worst = max(worst, ratio, 1 / ratio)
  end do
  print '(a,i0,a,es8.1,a,f5.2)', 'rank ', report%rank, ', |A v|', outside, ', T_kk within', worst
  call expect(outside < 1e-10_dp * report%norm, 'the null space is one')
  call expect(worst < 2, 'the diagonal is near the singular values')
end program null_space
