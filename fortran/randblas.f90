!> Fortran face of randblas.h: bindings of every routine under its C name, and short forms that read the sizes from the
!> arrays.  Documentation of the arguments is in randblas.h; fortran/README.md says what is particular to Fortran.
!>
!>     use, intrinsic :: iso_c_binding
!>     use randblas
!>     type(randblas_sketch) :: S
!>     real(c_double) :: A(m, n), B(d, n)
!>     info = randblas_sketch_create(randblas_sparse_sign(d, m, 8_c_int64_t), randblas_seed(42_c_int64_t), S)
!>     if (info == 0) info = randblas_skge(S, A, B)         ! B = S A
!>     if (info /= 0) print *, randblas_message(info)
!>
!> The body that every precision shares stands once, in randblas_bindings.inc and randblas_arrays.inc.
#include "names.inc"
module randblas
  use, intrinsic :: iso_c_binding
  implicit none
  private :: extents, distance

  ! ------------------------------------------------------------------------------------------ enums, errors ---------

  enum, bind(c)
    enumerator :: RANDBLAS_ROW_MAJOR = 101, RANDBLAS_COL_MAJOR = 102
    enumerator :: RANDBLAS_NO_TRANS = 111, RANDBLAS_TRANS = 112, RANDBLAS_CONJ_TRANS = 113
    enumerator :: RANDBLAS_UPPER = 121, RANDBLAS_LOWER = 122
    enumerator :: RANDBLAS_NON_UNIT = 131, RANDBLAS_UNIT = 132
    enumerator :: RANDBLAS_LEFT = 141, RANDBLAS_RIGHT = 142
  end enum

  enum, bind(c)
    enumerator :: RANDBLAS_SUCCESS = 0
    enumerator :: RANDBLAS_NOT_CONVERGED = 1
    enumerator :: RANDBLAS_RANK_DEFICIENT = 2
    enumerator :: RANDBLAS_NOT_POSITIVE_DEFINITE = 3
    enumerator :: RANDBLAS_NOT_FINITE = 4
    enumerator :: RANDBLAS_OUT_OF_MEMORY = -1000
    enumerator :: RANDBLAS_MEMORY_LIMIT = -1001
    enumerator :: RANDBLAS_CANCELLED = -1002
    enumerator :: RANDBLAS_CALLBACK_FAILED = -1003
    enumerator :: RANDBLAS_TOO_LARGE = -1004
    enumerator :: RANDBLAS_INVALID_SPARSE = -1005
    enumerator :: RANDBLAS_IO_ERROR = -1010
    enumerator :: RANDBLAS_BAD_FORMAT = -1011
    enumerator :: RANDBLAS_NO_SPACE = -1012
    enumerator :: RANDBLAS_INTERNAL = -1099
  end enum

  ! Fortran does not tell RANDBLAS_GAUSSIAN from randblas_gaussian, so the families have a longer name here.
  enum, bind(c)
    enumerator :: RANDBLAS_FAMILY_GAUSSIAN = 1
    enumerator :: RANDBLAS_FAMILY_UNIFORM = 2
    enumerator :: RANDBLAS_FAMILY_RADEMACHER = 3
    enumerator :: RANDBLAS_FAMILY_SPARSE_SIGN = 4
    enumerator :: RANDBLAS_FAMILY_SPARSE_STACK = 5
    enumerator :: RANDBLAS_FAMILY_LESS_UNIFORM = 6
    enumerator :: RANDBLAS_FAMILY_LESS = 7
    enumerator :: RANDBLAS_FAMILY_SRHT = 8
    enumerator :: RANDBLAS_FAMILY_SRFT = 9
    enumerator :: RANDBLAS_FAMILY_ROW_SAMPLE = 10
    enumerator :: RANDBLAS_FAMILY_KHATRI_RAO = 11
    enumerator :: RANDBLAS_FAMILY_KRONECKER = 12
    enumerator :: RANDBLAS_FAMILY_COMPOSITION = 13
  end enum

  enum, bind(c)
    enumerator :: RANDBLAS_DENSE = 1
    enumerator :: RANDBLAS_SYMMETRIC = 2
    enumerator :: RANDBLAS_HERMITIAN = 3
    enumerator :: RANDBLAS_CSR = 4
    enumerator :: RANDBLAS_CSC = 5
    enumerator :: RANDBLAS_COO = 6
    enumerator :: RANDBLAS_CALLBACK = 7
  end enum

  ! ------------------------------------------------------------------------------------------ types -----------------

  type, bind(c) :: randblas_control
    type(c_funptr) :: progress = c_null_funptr   !< c_funloc of a randblas_progress_fn
    type(c_ptr) :: progress_context = c_null_ptr
    type(c_funptr) :: allocate = c_null_funptr
    type(c_funptr) :: release = c_null_funptr
    type(c_ptr) :: allocator_context = c_null_ptr
    integer(c_int64_t) :: memory_limit = 0
  end type randblas_control

  type, bind(c) :: randblas_state
    integer(c_int32_t) :: counter(4) = 0
    integer(c_int32_t) :: key(2) = 0
  end type randblas_state

  type, bind(c) :: randblas_dist
    integer(c_size_t) :: size = 0
    integer(c_int) :: family = 0
    integer(c_int64_t) :: rows = 0
    integer(c_int64_t) :: cols = 0
    integer(c_int64_t) :: nnz = 0
    integer(c_int32_t) :: unscaled = 0
    integer(c_int32_t) :: replace = 0
    type(c_ptr) :: weights = c_null_ptr
    integer(c_int64_t) :: nfactors = 0
    type(c_ptr) :: factors = c_null_ptr
  end type randblas_dist

  !> A sketching operator that frees itself when it goes out of scope.  Assignment copies the handle without ownership:
  !> the copy must not be used after the original is gone.
  type :: randblas_sketch
    type(c_ptr) :: handle = c_null_ptr   !< what the routines under their C names take
    logical, private :: owner = .false.
  contains
    procedure, private :: view_of => sketch_assign
    generic :: assignment(=) => view_of
    final :: sketch_finalise
  end type randblas_sketch

  ! ------------------------------------------------------------------------------------------ callbacks -------------

  abstract interface
    !> Progress of long work; a nonzero result cancels.  phase is a C string.
    function randblas_progress_fn(context, phase, fraction) result(stop) bind(c)
      import
      type(c_ptr), value :: context, phase
      real(c_double), value :: fraction
      integer(c_int) :: stop
    end function randblas_progress_fn

    function randblas_allocate_fn(context, bytes) result(block) bind(c)
      import
      type(c_ptr), value :: context
      integer(c_size_t), value :: bytes
      type(c_ptr) :: block
    end function randblas_allocate_fn

    subroutine randblas_release_fn(context, block) bind(c)
      import
      type(c_ptr), value :: context, block
    end subroutine randblas_release_fn
  end interface

  ! ------------------------------------------------------------------------------------------ no precision ----------

  interface
    function randblas_strerror(info) result(text) bind(c)
      import
      integer(c_int), value :: info
      type(c_ptr) :: text
    end function randblas_strerror

    function randblas_version() result(text) bind(c)
      import
      type(c_ptr) :: text
    end function randblas_version

    function randblas_seed(seed) result(state) bind(c)
      import
      integer(c_int64_t), value :: seed
      type(randblas_state) :: state
    end function randblas_seed

    subroutine randblas_philox(counter, key, words) bind(c)
      import
      integer(c_int32_t), intent(in) :: counter(4), key(2)
      integer(c_int32_t), intent(out) :: words(4)
    end subroutine randblas_philox

    function randblas_gaussian(d, m) result(dist) bind(c)
      import
      integer(c_int64_t), value :: d, m
      type(randblas_dist) :: dist
    end function randblas_gaussian

    function randblas_uniform(d, m) result(dist) bind(c)
      import
      integer(c_int64_t), value :: d, m
      type(randblas_dist) :: dist
    end function randblas_uniform

    function randblas_rademacher(d, m) result(dist) bind(c)
      import
      integer(c_int64_t), value :: d, m
      type(randblas_dist) :: dist
    end function randblas_rademacher

    function randblas_sparse_sign(d, m, nnz) result(dist) bind(c)
      import
      integer(c_int64_t), value :: d, m, nnz
      type(randblas_dist) :: dist
    end function randblas_sparse_sign

    function randblas_count_sketch(d, m) result(dist) bind(c)
      import
      integer(c_int64_t), value :: d, m
      type(randblas_dist) :: dist
    end function randblas_count_sketch

    function randblas_sparse_stack(d, m, nnz) result(dist) bind(c)
      import
      integer(c_int64_t), value :: d, m, nnz
      type(randblas_dist) :: dist
    end function randblas_sparse_stack

    function randblas_less_uniform(d, m, nnz) result(dist) bind(c)
      import
      integer(c_int64_t), value :: d, m, nnz
      type(randblas_dist) :: dist
    end function randblas_less_uniform

    ! scores, weights and factors are kept by address until the operator is made: give them the target attribute.
    function randblas_less(d, m, nnz, scores) result(dist) bind(c)
      import
      integer(c_int64_t), value :: d, m, nnz
      real(c_double), intent(in), target :: scores(*)
      type(randblas_dist) :: dist
    end function randblas_less

    function randblas_srht(d, m) result(dist) bind(c)
      import
      integer(c_int64_t), value :: d, m
      type(randblas_dist) :: dist
    end function randblas_srht

    function randblas_srft(d, m) result(dist) bind(c)
      import
      integer(c_int64_t), value :: d, m
      type(randblas_dist) :: dist
    end function randblas_srft

    function randblas_row_sample(d, m, replace) result(dist) bind(c)
      import
      integer(c_int64_t), value :: d, m
      integer(c_int), value :: replace
      type(randblas_dist) :: dist
    end function randblas_row_sample

    function randblas_row_sample_weighted(d, m, weights, replace) result(dist) bind(c)
      import
      integer(c_int64_t), value :: d, m
      real(c_double), intent(in), target :: weights(*)
      integer(c_int), value :: replace
      type(randblas_dist) :: dist
    end function randblas_row_sample_weighted

    function randblas_khatri_rao(nfactors, factors) result(dist) bind(c)
      import
      integer(c_int64_t), value :: nfactors
      type(c_ptr), intent(in), target :: factors(*)   !< handles
      type(randblas_dist) :: dist
    end function randblas_khatri_rao

    function randblas_kronecker(nfactors, factors) result(dist) bind(c)
      import
      integer(c_int64_t), value :: nfactors
      type(c_ptr), intent(in), target :: factors(*)
      type(randblas_dist) :: dist
    end function randblas_kronecker

    function randblas_compose(nfactors, factors) result(dist) bind(c)
      import
      integer(c_int64_t), value :: nfactors
      type(c_ptr), intent(in), target :: factors(*)
      type(randblas_dist) :: dist
    end function randblas_compose

    function randblas_state_next(dist, state, next) result(info) bind(c)
      import
      type(randblas_dist), intent(in) :: dist
      type(randblas_state), intent(in) :: state
      type(randblas_state), intent(inout) :: next
      integer(c_int) :: info
    end function randblas_state_next

    function randblas_sketch_create(dist, state, S, next) result(info) bind(c)
      import
      type(randblas_dist), intent(in) :: dist
      type(randblas_state), intent(in) :: state
      type(c_ptr), intent(inout) :: S
      type(randblas_state), intent(inout), optional :: next
      integer(c_int) :: info
    end function randblas_sketch_create

    subroutine randblas_sketch_destroy(S) bind(c)
      import
      type(c_ptr), value :: S
    end subroutine randblas_sketch_destroy

    function randblas_sketch_rows(S) result(rows) bind(c)
      import
      type(c_ptr), value :: S
      integer(c_int64_t) :: rows
    end function randblas_sketch_rows

    function randblas_sketch_cols(S) result(cols) bind(c)
      import
      type(c_ptr), value :: S
      integer(c_int64_t) :: cols
    end function randblas_sketch_cols

    function randblas_sketch_family(S) result(family) bind(c)
      import
      type(c_ptr), value :: S
      integer(c_int) :: family
    end function randblas_sketch_family
  end interface

  interface randblas_sketch_create
    procedure :: randblas_sketch_create, sketch_create
  end interface
  interface randblas_sketch_destroy
    procedure :: randblas_sketch_destroy, sketch_destroy
  end interface
  interface randblas_sketch_rows
    procedure :: randblas_sketch_rows, sketch_rows
  end interface
  interface randblas_sketch_cols
    procedure :: randblas_sketch_cols, sketch_cols
  end interface
  interface randblas_sketch_family
    procedure :: randblas_sketch_family, sketch_family
  end interface

  ! ------------------------------------------------------------------------------------------ each precision --------

#include "precision_s.inc"
#include "randblas_bindings.inc"
#include "precision_d.inc"
#include "randblas_bindings.inc"
#include "precision_c.inc"
#include "randblas_bindings.inc"
#include "precision_z.inc"
#include "randblas_bindings.inc"

contains

  !> The sentence for a result code.
  function randblas_message(info) result(message)
    integer(c_int), intent(in) :: info
    character(len=:), allocatable :: message
    message = randblas_c_string(randblas_strerror(info))
  end function randblas_message

  !> Version of the library that is linked.
  function randblas_version_string() result(version)
    character(len=:), allocatable :: version
    version = randblas_c_string(randblas_version())
  end function randblas_version_string

  !> A C string as a Fortran one, for instance the phase that a progress callback is given.
  function randblas_c_string(text) result(string)
    type(c_ptr), intent(in) :: text
    character(len=:), allocatable :: string
    character(kind=c_char), pointer :: chars(:)
    integer :: i, length
    length = 0
    if (c_associated(text)) then
      do
        call c_f_pointer(text, chars, [length + 1])
        if (chars(length + 1) == c_null_char) exit
        length = length + 1
      end do
    end if
    allocate (character(len=length) :: string)
    do i = 1, length
      string(i:i) = chars(i)
    end do
  end function randblas_c_string

  !> Make an operator; one that S held before is freed.  next must be another variable than state.
  function sketch_create(dist, state, S, next) result(info)
    type(randblas_dist), intent(in) :: dist
    type(randblas_state), intent(in) :: state
    type(randblas_sketch), intent(inout) :: S
    type(randblas_state), intent(inout), optional :: next
    integer(c_int) :: info
    call sketch_destroy(S)
    info = randblas_sketch_create(dist, state, S%handle, next)
    S%owner = info == 0
  end function sketch_create

  subroutine sketch_destroy(S)
    type(randblas_sketch), intent(inout) :: S
    if (S%owner) call randblas_sketch_destroy(S%handle)
    S%handle = c_null_ptr
    S%owner = .false.
  end subroutine sketch_destroy

  impure elemental subroutine sketch_finalise(S)
    type(randblas_sketch), intent(inout) :: S
    call sketch_destroy(S)
  end subroutine sketch_finalise

  impure elemental subroutine sketch_assign(to, from)
    class(randblas_sketch), intent(inout) :: to
    type(randblas_sketch), intent(in) :: from
    type(c_ptr) :: handle
    handle = from%handle
    if (to%owner) then
      if (c_associated(to%handle, handle)) return   ! S = S
      call randblas_sketch_destroy(to%handle)
    end if
    to%handle = handle
    to%owner = .false.
  end subroutine sketch_assign

  function sketch_rows(S) result(rows)
    type(randblas_sketch), intent(in) :: S
    integer(c_int64_t) :: rows
    rows = randblas_sketch_rows(S%handle)
  end function sketch_rows

  function sketch_cols(S) result(cols)
    type(randblas_sketch), intent(in) :: S
    integer(c_int64_t) :: cols
    cols = randblas_sketch_cols(S%handle)
  end function sketch_cols

  function sketch_family(S) result(family)
    type(randblas_sketch), intent(in) :: S
    integer(c_int) :: family
    family = randblas_sketch_family(S%handle)
  end function sketch_family

  ! Illegal arguments are counted as the caller sees them: argument i of the C routine is argument position(i) of the
  ! short form.
  pure function randblas_argument(info, position) result(mine)
    integer(c_int), intent(in) :: info
    integer, intent(in) :: position(:)
    integer(c_int) :: mine
    mine = info
    if (info < 0 .and. info >= -size(position)) mine = -int(position(-info), c_int)
  end function randblas_argument

  ! Rows and columns of the matrix that an array of this shape holds in the layout.
  pure function extents(shape_, layout) result(mn)
    integer, intent(in) :: shape_(2)
    integer(c_int), intent(in) :: layout
    integer(c_int64_t) :: mn(2)
    mn = shape_
    if (layout == RANDBLAS_ROW_MAJOR) mn = mn([2, 1])
  end function extents

  ! Bytes from one address to another.
  pure function distance(from, to) result(bytes)
    type(c_ptr), intent(in) :: from, to
    integer(c_intptr_t) :: bytes
    bytes = transfer(to, bytes) - transfer(from, bytes)
  end function distance

#include "precision_s.inc"
#include "randblas_arrays.inc"
#include "precision_d.inc"
#include "randblas_arrays.inc"
#include "precision_c.inc"
#include "randblas_arrays.inc"
#include "precision_z.inc"
#include "randblas_arrays.inc"

end module randblas
