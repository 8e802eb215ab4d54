! Singular values of a sketched basis and the law they follow; see marchenko_pastur.c.
program marchenko_pastur
  use example
  use rmt
  implicit none
  integer(i8), parameter :: m = 5000, n = 120, d = 480
  type(randblas_sketch) :: S
  real(dp), allocatable :: U(:, :)
  real(dp) :: B(d, n), sigma(n), edges(2), ratio, expected
  integer :: below

  allocate (U, source=basis(m, n))
  call check(randblas_sketch_create(randblas_gaussian(d, m), randblas_seed(6_i8), S), 'create')
  call check(randblas_skge(S, U, B), 'S U')
  sigma = singular_values(B)

  ratio = real(n, dp) / real(d, dp)
  call check(rmt_mp_support(ratio, 1.0_dp, edges), 'support')
  expected = mass_below(1.0_dp)
  below = count(sigma < 1)
  print '(a,2f8.4,a,2f8.4)', 'singular values of S U between', minval(sigma), maxval(sigma), '; edges', sqrt(edges)
  print '(a,f5.1,a,f5.1,a)', 'below 1:', 100.0_dp * below / n, ' %, by the law', 100 * expected, ' %'
  ! Edges fluctuate by n^(-2/3), 4 % here; counts hardly at all.
  call expect(abs(minval(sigma) - sqrt(edges(1))) < 0.05_dp, 'lower edge')
  call expect(abs(maxval(sigma) - sqrt(edges(2))) < 0.05_dp, 'upper edge')
  call expect(abs(real(below, dp) / n - expected) < 0.03_dp, 'mass below 1')
  call expect(abs(mass_below(edges(2)) - 1) < 1e-6_dp, 'the mass of the law is 1')

contains

  ! The trapezoidal rule in t, x = a + (b - a) sin^2 t, where the density is smooth.
  function mass_below(x) result(mass)
    real(dp), intent(in) :: x
    integer, parameter :: points = 2000
    real(dp) :: mass, last, t(0:points), density(0:points)
    integer :: i
    last = asin(sqrt(min(1.0_dp, (x - edges(1)) / (edges(2) - edges(1)))))
    t = [(last * i / points, i=0, points)]
    call check(rmt_mp_density(ratio, 1.0_dp, edges(1) + (edges(2) - edges(1)) * sin(t)**2, density), 'density')
    density = density * (edges(2) - edges(1)) * sin(2 * t)
    mass = (sum(density) - (density(0) + density(points)) / 2) * last / points
  end function mass_below

end program marchenko_pastur
