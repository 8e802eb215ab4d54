/*
 * B += alpha op(S') A for panels with at least a few nonzeros a row.
 *
 * A strip is GATHER_BYTES of columns of A.  The part of a strip that a panel of S meets is copied into a packed block X
 * (row major, so a column-major A is transposed on the way), and Y, the same strip of op(S') A, gathers from it.  X and
 * Y stay in the second-level cache together (256 KB each at d = 2000).
 *
 * Where a column of S has one or two nonzeros, a small X is scattered to Y instead.  Both ways add the terms of an
 * entry in the order of the columns of op(S').
 *
 * Several strips, a sweep, go through the panels together where a strip would take a small part of each row of a
 * row-major matrix: then the pages of those rows are looked up once for a sweep, at the price of Y passing through the
 * third level once a panel.  How many of them are packed together is the kernel's choice: with a large second level
 * one, while the kernel asks for the lines of the next; with a small one, which has no room for those lines, all of a
 * narrow sweep, each row of which is then one run of memory.
 *
 * Traffic: one read of A and, for each piece of S, one update of B.  Per nonzero and strip the kernel reads
 * GATHER_BYTES of X and 2 bytes of S (12 when it has values besides signs) from the second level; Y moves once for each
 * row of a panel.
 */
#include "gather_kernel_impl.h"
#include "panels_impl.h"
#include "threads_impl.h"
#include "transpose_kernel_impl.h"

#define STRIP (GATHER_BYTES / (int64_t)sizeof(scalar_t))
#define UNPACK 64                    /* rows of Y transposed at a time */
#define MAX_ROWS 16384               /* of Y: 2 MB a strip */
#define MAX_Y ((int64_t)4096 * 1024) /* bytes of Y for a sweep of several strips */

typedef struct worker {
    const randblas_xproblem *p;
    randblas_xview A;
    const randblas_rgather *kernel;
    randblas_transpose_kernel *transpose;
    scalar_t *X, *Y;
    int64_t xstride, ystride;    /* from one strip to the next */
    int64_t group;               /* strips packed together */
    int64_t packed_l0, packed_j; /* what X holds, or -1 */
} worker;

static int64_t strip_width(const worker *s, int64_t j)
{
    return min_i64(STRIP, s->p->n - j);
}

/* The strip of X at x = A[l0 : l0 + rows, j : j + STRIP] */
static void pack_strip(const worker *s, int64_t l0, int64_t rows, int64_t j, scalar_t *x)
{
    const scalar_t *a = view_at(s->A, l0, j);
    const int64_t ld = s->A.ld, width = strip_width(s, j);
    if (!s->A.row_major)
        s->transpose(rows, width, a, ld, x, STRIP);
    else
        for (int64_t l = 0; l < rows; l++) memcpy(x + l * STRIP, a + l * ld, (size_t)width * sizeof(scalar_t));
}

/* X = A[l0 : l0 + rows, j0 : j1] */
static void pack(worker *s, int64_t l0, int64_t rows, int64_t j0, int64_t j1)
{
    const int64_t reals = sizeof(scalar_t) / sizeof(real_t), whole = s->A.row_major ? (j1 - j0) / STRIP : 0;
    if (s->packed_l0 == l0 && s->packed_j == j0) return;
    s->packed_l0 = l0;
    s->packed_j = j0;
    if (whole)
        s->kernel->copy(rows, whole, (const real_t *)view_at(s->A, l0, j0), s->A.ld * reals, (real_t *)s->X,
                        s->xstride * reals);
    for (int64_t q = whole; j0 + q * STRIP < j1; q++) pack_strip(s, l0, rows, j0 + q * STRIP, s->X + q * s->xstride);
}

/* What pack() will read for a panel. */
static randblas_ahead lines_of(const worker *s, const randblas_xpanel *panel, int64_t j)
{
    const char *first = (const char *)view_at(s->A, panel->l0, j);
    const int64_t width = strip_width(s, j);
    const int64_t run = (s->A.row_major ? width : panel->cols) * (int64_t)sizeof(scalar_t);
    const int64_t lines = run / 64 + 1; /* a run need not begin with a line */
    return (randblas_ahead){first - (uintptr_t)first % 64, lines, lines, s->A.ld * (int64_t)sizeof(scalar_t),
                            s->A.row_major ? panel->cols : width};
}

static void add_scaled(int64_t n, scalar_t alpha, const scalar_t *restrict x, scalar_t *restrict y)
{
    for (int64_t i = 0; i < n; i++) y[i] += alpha * x[i];
}

static void unpack_column_major(const worker *s, int64_t row0, int64_t rows, int64_t j, const scalar_t *Y)
{
    const randblas_xview B = view_from(s->p->B, row0, j);
    scalar_t T[STRIP * UNPACK];
    for (int64_t i = 0; i < rows; i += UNPACK) {
        const int64_t n = min_i64(UNPACK, rows - i), width = strip_width(s, j);
        s->transpose(STRIP, n, Y + i * STRIP, STRIP, T, UNPACK);
        for (int64_t c = 0; c < width; c++) add_scaled(n, s->p->alpha, T + c * UNPACK, B.p + i + c * B.ld);
    }
}

/* B[row0 : row0 + rows, j0 : j1] += alpha Y */
static void unpack(const worker *s, int64_t row0, int64_t rows, int64_t j0, int64_t j1)
{
    const randblas_xview B = s->p->B;
    if (!B.row_major) {
        for (int64_t j = j0; j < j1; j += STRIP)
            unpack_column_major(s, row0, rows, j, s->Y + (j - j0) / STRIP * s->ystride);
        return;
    }
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = j0; j < j1; j += STRIP)
            add_scaled(strip_width(s, j), s->p->alpha, s->Y + (j - j0) / STRIP * s->ystride + i * STRIP,
                       view_at(B, row0 + i, j));
}

static void multiply(const worker *s, const randblas_xpanel *P, int64_t r0, int64_t rows, const scalar_t *x,
                     scalar_t *Y, randblas_ahead *ahead)
{
    const real_t *X = (const real_t *)x, size = (real_t)s->p->S->scale;
    if (!P->ptr)
        s->kernel->scatter(P->cols, sparse_vector_nnz(s->p->S), P->code, size, X, (real_t *)Y, ahead);
    else if (P->code)
        s->kernel->signs(rows, P->ptr + r0, P->order ? P->order + r0 : NULL, P->code, size, X, (real_t *)Y, ahead);
    else
        s->kernel->values(rows, P->ptr + r0, P->index, P->value, X, (real_t *)Y, ahead);
}

/* What is packed after the group at column j of panel q, if it is asked for early. */
static randblas_ahead lines_after(const worker *s, const randblas_xpanel *panel, int64_t across, int64_t q, int64_t j0,
                                  int64_t j, int64_t j1)
{
    if (s->group == 1 && j + STRIP < j1) return lines_of(s, panel + q, j + STRIP);
    if (s->group == 1 && q + 1 < across) return lines_of(s, panel + q + 1, j0);
    return (randblas_ahead){0};
}

/* Rows r0 .. r1 of a block of panels, columns j0 .. j1 of A. */
static void apply_block(worker *s, const randblas_xpanel *panel, int64_t across, int64_t r0, int64_t r1, int64_t j0,
                        int64_t j1)
{
    const int64_t rows = min_i64(r1, panel->rows) - r0;
    memset(s->Y, 0, (size_t)((j1 - j0 + STRIP - 1) / STRIP * s->ystride) * sizeof(scalar_t));
    for (int64_t q = 0; q < across; q++)
        for (int64_t j = j0; j < j1; j += s->group * STRIP) {
            const int64_t end = min_i64(j + s->group * STRIP, j1);
            randblas_ahead ahead = lines_after(s, panel, across, q, j0, j, j1);
            pack(s, panel[q].l0, panel[q].cols, j, end);
            for (int64_t i = j; i < end; i += STRIP)
                multiply(s, panel + q, r0, rows, s->X + (i - j) / STRIP * s->xstride,
                         s->Y + (i - j0) / STRIP * s->ystride, &ahead);
        }
    unpack(s, panel->row0 + r0, rows, j0, j1);
}

/*
 * How the work is divided: into sweeps over columns of A; when these are too few for the threads, or Y would be too
 * tall, also into parts of the rows, each of which packs for itself.  No sum depends on the division.
 */
typedef struct division {
    int64_t strips, sweeps; /* sweep i: strips [i strips / sweeps, (i + 1) strips / sweeps) */
    int64_t block_parts, row_parts, step;
    int64_t group; /* strips packed together */
} division;

static division divide(const randblas_xpanels *w, randblas_xview A)
{
    const int64_t rows = w->panel->rows, strips = (w->p->n + STRIP - 1) / STRIP, threads = thread_limit();
    const int64_t wanted = threads == 1 ? 1 : (2 * threads + strips - 1) / strips;
    division d = {
        .strips = strips, .sweeps = strips, .block_parts = min_i64(wanted, w->blocks), .row_parts = 1, .group = 1};
    if (w->blocks == 1 && w->form != RANDBLAS_FORM_UNSORTED)
        d.row_parts = min_i64(rows, max_i64(wanted, (rows + MAX_ROWS - 1) / MAX_ROWS));
    d.step = (rows + d.row_parts - 1) / d.row_parts;
    if (w->order) d.step = (d.step + ROW_BLOCK - 1) / ROW_BLOCK * ROW_BLOCK;
    if (A.row_major || (w->p->B.row_major && w->blocks > 1)) {
        const int64_t together = A.row_major ? randblas_rgather_select()->strips : 1;
        int64_t fit = max_i64(1, MAX_Y / (d.step * GATHER_BYTES));
        if (together > 1) d.group = fit = min_i64(fit, together);
        d.sweeps = max_i64(min_i64(strips, threads), (strips + fit - 1) / fit);
    }
    return d;
}

int randblas_xapply_packed(const randblas_xpanels *w, randblas_xview A)
{
    const division d = divide(w, A);
    const int64_t parts = d.block_parts * d.row_parts, rows = w->panel->rows;
    int info = 0;
#pragma omp parallel if (d.sweeps * parts > 1) reduction(min : info)
    {
        randblas_arena arena = randblas_arena_open(NULL);
        const int64_t widest = (d.strips + d.sweeps - 1) / d.sweeps;
        worker s = {.p = w->p,
                    .A = A,
                    .kernel = randblas_rgather_select(),
                    .transpose = randblas_transpose_select(sizeof(scalar_t)),
                    .xstride = (w->cut + 1) * STRIP, /* odd, so that strips do not meet in one set of the cache */
                    .ystride = (d.step + 1) * STRIP, /* one row for what falls outside op(S') */
                    .group = min_i64(d.group, widest),
                    .packed_l0 = -1};
        s.X = randblas_arena_get(&arena, randblas_size_product(s.group, s.xstride), sizeof(scalar_t));
        s.Y = randblas_arena_get(&arena, randblas_size_product(widest, s.ystride), sizeof(scalar_t));
        info = arena.info;
        if (!info) /* the end of a ragged strip is computed, not used */
            memset(s.X, 0, (size_t)(s.group * s.xstride) * sizeof(scalar_t));
#pragma omp for schedule(dynamic)
        for (int64_t task = 0; task < d.sweeps * parts; task++) {
            const int64_t sweep = task / parts, b = task % parts / d.row_parts, r = task % d.row_parts * d.step;
            const int64_t j0 = d.strips * sweep / d.sweeps * STRIP;
            const int64_t j1 = min_i64(d.strips * (sweep + 1) / d.sweeps * STRIP, w->p->n);
            if (info || r >= rows) continue;
            for (int64_t k = w->blocks * b / d.block_parts; k < w->blocks * (b + 1) / d.block_parts; k++)
                apply_block(&s, w->panel + k * w->across, w->across, r, r + d.step, j0, j1);
        }
        randblas_arena_close(&arena);
    }
    return info;
}
