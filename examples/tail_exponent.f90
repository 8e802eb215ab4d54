! The power law of a spectrum's tail and what competes with it; see tail_exponent.c.
program tail_exponent
  use example
  use rmt
  implicit none
  integer(i8), parameter :: n = 2000, bulk = 1500
  real(dp), parameter :: truth = 3, edge = 2.914_dp
  type(c_ptr) :: law = c_null_ptr
  type(rmt_power_law_options) :: options
  type(rmt_power_law_report) :: fit
  type(rmt_tail_comparison) :: c
  type(rmt_tail_report) :: tail
  real(dp) :: x(n)
  integer :: k

  call check(rmt_law_marchenko_pastur(0.5_dp, 1.0_dp, law), 'law')
  call check(rmt_law_eigenvalues(law, randblas_seed(5_i8), x(1:bulk)), 'bulk')
  call rmt_law_destroy(law)
  x(bulk + 1:) = edge * ([(k - 0.5_dp, k = 1, int(n - bulk))] / (n - bulk))**(-1 / (truth - 1))
  options%replicates = 100
  options%state = randblas_seed(6_i8)
  call check(rmt_power_law_fit(n, x, options, fit), 'fit')
  print '(a,f6.2,a,f5.2,a,f6.2,a,i5,a,f6.4,a,f5.2)', 'alpha', fit%alpha, ' +-', fit%standard_error, ', true', truth, &
    ', values', fit%tail, ', distance ', fit%distance, ', p =', fit%p_value
  call expect(abs(fit%alpha - truth) < 4 * fit%standard_error .and. fit%p_value > 0.05_dp, 'the power law')
  call check(rmt_tail_fit(RMT_POWER_LAW, n, x, fit%xmin, tail), 'fit from there on')
  call expect(abs(tail%parameters(1) - fit%alpha) < 1e-9_dp, 'the same exponent')
  do k = RMT_TRUNCATED_POWER_LAW, RMT_LOG_NORMAL
    call check(rmt_tail_compare(n, x, fit%xmin, RMT_POWER_LAW, k, c), 'comparison')
    print '(a,i2,a,f8.2,a,f7.3)', 'over family', k, ': log-likelihood ratio', c%ratio, ', p =', c%p_value
    call expect(c%ratio > 0 .or. c%p_value > 0.01_dp, 'no other law is better')
  end do
end program tail_exponent
