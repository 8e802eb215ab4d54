!> Fortran face of rmt.h.
#include "names.inc"
module rmt
  use, intrinsic :: iso_c_binding
  use randblas
  use randlapack
  implicit none

#include "covariance_types.inc"
#include "decompress_types.inc"
#include "continuation_types.inc"
#include "equivalent_types.inc"
#include "flodance_types.inc"
#include "htmp_fit_types.inc"
#include "kernels_types.inc"
#include "law_types.inc"
#include "layers_types.inc"
#include "logdet_types.inc"
#include "memdet_types.inc"
#include "tail_types.inc"
#include "weights_types.inc"

  interface
    function rmt_dmp_support(ratio, sigma2, edges) result(info) bind(c)
      import
      real(c_double), value :: ratio, sigma2
      real(c_double), intent(inout) :: edges(2)
      integer(c_int) :: info
    end function rmt_dmp_support

    function rmt_dmp_density(ratio, sigma2, n, x, density) result(info) bind(c)
      import
      real(c_double), value :: ratio, sigma2
      integer(c_int64_t), value :: n
      real(c_double), intent(in) :: x(*)
      real(c_double), intent(inout) :: density(*)
      integer(c_int) :: info
    end function rmt_dmp_density

    function rmt_flodance_fit(count, sizes, orders, logdets, ld, options, model, report) result(info) bind(c)
      import
      integer(c_int64_t), value :: count, orders, ld
      integer(c_int64_t), intent(in) :: sizes(*)
      real(c_double), intent(in) :: logdets(ld, *)
      type(rmt_flodance_options), intent(in), optional :: options
      type(rmt_flodance_model), intent(inout) :: model
      type(rmt_flodance_report), intent(inout), optional :: report
      integer(c_int) :: info
    end function rmt_flodance_fit

    function rmt_flodance_predict(model, n, value, half_width) result(info) bind(c)
      import
      type(rmt_flodance_model), intent(in) :: model
      integer(c_int64_t), value :: n
      real(c_double), intent(inout) :: value
      real(c_double), intent(inout), optional :: half_width
      integer(c_int) :: info
    end function rmt_flodance_predict
  end interface

#include "beta_ensemble_bindings.inc"
#include "covariance_bindings.inc"
#include "decompress_bindings.inc"
#include "continuation_bindings.inc"
#include "equivalent_bindings.inc"
#include "free_bindings.inc"
#include "htmp_fit_bindings.inc"
#include "kernels_bindings.inc"
#include "law_bindings.inc"
#include "layers_bindings.inc"
#include "tail_bindings.inc"
#include "weights_once.inc"

  interface rmt_mp_support
    procedure :: rmt_dmp_support
  end interface
  interface rmt_mp_density
    procedure :: rmt_dmp_density, mp_density
  end interface
  private :: mp_density

#include "precision_s.inc"
#include "flodance_bindings.inc"
#include "logdet_bindings.inc"
#include "memdet_bindings.inc"
#include "weights_bindings.inc"
#include "precision_d.inc"
#include "flodance_bindings.inc"
#include "logdet_bindings.inc"
#include "memdet_bindings.inc"
#include "weights_bindings.inc"

contains

  !> The density at all points of an array.
  function mp_density(ratio, sigma2, x, density) result(info)
    real(c_double), intent(in) :: ratio, sigma2
    real(c_double), intent(in), contiguous :: x(:)
    real(c_double), intent(inout), contiguous :: density(:)
    integer(c_int) :: info
    info = -4
    if (size(density) /= size(x)) return
    info = rmt_dmp_density(ratio, sigma2, size(x, kind=c_int64_t), x, density)
    if (info < -3) info = info + 1   ! n is not an argument here
  end function mp_density

#include "covariance_arrays.inc"
#include "decompress_arrays.inc"
#include "continuation_arrays.inc"
#include "equivalent_arrays.inc"
#include "free_arrays.inc"
#include "kernels_arrays.inc"
#include "law_arrays.inc"

#include "precision_s.inc"
#include "logdet_arrays.inc"
#include "weights_arrays.inc"
#include "precision_d.inc"
#include "logdet_arrays.inc"
#include "weights_arrays.inc"

end module rmt
