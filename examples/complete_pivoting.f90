! Elimination with pivots chosen from a sketch; see complete_pivoting.c.
program complete_pivoting
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 300, n = 200, side = 100
  call low_rank()
  call solve()

contains

  subroutine low_rank()
    real(dp), allocatable :: A(:, :), B(:, :), L(:, :)
    real(dp) :: error
    integer(i8) :: ipvt(m), jpvt(n), i, j, k
    type(randlapack_lu_options) :: options
    type(randlapack_lu_report) :: report
    allocate (A(m, n), L(m, n))
    do j = 1, n
      A(:, j) = [(1 / (1 + real(i, dp) / m + real(j, dp) / n), i=1, m)]
    end do
    B = A
    options%tolerance = 1e-8_dp
    call check(randlapack_sketched_lu(A, ipvt, jpvt, options, report), 'sketched_lu')
    k = report%rank
    L = 0
    do j = 1, k
      L(j, j) = 1
      L(j + 1:, j) = A(j + 1:, j)
      A(j + 1:, j) = 0
    end do
    error = norm2(B(ipvt + 1, jpvt + 1) - matmul(L(:, :k), A(:k, :)))
    print '(a,i0,2(a,es9.2))', 'rank ', k, ', error ', error / norm2(B), ', reported ', report%error / report%norm
    call expect(k <= 12, 'the rank is small')
    call expect(error <= 1e-8_dp * norm2(B) .and. abs(report%error / error - 1) < 1e-3_dp, 'the error is as reported')
  end subroutine low_rank

  ! Wilkinson's matrix: ones on the diagonal and in the last column, -1 below.
  subroutine solve()
    real(dp), allocatable :: A(:, :)
    real(dp) :: b(side), x(side)
    integer(i8) :: ipvt(side), jpvt(side), i, j
    type(randlapack_lu_report) :: report
    allocate (A(side, side), source=0.0_dp)
    do j = 1, side
      A(j, j) = 1
      A(j + 1:, j) = -1
    end do
    A(:, side) = 1
    b = matmul(A, [(real(j, dp), j=1, side)])
    call check(randlapack_sketched_lu(A, ipvt, jpvt, report=report), 'sketched_lu')
    b = b(ipvt + 1)
    do i = 1, side
      b(i) = b(i) - dot_product(A(i, :i - 1), b(:i - 1))
    end do
    do i = side, 1, -1
      b(i) = (b(i) - dot_product(A(i, i + 1:), b(i + 1:))) / A(i, i)
    end do
    x(jpvt + 1) = b
    print '(a,f0.1,a,es8.1)', 'growth ', report%growth, ', error ', maxval(abs(x - [(real(j, dp), j=1, side)]))
    call expect(report%growth < 100, 'entries did not grow')
    call expect(maxval(abs(x - [(real(j, dp), j=1, side)])) < 1e-9_dp, 'the solution is found')
  end subroutine solve
end program complete_pivoting
