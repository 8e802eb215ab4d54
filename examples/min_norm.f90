! An underdetermined system: the solution of least norm; see min_norm.c.
program min_norm
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 40, n = 10000
  real(dp), allocatable, target :: A(:, :)   ! a linear operator keeps the address
  real(dp) :: bump(n), b(m), x(n)
  type(randlapack_lsq_report) :: report
  integer(i8) :: i

  ! The rows are cosines; b are the coefficients of a bump in them.
  allocate (A, source=transpose(basis(n, m)))
  bump = [(exp(-50 * (real(i, dp) / real(n, dp) - 0.3_dp)**2), i=0, n - 1)]
  b = matmul(A, bump)

  call check(randlapack_min_norm(randblas_linop_dense(A), b, x, report=report), 'min_norm')
  print '(a,i0,a,i0,a,es8.1)', 'sketch of ', report%sketch_rows, ' rows, ', report%iterations, ' steps, residual ', &
    report%residual_norm

  ! The rows are orthonormal, so the solution of least norm is A^T b, and no longer than the bump.
  print '(a,es8.1,2(a,f9.6))', 'largest difference from A^T b: ', maxval(abs(matmul(b, A) - x)), '; length ', norm2(x), &
    ', of the bump ', norm2(bump)
  call expect(maxval(abs(matmul(b, A) - x)) < 1e-12_dp, 'the solution is a combination of the rows')
  call expect(report%residual_norm < 1e-12_dp, 'the moments are met')
  call expect(norm2(x) <= norm2(bump) * (1 + 1e-12_dp), 'none is shorter')
end program min_norm
