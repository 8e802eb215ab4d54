! A consistent system by block Kaczmarz; see kaczmarz.c.
program kaczmarz
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 900, n = 300, large = 6
  real(dp), allocatable, target :: A(:, :)   ! a linear operator keeps the address
  real(dp), allocatable :: U(:, :)
  real(dp) :: x(n), solution(n, 1), s(n)
  real(dp), allocatable :: b(:)
  type(randlapack_project_options) :: options
  type(randlapack_project_report) :: plain, fast
  integer(i8) :: k

  ! Singular values from 1 down to 1/40, and a few of 100.
  s = [(40.0_dp**(-real(k - 1, dp) / real(n, dp)), k=1, n)]
  s(:large) = 100
  allocate (A(m, n), U(m, n), b(m))
  U = basis(m, n)
  do k = 1, n
    U(:, k) = U(:, k) * s(k)
  end do
  A = matmul(U, transpose(basis(n, n)))
  call fill_normal(solution, 1_i8)
  b = matmul(A, solution(:, 1))

  options%state = randblas_seed(7_i8)
  options%block = 32
  options%tolerance = 1e-6_dp
  options%method = RANDLAPACK_PROJECT_PLAIN
  call check(randlapack_kaczmarz(randblas_linop_dense(A), b, x, options, plain), 'kaczmarz')
  options%method = RANDLAPACK_PROJECT_ACCELERATED
  call check(randlapack_kaczmarz(randblas_linop_dense(A), b, x, options, fast), 'kaczmarz')
  print '(a,i0,a,i0,a,i0,a)', 'blocks of ', fast%block, ' rows: ', plain%iterations, ' steps plain, ', &
    fast%iterations, ' accelerated'

  call expect(norm2(b - matmul(A, x)) <= 1.001e-6_dp * norm2(b), 'the residual is what was asked for')
  call expect(2 * fast%iterations < plain%iterations, 'momentum saves steps')

  ! The same equations as a least-squares problem, a block of unknowns at a time.
  call check(randlapack_coordinate_descent(int(RANDLAPACK_DESCENT_LSQ, c_int), randblas_linop_dense(A), b, x, &
                                           options), 'coordinate_descent')
  call expect(norm2(b - matmul(A, x)) <= 1e-4_dp * norm2(b), 'descent solves it too')
end program kaczmarz
