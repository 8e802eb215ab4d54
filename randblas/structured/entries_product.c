/*
 * Entries of Khatri-Rao and Kronecker operators by splitting off the last factor F = S_t:
 *
 *     Khatri-Rao   S[i, (q, j)]      = L[i, q] F[i, j],
 *     Kronecker    S[(p, i), (q, j)] = L[p, q] F[i, j],
 *
 * L the product of the factors before it.  A submatrix is cut into pieces in which the index pairs form boxes, so that
 * no piece needs more of L and F than it has entries itself.  Each entry is the same product, multiplied from the left
 * to the right, whatever the submatrix; hence its bits do not depend on it.
 */
#include "arena_impl.h"
#include "entries_impl.h"

int randblas_pieces(int64_t start, int64_t count, int64_t size, randblas_piece pieces[3])
{
    int n = 0;
    for (int64_t done = 0; done < count;) {
        const int64_t q = (start + done) / size, j = (start + done) % size, left = count - done;
        const bool whole = j == 0 && left >= size;
        const int64_t nq = whole ? left / size : 1;
        const int64_t nj = whole ? size : left < size - j ? left : size - j;
        pieces[n++] = (randblas_piece){done, q, nq, j, nj};
        done += nq * nj;
    }
    return n;
}

typedef struct block {
    int64_t rows, cols;
    double *p; /* column major, ld rows */
} block;

static block take(randblas_arena *arena, int64_t rows, int64_t cols)
{
    return (block){rows, cols, randblas_arena_get(arena, randblas_size_product(rows, cols), sizeof(double))};
}

static int fill_factor(const randblas_sketch *F, int64_t ro, int64_t co, block out)
{
    return randblas_dfill(RANDBLAS_COL_MAJOR, out.rows, out.cols, F, ro, co, out.p, out.rows);
}

/* out[i, (q, j)] = L[i, q] F[i, j] */
static void multiply_rows(block L, block F, double *out)
{
    const int64_t r = F.rows;
#pragma omp parallel for if ((double)r * (double)(L.cols * F.cols) > 65536)
    for (int64_t c = 0; c < L.cols * F.cols; c++) {
        const double *l = L.p + c / F.cols * r, *f = F.p + c % F.cols * r;
        for (int64_t i = 0; i < r; i++) out[c * r + i] = l[i] * f[i];
    }
}

static int khatri_rao_piece(randblas_sketch *const *factors, int64_t t, int64_t ro, int64_t r, randblas_piece c,
                            double *out)
{
    randblas_arena arena = randblas_arena_open(NULL);
    const block L = take(&arena, r, c.nq), F = take(&arena, r, c.nj);
    int info = arena.info;
    if (!info) info = randblas_khatri_rao_entries(factors, t - 1, ro, c.q0, r, c.nq, L.p);
    if (!info) info = fill_factor(factors[t - 1], ro, c.j0, F);
    if (!info) multiply_rows(L, F, out + c.offset * r);
    randblas_arena_close(&arena);
    return info;
}

int randblas_khatri_rao_entries(randblas_sketch *const *factors, int64_t t, int64_t ro, int64_t co, int64_t r,
                                int64_t c, double *out)
{
    if (t == 1) return fill_factor(factors[0], ro, co, (block){r, c, out});
    int info = 0;
    randblas_piece pieces[3];
    const int n = randblas_pieces(co, c, factors[t - 1]->cols, pieces);
    for (int i = 0; !info && i < n; i++) info = khatri_rao_piece(factors, t, ro, r, pieces[i], out);
    return info;
}

/* out[(p, i), (q, j)] = L[p, q] F[i, j], out with leading dimension ld */
static void multiply_blocks(block L, block F, double *out, int64_t ld)
{
#pragma omp parallel for if ((double)(L.rows * F.rows) * (double)(L.cols * F.cols) > 65536)
    for (int64_t c = 0; c < L.cols * F.cols; c++) {
        const double *l = L.p + c / F.cols * L.rows, *f = F.p + c % F.cols * F.rows;
        for (int64_t p = 0; p < L.rows; p++)
            for (int64_t i = 0; i < F.rows; i++) out[c * ld + p * F.rows + i] = l[p] * f[i];
    }
}

static int kronecker_piece(randblas_sketch *const *factors, int64_t t, randblas_piece r, randblas_piece c, double *out,
                           int64_t ld)
{
    randblas_arena arena = randblas_arena_open(NULL);
    const block L = take(&arena, r.nq, c.nq), F = take(&arena, r.nj, c.nj);
    int info = arena.info;
    if (!info) info = randblas_kronecker_entries(factors, t - 1, r.q0, c.q0, r.nq, c.nq, L.p);
    if (!info) info = fill_factor(factors[t - 1], r.j0, c.j0, F);
    if (!info) multiply_blocks(L, F, out + r.offset + c.offset * ld, ld);
    randblas_arena_close(&arena);
    return info;
}

int randblas_kronecker_entries(randblas_sketch *const *factors, int64_t t, int64_t ro, int64_t co, int64_t r, int64_t c,
                               double *out)
{
    if (t == 1) return fill_factor(factors[0], ro, co, (block){r, c, out});
    int info = 0;
    randblas_piece rows[3], cols[3];
    const int nr = randblas_pieces(ro, r, factors[t - 1]->rows, rows);
    const int nc = randblas_pieces(co, c, factors[t - 1]->cols, cols);
    for (int j = 0; j < nc; j++)
        for (int i = 0; !info && i < nr; i++) info = kronecker_piece(factors, t, rows[i], cols[j], out, r);
    return info;
}
