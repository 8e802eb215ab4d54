! A basis of the columns of a matrix of rank 50 with 60 columns; see pivoted_qr.c.
program pivoted_qr
  use example
  use randlapack
  implicit none
  integer(i8), parameter :: m = 4000, n = 60, rank = 50
  real(dp), allocatable, target :: A(:, :)
  real(dp), allocatable :: Q(:, :)
  real(dp) :: R(n, n), loss, residual
  integer(i8) :: jpvt(n), j
  type(randlapack_tall_qr_report) :: report
  integer :: info

  allocate (A(m, n), Q(m, n))
  call fill_normal(A, 7_i8)
  do j = 1, rank
    A(:, j) = A(:, j) * 10.0_dp**(-9.0_dp * real(j - 1, dp) / rank)
  end do
  do j = rank + 1, n
    A(:, j) = A(:, j - rank) - 2 * A(:, j - rank + 1)
  end do

  info = randlapack_cqrrpt(randblas_linop_dense(A), Q, R, jpvt, report=report)
  call expect(info == RANDBLAS_RANK_DEFICIENT .and. report%rank == rank, 'the rank is found')
  residual = maxval(abs(A(:, jpvt + 1) - matmul(Q, R)))
  R = matmul(transpose(Q), Q)
  do j = 1, rank
    R(j, j) = R(j, j) - 1
  end do
  loss = maxval(abs(R(:rank, :rank)))
  print '(a,i0,a,es8.1,a,es8.1)', 'rank ', report%rank, ', |Q^T Q - I|', loss, ', |A P - Q R|', residual
  call expect(loss < 1e-13_dp, 'Q is orthonormal')
  call expect(residual < 1e-12_dp, 'A P = Q R')

  ! Without pivoting, and all columns: any matrix has such a Q.
  call check(randlapack_rcholqr(randblas_linop_dense(A), Q, R, report=report), 'rcholqr')
  call expect(abs(dot_product(Q(:, 1), Q(:, n))) < 1e-13_dp, 'Q is orthonormal without pivoting')
end program pivoted_qr
