! Derived types of randlapack_mpi have the sizes and member offsets of their C structs.
program test_layout_mpi
  use, intrinsic :: iso_c_binding
  use randlapack_mpi
  implicit none
  interface
    function layout_of(which, members) result(n) bind(c)
      import
      integer(c_int), value :: which
      integer(c_int64_t), intent(inout) :: members(*)
      integer(c_int) :: n
    end function layout_of
  end interface
  type(randlapack_mpi_options), target :: t400
  type(randlapack_mpi_traffic), target :: t401
  type(randlapack_mpi_srows), target :: t402
  type(randlapack_mpi_drows), target :: t403
  logical :: failed = .false.

  call compare(400, 'randlapack_mpi_options', c_loc(t400), c_sizeof(t400), [c_loc(t400%size), c_loc(t400%exact), &
               c_loc(t400%message_bytes)])
  call compare(401, 'randlapack_mpi_traffic', c_loc(t401), c_sizeof(t401), [c_loc(t401%collectives), &
               c_loc(t401%messages), c_loc(t401%words)])
  call compare(402, 'randlapack_mpi_srows', c_loc(t402), c_sizeof(t402), [c_loc(t402%size), c_loc(t402%rows), &
               c_loc(t402%first), c_loc(t402%local)])
  call compare(403, 'randlapack_mpi_drows', c_loc(t403), c_sizeof(t403), [c_loc(t403%size), c_loc(t403%rows), &
               c_loc(t403%first), c_loc(t403%local)])
  if (failed) error stop 1
contains

  subroutine compare(which, name, base, bytes, members)
    integer(c_int), intent(in) :: which
    character(len=*), intent(in) :: name
    type(c_ptr), intent(in) :: base, members(:)
    integer(c_size_t), intent(in) :: bytes
    integer(c_int64_t) :: expected(32)
    integer :: i, n
    n = layout_of(which, expected)
    if (n /= size(members) + 1) then
      print '(a,a,i0,a,i0)', name, ': members ', size(members), ', in C ', n - 1
      failed = .true.
      return
    end if
    do i = 1, n - 1
      call same(name, i, transfer(members(i), 0_c_intptr_t) - transfer(base, 0_c_intptr_t), expected(i))
    end do
    call same(name, n, int(bytes, c_intptr_t), expected(n))
  end subroutine compare

  subroutine same(name, i, mine, theirs)
    character(len=*), intent(in) :: name
    integer, intent(in) :: i
    integer(c_intptr_t), intent(in) :: mine
    integer(c_int64_t), intent(in) :: theirs
    if (mine == theirs) return
    print '(a,a,i0,a,i0,a,i0)', name, ', member ', i, ': offset ', mine, ', in C ', theirs
    failed = .true.
  end subroutine same

end program test_layout_mpi
