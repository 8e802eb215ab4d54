! Principal directions of images of ones and twos that come once, a batch of rows at a time; see one_pass_svd.c.
module rows_in_order
  use, intrinsic :: iso_c_binding
  implicit none
  integer, parameter :: i8 = c_int64_t, dp = c_double
  integer(i8), parameter :: images = 3072, pixels = 784
  real(dp), allocatable, target :: A(:, :)
  integer(i8) :: next = 0
contains

  ! The next rows, with the interface randlapack_dread_rows_fn: at most `room`, row major, which a Fortran array shows
  ! transposed; 0 at the end.
  function read_rows(context, room, rows) result(count) bind(c)
    type(c_ptr), value :: context
    integer(c_int64_t), value :: room
    real(c_double), intent(inout) :: rows(pixels, *)
    integer(c_int64_t) :: count
    if (c_associated(context)) stop 'there is no context here'
    count = min(room, images - next)
    rows(:, 1:count) = transpose(A(next + 1:next + count, :))
    next = next + count
  end function read_rows

end module rows_in_order

program one_pass_svd
  use example, only: check, expect, read_images
  use rows_in_order
  use randblas
  use randlapack
  implicit none
  integer(i8), parameter :: k = 20
  real(dp), allocatable :: U(:, :), V(:, :), right(:, :)
  real(dp) :: s(k), t(k), error
  type(randlapack_stream_report) :: report
  type(randlapack_rsvd_report) :: best
  type(randlapack_gen_nystrom_report) :: nystrom
  type(c_ptr) :: stream
  type(c_funptr) :: source
  integer(i8) :: i

  allocate (A(images, pixels), U(images, k), V(pixels, k), right(pixels, k))
  call read_images(A)
  source = c_funloc(read_rows)
  call check(randlapack_svd_stream(source, c_null_ptr, U, s, V, report=report), 'svd_stream')
  do i = 1, k
    right(:, i) = s(i) * V(:, i)
  end do
  error = norm2(A - matmul(U, transpose(right)))

  ! Directions alone, from rows that are pushed.
  call check(randlapack_dstream_create(pixels, k, randlapack_stream_options(right_only=1), stream), 'stream_create')
  do i = 1, images, 256
    call check(randlapack_stream_push(stream, A(i:i + 255, :)), 'stream_push')
  end do
  call check(randlapack_stream_finish(stream, s=t, V=right, ldu=1_i8, ldv=pixels), 'stream_finish')
  call randlapack_dstream_destroy(stream)
  call expect(all(abs(s - t) < 1e-8_dp * s(1)), 'the same singular values')

  call check(randlapack_gen_nystrom(randblas_linop_dense(A), U, s, V, report=nystrom), 'gen_nystrom')
  call check(randlapack_rsvd(randblas_linop_dense(A), U, s, V, report=best), 'rsvd')
  print '(i0,4(a,f6.3))', k, ' directions leave', error / report%norm, ' in one pass (estimated', &
    report%frobenius_error / report%norm, '), generalised Nystrom', nystrom%frobenius_error / nystrom%norm, ', best', &
    best%frobenius_error / report%norm
  call expect(error < 1.3_dp * best%frobenius_error, 'one pass comes near the best')
  call expect(report%frobenius_error < 2.2_dp * error .and. error < 3 * report%frobenius_error, 'the error is known')
  call expect(nystrom%frobenius_error < 2 * best%frobenius_error, 'generalised Nystrom is not far')
end program one_pass_svd
