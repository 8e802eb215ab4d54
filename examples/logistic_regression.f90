! Logistic and Poisson regression by Newton's method with a sketched Hessian; see logistic_regression.c.
program logistic_regression
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 20000, n = 40
  real(dp), parameter :: lambda = 1
  real(dp), allocatable, target :: A(:, :)   ! a linear operator keeps the address
  real(dp), allocatable :: noise(:, :), y(:), mean(:), offset(:), u(:)
  real(dp) :: truth(n), x(n)
  type(randlapack_glm_options) :: options
  type(randlapack_glm_report) :: report
  integer(i8) :: j

  allocate (A(m, n), noise(m, 2))
  call fill_normal(A, 1_i8)
  call fill_normal(noise, 2_i8)
  truth = [(0.3_dp * cos(real(j - 1, dp)), j=1, n)]
  options%state = randblas_seed(3_i8)
  options%tolerance = 1e-20_dp   ! of f: the gradient goes like its root

  ! A label is 1 where the margin exceeds logistic noise, made from normal numbers.
  u = 0.5_dp * erfc(noise(:, 1) / sqrt(2.0_dp))
  y = merge(1.0_dp, 0.0_dp, log(u / (1 - u)) < matmul(A, truth))
  call check(randlapack_glm(randblas_linop_dense(A), y, x, RANDLAPACK_LOGISTIC, lambda=lambda, options=options, &
                            report=report), 'glm')
  mean = 1 / (1 + exp(-matmul(A, x)))
  print '(a,i0,a,i0,a,es8.1)', 'logistic: ', report%iterations, ' Newton steps, ', report%cg_steps, &
    ' of CG, gradient', gradient()
  call expect(gradient() < 1e-8_dp, 'the gradient vanishes')
  call expect(maxval(abs(x - truth)) < 0.15_dp, 'the coefficients are found')

  ! Counts with exposures 1 and 10.
  offset = [(merge(log(10.0_dp), 0.0_dp, mod(j, 2_i8) == 0), j=1, m)]
  mean = exp(matmul(A, truth) + offset)
  y = max(0.0_dp, anint(mean + sqrt(mean) * noise(:, 2)))
  call check(randlapack_glm(randblas_linop_dense(A), y, x, RANDLAPACK_POISSON, lambda=lambda, offset=offset, &
                            options=options, report=report), 'glm')
  mean = exp(matmul(A, x) + offset)
  print '(a,i0,a,es8.1)', 'Poisson: ', report%iterations, ' Newton steps, gradient', gradient()
  call expect(gradient() < 1e-8_dp, 'the gradient vanishes')

contains

  ! The gradient from the definition, in units of the sum of |a_ij| |r_i|.
  function gradient() result(worst)
    real(dp) :: worst, g, scale
    worst = 0
    do j = 1, n
      g = dot_product(A(:, j), mean - y) + lambda * x(j)
      scale = dot_product(abs(A(:, j)), abs(mean - y)) + lambda * abs(x(j))
      worst = max(worst, abs(g) / scale)
    end do
  end function gradient

end program logistic_regression
