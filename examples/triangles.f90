! The triangles of a social network, tr(A^3) / 6 from products with A^3, and those through each page; see triangles.c.
module cube_of_graph
  use, intrinsic :: iso_c_binding
  use randblas
  implicit none
  type(randblas_dlinop) :: adjacency
contains

  ! Y = A (A (A X)); symmetric, so that the transpose is the same.
  function apply(context, op, ncols, X, ldx, Y, ldy) result(failed) bind(c)
    type(c_ptr), value :: context
    integer(c_int), value :: op
    integer(c_int64_t), value :: ncols, ldx, ldy
    real(c_double), intent(in) :: X(ldx, *)
    real(c_double), intent(inout) :: Y(ldy, *)
    integer(c_int) :: failed
    real(c_double), allocatable :: work(:, :)
    failed = merge(0, 1, (op == RANDBLAS_NO_TRANS .or. op == RANDBLAS_TRANS) .and. .not. c_associated(context))
    allocate (work(ldy, ncols))
    if (failed == 0) failed = multiply(X, ldx, Y, ldy)
    if (failed == 0) failed = multiply(Y, ldy, work, ldy)
    if (failed == 0) failed = multiply(work, ldy, Y, ldy)
  contains
    function multiply(from, ldf, to, ldt) result(info)
      integer(c_int64_t), intent(in) :: ldf, ldt
      real(c_double), intent(in) :: from(ldf, *)
      real(c_double), intent(inout) :: to(ldt, *)
      integer(c_int) :: info
      info = randblas_dlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, ncols, 1.0_c_double, adjacency, from, ldf, &
                                   0.0_c_double, to, ldt)
    end function multiply
  end function apply

end module cube_of_graph

program triangles
  use example
  use randlapack
  use cube_of_graph
  implicit none
  integer(i8), parameter :: pages = 22470, edges = 283091
  integer, parameter :: methods(3) = [RANDLAPACK_TRACE_HUTCHINSON, RANDLAPACK_TRACE_HUTCHPP, RANDLAPACK_TRACE_XTRACE]
  integer(i8), target :: ptr(pages + 1), colind(2 * edges)   ! indices count from 0
  real(dp), target :: ones(2 * edges)
  type(randblas_dlinop) :: A
  type(randlapack_trace_options) :: options
  type(randlapack_trace_report) :: report
  real(dp) :: trace, exact, at(0:pages - 1), found(0:pages - 1), errors(0:pages - 1)
  integer :: i
  integer(i8) :: top

  call read_graph()
  ones = 1
  adjacency = randblas_linop_csr(pages, pages, ptr, colind, ones)
  call check(randblas_linop_check(adjacency), 'check')
  A = randblas_dlinop_callback(pages, pages, c_funloc(apply), c_null_ptr)
  exact = count_triangles()
  do i = 1, 3
    options%method = methods(i)
    options%products = 120
    call check(randlapack_trace(A, trace, options, report), 'trace')
    print '(2(a,f0.0),a,f0.0,a,i0,a)', 'triangles ', trace / 6, ' +- ', report%half_width / 6, ', exactly ', exact, &
      '; ', report%products, ' products'
    call expect(abs(trace / 6 - exact) <= 2 * report%half_width / 6, 'the interval tells the error')
  end do
  options = randlapack_trace_options(relative=0.05_dp)
  call check(randlapack_trace(A, trace, options, report), 'trace')
  call expect(abs(trace / 6 - exact) <= 0.05_dp * exact, 'the error that was asked for')

  options = randlapack_trace_options(products=120)
  call check(randlapack_diagonal(A, found, errors, options, report), 'diagonal')
  top = maxloc(found, 1) - 1
  print '(a,i0,a,f0.0,a,f0.0,a,f0.0)', 'page ', top, ' has most: ', found(top) / 2, ' +- ', errors(top) / 2, &
    ', exactly ', at(top)
  call expect(abs(found(top) / 2 - at(top)) <= 4 * errors(top) / 2, 'the error of an entry')
  call expect(all(at <= 1.1_dp * at(top)), 'hardly a page has more')

contains

  ! Each triangle i < j < k once: neighbours of i are marked, and those of its neighbours looked up.
  function count_triangles() result(count)
    real(dp) :: count
    logical, allocatable :: marked(:)
    integer(i8) :: i, j, p, q
    count = 0
    at = 0
    allocate (marked(0:pages - 1), source=.false.)
    do i = 0, pages - 1
      marked(colind(ptr(i + 1) + 1:ptr(i + 2))) = .true.
      do p = ptr(i + 1) + 1, ptr(i + 2)
        j = colind(p)
        if (j <= i) cycle
        do q = ptr(j + 1) + 1, ptr(j + 2)
          if (colind(q) <= j .or. .not. marked(colind(q))) cycle
          count = count + 1
          at([i, j, colind(q)]) = at([i, j, colind(q)]) + 1
        end do
      end do
      marked(colind(ptr(i + 1) + 1:ptr(i + 2))) = .false.
    end do
  end function count_triangles

  ! The adjacency matrix in compressed rows, from pairs of 16-bit numbers after the header of a .npy.
  subroutine read_graph()
    integer(c_int16_t), allocatable :: bits(:, :)
    integer(i8), allocatable :: ends(:, :)
    integer(c_int8_t) :: head(10), rest
    character(len=1024) :: path
    integer(i8) :: e, side, row
    integer :: unit
    allocate (bits(2, edges), ends(2, edges))
    call get_command_argument(1, path)
    call expect(path /= '', 'usage: triangles EDGES.npy')
    open (newunit=unit, file=trim(path), access='stream', form='unformatted', action='read', status='old')
    read (unit) head
    read (unit, pos=10 + iand(int(head(9)), 255) + 256 * iand(int(head(10)), 255)) rest   ! the header's last byte
    call expect(rest == 10, 'the header ends with a newline')
    read (unit) bits
    close (unit)
    ends = iand(int(bits, i8), 65535_i8)   ! no sign
    ptr = 0
    do e = 1, edges
      ptr(ends(:, e) + 2) = ptr(ends(:, e) + 2) + 1
    end do
    do row = 1, pages
      ptr(row + 1) = ptr(row + 1) + ptr(row)
    end do
    do e = 1, edges
      do side = 1, 2   ! ptr(row) runs through the row ...
        row = ends(side, e) + 1
        ptr(row) = ptr(row) + 1
        colind(ptr(row)) = ends(3 - side, e)
      end do
    end do
    ptr(2:) = ptr(:pages)   ! ... and ends where the next begins
    ptr(1) = 0
  end subroutine read_graph
end program triangles
