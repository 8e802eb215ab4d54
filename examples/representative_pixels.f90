! Pixels of images of ones and twos from which the others follow; see representative_pixels.c.
program representative_pixels
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: images = 3072, pixels = 784, k = 60
  real(dp), allocatable, target :: A(:, :)
  real(dp), allocatable :: Z(:, :), U(:, :), V(:, :)
  real(dp) :: s(k), error
  integer(i8) :: J(pixels)
  type(randlapack_skeleton_options) :: options
  type(randlapack_skeleton_report) :: report
  type(randlapack_rsvd_report) :: svd

  allocate (A(images, pixels), Z(pixels, pixels), U(images, k), V(pixels, k))
  call read_images(A)
  call check(randlapack_id(randblas_linop_dense(A), J(:k), Z(:k, :), report=report), 'id')
  call check(randlapack_rsvd(randblas_linop_dense(A), U, s, V, report=svd), 'rsvd')
  error = norm2(A - matmul(A(:, J(:k) + 1), Z(:k, :)))   ! indices start at 0
  print '(i0,3(a,f6.3))', k, ' pixels leave', error / report%norm, ' (estimated', report%error / report%norm, &
    '), singular vectors', svd%frobenius_error / report%norm
  call expect(error < 1.5_dp * svd%frobenius_error, 'pixels are nearly as good as singular vectors')
  call expect(report%error < 2 * error .and. error < 3.2_dp * report%error, 'the error is known')

  options%tolerance = 0.1_dp
  call check(randlapack_id(randblas_linop_dense(A), J, Z, options=options, report=report), 'id')
  print '(i0,a)', report%rank, ' pixels are enough for an error of a tenth'
  call expect(report%rank > k .and. report%error <= 0.1_dp * report%norm, 'the tolerance is met')
end program representative_pixels
