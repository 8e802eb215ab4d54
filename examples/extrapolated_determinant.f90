! Log-determinants of kernel matrices from leading submatrices; see extrapolated_determinant.c.
program extrapolated_determinant
  use example
  use randlapack
  use rmt
  implicit none
  integer(i8), parameter :: images = 3072, pixels = 784, points = 700, outputs = 3, every = 2
  real(dp), allocatable, target :: K(:, :)   ! entries keep addresses
  real(dp), allocatable :: x(:, :), A(:, :), B(:, :)

  ! Two Matern 3/2 kernels of different length scales, each with a covariance of outputs.
  allocate (x(points, 2), K(points * outputs, points * outputs))
  call fill_normal(x, 7_i8)
  x = erf(x)
  call matern(x, K)
  call compare('Matern 3/2, 3 outputs', K, outputs, 4_i8, 0.01_dp)
  deallocate (K)

  allocate (A(images, pixels), K(images / every, images / every))
  call read_images(A)
  B = A(1:images:every, :)
  call tangent_kernel(B, 3, K)
  call compare('tangent kernel of images', K, 1_i8, 16_i8, 0.02_dp)

contains

  subroutine compare(name, K, d, orders, most)
    character(len=*), intent(in) :: name
    real(dp), intent(inout), target, contiguous :: K(:, :)
    integer(i8), intent(in) :: d, orders
    real(dp), intent(in) :: most
    type(rmt_extrapolate_options) :: options
    type(rmt_extrapolate_report) :: report
    type(rmt_logdet_report) :: right
    real(dp) :: error
    options%state = randblas_seed(1_i8)
    options%orders = orders
    call check(rmt_flodance(randlapack_entries_dense(K), d, options, report), 'flodance')
    call check(rmt_logdet(RMT_DEFINITE, K, right), 'logdet')
    error = abs(report%logdet - right%logabsdet)
    print '(a,a,f10.1,a,f7.1,a,f10.1)', name, ':', report%logdet, ' +-', report%half_width, ', Cholesky', right%logabsdet
    call expect(error <= report%half_width, 'the interval holds the truth')
    call expect(error <= most * abs(right%logabsdet), 'the error is small')
  end subroutine compare

  subroutine matern(x, K)
    real(dp), intent(in) :: x(:, :)
    real(dp), intent(inout) :: K(:, :)
    real(dp) :: r, first(outputs, outputs), second(outputs, outputs)
    integer(i8) :: i, j, a, b
    do a = 1, outputs
      do b = 1, outputs
        first(a, b) = merge(1.0_dp, 0.4_dp, a == b)
        second(a, b) = merge(0.7_dp, -0.1_dp, a == b)
      end do
    end do
    do j = 1, points
      b = (j - 1) * outputs
      do i = 1, points
        a = (i - 1) * outputs
        r = sqrt(3 * sum((x(i, :) - x(j, :))**2))
        K(a + 1:a + outputs, b + 1:b + outputs) = first * (1 + r / 0.6_dp) * exp(-r / 0.6_dp) &
                                                  + second * (1 + r / 0.4_dp) * exp(-r / 0.4_dp)
      end do
    end do
  end subroutine matern

  ! The recursion of Cho and Saul, and of Jacot, Gabriel and Hongler.
  subroutine tangent_kernel(x, depth, K)
    real(dp), intent(in) :: x(:, :)
    integer, intent(in) :: depth
    real(dp), intent(inout) :: K(:, :)
    real(dp) :: norm(size(x, 1)), c, t
    integer(i8) :: i, j
    integer :: layer
    K = matmul(x, transpose(x))
    norm = [(sqrt(K(i, i)), i=1, size(x, 1, i8))]
    do j = 1, size(x, 1, i8)
      do i = 1, size(x, 1, i8)
        c = merge(1.0_dp, K(i, j) / (norm(i) * norm(j)), i == j)
        K(i, j) = c
        do layer = 1, depth
          c = max(-1.0_dp, min(1.0_dp, c))
          t = acos(c)
          c = merge(1.0_dp, (sqrt(1 - c * c) + (pi - t) * c) / pi, i == j)
          K(i, j) = c + K(i, j) * (pi - t) / pi
        end do
        K(i, j) = K(i, j) * norm(i) * norm(j) / pixels
      end do
    end do
  end subroutine tangent_kernel

end program extrapolated_determinant
