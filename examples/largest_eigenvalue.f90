! The largest eigenvalue as a test of noise; see largest_eigenvalue.c.
program largest_eigenvalue
  use example
  use rmt
  implicit none
  integer(i8), parameter :: p = 100, n = 400
  type(c_ptr) :: law = c_null_ptr
  type(randblas_sketch) :: S
  type(randblas_dist) :: dist
  real(dp) :: noise(n, p), signal(n, p), limit(1), x(2), F(2)

  call check(rmt_law_tracy_widom(1_c_int, law), 'law')
  call check(rmt_law_quantile(law, [0.999_dp], limit), 'quantile')
  dist = randblas_gaussian(n, p)
  dist%unscaled = 1
  call check(randblas_sketch_create(dist, randblas_seed(12_i8), S), 'create')
  call check(randblas_fill(S, noise), 'fill')
  call check(randblas_sketch_create(dist, randblas_seed(13_i8), S), 'create')
  call check(randblas_fill(S, signal), 'fill')
  signal(:, 1) = 1.8_dp * signal(:, 1)

  x = [statistic(noise), statistic(signal)]
  call check(rmt_law_cdf(law, x, F), 'cdf')
  print '(a,f7.3,a,2f8.3,a,2es9.1)', '0.999 quantile', limit, '; noise and signal', x, '; p-values', 1 - F
  call expect(x(1) < limit(1), 'noise is taken for noise, but once in 1000 times')
  call expect(x(2) > limit(1), 'the signal is seen')
  call rmt_law_destroy(law)

contains

  function statistic(A) result(t)
    real(dp), intent(in) :: A(:, :)
    real(dp) :: t, u, v
    u = sqrt(n - 1.0_dp)
    v = sqrt(real(p, dp))
    t = (maxval(singular_values(A))**2 - (u + v)**2) / ((u + v) * (1 / u + 1 / v)**(1.0_dp / 3))
  end function statistic

end program largest_eigenvalue
