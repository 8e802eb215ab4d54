! Two designs of an experiment compared without forming A^T A; see optimal_design.c.
program optimal_design
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 1000, n = 8, points = 201, centre = 101
  real(dp), target :: A(m, n), F(n, points), rows(n, m)   ! linear operators keep addresses
  real(dp) :: coefficients, mean, all, error, forms(points), at_end(0:1), u
  type(randlapack_inverse_options) :: options
  type(randblas_dlinop) :: design
  integer(i8) :: i
  integer :: crowded

  do i = 1, points
    F(:, i) = legendre(-1 + 2 * real(i - 1, dp) / real(points - 1, dp))
  end do
  options%sketches = 100
  options%family = RANDBLAS_FAMILY_SPARSE_SIGN   ! eight times cheaper to apply than a Gaussian
  options%sketch_rows = 120
  design = randblas_linop_dense(A)

  do crowded = 0, 1
    do i = 1, m
      u = (real(i, dp) - 0.5_dp) / real(m, dp)
      A(i, :) = legendre(merge(-cos(pi * u), 2 * u - 1, crowded == 1))
    end do
    rows = transpose(A)
    call check(randlapack_inverse_trace(design, t=coefficients, e=error, options=options), 'inverse_trace')
    call check(randlapack_inverse_trace_factor(design, randblas_linop_dense(F), mean, options=options), &
               'inverse_trace_factor')
    call check(randlapack_inverse_trace_factor(design, randblas_linop_dense(rows), all, options=options), &
               'inverse_trace_factor')
    call check(randlapack_inverse_forms(design, randblas_linop_dense(F), forms, options=options), 'inverse_forms')
    at_end(crowded) = m * forms(points)
    print '(a,5(a,f9.5))', merge('crowded', 'equal  ', crowded == 1), ': coefficients', coefficients, ' +-', error, &
      ', mean prediction', mean / points, ', at the end', forms(points), ', at the centre', forms(centre)
    call expect(abs(all / n - 1) < 0.04_dp, 'the predictions at all rows have total variance n')
    if (crowded == 0) call expect(abs(m * coefficients / n**2 - 1) < 0.06_dp, &
                                  'the variance of the coefficients is n^2/m')
  end do
  call expect(abs(at_end(0) / n**2 - 1) < 0.06_dp, 'equally spaced, n^2/m at the end')
  call expect(abs(at_end(1) / (2 * n - 1) - 1) < 0.06_dp, 'crowded, (2 n - 1)/m at the end')

contains

  ! Legendre polynomials of degrees 0 to n - 1.
  pure function legendre(x) result(p)
    real(dp), intent(in) :: x
    real(dp) :: p(n)
    integer(i8) :: k
    p(1:2) = [1.0_dp, x]
    do k = 1, n - 2
      p(k + 2) = (real(2 * k + 1, dp) * x * p(k + 1) - real(k, dp) * p(k)) / real(k + 1, dp)
    end do
  end function legendre
end program optimal_design
