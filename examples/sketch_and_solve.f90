! Least squares in one pass over A, to a known excess; see sketch_and_solve.c.
program sketch_and_solve
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 4000, n = 20, rows(3) = [60, 200, 1000]
  real(dp), allocatable, target :: A(:, :)   ! a linear operator keeps the address
  real(dp), allocatable :: b(:, :)
  real(dp) :: x(n), least, excess
  type(randblas_sketch) :: S
  type(randlapack_sketch_solve_report) :: report
  integer :: k

  ! A with orthonormal columns, b orthogonal to them plus a part that x = (1, ..., 1) explains.
  allocate (A, source=basis(m, n))
  allocate (b(m, 1))
  call fill_normal(b, 1_i8)
  b(:, 1) = b(:, 1) - matmul(A, matmul(b(:, 1), A))
  least = norm2(b)
  b(:, 1) = b(:, 1) + sum(A, dim=2)

  do k = 1, 3
    call check(randblas_sketch_create(randblas_gaussian(rows(k), m), randblas_seed(7_i8), S), 'sketch_create')
    call check(randlapack_lsq_sketch_solve(randblas_linop_dense(A), b(:, 1), x, S=S, report=report), 'sketch_solve')
    excess = sum((x - 1)**2) / least**2
    print '(i4,2(a,f6.3),2(a,f6.2))', rows(k), ' rows: excess ', excess, ', expected ', report%expected_excess, &
      '; residual estimated ', report%residual_norm, ', least ', least
    call expect(excess < 3 * report%expected_excess, 'the excess is that of the law')
    call expect(abs(report%residual_norm / (least * sqrt(1 + excess)) - 1) < 0.5_dp, 'the residual is estimated')
  end do
end program sketch_and_solve
