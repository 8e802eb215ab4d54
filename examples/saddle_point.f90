! A saddle-point system: the nearest point that keeps conditions; see saddle_point.c.
program saddle_point
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 5000, n = 25
  real(dp), allocatable, target :: A(:, :)   ! a linear operator keeps the address
  real(dp), allocatable :: f(:, :), y(:)
  real(dp) :: g(n), x(n), mu, violation
  type(randlapack_lsq_report) :: report
  integer(i8) :: j
  integer :: k

  allocate (A(m, n), f(m, 1), y(m))
  call fill_normal(A, 1_i8)
  call fill_normal(f, 2_i8)
  do j = 1, n
    g(j) = real(mod(j - 1, 3_i8), dp)
    A(:, j) = A(:, j) * 10.0_dp**(-4.0_dp * real(j - 1, dp) / real(n - 1, dp))   ! conditions of different weights
  end do

  do k = 0, 1
    mu = 10.0_dp * real(k, dp)
    call check(randlapack_saddle(randblas_linop_dense(A), mu, f(:, 1), g, y, x, report=report), 'saddle')
    violation = maxval(abs(matmul(y, A) - g))
    print '(a,f4.1,a,i0,3(a,es8.1))', 'mu = ', mu, ': ', report%iterations, ' steps, residuals ', &
      report%residual_norm, ' and ', report%normal_residual, ', A^T y = g to ', violation
    call expect(report%normal_residual < 1e-14_dp, 'the second row holds')
    call expect((violation < 1e-9_dp) .eqv. (k == 0), 'conditions are kept, or relaxed')
    call expect(maxval(abs(f(:, 1) - y - matmul(A, x))) < 1e-12_dp * maxval(abs(f)), 'the first row holds')
  end do
end program saddle_point
