! Errors of ridge regression on random features; see double_descent.c.
program double_descent
  use example
  use rmt
  implicit none
  integer(i8), parameter :: p = 20, n = 100, m = 60
  type(c_ptr) :: relu = c_null_ptr, model = c_null_ptr
  type(rmt_features_point) :: r(4)
  type(rmt_features_simulation) :: drawn(2)
  real(dp) :: x(p, n + m), k(n, n), c(n, m), d(m, m), y(n + m), diagonal(m), features(4), gamma(4)
  integer :: j

  call fill_normal(x, 3_i8)
  x = x / sqrt(real(p, dp))
  y = sin(2 * x(1, :)) + x(2, :) * x(3, :)
  call check(rmt_activation_create(RMT_PHI_RELU, relu), 'activation')
  call check(rmt_feature_kernel(relu, RANDBLAS_COL_MAJOR, p, n, x, p, k, n), 'kernel')
  call check(rmt_feature_kernel_cross(relu, RANDBLAS_COL_MAJOR, p, n, x, p, m, x(:, n + 1:), p, c, n), 'cross kernel')
  call check(rmt_feature_kernel(relu, RANDBLAS_COL_MAJOR, p, m, x(:, n + 1:), p, d, m), 'test kernel')
  do j = 1, int(m)
    diagonal(j) = d(j, j)
  end do
  call check(rmt_features_create(n, k, n, y, m, c, n, diagonal, y(n + 1:), model=model), 'model')

  features = [n / 4.0_dp, real(n, dp), real(n, dp), 4.0_dp * n]
  gamma = [1e-5_dp, 1e-5_dp, 0.1_dp, 1e-5_dp]
  call check(rmt_features_errors(model, features, gamma, r), 'errors')
  do j = 1, 4
    print '(a,f5.0,a,es8.1,a,f9.5,a,f9.4)', 'd =', features(j), ', ridge', gamma(j), ': training error', r(j)%train, &
      ', test error', r(j)%test
  end do
  call expect(r(2)%test > 3 * r(1)%test .and. r(2)%test > 3 * r(4)%test, 'a peak at d = n')
  call expect(r(3)%test < r(2)%test / 3, 'a larger ridge removes it')

  call check(rmt_features_simulate(relu, RANDBLAS_COL_MAJOR, p, n, x, p, y, m, x(:, n + 1:), p, y(n + 1:), 1_i8, [4 * n], &
                                   2_i8, gamma(3:), results=drawn), 'simulation')
  print '(a,f7.4,a,f7.4)', 'd = 400, simulated: test error', drawn(2)%test, ' +-', 2 * drawn(2)%test_error
  call expect(abs(drawn(2)%test - r(4)%test) < 6 * drawn(2)%test_error + 0.05_dp * r(4)%test, 'as simulated')
  call short_forms
  call rmt_features_destroy(model)
  call rmt_activation_destroy(relu)

contains

  ! Of 1 + t^2, known values; arrays that do not fit.
  subroutine short_forms
    type(c_ptr) :: square = c_null_ptr
    real(dp) :: t(3), a(3), nu
    t = [0.0_dp, 1.0_dp, -2.0_dp]
    call check(rmt_activation_polynomial([1.0_dp, 0.0_dp, 1.0_dp], square), 'polynomial')
    call check(rmt_activation_hermite(square, 1.0_dp, a, nu), 'Hermite coefficients')
    call expect(all(abs(a - [2.0_dp, 0.0_dp, sqrt(2.0_dp)]) < 1e-14_dp) .and. abs(nu - 6) < 1e-13_dp, 'their values')
    call check(rmt_activation_values(square, t, t), 'values')
    call expect(maxval(abs(t - [1, 2, 5])) < 1e-15_dp, 'values of a polynomial')
    call expect(rmt_activation_values(square, t, a(:2)) == -3, 'arrays of different lengths')
    call expect(rmt_features_errors(model, features, gamma, r(:3)) == -4, 'too few results')
    call rmt_activation_destroy(square)
  end subroutine short_forms
end program double_descent
