/*
 * B += alpha op(S') A for a Kronecker operator S = S_1 (x) ... (x) S_t: one mode at a time, each factor applied once to
 * a matrix that holds all fibres of its mode side by side.
 *
 * A column of A is a tensor (j_1, ..., j_t), the last index fastest.  Read column major, w columns of it are a matrix
 * m_t x (w m_1 ... m_(t-1)).  Multiply by S_t and store the result row major: now i_t is slowest and j_(t-1) fastest,
 * so the next factor finds its matrix ready, and after all of them the array is the result, row major.  From the first
 * factor to the last it works just so with the layouts exchanged; the order with the smaller intermediates is taken.
 *
 * Submatrix: the composite indices ro .. ro + r lie in a box of index tuples, in which all modes after the first that
 * has more than one index are complete; the columns of S' are cut so that their box is never much larger than they
 * are.  What the box has more is filled with zeros, or not used.
 *
 * Cost, last to first: 2 n (d_t m + d_t d_(t-1) m/m_t + ...) flops for dense factors.  Memory: two blocks of the
 * largest intermediate, about a panel for the columns of S' and at least one column for its rows.
 */
#include "structured_impl.h"

/* A box of index tuples: lo[s] .. lo[s] + n[s] in mode s; the range starts at offset in it. */
typedef struct box {
    int64_t *lo, *n;
    int64_t offset, volume;
} box;

static int64_t size_of_mode(const randblas_sketch *S, int64_t s, bool cols)
{
    return cols ? S->factors[s]->cols : S->factors[s]->rows;
}

/* The smallest box that holds the rows (columns) first .. first + count of S. */
static box make_box(const randblas_sketch *S, bool cols, int64_t first, int64_t count, int64_t *lo, int64_t *n)
{
    box b = {.lo = lo, .n = n, .volume = 1};
    int64_t last = first + count - 1, stride = cols ? S->cols : S->rows;
    bool single = true; /* all modes so far have one index */
    for (int64_t s = 0; s < S->nfactors; s++) {
        const int64_t size = size_of_mode(S, s, cols);
        stride /= size;
        const int64_t from = single ? first / stride : 0, to = single ? last / stride : size - 1;
        lo[s] = from;
        n[s] = to - from + 1;
        b.volume = randblas_size_product(b.volume, n[s]);
        if (single) {
            first -= from * stride;
            last -= from * stride;
        }
        single = single && n[s] == 1;
    }
    b.offset = first;
    return b;
}

/* The sum of the intermediate sizes when the modes are taken in this order, and the largest array on the way. */
static double intermediates(const box *in, const box *out, int64_t t, bool last_first, int64_t *largest)
{
    double sum = 0;
    int64_t volume = in->volume;
    *largest = volume;
    for (int64_t step = 0; step < t; step++) {
        const int64_t s = last_first ? t - 1 - step : step;
        volume = randblas_size_product(volume / in->n[s], out->n[s]);
        *largest = max_i64(*largest, volume);
        sum += (double)volume;
    }
    return sum;
}

typedef struct plan {
    box rows, cols; /* of S */
    box in, out;    /* the same two, by what they are in op(S) */
    bool last_first;
    int64_t largest;
} plan;

static plan make_plan(const randblas_xproblem *p, int64_t *index)
{
    const int64_t t = p->S->nfactors;
    plan x = {.rows = make_box(p->S, false, p->ro, p->trans ? p->k : p->m, index, index + t),
              .cols = make_box(p->S, true, p->co, p->trans ? p->m : p->k, index + 2 * t, index + 3 * t)};
    int64_t backward, forward;
    x.in = p->trans ? x.rows : x.cols;
    x.out = p->trans ? x.cols : x.rows;
    x.last_first = intermediates(&x.in, &x.out, t, true, &backward) <= intermediates(&x.in, &x.out, t, false, &forward);
    x.largest = x.last_first ? backward : forward;
    return x;
}

/* n columns: work[0] and work[1] hold the largest intermediate each. */
static int apply_columns(const randblas_xproblem *p, const plan *x, int64_t n, randblas_xview A, randblas_xview B,
                         scalar_t *work[2])
{
    const int64_t t = p->S->nfactors;
    const bool last_first = x->last_first;
    int64_t total = x->in.volume * n;
    int info = 0;
    const randblas_xview source = {work[0], last_first ? x->in.volume : n, !last_first};
    if (x->in.volume > p->k) randblas_xscale_view(x->in.volume, n, 0, source);
    randblas_xcopy_view(p->k, n, A, view_from(source, x->in.offset, 0));
    for (int64_t step = 0; !info && step < t; step++) {
        const int64_t s = last_first ? t - 1 - step : step, k = x->in.n[s], m = x->out.n[s], fibres = total / k;
        const randblas_xview X = {work[step % 2], last_first ? k : fibres, !last_first};
        const randblas_xproblem q = {.S = p->S->factors[s],
                                     .trans = p->trans,
                                     .ro = x->rows.lo[s],
                                     .co = x->cols.lo[s],
                                     .m = m,
                                     .n = fibres,
                                     .k = k,
                                     .alpha = 1,
                                     .B = {work[1 - step % 2], last_first ? fibres : m, last_first}};
        randblas_xscale_view(m, fibres, 0, q.B);
        info = randblas_xapply_dense(&q, X);
        total = m * fibres;
    }
    const randblas_xview result = {work[t % 2], last_first ? n : x->out.volume, last_first};
    if (!info) randblas_xadd_view(p->m, n, p->alpha, view_from(result, x->out.offset, 0), B);
    return info;
}

/* The columns of S' are few enough. */
static int apply_cut(const randblas_xproblem *p, randblas_xview A)
{
    const int64_t t = p->S->nfactors;
    randblas_arena arena = randblas_arena_open(NULL);
    int64_t *index = randblas_arena_get(&arena, randblas_size_product(4, t), sizeof *index);
    int info = arena.info;
    if (!info) {
        const plan x = make_plan(p, index);
        const int64_t nb = min_i64(p->n, max_i64(1, STRUCTURED_PANEL / x.largest));
        const int64_t length = randblas_size_product(x.largest, nb);
        scalar_t *work[2] = {randblas_arena_get(&arena, length, sizeof(scalar_t)),
                             randblas_arena_get(&arena, length, sizeof(scalar_t))};
        info = arena.info;
        for (int64_t j = 0; !info && j < p->n; j += nb)
            info = apply_columns(p, &x, min_i64(nb, p->n - j), view_from(A, 0, j), view_from(p->B, 0, j), work);
    }
    randblas_arena_close(&arena);
    return info;
}

/* How many columns of S from first on make a cut: at most a panel, and whole slices of the earliest mode that allows.
 */
static int64_t cut_length(const randblas_sketch *S, int64_t first, int64_t count)
{
    int64_t stride = S->cols, outer = S->cols;
    for (int64_t s = 0; s < S->nfactors && stride > STRUCTURED_PANEL; s++) {
        outer = stride;
        stride /= S->factors[s]->cols;
    }
    const int64_t slices = max_i64(1, STRUCTURED_PANEL / stride);
    const int64_t end = min_i64((first / stride + slices) * stride, (first / outer + 1) * outer);
    return min_i64(count, end - first);
}

int randblas_xapply_kronecker(const randblas_xproblem *p, randblas_xview A)
{
    const int64_t cols = p->trans ? p->m : p->k;
    int info = 0;
    for (int64_t j = 0, length; !info && j < cols; j += length) {
        randblas_xproblem q = *p;
        length = cut_length(p->S, p->co + j, cols - j);
        q.co = p->co + j;
        *(p->trans ? &q.m : &q.k) = length;
        if (p->trans) q.B = view_from(p->B, j, 0);
        info = apply_cut(&q, p->trans ? A : view_from(A, j, 0));
    }
    return info;
}
