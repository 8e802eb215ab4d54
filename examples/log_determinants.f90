! Likelihoods of Gaussian processes, and spanning trees; see log_determinants.c.
program log_determinants
  use example
  use rmt
  implicit none
  integer(i8), parameter :: n = 400, p = 3, nodes = 12
  real(dp), allocatable :: K(:, :), X(:, :), B(:, :), L(:, :)
  real(dp) :: expected
  integer(i8) :: i, j
  type(rmt_logdet_report) :: report, bordered

  allocate (K(n, n), X(n, p), B(n + p, n + p), L(nodes, nodes))
  do j = 1, n
    do i = 1, n
      K(i, j) = exp(-abs(real(i - j, dp)) / 40)
    end do
  end do
  expected = real(n - 1, dp) * log(1 - exp(-2.0_dp / 40))
  call check(rmt_logdet(RMT_DEFINITE, K, report), 'logdet')
  print '(a,f12.6,a,f12.6)', 'log det K =', report%logabsdet, ', expected', expected
  call expect(abs(report%logabsdet - expected) < 1e-10_dp * abs(expected), 'Cholesky is right')

  ! With regressors: by gdet, and by a bordered matrix.
  do j = 1, p
    do i = 1, n
      X(i, j) = (real(i - 1, dp) / n)**(j - 1)
    end do
  end do
  B = 0
  B(:n, :n) = K
  B(:n, n + 1:) = X
  B(n + 1:, :n) = transpose(X)
  call check(rmt_loggdet(RMT_DEFINITE, K, X, report), 'loggdet')
  call check(rmt_logdet(RMT_SYMMETRIC, B, bordered), 'logdet')
  print '(a,f12.6)', 'log gdet(K, X) =', report%logabsdet
  call expect(abs(report%logabsdet - bordered%logabsdet) < 1e-8_dp * abs(report%logabsdet), 'both ways agree')
  call expect(bordered%sign == -1, 'the bordered matrix has p negative eigenvalues')

  ! A cycle has as many spanning trees as nodes.
  L = 0
  do i = 1, nodes
    j = mod(i, nodes) + 1
    L(i, i) = 2
    L(i, j) = -1
    L(j, i) = -1
  end do
  call check(rmt_logpdet(RMT_DEFINITE, L, report), 'logpdet')
  print '(a,f9.6,a)', 'a cycle of 12:', exp(report%logabsdet) / nodes, ' spanning trees'
  call expect(report%rank == nodes - 1, 'one eigenvalue is zero')
  call expect(abs(exp(report%logabsdet) / nodes - nodes) < 1e-10_dp, 'they are counted')
end program log_determinants
