! gamma and kappa of the spectrum of trained features, and of block-diagonal matrices; see feature_spectrum.c.
program feature_spectrum
  use example
  use rmt
  implicit none
  integer(i8), parameter :: n = 500, block_order = 4, order = 32, matrices = 200
  real(dp), parameter :: gamma_ = 0.4_dp, kappa = 3, scale_ = 20
  type(c_ptr) :: law = c_null_ptr
  type(randblas_state) :: state, next
  type(rmt_htmp_fit_options) :: options
  type(rmt_htmp_fit_report) :: fit
  type(rmt_htmp_repulsion_report) :: repulsion
  real(dp) :: x(n), y(order * matrices), expected
  integer(i8) :: k

  state = randblas_seed(21_i8)
  call check(rmt_law_htmp_inverse(gamma_, kappa, law), 'law')
  call check(rmt_law_sample(law, state, x, next), 'sample')
  call rmt_law_destroy(law)
  x = scale_ * x
  options%inverse = 1
  call check(rmt_htmp_fit(n, x, options, fit), 'fit')
  print '(a,f7.3,a,2f7.3)', 'gamma', fit%gamma, ' in', fit%gamma_interval
  print '(a,f7.3,a,2f7.3)', 'kappa', fit%kappa, ' in', fit%kappa_interval
  print '(a,f7.3,a,f7.3)', 'tail exponent', fit%tail_exponent, ' +-', fit%exponent_error
  call expect(fit%gamma_interval(1) < gamma_ .and. gamma_ < fit%gamma_interval(2), 'gamma is in its interval')
  call expect(fit%kappa_interval(1) < kappa .and. kappa < fit%kappa_interval(2), 'kappa is in its interval')

  do k = 1, order * matrices, block_order
    state = next
    call check(rmt_beta_laguerre(1.0_dp, 4.0_dp, block_order, state, y(k:), next), 'eigenvalues')
  end do
  call check(rmt_htmp_repulsion(order, matrices, y, 1.0_dp, repulsion), 'repulsion')
  call check(rmt_htmp_kappa(RMT_CLASS_BLOCKS, block_order, order / block_order, expected), 'kappa')
  print '(a,3f8.3)', 'blocks: kappa, its error, and by eigenvectors', repulsion%kappa, repulsion%error, expected
  call expect(abs(repulsion%kappa - expected) < 4 * repulsion%error, 'kappa counts directions')
end program feature_spectrum
