! (A + mu I) x = b with a matrix that exists only as a routine, A = G G^T; see nystrom_pcg.c.
module low_rank
  use, intrinsic :: iso_c_binding
  use randblas
  implicit none
  integer(c_int64_t), parameter :: n = 2000, k = 80
  real(c_double), allocatable :: G(:, :)
contains

  ! Y = A X, with the interface randblas_dapply_fn; A is symmetric and finds G in this module.
  function apply(context, op, ncols, X, ldx, Y, ldy) result(failed) bind(c)
    type(c_ptr), value :: context
    integer(c_int), value :: op
    integer(c_int64_t), value :: ncols, ldx, ldy
    real(c_double), intent(in) :: X(ldx, *)
    real(c_double), intent(inout) :: Y(ldy, *)
    integer(c_int) :: failed
    Y(1:n, 1:ncols) = matmul(G, matmul(transpose(G), X(1:n, 1:ncols)))
    failed = merge(0, 1, op >= RANDBLAS_NO_TRANS .and. .not. c_associated(context))
  end function apply

end module low_rank

program nystrom_pcg
  use example
  use randlapack
  use low_rank
  implicit none
  real(dp), parameter :: mu = 0.01_dp
  real(dp) :: b(n, 1), x(n), residual(n)
  type(randblas_dlinop) :: A
  type(randlapack_nystrom_pcg_options) :: options
  type(randlapack_nystrom_pcg_report) :: with, without
  integer(i8) :: j

  allocate (G(n, k))
  call fill_normal(G, 1_i8)
  call fill_normal(b, 2_i8)
  do j = 1, k
    G(:, j) = G(:, j) * 0.85_dp**(j - 1)
  end do

  A = randblas_dlinop_callback(n, n, c_funloc(apply), c_null_ptr)
  options%state = randblas_seed(7_i8)
  options%tolerance = 1e-10_dp
  call check(randlapack_nystrom_pcg(A, mu, b(:, 1), x, options, with), 'nystrom_pcg')
  residual = b(:, 1) - matmul(G, matmul(transpose(G), x)) - mu * x
  print '(a,i0,a,i0,a,es8.1)', 'preconditioner of rank ', with%rank, ': ', with%iterations, ' iterations, residual', &
    norm2(residual) / norm2(b)
  call expect(norm2(residual) < 1e-8_dp * norm2(b), 'x solves the system')

  options%rank = -1   ! none
  call check(randlapack_nystrom_pcg(A, mu, b(:, 1), x, options, without), 'nystrom_pcg')
  print '(a,i0,a)', 'without: ', without%iterations, ' iterations'
  call expect(3 * with%iterations < without%iterations, 'the preconditioner makes iterations few')
end program nystrom_pcg
