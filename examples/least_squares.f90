! Tall least squares by sketch-and-precondition; see least_squares.c.
program least_squares
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 20000, n = 50
  real(dp), allocatable, target :: A(:, :)   ! a linear operator keeps the address
  real(dp) :: x(n), solution(n), cosine(n)
  real(dp), allocatable :: b(:, :), r(:)
  type(randlapack_lsq_options) :: options   ! all defaults
  type(randlapack_lsq_report) :: report
  integer(i8) :: j

  allocate (A(m, n), b(m, 1))
  call fill_normal(A, 1_i8)
  call fill_normal(b, 2_i8)
  do j = 1, n
    solution(j) = real(j, dp)
    A(:, j) = A(:, j) * 10.0_dp**(-6.0_dp * real(j - 1, dp) / real(n - 1, dp))   ! condition 1e6
  end do
  b(:, 1) = 1e-3_dp * b(:, 1) + matmul(A, solution)

  options%state = randblas_seed(7_i8)
  call check(randlapack_lsq_precond(randblas_linop_dense(A), b(:, 1), x, options, report), 'lsq_precond')
  print '(a,i0,a,i0,a,es8.1)', 'sketch of ', report%sketch_rows, ' rows, ', report%iterations, &
    ' LSQR steps, condition', report%condition

  ! At the solution the residual is orthogonal to every column of A.
  allocate (r, source=b(:, 1) - matmul(A, x))
  cosine = abs(matmul(r, A)) / (norm2(A, dim=1) * norm2(r))
  print '(a,es8.1)', 'largest cosine between the residual and a column of A', maxval(cosine)
  call expect(maxval(cosine) < 1e-8_dp, 'the residual is orthogonal to A')
  call expect(abs(x(1) - solution(1)) < 1e-3_dp, 'the well determined coefficient is found')
end program least_squares
