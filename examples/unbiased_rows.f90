! Rows and weights that leave no bias; see unbiased_rows.c.
program unbiased_rows
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 2000, n = 5, k = 20, samples = 400, part = 200
  real(dp), target :: A(m, n), S(k, n), B(part, n)
  real(dp) :: rhs(m), whole(n), mean(n), x(n), error(n), weights(k, samples), g(n), residual(n), single, averaged
  integer(i8) :: rows(k, samples), t, j
  type(randlapack_volume_options) :: volume
  type(randlapack_determinantal_options) :: options
  type(randlapack_determinantal_report) :: report

  ! The right-hand side is quadratic in the rows: no linear model fits it, and a sampled one is easily biased.
  call fill_normal(A, 1_i8)
  rhs = A(:, 1) + A(:, 2)**2
  call check(randlapack_lsq_precond(randblas_linop_dense(A), rhs, whole), 'lsq_precond')
  volume%rescaled = 1
  volume%state = randblas_seed(2_i8)
  call check(randlapack_volume_sample(randblas_linop_dense(A), rows, weights, volume), 'volume_sample')
  mean = 0
  single = 0
  do t = 1, samples
    do j = 1, n
      S(:, j) = weights(:, t) * A(rows(:, t) + 1, j)   ! rows count from 0
    end do
    call check(randlapack_lsq_precond(randblas_linop_dense(S), weights(:, t) * rhs(rows(:, t) + 1), x), 'lsq_precond')
    mean = mean + x / samples
    single = single + norm2(x(:2) - whole(:2)) / samples
  end do
  averaged = norm2(mean(:2) - whole(:2))
  print '(i0,a,i0,a,f0.3,a,f0.3)', k, ' rows of ', m, ': error ', single, ', of the average ', averaged
  call expect(averaged < single / 5, 'the average of unbiased solutions is better')

  ! A Newton step (B^T B + lambda I)^-1 g from subsamples of a few rows.
  B = A(:part, :)
  g = [1, 0, 0, 0, 0]
  options%lambda = 1
  options%rows = 40
  options%subsamples = 2000
  options%state = randblas_seed(3_i8)
  call check(randlapack_determinantal_average(randblas_linop_dense(B), g, x, error, options, report), &
             'determinantal_average')
  residual = matmul(transpose(B), matmul(B, x)) + x - g
  print '(i0,a,f0.1,a,f0.5,a,f0.5)', report%subsamples, ' subsamples of ', report%mean_rows, ' rows: x_1 = ', x(1), &
    ' +- ', error(1)
  call expect(norm2(residual) < 0.1_dp, 'the step solves the whole problem')
end program unbiased_rows
