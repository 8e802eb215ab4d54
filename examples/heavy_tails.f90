! The law of heavy-tailed spectra, fitted; see heavy_tails.c.
program heavy_tails
  use example
  use rmt
  implicit none
  integer(i8), parameter :: n = 2000
  real(dp), parameter :: gamma_ = 0.4_dp, kappa = 3
  type(c_ptr) :: law = c_null_ptr, fitted = c_null_ptr, thin = c_null_ptr
  type(rmt_law_fit_report) :: report
  real(dp) :: x(n), distance, other, p(2), e(2)

  call check(rmt_law_htmp_inverse(gamma_, kappa, law), 'law')
  call check(rmt_law_sample(law, randblas_seed(21_i8), x), 'sample')
  call check(rmt_law_fit(RMT_HTMP_INVERSE, x, report, fitted), 'fit')
  p = report%parameters(1:2)
  e = report%errors(1:2)
  print '(a,2f8.3,a,2f8.3)', 'gamma and kappa', p, ' +-', e
  call expect(all(abs(p - [gamma_, kappa]) < 5 * e), 'the fit')

  call check(rmt_law_marchenko_pastur(gamma_, sum(x) / n, thin), 'Marchenko-Pastur')
  call check(rmt_law_ks(fitted, x, distance), 'distance')
  call check(rmt_law_ks(thin, x, other), 'distance')
  print '(a,2f8.4)', 'distances from the fitted law and from Marchenko-Pastur', distance, other
  call expect(distance < 0.03_dp .and. other > 0.1_dp, 'the laws are told apart')
  call rmt_law_destroy(thin)
  call rmt_law_destroy(fitted)
  call rmt_law_destroy(law)
end program heavy_tails
