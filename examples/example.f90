! What the examples share: reporting of failure, a test matrix, and singular values.
module example
  use, intrinsic :: iso_c_binding
  use, intrinsic :: iso_fortran_env, only: error_unit
  use randblas
  implicit none
  integer, parameter :: i8 = c_int64_t, dp = c_double
  real(dp), parameter :: pi = acos(-1.0_dp)

contains

  ! Every call returns info, and every info is looked at.
  subroutine check(info, call)
    integer(c_int), intent(in) :: info
    character(len=*), intent(in) :: call
    if (info == 0) return
    write (error_unit, '(a,a,i0,a,a)') call, ' gave ', info, ': ', randblas_message(info)
    error stop 1
  end subroutine check

  ! What the example promises, checked.
  subroutine expect(holds, what)
    logical, intent(in) :: holds
    character(len=*), intent(in) :: what
    if (holds) return
    write (error_unit, '(a,a)') 'failed: ', what
    error stop 1
  end subroutine expect

  ! max |A - B| / max |A|
  pure function difference(A, B)
    real(dp), intent(in) :: A(:, :), B(:, :)
    real(dp) :: difference
    difference = maxval(abs(A - B)) / maxval(abs(A))
  end function difference

  ! The first columns of the orthonormal cosine basis of length m; all rows matter alike.
  pure function basis(m, n) result(U)
    integer(i8), intent(in) :: m, n
    real(dp) :: U(m, n)
    integer(i8) :: i, j
    do j = 1, n
      do i = 1, m
        U(i, j) = sqrt(2.0_dp / real(m, dp)) * cos(pi * (real(i, dp) - 0.5_dp) * real(j - 1, dp) / real(m, dp))
      end do
    end do
    U(:, 1) = U(:, 1) / sqrt(2.0_dp)
  end function basis

  ! A matrix of independent normal numbers: a sketching operator written out.
  subroutine fill_normal(A, seed)
    real(dp), intent(inout) :: A(:, :)
    integer(i8), intent(in) :: seed
    type(randblas_dist) :: dist
    type(randblas_sketch) :: S
    dist = randblas_gaussian(size(A, 1, i8), size(A, 2, i8))
    dist%unscaled = 1   ! variance 1 instead of 1/m
    call check(randblas_sketch_create(dist, randblas_seed(seed), S), 'randblas_sketch_create')
    call check(randblas_fill(S, A), 'randblas_fill')
  end subroutine fill_normal

  ! Singular values of a tall matrix, in no order: one-sided Jacobi turns the columns of a copy orthogonal.
  function singular_values(A) result(s)
    real(dp), intent(in) :: A(:, :)
    real(dp) :: s(size(A, 2)), W(size(A, 1), size(A, 2)), x(size(A, 1))
    real(dp) :: xx, yy, xy, zeta, t, c
    integer :: p, q, sweep
    logical :: turned
    W = A
    do sweep = 1, 30
      turned = .false.
      do p = 1, size(A, 2)
        do q = p + 1, size(A, 2)
          xx = dot_product(W(:, p), W(:, p))
          yy = dot_product(W(:, q), W(:, q))
          xy = dot_product(W(:, p), W(:, q))
          if (abs(xy) <= 1e-13_dp * sqrt(xx * yy)) cycle
          turned = .true.
          zeta = (yy - xx) / (2 * xy)
          t = sign(1.0_dp, zeta) / (abs(zeta) + hypot(1.0_dp, zeta))
          c = 1 / hypot(1.0_dp, t)
          x = W(:, p)
          W(:, p) = c * (x - t * W(:, q))
          W(:, q) = c * (W(:, q) + t * x)
        end do
      end do
      if (.not. turned) exit
    end do
    s = norm2(W, dim=1)
  end function singular_values

  ! One image a row of A, grey levels between 0 and 1, from the .npy file named on the command line.
  subroutine read_images(A)
    real(dp), intent(out) :: A(:, :)
    integer(c_int8_t) :: head(10)
    integer(c_int8_t), allocatable :: bytes(:, :)
    character(len=1024) :: path
    integer :: unit, length
    call get_command_argument(1, path)
    call expect(path /= '', 'usage: PROGRAM data/mnist-1-2-images.npy')
    allocate (bytes(size(A, 2), size(A, 1)))
    open (newunit=unit, file=trim(path), access='stream', form='unformatted', action='read', status='old')
    read (unit) head
    length = iand(int(head(9)), 255) + 256 * iand(int(head(10)), 255)
    read (unit, pos=11 + length) bytes
    close (unit)
    A = transpose(real(iand(int(bytes), 255), dp)) / 255
  end subroutine read_images

end module example
