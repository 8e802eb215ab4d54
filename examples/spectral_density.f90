! A log-determinant, its curve over shifts and the density of a spectrum that is known; see spectral_density.c for a
! larger one.
module spectral_density_function
  use, intrinsic :: iso_c_binding
  implicit none
contains
  function square(context, count, x, y) result(info) bind(c)
    type(c_ptr), value :: context
    integer(c_int64_t), value :: count
    real(c_double), intent(in) :: x(*)
    real(c_double), intent(inout) :: y(*)
    integer(c_int) :: info
    y(:count) = x(:count)**2
    info = 0
    if (c_associated(context)) info = 1
  end function square
end module spectral_density_function

program spectral_density
  use example
  use randlapack
  use spectral_density_function
  implicit none
  integer(i8), parameter :: n = 400   ! the second difference matrix: 2 - 2 cos(k pi / (n + 1)), determinant n + 1
  integer(i8), target :: ptr(n + 1), colind(3 * n)
  real(dp), target :: values(3 * n)
  real(dp) :: lambda(n), x(1), expected, shifts(3)
  type(randblas_dlinop) :: A
  type(randlapack_spectral_function) :: f(2)
  type(randlapack_spectral_value) :: v(2), curve(3), density(1), count(1), exact
  type(randlapack_slq_options) :: options
  type(randlapack_slq_report) :: report
  type(randlapack_chebyshev_report) :: bounds
  type(c_ptr) :: Q
  integer(i8) :: i, nnz
  integer :: k

  nnz = 0
  do i = 1, n
    ptr(i) = nnz
    if (i > 1) call entry(i - 1, -1.0_dp)
    call entry(i, 2.0_dp)
    if (i < n) call entry(i + 1, -1.0_dp)
    lambda(i) = 2 - 2 * cos(i * acos(-1.0_dp) / (n + 1))
  end do
  ptr(n + 1) = nnz
  A = randblas_linop_csr(n, n, ptr, colind, values)

  f(1)%kind = RANDLAPACK_FUNCTION_EXP
  f(1)%parameter = -1
  f(2)%kind = RANDLAPACK_FUNCTION_USER
  f(2)%evaluate = c_funloc(square)
  options%samples = 60
  call check(randlapack_slq(A, f, v, options=options, report=report), 'slq')
  call expect(abs(v(1)%value - sum(exp(-lambda))) <= 4 * v(1)%standard_error, 'tr exp(-A)')
  call expect(abs(v(2)%value - sum(lambda**2)) <= 4 * v(2)%standard_error, 'tr A^2')
  call expect(report%products == 60 * 50, 'products')
  print '(a,f9.3,a,f7.3,a,f9.3)', 'tr exp(-A) = ', v(1)%value, ' +-', v(1)%half_width, ', exact', sum(exp(-lambda))

  call check(randlapack_quadrature_create(A, f(1:0), Q, options=options), 'quadrature')
  shifts = [0.1_dp, 1.0_dp, 10.0_dp]
  f(1)%kind = RANDLAPACK_FUNCTION_LOG
  call check(randlapack_quadrature_sum(Q, f(1), 3_i8, shifts, 0.0_dp, curve), 'sum')
  do k = 1, 3
    expected = sum(log(lambda + shifts(k)))
    print '(a,f6.2,a,f10.3,a,f7.3,a,f10.3)', 'log det (A + t I), t =', shifts(k), ':', curve(k)%value, ' +-', &
      curve(k)%half_width, ', exact', expected
    call expect(abs(curve(k)%value - expected) <= 4 * curve(k)%standard_error, 'curve')
  end do
  x = 2
  call check(randlapack_quadrature_density(Q, 0.1_dp, 1_i8, x, 0.0_dp, density), 'density')
  call check(randlapack_quadrature_count(Q, 1_i8, x, 0.0_dp, count), 'count')
  call expect(abs(count(1)%value - 200) <= 12, 'half of the eigenvalues are below 2')
  call expect(abs(density(1)%value - 1 / (2 * acos(-1.0_dp))) <= 0.02_dp, 'density in the middle')
  call expect(randlapack_quadrature_samples(Q) == 60, 'samples')
  call randlapack_quadrature_destroy(Q)

  call check(randlapack_chebyshev_count(A, [1.0_dp], [3.0_dp], count, report=bounds), 'chebyshev')
  call expect(abs(count(1)%value - 133) <= 12, 'a third of them are in the middle')
  call expect(bounds%lower <= lambda(1) .and. bounds%upper >= lambda(n), 'bounds')
  call check(randlapack_spectral_sum(A, f(1), exact, report=report), 'spectral_sum')
  call expect(report%method == RANDLAPACK_SPECTRAL_BAND, 'a narrow band is factored')
  call expect(abs(exact%value - log(real(n + 1, dp))) <= 1e-9_dp, 'log-determinant')

contains

  subroutine entry(column, value)
    integer(i8), intent(in) :: column
    real(dp), intent(in) :: value
    nnz = nnz + 1
    colind(nnz) = column - 1
    values(nnz) = value
  end subroutine entry
end program spectral_density
