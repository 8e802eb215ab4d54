! Leading eigenvalues of a social network against its whole spectrum; see social_graph.c.
program social_graph
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: pages = 22470, edges = 283091, k = 8
  real(dp), parameter :: wanted(3) = [1e-4_dp, 1e-6_dp, 1e-8_dp]
  integer(i8), target :: ptr(pages + 1), colind(2 * edges)   ! indices count from 0
  real(dp), target :: values(2 * edges)
  real(dp), allocatable :: U(:, :)
  real(dp) :: exact(pages), w(k), error, before
  type(randblas_dlinop) :: A
  type(randlapack_eig_options) :: options
  type(randlapack_eig_report) :: report
  integer :: i

  call read_graph()
  A = randblas_linop_csr(pages, pages, ptr, colind, values)
  call check(randblas_linop_check(A), 'check')
  allocate (U(pages, k))
  before = huge(before)
  do i = 1, 3
    options%excess = wanted(i)
    call check(randlapack_eig(A, U, w, options=options, report=report), 'eig')
    error = maxval(abs(w - (1 - exact(:k))))   ! all 8 are positive: the other end of the spectrum is nearer to 0
    print '(a,es7.0,a,i0,2(a,es8.1))', 'excess', wanted(i), ': ', report%products, ' products, eigenvalues within', &
      error, ', bound', report%residual
    call expect(error <= report%residual, 'the residual bounds the error')
    call expect(error < before, 'more is asked for, and given')
    before = error
  end do
  call expect(before < 1e-5_dp, 'eigenvalues of the graph')

contains

  ! D^-1/2 A D^-1/2 in compressed rows, A the adjacency matrix, D the degrees; and the spectrum of the Laplacian.
  subroutine read_graph()
    integer(c_int16_t), allocatable :: bits(:, :)
    integer(i8), allocatable :: ends(:, :)
    real(dp), allocatable :: scale(:)
    integer(i8) :: e, side, row, column
    integer :: unit
    allocate (bits(2, edges), ends(2, edges))
    call open_npy(1, unit)
    read (unit) bits
    close (unit)
    call open_npy(2, unit)
    read (unit) exact
    close (unit)
    ends = iand(int(bits, i8), 65535_i8)   ! no sign
    ptr = 0
    do e = 1, edges
      ptr(ends(:, e) + 2) = ptr(ends(:, e) + 2) + 1
    end do
    scale = 1 / sqrt(real(ptr(2:), dp))
    do row = 1, pages
      ptr(row + 1) = ptr(row + 1) + ptr(row)
    end do
    do e = 1, edges
      do side = 1, 2   ! ptr(row) runs through the row ...
        row = ends(side, e) + 1
        column = ends(3 - side, e) + 1
        ptr(row) = ptr(row) + 1
        colind(ptr(row)) = column - 1
        values(ptr(row)) = scale(row) * scale(column)
      end do
    end do
    ptr(2:) = ptr(:pages)   ! ... and ends where the next begins
    ptr(1) = 0
  end subroutine read_graph

  ! The file that an argument names, open after its header.
  subroutine open_npy(argument, unit)
    integer, intent(in) :: argument
    integer, intent(out) :: unit
    integer(c_int8_t) :: head(10), rest
    character(len=1024) :: path
    call get_command_argument(argument, path)
    call expect(path /= '', 'usage: social_graph EDGES.npy SPECTRUM.npy')
    open (newunit=unit, file=trim(path), access='stream', form='unformatted', action='read', status='old')
    read (unit) head
    read (unit, pos=10 + iand(int(head(9)), 255) + 256 * iand(int(head(10)), 255)) rest   ! the header's last byte
    call expect(rest == 10, 'the header ends with a newline')
  end subroutine open_npy
end program social_graph
