! Weighted least squares against gross errors; see robust_regression.c.
program robust_regression
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 20000, n = 20, few = 12
  real(dp), parameter :: c = 0.2_dp   ! twice the noise
  real(dp), allocatable, target :: A(:, :), head(:, :)   ! a linear operator keeps the address
  real(dp), allocatable :: b(:, :), w(:)
  real(dp) :: x(n), least(n), solution(n), plain
  type(randlapack_lsq_options) :: ridge
  type(randlapack_lsq_report) :: report
  integer(i8) :: j, round

  allocate (A(m, n), b(m, 1))
  call fill_normal(A, 1_i8)
  call fill_normal(b, 2_i8)
  A(:, 1) = 1   ! an intercept
  solution = [(real(j, dp), j=1, n)]
  b(:, 1) = 0.1_dp * b(:, 1) + matmul(A, solution)
  b(1::10, 1) = b(1::10, 1) + 100

  call check(randlapack_lsq(randblas_linop_dense(A), b(:, 1), x, report=report), 'lsq')
  plain = norm2(x - solution)
  do round = 1, 12
    w = min(1.0_dp, c / abs(b(:, 1) - matmul(A, x)))
    call check(randlapack_lsq(randblas_linop_dense(A), b(:, 1), x, w, report=report), 'lsq')
  end do
  print '(a,f0.2,a,f0.3,a)', 'error of the coefficients: ', plain, ' plain, ', norm2(x - solution), ' reweighted'
  call expect(plain > 5, 'plain least squares follows the gross errors')
  call expect(norm2(x - solution) < 0.1_dp, 'reweighted least squares does not')

  ! The first 12 measurements only: fewer than unknowns.
  head = A(:few, :)
  ridge%ridge = 0.1_dp
  call check(randlapack_lsq(randblas_linop_dense(head), b(:few, 1), least, report=report), 'lsq')
  call expect(report%residual_norm < 1e-10_dp, '12 equations in 20 unknowns hold exactly')
  call check(randlapack_lsq(randblas_linop_dense(head), b(:few, 1), x, options=ridge), 'lsq')
  print '(a,f0.3,a,f0.3)', '12 measurements: length ', norm2(least), ' of the least norm, with a ridge ', norm2(x)
  call expect(norm2(x) < norm2(least), 'a ridge shortens x')
end program robust_regression
