/* Validation of linear operators: the fields, and the indices of sparse ones. */
#include "apply_impl.h"
#include "linop_impl.h"

static bool dense_malformed(const randblas_xlinop *A)
{
    return bad_layout(A->layout) || bad_ld(A->layout, A->rows, A->cols, A->ld) ||
           (!A->values && A->rows > 0 && A->cols > 0);
}

bool randblas_xlinop_malformed(const randblas_xlinop *A)
{
    if (!A || (A->size != 0 && A->size != sizeof *A) || A->rows < 0 || A->cols < 0) return true;
    if (A->rows > RANDBLAS_LARGEST || A->cols > RANDBLAS_LARGEST) return true;
    const bool no_values = !A->values && A->nnz > 0;
    switch (A->kind) {
    case RANDBLAS_DENSE:
        return dense_malformed(A);
    case RANDBLAS_SYMMETRIC:
    case RANDBLAS_HERMITIAN:
        return bad_uplo(A->uplo) || A->rows != A->cols || dense_malformed(A);
    case RANDBLAS_CSR:
        return A->nnz < 0 || no_values || !A->ptr || (!A->colind && A->nnz > 0);
    case RANDBLAS_CSC:
        return A->nnz < 0 || no_values || !A->ptr || (!A->rowind && A->nnz > 0);
    case RANDBLAS_COO:
        return A->nnz < 0 || no_values || ((!A->rowind || !A->colind) && A->nnz > 0);
    case RANDBLAS_CALLBACK:
        return !A->apply;
    }
    return true;
}

static bool pointers_valid(const int64_t *ptr, int64_t vectors, int64_t nnz)
{
    if (ptr[0] != 0) return false;
    for (int64_t i = 0; i < vectors; i++)
        if (ptr[i + 1] < ptr[i]) return false;
    return ptr[vectors] == nnz;
}

static bool indices_valid(const int64_t *index, int64_t nnz, int64_t size)
{
    for (int64_t p = 0; p < nnz; p++)
        if (index[p] < 0 || index[p] >= size) return false;
    return true;
}

int randblas_xlinop_check(const randblas_xlinop *A)
{
    if (randblas_xlinop_malformed(A)) return -1;
    bool valid = true;
    if (A->kind == RANDBLAS_CSR) valid = pointers_valid(A->ptr, A->rows, A->nnz);
    if (A->kind == RANDBLAS_CSC) valid = pointers_valid(A->ptr, A->cols, A->nnz);
    if (A->kind == RANDBLAS_CSR || A->kind == RANDBLAS_COO) valid = valid && indices_valid(A->colind, A->nnz, A->cols);
    if (A->kind == RANDBLAS_CSC || A->kind == RANDBLAS_COO) valid = valid && indices_valid(A->rowind, A->nnz, A->rows);
    return valid ? 0 : RANDBLAS_INVALID_SPARSE;
}
