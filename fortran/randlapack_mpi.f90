!> Fortran face of randlapack_mpi.h.  Communicators are the integers of `use mpi`, or comm%mpi_val of `use mpi_f08`;
!> groups and operators are type(c_ptr).
#include "names.inc"
module randlapack_mpi
  use, intrinsic :: iso_c_binding
  use randblas
  use randlapack
  use rmt
  implicit none

#include "mpi_types.inc"

  interface
    function randlapack_mpi_create_fortran(comm, options, group) result(info) bind(c)
      import
      integer(c_int), value :: comm
      type(randlapack_mpi_options), intent(in), optional :: options
      type(c_ptr), intent(inout) :: group
      integer(c_int) :: info
    end function randlapack_mpi_create_fortran

    subroutine randlapack_mpi_destroy(group) bind(c)
      import
      type(c_ptr), value :: group
    end subroutine randlapack_mpi_destroy

    function randlapack_mpi_rank(group) result(rank) bind(c)
      import
      type(c_ptr), value :: group
      integer(c_int) :: rank
    end function randlapack_mpi_rank

    function randlapack_mpi_size(group) result(number) bind(c)
      import
      type(c_ptr), value :: group
      integer(c_int) :: number
    end function randlapack_mpi_size

    function randlapack_mpi_count(group, traffic, reset) result(info) bind(c)
      import
      type(c_ptr), value :: group
      type(randlapack_mpi_traffic), intent(inout), optional :: traffic
      integer(c_int), value :: reset
      integer(c_int) :: info
    end function randlapack_mpi_count

    function randlapack_mpi_finish(group, outcome) result(info) bind(c)
      import
      type(c_ptr), value :: group
      integer(c_int), value :: outcome
      integer(c_int) :: info
    end function randlapack_mpi_finish
  end interface

  interface randlapack_mpi_create
    procedure :: randlapack_mpi_create_fortran
  end interface

#include "precision_s.inc"
#include "mpi_bindings.inc"
#include "precision_d.inc"
#include "mpi_bindings.inc"

contains

#include "precision_s.inc"
#include "mpi_arrays.inc"
#include "precision_d.inc"
#include "mpi_arrays.inc"

end module randlapack_mpi
