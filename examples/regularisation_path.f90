! A log-determinant and its slope as curves over the shift, from five values; see regularisation_path.c.
program regularisation_path
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: n = 300, known = 5, points = 20
  real(dp) :: lambda(n), t(known), values(known), at(points), v(points), slopes(points), low(points), high(points)
  real(dp) :: right, slope, dimension
  type(randlapack_interpolant_options) :: options
  type(c_ptr) :: s
  integer(i8) :: i
  integer :: k

  lambda = [(10.0_dp / real(i, dp)**2, i = 1, n)]   ! of a matrix that need not be there
  t = [(10.0_dp**(k - 4), k = 1, 5)]
  do k = 1, int(known)
    values(k) = sum(log(lambda + t(k)))
  end do
  at = [(10.0_dp**(-3 + 4 * real(k - 1, dp) / (points - 1)), k = 1, int(points))]

  options%trace = sum(lambda)
  call check(randlapack_interpolant_create(n, known, t, values, options, s), 'interpolant')
  call check(randlapack_interpolant_eval(s, points, at, v, slopes, low, high), 'eval')
  do k = 1, int(points)
    right = sum(log(lambda + at(k)))
    slope = sum(1 / (lambda + at(k)))
    dimension = n - at(k) * slopes(k)
    if (mod(k, 4) == 1) print '(a,es8.1,a,f10.3,a,f10.3,a,f8.2,a,f8.2)', 't = ', at(k), ': log det', v(k), ', exact', &
      right, '; effective dimension', dimension, ', exact', n - at(k) * slope
    call expect(low(k) <= right + 1e-9_dp .and. right <= high(k) + 1e-9_dp, 'the bounds hold')
    call expect(abs(v(k) - right) <= 0.02_dp * n, 'five values suffice')
    call expect(abs(at(k) * (slopes(k) - slope)) <= 0.06_dp * n, 'so they do for the effective dimension')
  end do
  call expect(randlapack_interpolant_used(s) == known, 'all of them tell something')
  call check(randlapack_interpolant_eval(s, points, at, v), 'eval without bounds')
  call randlapack_interpolant_destroy(s)
  options%power = 0.5_dp
  call check(randlapack_interpolant_create(n, 1_i8, [1.0_dp], [sum(sqrt(lambda + 1))], options, s), 'one value')
  call randlapack_interpolant_destroy(s)
end program regularisation_path
