! A law as an object; see spectral_law.c.
program spectral_law
  use example
  use rmt
  implicit none
  integer(i8), parameter :: n = 400
  real(dp), parameter :: ratio = 0.25_dp, sigma2 = 2
  type(c_ptr) :: law = c_null_ptr, fitted = c_null_ptr, empirical = c_null_ptr
  type(rmt_law_fit_report) :: report
  real(dp) :: values(n), edges(2), distance, median(1), kappa(4), own(3)
  complex(dp) :: z(1), g(1), r(1)
  integer(i8) :: count

  call check(rmt_law_marchenko_pastur(ratio, sigma2, law), 'law')
  call check(rmt_law_intervals(law, 1_i8, edges, count), 'support')
  call check(rmt_law_quantile(law, [0.5_dp], median), 'median')
  call check(rmt_law_eigenvalues(law, randblas_seed(4_i8), values), 'eigenvalues')
  call check(rmt_law_ks(law, values, distance), 'distance')
  print '(a,2f8.4,a,f8.4,a,f8.4)', 'support', edges, '; median', median, '; distance', distance
  call expect(distance < 5.0_dp / n, 'eigenvalues follow the law to O(1/n)')

  call check(rmt_law_fit(RMT_MARCHENKO_PASTUR, values, report, fitted), 'fit')
  print '(a,2f8.4)', 'fit: ratio and variance', report%parameters(1:2)
  call expect(abs(report%parameters(1) - ratio) < 0.02_dp, 'ratio')
  call expect(abs(report%parameters(2) - sigma2) < 0.05_dp, 'variance')

  call check(rmt_law_empirical(values, empirical), 'empirical law')
  call check(rmt_law_cumulants(empirical, own), 'its cumulants')
  call expect(abs(own(2) - sigma2**2 * ratio) < 0.05_dp, 'second free cumulant')

  z = (3.0_dp, 1.0_dp)
  call check(rmt_law_cumulants(law, kappa), 'cumulants')
  call check(rmt_law_stieltjes(law, 1, z, g), 'm')
  g = -g
  call check(rmt_law_r_transform(law, g, r), 'R')
  call expect(abs(kappa(4) - sigma2**4 * ratio**3) < 1e-12_dp, 'free cumulants')
  call expect(abs(r(1) + 1 / g(1) - z(1)) < 1e-12_dp, 'R inverts G')
  call rmt_law_destroy(empirical)
  call rmt_law_destroy(fitted)
  call rmt_law_destroy(law)
end program spectral_law
