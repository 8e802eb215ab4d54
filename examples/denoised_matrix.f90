! A symmetric matrix seen through noise; see denoised_matrix.c.
program denoised_matrix
  use example
  use rmt
  use randlapack
  implicit none
  integer(i8), parameter :: n = 240
  real(dp), parameter :: radius = 1.5_dp, lift = 5
  real(dp), target :: S(n, n)
  real(dp) :: G(n, n), U(n, n), V(n, n), singular(n), a(n), seen(n), best(n), shrunk(n), edges(8), distance
  real(dp) :: raw, clean, least
  complex(dp) :: z(n), w1(n), w2(n), m(n)
  type(c_ptr) :: signal = c_null_ptr, noise = c_null_ptr, law = c_null_ptr
  integer(i8) :: bands
  integer :: i

  call fill_normal(G, 3_i8)
  a(:n / 2) = 0
  a(n / 2 + 1:3 * n / 4) = 2
  a(3 * n / 4 + 1:) = 6
  S = radius / 2 * (G + transpose(G)) / sqrt(2.0_dp * n)
  do i = 1, int(n)
    S(i, i) = S(i, i) + a(i) + lift
  end do
  call check(randlapack_svd(randblas_linop_dense(S), U, singular, V), 'svd')
  seen = singular - lift
  do i = 1, int(n)
    best(i) = sum(a * U(:, i)**2)
  end do

  call check(rmt_law_empirical(a, signal), 'signal')
  call check(rmt_law_semicircle(radius, noise), 'noise')
  call check(rmt_free_add(signal, noise, law), 'sum')
  call check(rmt_law_intervals(law, 4_i8, edges, bands), 'edges')
  call check(rmt_law_ks(law, seen, distance), 'distance')
  print '(a,6f8.3,a,f8.4)', 'bands', edges(1:6), '; distance', distance
  call expect(bands == 3 .and. distance < 5.0_dp / n, 'the eigenvalues seen follow the free sum')

  z = min(max(seen, edges(1) + 1e-3_dp), edges(6) - 1e-3_dp)
  call check(rmt_law_stieltjes(law, 1, z, m), 'm')
  call check(rmt_free_subordination(law, z, w1, w2), 'subordination')
  shrunk = best
  where (aimag(m) > 0) shrunk = aimag(w1 * m) / aimag(m)
  raw = error(seen)
  clean = error(shrunk)
  least = error(best)
  print '(a,3f8.4)', 'squared error an eigenvalue: as seen, shrunk, the least', raw, clean, least
  call expect(clean < 0.7_dp * raw .and. clean < 1.05_dp * least, 'nearly as good as can be')
  call rmt_law_destroy(law)
  call rmt_law_destroy(noise)
  call rmt_law_destroy(signal)

contains

  !> |U diag(d) U^T - diag(a)|_F^2/n
  function error(d)
    real(dp), intent(in) :: d(:)
    real(dp) :: error
    error = (sum(d**2) - 2 * sum(d * best) + sum(a**2)) / n
  end function error
end program denoised_matrix
