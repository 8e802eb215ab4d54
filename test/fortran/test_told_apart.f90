! Generic names of routines whose C arguments do not tell the precision: streams, and matrices seen through their
! entries.
#include "names.inc"
#include PRECISION_FILE
module hilbert
  use, intrinsic :: iso_c_binding
  implicit none
contains
  ! Entries of 1/(i + j + 1), i and j from 0; absent indices are all of them.
  function columns(context, nrows, rows, ncols, cols, out, ld) result(failed) bind(c)
    type(c_ptr), value :: context
    integer(c_int64_t), value :: nrows, ncols, ld
    integer(c_int64_t), intent(in), optional :: rows(*), cols(*)
    VALUE_T, intent(inout) :: out(ld, *)
    integer(c_int) :: failed
    integer(c_int64_t) :: i, j, row, col
    do j = 1, ncols
      do i = 1, nrows
        row = i - 1
        col = j - 1
        if (present(rows)) row = rows(i)
        if (present(cols)) col = cols(j)
        out(i, j) = 1 / real(row + col + 1, kind(out))
      end do
    end do
    failed = merge(1, 0, c_associated(context))
  end function columns
end module hilbert

program test_told_apart
  use randblas
  use randlapack
  use hilbert
  implicit none
  integer(c_int64_t), parameter :: m = 60, n = 8, k = 3
  VALUE_T, parameter :: one = 1
  integer :: checks = 0
  call test_stream
  call test_stream_sizes
  call test_entries
  print '(i0,a)', checks, ' checks'

contains

  subroutine right(holds, what)
    logical, intent(in) :: holds
    character(len=*), intent(in) :: what
    checks = checks + 1
    if (holds) return
    print '(a,a)', 'failed: ', what
    error stop 1
  end subroutine right

  ! A of rank k, in two streams of which the second is appended to the first.
  subroutine test_stream
    type(RL(stream)) :: stream, next
    type(randlapack_stream_options) :: options
    type(randlapack_stream_report) :: report
    VALUE_T :: A(m, n), s(k), V(n, k), U(m, k)
    integer :: i, j
    A = reshape([((sin(one * i) * j + cos(one * i * i) / j + mod(i, 3) * (j - 4)**2, i=1, int(m)), j=1, int(n))], &
                [m, n])
    call right(randlapack_stream_create(n, k, stream) == 0, 'create')
    options%first_row = m / 2
    call right(randlapack_stream_create(n, k, next, options) == 0, 'create the next')
    call right(randlapack_stream_push(stream, A(:m / 2, :)) == 0, 'push')
    call right(randlapack_stream_push(next, A(m / 2 + 1:, :)) == 0, 'push the next')
    call right(randlapack_stream_merge(stream, stream) == -2, 'merge with itself')
    call right(randlapack_stream_merge(stream, next) == 0, 'merge')
    call right(randlapack_stream_rows(stream) == m, 'rows')
    call right(randlapack_stream_rows(next) == m / 2, 'rows of the other')
    call right(randlapack_stream_finish(stream, s, V) == -4, 'U left out')
    call right(randlapack_stream_finish(stream, s, V, U, report) == 0, 'finish')
    call right(report%rows == m, 'report')
    call right(norm2(A - matmul(U * spread(s, 1, int(m)), transpose(V))) <= 1000 * epsilon(one) * norm2(A), 'A = U s V')
    call right(randlapack_stream_push(stream, A) == -1, 'push to what is finished')
    call randlapack_stream_destroy(next)
    call randlapack_stream_destroy(stream)
    call randlapack_stream_destroy(stream)
    call right(randlapack_stream_rows(stream) == 0, 'nothing after destroy')
  end subroutine test_stream

  ! Positions are those of the short form.
  subroutine test_stream_sizes
    type(RL(stream)) :: stream
    type(randlapack_stream_options) :: options
    VALUE_T :: A(m, n), s(k), V(n, k), U(m, k)
    A = 1
    options%tolerance = -1
    call right(randlapack_stream_create(-n, k, stream) == -1, 'n')
    call right(randlapack_stream_create(n, -k, stream) == -2, 'k')
    call right(randlapack_stream_create(n, k, stream, options) == -4, 'options')
    options = randlapack_stream_options(right_only=1)
    call right(randlapack_stream_create(n, k, stream, options) == 0, 'create')
    call right(randlapack_stream_push(stream, A(:, 2:)) == -2, 'columns of A')
    call right(randlapack_stream_push(stream, A) == 0, 'push')
    call right(randlapack_stream_finish(stream, s(2:), V) == -2, 'size of s')
    call right(randlapack_stream_finish(stream, s, V(2:, :)) == -3, 'size of V')
    call right(randlapack_stream_finish(stream, s, V, U(2:, :)) == -4, 'size of U')
    call right(randlapack_stream_finish(stream, s, V) == 0, 'finish')
    call right(abs(s(1) - sqrt(one * m * n)) <= 1000 * epsilon(one) * s(1), 'the norm of ones')
    call randlapack_stream_destroy(stream)
  end subroutine test_stream_sizes

  ! The Hilbert matrix as a routine, as an array and as a triangle: the same pivots and factor.  And a kernel's entries.
  subroutine test_entries
    type(RL(entries)) :: routine
    type(RL(kernel)), target :: kernel
    VALUE_T, target :: H(n, n), upper(n, n), points(4, 1)
    VALUE_T :: F(n, k), G(n, k), E(4, 2)
    integer(c_int64_t) :: S(k), T(k), i
    call right(columns(c_null_ptr, n, ncols=n, out=H, ld=n) == 0, 'written out')
    upper = H
    do i = 1, n
      upper(i + 1:, i) = -1   ! not to be read
    end do
    call randlapack_entries_callback(n, n, c_funloc(columns), c_null_ptr, routine)
    call right(randlapack_rpcholesky(routine, S, F) == 0, 'routine')
    call right(randlapack_rpcholesky(randlapack_entries_symmetric(upper), T, G) == 0, 'triangle')
    call right(all(S == T) .and. maxval(abs(F - G)) <= 10 * epsilon(one), 'triangle')
    upper = transpose(upper)
    call right(randlapack_rpcholesky(randlapack_entries_symmetric(upper, RANDBLAS_LOWER), T, G) == 0, 'lower')
    call right(all(S == T) .and. maxval(abs(F - G)) <= 10 * epsilon(one), 'lower triangle')
    call right(randlapack_rpcholesky(randlapack_entries_symmetric(upper(:, 2:)), T, G) < 0, 'not square')

    points(:, 1) = [0, 1, 2, 3]
    kernel = randlapack_kernel_points(RANDLAPACK_KERNEL_GAUSSIAN, points, 1.0_c_double)
    call right(randlapack_kernel_columns(c_loc(kernel), 4_c_int64_t, ncols=2_c_int64_t, &
                                         cols=[1_c_int64_t, 3_c_int64_t], out=E, ld=4_c_int64_t) == 0, 'kernel')
    call right(maxval(abs(E - exp(-(spread(points(:, 1), 2, 2) - spread([1, 3], 1, 4))**2 / 2))) <= 10 * epsilon(one), &
               'exp(-distance^2/2)')
  end subroutine test_entries
end program test_told_apart
