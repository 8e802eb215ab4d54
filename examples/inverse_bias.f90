! The inverse of a sketch is too large on average, and the factor that removes the bias; see inverse_bias.c.
program inverse_bias
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 1000, n = 15, d = 45
  real(dp), allocatable, target :: A(:, :)   ! a linear operator keeps the address
  real(dp) :: s(n), b(n), x(n), e(n), ridge, exact, plain, debiased, error, last
  type(randlapack_inverse_options) :: options
  type(randlapack_inverse_report) :: report
  integer(i8) :: j
  integer :: k

  allocate (A, source=basis(m, n))   ! orthonormal columns, ...
  do j = 1, n
    s(j) = 10.0_dp**(-real(j - 1, dp) / real(n - 1, dp))
    A(:, j) = A(:, j) * s(j)         ! ... now of these lengths: the singular values
  end do

  options%state = randblas_seed(3_i8)
  options%sketch_rows = d
  options%sketches = 400
  do k = 0, 1
    ridge = 0.02_dp * k
    exact = sum(1 / (s**2 + ridge))
    options%ridge = ridge
    options%factor = 0
    call check(randlapack_inverse_trace(randblas_linop_dense(A), t=debiased, e=error, options=options, &
                                        report=report), 'inverse_trace')
    options%factor = 1   ! plain averaging
    call check(randlapack_inverse_trace(randblas_linop_dense(A), t=plain, options=options), 'inverse_trace')
    print '(a,f5.2,4(a,f8.2),a,f6.3)', 'ridge', ridge, ': truth', exact, ', average of sketches', plain, &
      ', debiased', debiased, ' +-', error, ', factor', report%factor
    b = 0   ! (A^T A + ridge I)^-1 b, b the last unit vector: all in the last entry
    b(n) = 1
    options%factor = 0
    call check(randlapack_inverse_solve(randblas_linop_dense(A), b, x, e, options), 'inverse_solve')
    last = 1 / (s(n)**2 + ridge)
    call expect(abs(x(n) - last) < 4 * e(n) + 0.5_dp * k / d * last, 'so for a vector')
    call expect(plain > 1.1_dp * exact, 'plain averaging is biased')
    call expect(abs(debiased - exact) < 4 * error + 0.5_dp * k / d * exact, 'the factor removes the bias')
  end do
end program inverse_bias
