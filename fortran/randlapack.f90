!> Fortran face of randlapack.h: the drivers under their C names, and short forms for arrays.  An options or report
!> argument that is absent is NULL in C.
#include "names.inc"
module randlapack
  use, intrinsic :: iso_c_binding
  use randblas
  implicit none

#include "inverse_types.inc"
#include "kernel_types.inc"
#include "lowrank_types.inc"
#include "lsq_types.inc"
#include "lu_types.inc"
#include "optim_types.inc"
#include "project_types.inc"
#include "qr_types.inc"
#include "sampling_types.inc"
#include "skeleton_types.inc"
#include "spectral_types.inc"
#include "stream_types.inc"
#include "trace_types.inc"

  interface
    function randlapack_strerror(info) result(text) bind(c)
      import
      integer(c_int), value :: info
      type(c_ptr) :: text
    end function randlapack_strerror
  end interface

#include "precision_s.inc"
#include "inverse_bindings.inc"
#include "kernel_bindings.inc"
#include "lowrank_bindings.inc"
#include "lsq_bindings.inc"
#include "lu_bindings.inc"
#include "optim_bindings.inc"
#include "project_bindings.inc"
#include "qr_bindings.inc"
#include "sampling_bindings.inc"
#include "skeleton_bindings.inc"
#include "spectral_bindings.inc"
#include "stream_bindings.inc"
#include "trace_bindings.inc"
#include "precision_d.inc"
#include "inverse_bindings.inc"
#include "kernel_bindings.inc"
#include "lowrank_bindings.inc"
#include "lsq_bindings.inc"
#include "lu_bindings.inc"
#include "optim_bindings.inc"
#include "project_bindings.inc"
#include "qr_bindings.inc"
#include "sampling_bindings.inc"
#include "skeleton_bindings.inc"
#include "spectral_bindings.inc"
#include "stream_bindings.inc"
#include "trace_bindings.inc"

contains

#include "precision_s.inc"
#include "inverse_arrays.inc"
#include "kernel_arrays.inc"
#include "lowrank_arrays.inc"
#include "lsq_arrays.inc"
#include "lu_arrays.inc"
#include "optim_arrays.inc"
#include "project_arrays.inc"
#include "qr_arrays.inc"
#include "sampling_arrays.inc"
#include "skeleton_arrays.inc"
#include "spectral_arrays.inc"
#include "stream_arrays.inc"
#include "precision_d.inc"
#include "inverse_arrays.inc"
#include "kernel_arrays.inc"
#include "lowrank_arrays.inc"
#include "lsq_arrays.inc"
#include "lu_arrays.inc"
#include "optim_arrays.inc"
#include "project_arrays.inc"
#include "qr_arrays.inc"
#include "sampling_arrays.inc"
#include "skeleton_arrays.inc"
#include "spectral_arrays.inc"
#include "stream_arrays.inc"

end module randlapack
