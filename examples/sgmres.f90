! A system that is not symmetric by sketched GMRES, a matrix-free one; see sgmres.c.
module convection_diffusion
  use, intrinsic :: iso_c_binding
  use randblas
  implicit none
  integer, parameter :: side = 60
  real(c_double), parameter :: part = 40 / (2.0_c_double * (side + 1))

contains

  ! Y = A X: the five-point stencil on a grid of side x side points; context is not used.
  function apply(context, op, ncols, X, ldx, Y, ldy) result(failed) bind(c)
    type(c_ptr), value :: context
    integer(c_int), value :: op
    integer(c_int64_t), value :: ncols, ldx, ldy
    real(c_double), intent(in) :: X(ldx, *)
    real(c_double), intent(inout) :: Y(ldy, *)
    integer(c_int) :: failed
    real(c_double) :: u(0:side + 1, 0:side + 1)
    integer(c_int64_t) :: c
    failed = merge(0, 1, op == RANDBLAS_NO_TRANS .and. .not. c_associated(context))
    do c = 1, ncols
      u = 0
      u(1:side, 1:side) = reshape(X(1:side**2, c), [side, side])
      Y(1:side**2, c) = reshape(4 * u(1:side, 1:side) - (1 + part) * u(0:side - 1, 1:side) &
                                - (1 - part) * u(2:, 1:side) - u(1:side, 0:side - 1) - u(1:side, 2:), [side**2])
    end do
  end function apply

end module convection_diffusion

program sgmres
  use example
  use randlapack
  use convection_diffusion
  implicit none
  integer(i8), parameter :: n = side**2
  real(dp) :: b(n), x(n), product(n, 1)
  type(randblas_dlinop) :: A
  type(randlapack_sgmres_options) :: options
  type(randlapack_sgmres_report) :: report
  integer(c_int) :: failed

  A = randblas_dlinop_callback(n, n, c_funloc(apply), c_null_ptr)
  b = 1
  options%state = randblas_seed(3_i8)
  options%cycle = 200
  options%tolerance = 1e-8_dp
  call check(randlapack_sgmres(A, b, x, options=options, report=report), 'sgmres')
  print '(i0,a,i0,a,i0,a)', report%iterations, ' steps, sketches of ', report%sketch_rows, ' rows for ', n, ' unknowns'

  failed = apply(c_null_ptr, int(RANDBLAS_NO_TRANS, c_int), 1_i8, reshape(x, [n, 1_i8]), n, product, n)
  call expect(failed == 0, 'the product is possible')
  call expect(norm2(product(:, 1) - b) <= 1.01e-8_dp * norm2(b), 'the residual is what was asked for')
end program sgmres
