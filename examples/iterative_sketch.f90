! Ridge regression by the iterative Hessian sketch, least squares by preconditioned SGD; see iterative_sketch.c.
program iterative_sketch
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 30000, n = 20
  real(dp), parameter :: lambda = 10
  real(dp), allocatable, target :: A(:, :)   ! a linear operator keeps the address
  real(dp), allocatable :: b(:, :), r(:)
  real(dp) :: x(n), gradient(n), excess
  type(randlapack_ihs_options) :: ihs
  type(randlapack_ihs_report) :: steps
  type(randlapack_pwsgd_options) :: sgd
  type(randlapack_pwsgd_report) :: sampled
  integer(i8) :: j

  allocate (A(m, n), b(m, 1))
  call fill_normal(A, 1_i8)
  call fill_normal(b, 2_i8)
  do j = 1, n
    A(:, j) = A(:, j) * 10.0_dp**(-3.0_dp * real(j - 1, dp) / real(n - 1, dp))   ! condition 1000
  end do
  b(:, 1) = b(:, 1) + sum(A, dim=2)

  ihs%state = randblas_seed(3_i8)
  call check(randlapack_ihs(randblas_linop_dense(A), b(:, 1), x, lambda, ihs, steps), 'ihs')
  r = matmul(A, x) - b(:, 1)
  gradient = abs(matmul(r, A) + lambda * x) / (norm2(A, dim=1) * norm2(r))
  print '(a,i0,a,f5.2,a,es8.1)', 'iterative Hessian sketch: ', steps%iterations, ' steps, error times', steps%rate, &
    ' in each, gradient', maxval(gradient)
  call expect(maxval(gradient) < 1e-12_dp, 'the gradient vanishes')

  call check(randlapack_ihs(randblas_linop_dense(A), b(:, 1), x, options=ihs, report=steps), 'ihs')
  sgd%state = randblas_seed(4_i8)
  sgd%tolerance = 0.01_dp
  call check(randlapack_pwsgd(randblas_linop_dense(A), b(:, 1), x, sgd, sampled), 'pwsgd')
  excess = (sampled%residual_norm / steps%residual_norm)**2 - 1
  print '(a,i0,a,f7.4,a,f7.4)', 'pwSGD: ', sampled%rows, ' rows sampled, the squared residual is', excess, &
    ' above its minimum, promised', sampled%bound
  call expect(excess >= 0 .and. excess < 3 * sampled%bound, 'the promised accuracy is reached')
end program iterative_sketch
