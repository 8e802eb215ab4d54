! Kernel ridge regression on all data and on centers; see kernel_ridge.c.
program kernel_ridge
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: n = 3000, new = 500, dim = 5, most = 150
  real(dp), allocatable, target :: X(:, :), Z(:, :)   ! kernels keep addresses
  real(dp), allocatable :: y(:, :), alpha(:), F(:, :)
  real(dp) :: prediction(new), full, some
  real(dp), parameter :: lambda = 0.1_dp
  integer(i8) :: centers(most)
  type(randlapack_dkernel), target :: kernel, cross
  type(randlapack_dentries) :: K, K_new
  type(randlapack_kernel_ridge_report) :: report
  type(randlapack_rpcholesky_report) :: factor

  allocate (X(n, dim), Z(new, dim), y(n, 1), alpha(n), F(n, most))
  call fill_normal(X, 1_i8)
  call fill_normal(Z, 2_i8)
  call fill_normal(y, 3_i8)
  y(:, 1) = truth(X) + 0.1_dp * y(:, 1)
  kernel = randlapack_kernel_points(RANDLAPACK_KERNEL_GAUSSIAN, X, 3.0_dp)
  cross = randlapack_kernel_points(RANDLAPACK_KERNEL_GAUSSIAN, X, 3.0_dp, Z)   ! rows: the new points
  K = randlapack_entries_kernel(kernel)
  K_new = randlapack_entries_kernel(cross)

  ! All data.
  call check(randlapack_kernel_ridge(K, lambda, y(:, 1), alpha, report=report), 'kernel_ridge')
  call check(randlapack_kernel_predict(K_new, alpha, prediction), 'kernel_predict')
  full = norm2(prediction - truth(Z)) / norm2(truth(Z))
  print '(a,i0,a,i0,a,f6.3)', 'all data: rank ', report%rank, ', ', report%iterations, &
    ' iterations, error at new points', full
  call expect(report%iterations < 60, 'the preconditioner makes iterations few')

  ! Centers.
  call check(randlapack_rpcholesky(K, centers, F, report=factor), 'rpcholesky')
  call check(randlapack_kernel_ridge_restricted(K, lambda, centers(1:factor%rank), y(:, 1), alpha(1:factor%rank), &
                                                report=report), 'kernel_ridge_restricted')
  call check(randlapack_kernel_predict(K_new, alpha(1:factor%rank), prediction, centers(1:factor%rank)), 'kernel_predict')
  some = norm2(prediction - truth(Z)) / norm2(truth(Z))
  print '(i0,a,i0,a,f6.3)', factor%rank, ' centers: ', report%iterations, ' iterations, error', some
  call expect(full < 0.2_dp .and. some < 1.5_dp * full, 'both predict well')

contains

  pure function truth(points)
    real(dp), intent(in) :: points(:, :)
    real(dp) :: truth(size(points, 1))
    truth = sin(points(:, 1) + points(:, 2)) + 0.5_dp * cos(points(:, 3)) * points(:, 4) - 0.2_dp * points(:, 5)
  end function truth

end program kernel_ridge
