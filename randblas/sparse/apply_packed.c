/*
 * B += alpha op(S') A for panels with at least a few nonzeros a row.
 *
 * For each strip of A, GATHER_BYTES wide: take the panels of S one after another, copy the rows of the strip that a
 * panel meets into a packed block X (row major, so a column-major A is transposed on the way), and let Y, the strip of
 * op(S') A, gather from it.  X and Y stay in the second-level cache together (256 KB each at d = 2000), so memory
 * traffic is one read of A, and one update of B for each piece of S.  Per nonzero and strip the kernel reads
 * GATHER_BYTES of X and 12 or 8 bytes of S from the second level; Y moves once for each row of a panel.
 */
#include "gather_kernel_impl.h"
#include "panels_impl.h"
#include "threads_impl.h"
#include "transpose_kernel_impl.h"

#define STRIP (GATHER_BYTES / (int64_t)sizeof(scalar_t))
#define PREFETCH 24  /* rows ahead: the strip of a row-major A jumps from row to row, which hardware does not foresee */
#define UNPACK 64    /* rows of Y transposed at a time */
#define MAX_ROWS 16384 /* of Y: 2 MB */

typedef struct strip {
    const randblas_xproblem *p;
    randblas_xview A;
    int64_t j, width;      /* columns of A and B */
    const randblas_rgather *kernel;
    randblas_transpose_kernel *transpose;
    scalar_t *X, *Y;
    int64_t packed_l0;     /* what X holds, or -1 */
} strip;

static void pack(strip *s, int64_t l0, int64_t rows)
{
    const scalar_t *a = view_at(s->A, l0, s->j);
    const int64_t ld = s->A.ld;
    if (s->packed_l0 == l0) return;
    s->packed_l0 = l0;
    if (!s->A.row_major) {
        s->transpose(rows, s->width, a, ld, s->X, STRIP);
        return;
    }
    for (int64_t l = 0; l < rows; l++) {
        const char *ahead = (const char *)(a + min_i64(l + PREFETCH, rows - 1) * ld);
        __builtin_prefetch(ahead);
        __builtin_prefetch(ahead + 64);
        memcpy(s->X + l * STRIP, a + l * ld, (size_t)s->width * sizeof(scalar_t));
    }
}

static void add_scaled(int64_t n, scalar_t alpha, const scalar_t *restrict x, scalar_t *restrict y)
{
    for (int64_t i = 0; i < n; i++) y[i] += alpha * x[i];
}

/* B[row0 : row0 + rows, strip] += alpha Y */
static void unpack(const strip *s, int64_t row0, int64_t rows)
{
    const randblas_xview B = view_from(s->p->B, row0, s->j);
    if (B.row_major) {
        for (int64_t i = 0; i < rows; i++) add_scaled(s->width, s->p->alpha, s->Y + i * STRIP, B.p + i * B.ld);
        return;
    }
    scalar_t T[STRIP * UNPACK];
    for (int64_t i = 0; i < rows; i += UNPACK) {
        const int64_t n = min_i64(UNPACK, rows - i);
        s->transpose(STRIP, n, s->Y + i * STRIP, STRIP, T, UNPACK);
        for (int64_t j = 0; j < s->width; j++) add_scaled(n, s->p->alpha, T + j * UNPACK, B.p + i + j * B.ld);
    }
}

/* Rows r0 .. r1 of each of the blocks b0 .. b1. */
static void apply_strip(strip *s, const randblas_xpanels *w, int64_t b0, int64_t b1, int64_t r0, int64_t r1)
{
    for (int64_t b = b0; b < b1; b++) {
        const randblas_xpanel *panel = w->panel + b * w->across;
        const int64_t rows = min_i64(r1, panel->rows) - r0;
        memset(s->Y, 0, (size_t)(rows * GATHER_BYTES));
        for (int64_t q = 0; q < w->across; q++) {
            pack(s, panel[q].l0, panel[q].cols);
            s->kernel->packed(rows, panel[q].ptr + r0, panel[q].index, panel[q].value, (const real_t *)s->X,
                              (real_t *)s->Y);
        }
        unpack(s, panel->row0 + r0, rows);
    }
}

/* How the work is divided: into strips of A; when these are too few for the threads, or Y would be too tall, also into
 * parts of rows, each of which packs for itself.  No sum depends on the division. */
typedef struct division {
    int64_t strips, block_parts, row_parts, step;
} division;

static division divide(const randblas_xpanels *w)
{
    const int64_t rows = w->panel->rows, strips = (w->p->n + STRIP - 1) / STRIP, threads = thread_limit();
    const int64_t wanted = threads == 1 ? 1 : (2 * threads + strips - 1) / strips;
    division d = {.strips = strips, .block_parts = min_i64(wanted, w->blocks), .row_parts = 1};
    if (w->blocks == 1) d.row_parts = min_i64(rows, max_i64(wanted, (rows + MAX_ROWS - 1) / MAX_ROWS));
    d.step = (rows + d.row_parts - 1) / d.row_parts;
    return d;
}

int randblas_xapply_packed(const randblas_xpanels *w, randblas_xview A)
{
    const division d = divide(w);
    const int64_t parts = d.block_parts * d.row_parts, rows = w->panel->rows;
    int info = 0;
#pragma omp parallel if (d.strips * parts > 1) reduction(min : info)
    {
        randblas_arena arena = randblas_arena_open(NULL);
        strip s = {.p = w->p,
                   .A = A,
                   .kernel = randblas_rgather_select(),
                   .transpose = randblas_transpose_select(sizeof(scalar_t)),
                   .X = randblas_arena_get(&arena, w->cut * STRIP, sizeof(scalar_t)),
                   .Y = randblas_arena_get(&arena, d.step * STRIP, sizeof(scalar_t))};
        info = arena.info;
        if (!info) memset(s.X, 0, (size_t)(w->cut * GATHER_BYTES)); /* the end of a ragged strip is computed, not used */
#pragma omp for schedule(dynamic)
        for (int64_t task = 0; task < d.strips * parts; task++) {
            const int64_t part = task % parts, b = part / d.row_parts, r = part % d.row_parts * d.step;
            s.j = task / parts * STRIP;
            s.width = min_i64(STRIP, w->p->n - s.j);
            s.packed_l0 = -1;
            if (!info && r < rows)
                apply_strip(&s, w, w->blocks * b / d.block_parts, w->blocks * (b + 1) / d.block_parts, r, r + d.step);
        }
        randblas_arena_close(&arena);
    }
    return info;
}
