! Noise taken off images by optimal shrinkage; see optimal_shrinkage.c.
program optimal_shrinkage
  use example
  use rmt
  use randlapack
  implicit none
  integer(i8), parameter :: images = 3072, pixels = 784, count = 400
  real(dp), parameter :: sigma = 0.5_dp
  real(dp), allocatable :: A(:, :), U(:, :), V(:, :)
  real(dp), allocatable, target :: noisy(:, :)
  real(dp) :: s(count), kept(count), shrunk(count), before, dropped, after
  type(rmt_shrink_report) :: hard, best

  allocate (A(images, pixels), noisy(count, pixels), U(count, count), V(pixels, count))
  call read_images(A)
  call fill_normal(noisy, 77_i8)
  noisy = A(:count, :) + sigma * noisy
  call check(randlapack_svd(randblas_linop_dense(noisy), U, s, V), 'svd')
  call check(rmt_shrink_singular(RMT_SHRINK_HARD, count, pixels, s, kept, report=hard), 'hard threshold')
  call check(rmt_shrink_singular(RMT_SHRINK_FROBENIUS, count, pixels, s, shrunk, report=best), 'shrinkage')
  before = distance(s)
  dropped = distance(kept)
  after = distance(shrunk)
  print '(a,f6.3,a,3f7.1)', 'noise', hard%noise, ', errors before, with values dropped, with values shrunk', before, &
    dropped, after
  call expect(abs(hard%noise / sigma - 1) < 0.1_dp, 'the noise is known')
  call expect(after < dropped .and. dropped < 0.5_dp * before, 'shrinking is better than dropping')

contains

  function distance(values) result(error)
    real(dp), intent(in) :: values(:)
    real(dp), allocatable :: left(:, :)
    real(dp) :: error
    integer(i8) :: k
    allocate (left(count, count))
    do k = 1, count
      left(:, k) = U(:, k) * values(k)
    end do
    error = norm2(A(:count, :) - matmul(left, transpose(V)))
  end function distance
end program optimal_shrinkage
