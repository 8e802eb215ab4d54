! Short forms of randlapack_mpi in one precision, in three processes: against what defines the results; sizes that are
! wrong on one process are seen by all.
#include "names.inc"
#include PRECISION_FILE
program test_forms_mpi
  use mpi, only: MPI_COMM_WORLD, MPI_DOUBLE_PRECISION, MPI_SUM
  use randlapack_mpi
  implicit none
  external :: MPI_Init, MPI_Allreduce, MPI_Finalize
  integer(c_int64_t), parameter :: m = 120, n = 6
  VALUE_T, parameter :: one = 1
  integer, parameter :: k = kind(one)
  real(c_double), parameter :: tolerance = 1e4 * epsilon(one)
  type(c_ptr) :: group
  type(RP(rows)) :: rows
  VALUE_T, allocatable, target :: A(:, :), Q(:, :), b(:), y(:)
  VALUE_T :: R(n, n), x(n), X2(n, 2), E2(n, 2), s(3), V(n, 3), G(n, n)
  integer(c_int64_t) :: first, own, i, j, jpvt(n)
  integer :: rank, ierror, checks = 0
  logical :: last
  type(c_ptr) :: stream
  type(randlapack_stream_options) :: options
  type(randlapack_inverse_options) :: many
  type(RP(operator)) :: op
  type(RB(linop)) :: gram

  call MPI_Init(ierror)
  call right(randlapack_mpi_create(int(MPI_COMM_WORLD, c_int), group=group) == 0, 'create')
  rank = randlapack_mpi_rank(group)
  last = rank == randlapack_mpi_size(group) - 1
  first = m * rank / randlapack_mpi_size(group)
  own = m * (rank + 1) / randlapack_mpi_size(group) - first
  allocate (A(own, n), Q(own, n), b(own), y(own))
  do j = 1, n
    do i = 1, own
      A(i, j) = cos(real((first + i) * j + j * j, k)) ! nearly orthogonal columns
    end do
  end do
  b = A(:, 1) - 2 * A(:, 3)
  y = merge(1, 0, A(:, 2) > 0.3)
  call right(randlapack_mpi_rows_make(group, RB(linop_dense)(RANDBLAS_COL_MAJOR, own, n, A, own), rows) == 0, 'rows_make')
  G = total(matmul(transpose(A), A))

  call right(randlapack_mpi_lsq_precond(group, rows, b, x) == 0, 'lsq_precond')
  call right(abs(x(1) - 1) + abs(x(3) + 2) + abs(x(2)) < tolerance, 'least squares')
  call right(randlapack_mpi_lsq_precond(group, rows, b(1:own - merge(1, 0, last)), x) == -3, 'size of b')
  call right(randlapack_mpi_lsq_precond(group, rows, b, x(1:n - merge(1, 0, last))) == -4, 'size of x')

  call right(randlapack_mpi_cqrrpt(group, rows, Q, R, jpvt) == 0, 'cqrrpt')
  call right(maxval(abs(matmul(Q, R) - A(:, jpvt + 1))) < tolerance, 'A P = Q R')
  call right(randlapack_mpi_cqrrpt(group, rows, Q, R, jpvt(1:n - merge(1, 0, last))) == -5, 'size of jpvt')

  call right(randlapack_mpi_rsvd(group, rows, Q, s, V) == 0, 'rsvd')
  call right(maxval(abs(matmul(A, V) - Q(:, 1:3) * spread(s, 1, int(own)))) < sqrt(tolerance), 'A V = U s')
  call right(randlapack_mpi_rsvd(group, rows, Q, s, V(1:n - merge(1, 0, last), :)) == -5, 'size of V')

  X2 = 0
  X2(1, 1) = 1
  X2(2, 2) = 1
  many%sketches = 400
  call right(randlapack_mpi_inverse_solve(group, rows, X2, V(:, 1:2), E2, many) == 0, 'inverse_solve')
  call right(maxval(abs(matmul(G, V(:, 1:2)) - X2)) < 0.2, 'inverse') ! the mean of 400 sketches
  call right(randlapack_mpi_inverse_solve(group, rows, X2, V(:, 1:2), E2(:, 1:2 - merge(1, 0, last)), many) == -5, &
             'size of E')

  call right(randlapack_mpi_glm(group, rows, y, x, RANDLAPACK_LOGISTIC, 1.0_c_double) == 0, 'glm')
  call right(maxval(abs(x + reshape(total(reshape(matmul(1 / (1 + exp(-matmul(A, x))) - y, A), [n, 1_c_int64_t])), [n]))) &
             < sqrt(tolerance), 'the gradient is zero')
  call right(randlapack_mpi_glm(group, rows, y, x, RANDLAPACK_LOGISTIC, weights=y(1:own - merge(1, 0, last))) == -7, &
             'size of weights')

  call right(randlapack_mpi_operator_create(group, rows, RANDLAPACK_MPI_GRAM, op) == 0, 'operator_create')
  gram = randlapack_mpi_operator_linop(op)
  X2 = G(:, 1:2)
  ierror = randblas_linop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 2_c_int64_t, one, gram, X2, n, 0 * one, V, n)
  call right(randlapack_mpi_finish(group, ierror) == 0, 'operator_linop')
  call right(maxval(abs(V(:, 1:2) - matmul(G, X2))) < tolerance * maxval(G)**2, 'A^T A X')
  call randlapack_mpi_operator_destroy(op)
  gram = randlapack_mpi_operator_linop(op)
  call right(randblas_linop_check(gram) /= 0, 'nothing after destroy')

  options%first_row = first
  call right(randlapack_stream_open() == 0, 'stream_create')
  call right(randlapack_stream_push(stream, A) == 0, 'stream_push')
  call right(randlapack_mpi_stream_finish(group, stream, Q(:, 1:3 - merge(1, 0, last)), s, V) == -3, 'size of U')
  call right(randlapack_mpi_stream_finish(group, stream, Q, s, V) == 0, 'stream_finish')
  call right(maxval(abs(matmul(A, V) - Q(:, 1:3) * spread(s, 1, int(own)))) < 0.5, 'nearly A V = U s')
  call RL(stream_destroy)(stream)
  call randlapack_mpi_destroy(group)
  call MPI_Finalize(ierror)
  if (rank == 0) print '(i0,a)', checks, ' checks'

contains

  subroutine right(holds, what)
    logical, intent(in) :: holds
    character(*), intent(in) :: what
    checks = checks + 1
    if (holds) return
    print '(3a,i0)', 'wrong: ', what, ' in process ', rank
    error stop 1
  end subroutine right

  function randlapack_stream_open() result(info)
    integer(c_int) :: info
    info = RL(stream_create)(n, 3_c_int64_t, options, stream)
  end function randlapack_stream_open

  ! The sum over all processes.
  function total(own_part) result(sum)
    VALUE_T, intent(in) :: own_part(:, :)
    VALUE_T :: sum(size(own_part, 1), size(own_part, 2))
    real(c_double) :: part(size(own_part, 1), size(own_part, 2)), all(size(own_part, 1), size(own_part, 2))
    part = own_part
    call MPI_Allreduce(part, all, size(part), MPI_DOUBLE_PRECISION, MPI_SUM, MPI_COMM_WORLD, ierror)
    sum = real(all, k)
  end function total
end program test_forms_mpi
