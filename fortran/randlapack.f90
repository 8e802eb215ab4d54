!> Fortran face of randlapack.h: the drivers under their C names, and short forms for arrays.  An options or report
!> argument that is absent is NULL in C.
#include "names.inc"
module randlapack
  use, intrinsic :: iso_c_binding
  use randblas
  implicit none

  type, bind(c) :: randlapack_lsq_options
    integer(c_size_t) :: size = 0
    type(randblas_control) :: control
    type(randblas_state) :: state
    integer(c_int) :: family = 0
    integer(c_int64_t) :: sketch_rows = 0
    integer(c_int64_t) :: sketch_nnz = 0
    real(c_double) :: tolerance = 0
    integer(c_int64_t) :: max_iterations = 0
    integer(c_int32_t) :: refinements = 0
  end type randlapack_lsq_options

  type, bind(c) :: randlapack_lsq_report
    integer(c_int64_t) :: sketch_rows = 0
    integer(c_int64_t) :: iterations = 0
    integer(c_int64_t) :: rank = 0
    real(c_double) :: condition = 0
    real(c_double) :: residual_norm = 0
    real(c_double) :: normal_residual = 0
    real(c_double) :: seconds_sketch = 0
    real(c_double) :: seconds_factor = 0
    real(c_double) :: seconds_iterate = 0
  end type randlapack_lsq_report

  type, bind(c) :: randlapack_rsvd_options
    integer(c_size_t) :: size = 0
    type(randblas_control) :: control
    type(randblas_state) :: state
    integer(c_int) :: family = 0
    integer(c_int64_t) :: oversampling = 0
    integer(c_int32_t) :: power_passes = 0
  end type randlapack_rsvd_options

  type, bind(c) :: randlapack_rsvd_report
    integer(c_int64_t) :: sketch_cols = 0
    real(c_double) :: frobenius_error = 0
    real(c_double) :: seconds_range = 0
    real(c_double) :: seconds_svd = 0
  end type randlapack_rsvd_report

  interface
    function randlapack_strerror(info) result(text) bind(c)
      import
      integer(c_int), value :: info
      type(c_ptr) :: text
    end function randlapack_strerror
  end interface

#include "precision_s.inc"
#include "randlapack_bindings.inc"
#include "precision_d.inc"
#include "randlapack_bindings.inc"

contains

#include "precision_s.inc"
#include "randlapack_arrays.inc"
#include "precision_d.inc"
#include "randlapack_arrays.inc"

end module randlapack
