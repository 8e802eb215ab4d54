! A portfolio of least variance from too few returns; see covariance_shrinkage.c.
program covariance_shrinkage
  use example
  use rmt
  use randlapack
  implicit none
  integer(i8), parameter :: p = 100, n = 150
  real(dp), target :: X(p, n)
  real(dp) :: U(p, p), V(n, p), s(p), tau(p), lambda(p), linear(p), analytical(p), best(p), edges(2), distance
  real(dp) :: raw, plain, bent, limit
  type(c_ptr) :: law = c_null_ptr
  integer(i8) :: bands
  integer :: i

  call fill_normal(X, 8_i8)
  do i = 1, int(p)
    tau(i) = 0.2_dp * 100.0_dp**(real(i - 1, dp) / real(p - 1, dp))
    X(i, :) = X(i, :) * sqrt(tau(i) / n)
  end do
  call check(randlapack_svd(randblas_linop_dense(X), U, s, V), 'svd')
  lambda = s(p:1:-1)**2
  U = U(:, p:1:-1)

  call check(rmt_law_sample_covariance(tau, real(p, dp) / n, law), 'law')
  call check(rmt_law_intervals(law, 1_i8, edges, bands), 'edges')
  call check(rmt_law_ks(law, lambda, distance), 'distance')
  call expect(bands == 1 .and. distance < 0.05_dp, 'the sample follows the law')
  call check(rmt_covariance_shrink(law, lambda, best), 'the law')
  call check(rmt_covariance_shrink_analytical(n, lambda, analytical), 'analytical')
  call check(rmt_covariance_shrink_linear(n, lambda, linear), 'linear')
  raw = risk(lambda)
  plain = risk(linear)
  bent = risk(analytical)
  limit = risk(best)
  print '(a,4f7.3)', 'variance over the least: sample, linear, nonlinear, by the law', raw, plain, bent, limit
  call expect(1 < limit .and. bent < plain .and. bent < raw, 'nonlinear shrinkage is best')
  call expect(bent < 1.1_dp * limit, 'and near to what the law allows')
  call rmt_law_destroy(law)

contains

  !> True variance of the portfolio that U diag(d) U^T recommends, over the least one.
  function risk(d) result(variance)
    real(dp), intent(in) :: d(:)
    real(dp) :: variance, w(p)
    w = matmul(U, sum(U, 1) / d)
    variance = sum(w**2 * tau) / sum(w)**2 * sum(1 / tau)
  end function risk
end program covariance_shrinkage
