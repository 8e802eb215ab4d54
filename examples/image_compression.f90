! Images of ones and twos from fewer numbers; see image_compression.c.
program image_compression
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: images = 3072, pixels = 784, k = 80, ranks(3) = [5, 20, 80]
  real(dp), allocatable, target :: A(:, :)
  real(dp), allocatable :: U(:, :), V(:, :), B(:, :)
  real(dp) :: s(pixels), error, dropped, norm
  type(randlapack_rsvd_options) :: options
  type(randlapack_rsvd_report) :: report
  integer(i8) :: q, r, t

  allocate (A(images, pixels), U(images, pixels), V(pixels, pixels), B(pixels, k))
  call read_images(A)
  norm = norm2(A)
  call check(randlapack_svd(randblas_linop_dense(A), U(:, :k), s(:k), V(:, :k), report=report), 'svd')
  do t = 1, k
    B(:, t) = V(:, t) * s(t)
  end do
  do q = 1, 3
    r = ranks(q)
    error = norm2(A - matmul(U(:, :r), transpose(B(:, :r))))
    dropped = hypot(report%frobenius_error, norm2(s(r + 1:k)))
    print '(a,i2,a,f5.1,a,f6.3)', 'rank ', r, ':', 100.0_dp * real(r * (images + pixels + 1), dp) / &
      real(images * pixels, dp), ' % of the numbers, error', error / norm
    call expect(abs(error - dropped) < 1e-9_dp * norm, 'the error is what is left out')
  end do

  options%tolerance = 0.2_dp
  call check(randlapack_svd(randblas_linop_dense(A), U, s, V, options=options, report=report), 'svd')
  print '(a,i0,a)', 'rank ', report%rank, ' is enough for an error of 0.2'
  call expect(report%rank > k .and. report%frobenius_error <= 0.2_dp * norm, 'the tolerance is met')
end program image_compression
