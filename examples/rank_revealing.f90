! A rank-revealing QR of a square matrix; see rank_revealing.c.
program rank_revealing
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: n = 400, rank = 300
  real(dp), allocatable :: left(:, :), right(:, :), A(:, :), copy(:, :)
  real(dp) :: tau(n), norm, kept, below
  integer(i8) :: jpvt(n), j
  type(randlapack_bqrrp_options) :: options
  type(randlapack_bqrrp_report) :: report

  allocate (left(n, rank), right(rank, n))
  call fill_normal(left, 1_i8)
  call fill_normal(right, 2_i8)
  allocate (A, source=matmul(left, right))
  allocate (copy, source=A)
  norm = norm2(A)
  call check(randlapack_bqrrp(A, jpvt, tau, report=report), 'bqrrp')
  kept = 0
  below = 0
  do j = 1, n
    kept = hypot(kept, norm2(A(:min(j, rank), j)))
    if (j > rank) below = hypot(below, norm2(A(rank + 1:j, j)))
  end do
  print '(a,i0,a,i0,a)', 'rank ', report%rank, ', ', report%sketches, ' sketches'
  call expect(report%rank == rank, 'the rank is found')
  call expect(abs(kept / norm - 1) < 1e-13_dp, 'R has the norm of A')
  call expect(below < 1e-12_dp * norm, 'nothing is left behind the rank')

  options%tolerance = 1e-10_dp
  call check(randlapack_bqrrp(copy, jpvt, tau, options, report), 'bqrrp')
  print '(a,i0,a,es8.1)', 'tolerance 1e-10: ', report%reflectors, ' reflectors, error', report%error / report%norm
  call expect(report%reflectors == rank, 'no more columns are factored than the tolerance needs')
  call expect(report%error <= 1e-10_dp * report%norm, 'the tolerance is met')
end program rank_revealing
