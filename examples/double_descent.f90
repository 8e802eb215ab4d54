! Errors of ridge regression on random features; see double_descent.c.
program double_descent
  use example
  use rmt
  implicit none
  integer(i8), parameter :: p = 20, n = 100, m = 60
  type(c_ptr) :: relu = c_null_ptr, model = c_null_ptr
  type(rmt_features_point) :: r(4)
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
  call check(rmt_features_errors(model, 4_i8, features, gamma, r), 'errors')
  do j = 1, 4
    print '(a,f5.0,a,es8.1,a,f9.5,a,f9.4)', 'd =', features(j), ', ridge', gamma(j), ': training error', r(j)%train, &
      ', test error', r(j)%test
  end do
  call expect(r(2)%test > 3 * r(1)%test .and. r(2)%test > 3 * r(4)%test, 'a peak at d = n')
  call expect(r(3)%test < r(2)%test / 3, 'a larger ridge removes it')
  call rmt_features_destroy(model)
  call rmt_activation_destroy(relu)
end program double_descent
