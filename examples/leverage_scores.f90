! Leverage scores, exact, sketched and with a ridge; see leverage_scores.c.
program leverage_scores
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 20000, n = 30
  integer, parameter :: outliers = 5
  real(dp), allocatable, target :: A(:, :)   ! a linear operator keeps the address
  real(dp), allocatable :: exact(:), sketched(:)
  type(randlapack_leverage_options) :: options
  type(randlapack_leverage_report) :: report
  integer :: t

  allocate (A(m, n), exact(m), sketched(m))
  call fill_normal(A, 1_i8)
  do t = 1, outliers   ! these rows are 300 times as long in a direction of their own
    A(1000 * t - 999, t::outliers) = 300 * A(1000 * t - 999, t::outliers)
  end do

  options%state = randblas_seed(3_i8)
  call check(randlapack_leverage(randblas_linop_dense(A), exact, options, report), 'leverage')
  print '(a,i0,a,f0.12)', 'exact: rank ', report%rank, ', sum of the scores ', report%sum
  call expect(abs(report%sum - n) < 1e-9_dp, 'the scores add up to the rank')
  call expect(all(exact(1:1000 * outliers:1000) > 0.5_dp) .and. all(exact(2:1000 * outliers:1000) < 0.1_dp), &
              'the outliers stand out')

  call check(randlapack_leverage_sketched(randblas_linop_dense(A), sketched, options, report), 'leverage_sketched')
  print '(a,i0,a,f0.3,a,f0.3,a)', 'sketch of ', report%sketch_rows, ' rows: scores within ', report%lower, ' and ', &
    report%upper, ' of the exact ones'
  call expect(all(sketched >= report%lower * exact - 1e-12_dp) .and. all(sketched <= report%upper * exact + 1e-12_dp), &
              'the bounds hold')

  options%lambda = 1e4_dp
  call check(randlapack_leverage(randblas_linop_dense(A), exact, options, report), 'leverage')
  print '(a,es7.0,a,f0.3)', 'ridge', options%lambda, ': effective dimension ', report%sum
  call expect(report%sum < n .and. report%sum > 1, 'a ridge lowers the dimension')
end program leverage_scores
