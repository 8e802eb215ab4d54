! Images of ones and twos through some images and some pixels of their own; see images_and_pixels.c.
program images_and_pixels
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: images = 3072, pixels = 784, k = 60
  real(dp), allocatable, target :: A(:, :)
  real(dp), allocatable :: W(:, :), Z(:, :), left(:, :), right(:, :)
  real(dp) :: U(k, k), s(k), cur, id
  integer(i8) :: rows(k), cols(k)
  type(randlapack_skeleton_report) :: report
  type(randlapack_rsvd_report) :: svd

  allocate (A(images, pixels), W(images, k), Z(k, pixels), left(images, k), right(pixels, k))
  call read_images(A)
  call check(randlapack_rsvd(randblas_linop_dense(A), left, s, right, report=svd), 'rsvd')

  call check(randlapack_cur(randblas_linop_dense(A), rows, cols, U, report=report), 'cur')
  rows = rows + 1   ! indices start at 0
  cols = cols + 1
  cur = norm2(A - matmul(matmul(A(:, cols), U), A(rows, :)))
  call expect(cur < 3.2_dp * report%error .and. report%error < 2 * cur, 'the error of CUR is known')
  call expect(cur < 2 * svd%frobenius_error, 'C U R is within a factor 2 of the best')

  call check(randlapack_two_sided_id(randblas_linop_dense(A), rows, W, cols, Z, report=report), 'two_sided_id')
  id = norm2(A - matmul(matmul(W, A(rows + 1, cols + 1)), Z))
  print '(3(a,f6.3))', 'CUR', cur / report%norm, ', interpolative', id / report%norm, ', best', &
    svd%frobenius_error / report%norm
  call expect(id < 1.5_dp * svd%frobenius_error .and. report%largest < 3, 'W A(I, J) Z is near the best, and bounded')
end program images_and_pixels
