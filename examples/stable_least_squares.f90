! Least squares so ill conditioned that stability matters; see stable_least_squares.c.
program stable_least_squares
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 5000, n = 30
  real(dp), target :: A(m, n)   ! a linear operator keeps the address
  real(dp) :: t(m), b(m), x(n), rough(n)
  type(randlapack_fossils_report) :: report
  type(randlapack_lsq_errors) :: errors
  integer(i8) :: i, j

  t = [(-1 + 2 * real(i, dp) / real(m - 1, dp), i=0, m - 1)]
  b = exp(t) * sin(3 * t)
  A(:, 1) = 1
  do j = 2, n
    A(:, j) = t * A(:, j - 1)
  end do

  call check(randlapack_lsq_fossils(randblas_linop_dense(A), b, x, report=report), 'lsq_fossils')
  call check(randlapack_lsq_error(randblas_linop_dense(A), b, x, errors), 'lsq_error')
  print '(a,es7.0,a,i0,2(a,es8.1))', 'fossils: condition ', errors%condition, ', ', report%iterations, &
    ' steps, residual ', errors%residual_norm, ', backward error ', errors%backward_error
  call expect(errors%condition > 1e9_dp, 'the problem is ill conditioned')
  call expect(errors%backward_error < 1e-15_dp, 'the solution is that of a problem changed by rounding errors only')

  rough = [(1 + 1e-8_dp * real(mod(j - 1, 3_i8), dp), j=1, n)] * x   ! eight digits of every coefficient
  call check(randlapack_lsq_error(randblas_linop_dense(A), b, rough, errors), 'lsq_error')
  print '(2(a,es8.1))', 'eight digits of x: residual ', errors%residual_norm, ', backward error ', &
    errors%backward_error
  call expect(errors%backward_error > 1e-12_dp, 'what is wrong is seen')
end program stable_least_squares
