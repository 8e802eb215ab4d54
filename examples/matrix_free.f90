! A matrix that exists only as a routine, here the forward difference (n - 1) x n; see matrix_free.c.
module forward_difference
  use, intrinsic :: iso_c_binding
  use randblas
  implicit none
contains

  ! Y = op(A) X, with the interface randblas_dapply_fn; context is the caller's affair, here a count of columns.
  function apply(context, op, ncols, X, ldx, Y, ldy) result(failed) bind(c)
    type(c_ptr), value :: context
    integer(c_int), value :: op
    integer(c_int64_t), value :: ncols, ldx, ldy
    real(c_double), intent(in) :: X(ldx, *)
    real(c_double), intent(inout) :: Y(ldy, *)
    integer(c_int) :: failed
    integer(c_int64_t), pointer :: counter, m
    integer(c_int64_t), pointer :: numbers(:)
    call c_f_pointer(context, numbers, [2])
    counter => numbers(1)
    m => numbers(2)
    counter = counter + ncols
    if (op == RANDBLAS_NO_TRANS) then
      Y(1:m, 1:ncols) = X(2:m + 1, 1:ncols) - X(1:m, 1:ncols)
    else
      Y(1, 1:ncols) = -X(1, 1:ncols)
      Y(2:m, 1:ncols) = X(1:m - 1, 1:ncols) - X(2:m, 1:ncols)
      Y(m + 1, 1:ncols) = X(m, 1:ncols)
    end if
    failed = 0   ! anything else makes the caller return RANDBLAS_CALLBACK_FAILED
  end function apply

end module forward_difference

program matrix_free
  use example
  use forward_difference
  implicit none
  integer(i8), parameter :: n = 500, m = n - 1, d = 64
  type(randblas_sketch) :: S
  type(randblas_dlinop) :: A
  integer(i8), target :: context(2) = [0_i8, m]
  real(dp) :: B(d, n), filled(d, m), expected(d, n)

  A = randblas_dlinop_callback(m, n, c_funloc(apply), c_loc(context))
  call check(randblas_sketch_create(randblas_gaussian(d, m), randblas_seed(11_i8), S), 'create')
  call check(randblas_skop(S, A, B), 'S A')

  call check(randblas_fill(S, filled), 'fill')   ! row i of S A is A^T times row i of S
  expected = 0
  expected(:, 2:n) = filled
  expected(:, 1:m) = expected(:, 1:m) - filled
  print '(a,i0,a,es8.1)', 'S A from ', context(1), ' products with A^T, error', difference(expected, B)
  call expect(difference(expected, B) < 1e-14_dp, 'the sketch of the callback is S A')
  call expect(context(1) == d, 'one product for each row of S')
end program matrix_free
