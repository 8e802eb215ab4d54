! The spectrum of a trained layer, its traps removed; see weight_spectra.c.
program weight_spectra
  use example
  use rmt
  implicit none
  integer(i8), parameter :: m = 300, n = 120
  type(rmt_weights_options) :: options
  type(rmt_weights_report) :: r
  integer(i8) :: removed, j
  real(dp) :: W(m, n), u(m, 1), v(n, 1)

  call fill_normal(W, 7_i8)
  call fill_normal(u, 8_i8)
  call fill_normal(v, 9_i8)
  do j = 1, n
    W(:, j) = 0.02_dp * (W(:, j) + 0.25_dp * v(j, 1) * u(:, 1))
  end do
  W(18, 1) = 2
  options%state = randblas_seed(3_i8)
  options%replicates = 50

  call check(rmt_weights_layer(W, r, options), 'layer')
  print '(a,f6.2,a,f6.2,a,f6.1)', 'alpha', r%power_law%alpha, ' +-', r%power_law%standard_error, &
    ', stable rank', r%metrics%stable_rank
  print '(a,f8.4,a,2f8.4,a,2i3)', 'noise', r%bulk%sigma, ', edge and margin', r%bulk%upper, r%bulk%margin, &
    ', spikes and traps', r%bulk%spikes, r%random%bulk%spikes
  call expect(abs(r%bulk%sigma - 0.02_dp) < 0.001_dp .and. r%bulk%spikes == 2, 'noise, signal and accident')
  call expect(r%random%bulk%spikes == 1 .and. r%phase == RMT_PHASE_BULK_SPIKES, 'a trap and the phase')

  call check(rmt_weights_sharpen(W, options%state, removed), 'sharpen')
  call check(rmt_weights_layer(W, r, options), 'layer')
  call expect(removed == 1 .and. r%bulk%spikes == 1 .and. abs(W(18, 1)) < 0.2_dp, 'the signal alone is left')
end program weight_spectra
