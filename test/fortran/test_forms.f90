! The bindings and short forms of one precision against matmul with S written out.  Dense iid operators only: the
! families are tested in C, here it is sizes, offsets, strides and options that may be passed wrongly.
#include "names.inc"
#include PRECISION_FILE
module counting
  use randblas
  implicit none
  integer :: calls = 0
contains
  ! Twice the identity, as a matrix-free operator of any size (context holds it).
  function twice(context, op, ncols, X, ldx, Y, ldy) result(failed) bind(c)
    type(c_ptr), value :: context
    integer(c_int), value :: op
    integer(c_int64_t), value :: ncols, ldx, ldy
    VALUE_T, intent(in) :: X(ldx, *)
    VALUE_T, intent(inout) :: Y(ldy, *)
    integer(c_int) :: failed
    integer(c_int64_t), pointer :: n
    call c_f_pointer(context, n)
    calls = calls + 1
    Y(1:n, 1:ncols) = 2 * X(1:n, 1:ncols)
    failed = merge(0, 1, op >= RANDBLAS_NO_TRANS .and. n > 0)
  end function twice
end module counting

program test_forms
  use randblas
  use counting
  implicit none
  integer(c_int64_t), parameter :: d = 7, m = 13, n = 5, big = 40
  integer(c_int64_t), parameter :: zero = 0
  type(randblas_sketch) :: S
  VALUE_T, target :: F(d, m), A(m, n), B(d, n), W(big, big), x(2 * m), y(2 * d), Q(m, m)
  VALUE_T, parameter :: one = 1, three = 3, nothing = 0
  integer, parameter :: k = kind(one)
  integer :: checks = 0, i
  ! Inner products of at most 13 terms of size below 40: far from this bound unless something is wrong.
  real(k), parameter :: bound = 2000 * epsilon(1.0_k)

  call right(randblas_sketch_create(randblas_gaussian(d, m), randblas_seed(3_c_int64_t), S) == 0, 'create')
  call right(randblas_fill(S, F) == 0, 'fill')
  do i = 1, int(n)
    A(:, i) = F(1 + mod(i, int(d)), :) * i + i
  end do
  do i = 1, int(m)
    Q(:, i) = matmul(F(1, :) * i, reshape(one * [(1, 1, i=1, int(m * m))], [m, m])) + F(2, i)
  end do
  call test_dense
  call test_parts
  call test_vectors
  call test_triangle
  call test_linear_operators
  call test_illegal
  call test_ownership
  print '(i0,a)', checks, ' checks'

contains

  subroutine right(holds, what)
    logical, intent(in) :: holds
    character(len=*), intent(in) :: what
    checks = checks + 1
    if (holds) return
    print '(a,a)', 'failed: ', what
    error stop 1
  end subroutine right

  subroutine near(got, expected, what)
    VALUE_T, intent(in) :: got(:, :), expected(:, :)
    character(len=*), intent(in) :: what
    call right(all(abs(got - expected) <= bound * max(1.0_k, maxval(abs(expected)))), what)
  end subroutine near

  subroutine test_dense
    VALUE_T :: right_side(n, d), rows(n, d), C(d, m)
    C = 1
    ! under the C name: array, first element, address
    call right(RB(skge)(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, n, m, one, &
                        S%handle, zero, zero, A, m, nothing, B, d) == 0, 'skge')
    call near(B, matmul(F, A), 'skge')
    W = 0
    call right(RB(skge)(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, n, m, one, &
                        S%handle, zero, zero, A, m, nothing, W(3, 4), big) == 0, 'skge into a part')
    call near(W(3:2 + d, 4:3 + n), matmul(F, A), 'skge into a part')
    call right(count(abs(W) > 0) <= d * n, 'the rest is untouched')
    call right(randblas_skge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, n, m, one, &
                             S%handle, zero, zero, c_loc(A), m, three, c_loc(B), d) == 0, 'skge by address')
    call near(B, 4 * matmul(F, A), 'skge by address')
    ! short form
    call right(randblas_skge(S, A, B, alpha=three) == 0, 'alpha')
    call near(B, 3 * matmul(F, A), 'alpha')
    call right(randblas_skge(S, A, B, beta=three) == 0, 'beta')
    call near(B, 10 * matmul(F, A), 'beta')
    call right(randblas_skge(S, A, right_side, side=RANDBLAS_RIGHT, transs=RANDBLAS_TRANS, transa=RANDBLAS_TRANS) &
               == 0, 'right, both transposed')
    call near(right_side, matmul(transpose(A), transpose(F)), 'right, both transposed')
    call right(randblas_skge(S, transpose(A), rows, layout=RANDBLAS_ROW_MAJOR) == 0, 'row major')
    call near(rows, transpose(matmul(F, A)), 'row major')
    call right(randblas_skge(S, A(4:9, :), B(1:3, :), ro=2_c_int64_t, co=5_c_int64_t) == 0, 'offsets')
    call near(B(1:3, :), matmul(F(3:5, 6:11), A(4:9, :)), 'offsets')
    call right(randblas_fill(S, C(1:3, :), ro=4_c_int64_t) == 0, 'fill with offset')
    call near(C, merge_rows(F(5:7, :)), 'fill with offset')
    call right(randblas_skge(S, A(:, 1:0), B(:, 1:0)) == 0, 'no columns')
    call right(randblas_skge(S, A(1:0, :), B, beta=nothing) == 0, 'no inner dimension')
    call near(B, 0 * B, 'no inner dimension')
  end subroutine test_dense

  function merge_rows(top) result(C)
    VALUE_T, intent(in) :: top(3, m)
    VALUE_T :: C(d, m)
    C(1:3, :) = top
    C(4:, :) = 1
  end function merge_rows

  ! Parts of larger arrays, and strides that have to be copied, with the rest untouched.
  subroutine test_parts
    VALUE_T :: expected(d, n)
    expected = matmul(F, A)
    W = 0
    W(2:1 + m, 6:5 + n) = A
    call right(randblas_skge(S, W(2:1 + m, 6:5 + n), B) == 0, 'A a part')
    call near(B, expected, 'A a part')
    W = 0
    W(1:2 * m:2, 10:10 + 3 * (n - 1):3) = A
    call right(randblas_skge(S, W(1:2 * m:2, 10:10 + 3 * (n - 1):3), B) == 0, 'every other row')
    call near(B, expected, 'every other row')
    call right(randblas_skge(S, A(:, n:1:-1), B) == 0, 'columns backwards')
    call near(B, expected(:, n:1:-1), 'columns backwards')
    W = 7
    call right(randblas_skge(S, A, W(1:2 * d:2, 1:2 * n:2)) == 0, 'B strided')
    call near(W(1:2 * d:2, 1:2 * n:2), expected, 'B strided')
    call right(count(abs(W - 7) > 0) <= d * n, 'between the strides')
    W = 7
    call right(randblas_fill(S, W(1:2 * d:2, 1:m)) == 0, 'fill strided')
    call near(W(1:2 * d:2, 1:m), F, 'fill strided')
  end subroutine test_parts

  subroutine test_vectors
    VALUE_T :: expected(d)
    do i = 1, int(2 * m)
      x(i) = A(1 + mod(i, int(m)), 1 + mod(i, 2))
    end do
    expected = matmul(F, x(1:m))
    y = 5
    call right(randblas_skve(S, x(1:m), y(1:d)) == 0, 'vector')
    call near(spread(y(1:d), 2, 1), spread(expected, 2, 1), 'vector')
    y = 5
    call right(randblas_skve(S, x(2 * m:1:-2), y(2 * d - 1:1:-2), alpha=three, beta=one) == 0, 'strides backwards')
    expected = 5 + 3 * matmul(F, x(2 * m:1:-2))
    call near(spread(y(2 * d - 1:1:-2), 2, 1), spread(expected, 2, 1), 'strides backwards')
    call right(all(abs(y(2:2 * d:2) - 5) <= 0), 'between the strides')
    call right(randblas_skve(S, y(1:d), x(1:m), transs=RANDBLAS_TRANS) == 0, 'transposed')
    call near(spread(x(1:m), 2, 1), spread(matmul(transpose(F), y(1:d)), 2, 1), 'transposed')
    call right(RB(skve)(RANDBLAS_NO_TRANS, d, m, one, S%handle, zero, zero, x, 2_c_int64_t, nothing, y, &
                        1_c_int64_t) == 0, 'skve')
    call near(spread(y(1:d), 2, 1), spread(matmul(F, x(1::2)), 2, 1), 'skve')
  end subroutine test_vectors

  subroutine test_triangle
    VALUE_T :: symmetric(m, m), C(d, m)
    integer :: j
    do j = 1, int(m)
      symmetric(1:j, j) = Q(1:j, j)
      symmetric(j, 1:j) = Q(1:j, j)
    end do
    call right(randblas_sksy(S, Q, C) == 0, 'symmetric, upper')
    call near(C, matmul(F, symmetric), 'symmetric, upper')
    call right(randblas_sksy(S, transpose(Q), C, uplo=RANDBLAS_LOWER) == 0, 'symmetric, lower')
    call near(C, matmul(F, symmetric), 'symmetric, lower')
#if IS_COMPLEX
    do j = 1, int(m)
      Q(j, j) = real(Q(j, j))
      symmetric(1:j, j) = Q(1:j, j) * (0, 1)
      symmetric(j, 1:j) = conjg(symmetric(1:j, j))
      symmetric(j, j) = Q(j, j)
    end do
    call right(randblas_skhe(S, symmetric, C) == 0, 'Hermitian')
    call near(C, matmul(F, symmetric), 'Hermitian')
#endif
  end subroutine test_triangle

  subroutine test_linear_operators
    type(RB(linop)) :: op, dense
    integer(c_int64_t), target :: ptr(4), colind(4), size_of_twice
    VALUE_T, target :: values(4), written(3, 3)
    VALUE_T :: C(d, m), product(3, 1)
    ! dense
    op = randblas_linop_dense(A)
    call right(randblas_linop_check(op) == 0, 'dense operator')
    call right(randblas_skop(S, op, B) == 0, 'dense operator')
    call near(B, matmul(F, A), 'dense operator')
    op = randblas_linop_dense(W(1:9:2, :))
    call right(randblas_linop_check(op) == -1, 'a strided array is no operator')
    ! sparse: [1 . 2; . . .; 3 4 .]
    ptr = [0, 2, 2, 4]
    colind = [0, 2, 0, 1]
    values = [1, 2, 3, 4]
    op = randblas_linop_csr(3_c_int64_t, 3_c_int64_t, ptr, colind, values)
    call right(op%nnz == 4, 'CSR')
    call right(randblas_linop_check(op) == 0, 'CSR')
    dense = randblas_linop_dense(written)
    call right(randblas_convert(op, dense) == 0, 'convert')
    call near(written, transpose(reshape(one * [1, 0, 2, 0, 0, 0, 3, 4, 0], [3, 3])), 'convert')
    call right(randblas_linop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, 1_c_int64_t, one, op, A(1:3, 1:1), &
                                    3_c_int64_t, nothing, product, 3_c_int64_t) == 0, 'apply')
    call near(product, matmul(written, A(1:3, 1:1)), 'apply')
    colind(3) = 3
    call right(randblas_linop_check(op) == RANDBLAS_INVALID_SPARSE, 'index out of range')
    ! callback
    size_of_twice = m
    call randblas_linop_callback(m, m, c_funloc(twice), c_loc(size_of_twice), op)
    call right(randblas_skop(S, op, C) == 0, 'callback')
    call near(C, 2 * F, 'callback')
    call right(calls > 0, 'the callback was called')
    size_of_twice = 0   ! makes it fail
    call right(randblas_skop(S, op, C) == RANDBLAS_CALLBACK_FAILED, 'failing callback')
  end subroutine test_linear_operators

  ! Positions are those of the form that is called.
  subroutine test_illegal
    VALUE_T :: C(d, m)
    C = 1
    call right(randblas_skge(S, A(1:4, :), B) == 0, 'fewer columns of S are legal')
    call right(randblas_skge(S, A, B(:, 1:2)) == -2, 'A does not fit')
    call right(randblas_skge(S, A, B, side=0) == -4, 'side')
    call right(randblas_skge(S, A, B, transs=0) == -5, 'transs')
    call right(randblas_skge(S, A, B, transa=0) < 0, 'transa')
    call right(randblas_skge(S, A, B, ro=1_c_int64_t) == -9, 'ro')
    call right(randblas_skge(S, A, B, co=-1_c_int64_t) == -10, 'co')
    call right(randblas_skge(S, A, B, layout=7) == -11, 'layout')
    call right(randblas_fill(S, C, ro=1_c_int64_t) == -3, 'ro of fill')
    call right(randblas_fill(S, C, co=1_c_int64_t) == -4, 'co of fill')
    call right(randblas_skve(S, x(1:m), y(1:d), transs=0) == -4, 'transs of skve')
    call right(randblas_skve(S, x(1:m), y(1:d), co=1_c_int64_t) == -8, 'co of skve')
    call right(randblas_sksy(S, Q, C, uplo=0) == -4, 'uplo')
    call right(randblas_sksy(S, Q(1:3, 1:3), C) == -2, 'A of sksy does not fit')
    call right(all(abs(C - 1) <= 0), 'outputs are untouched')
    call right(randblas_message(-1000) == 'memory could not be allocated', 'message')
    call right(index(randblas_version_string(), '.') > 0, 'version')
  end subroutine test_illegal

  ! Copies do not own; making anew and leaving a scope free.  (Sanitizers see the rest.)
  subroutine test_ownership
    type(randblas_sketch) :: first, copy
    type(randblas_state) :: next, far
    VALUE_T :: C(d, m)
    call right(randblas_sketch_create(randblas_gaussian(d, m), randblas_seed(3_c_int64_t), first, next) == 0, 'first')
    call right(randblas_state_next(randblas_gaussian(d, m), randblas_seed(3_c_int64_t), far) == 0, 'state_next')
    call right(all(next%counter == far%counter) .and. any(next%counter /= 0), 'next')
    copy = first
    copy = copy
    call right(randblas_fill(copy, C) == 0, 'fill by a copy')
    call near(C, F, 'fill by a copy')
    call randblas_sketch_destroy(copy)
    call right(randblas_sketch_rows(first) == d, 'the original lives on')
    call right(randblas_sketch_cols(first) == m, 'the original lives on')
    call right(randblas_sketch_family(first) == RANDBLAS_FAMILY_GAUSSIAN, 'family')
    first = first
    call right(randblas_fill(first, C) == 0, 'self assignment')
    call right(randblas_sketch_create(randblas_uniform(d, m), next, first) == 0, 'made anew')
    call right(randblas_sketch_family(first) == RANDBLAS_FAMILY_UNIFORM, 'made anew')
    call right(randblas_sketch_create(randblas_uniform(-d, m), next, first) == -1, 'illegal distribution')
    call right(randblas_sketch_rows(first) == 0, 'nothing after failure')
  end subroutine test_ownership

end program test_forms
