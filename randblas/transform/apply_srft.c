/*
 * B += alpha op(S') A for the SRFT.  DCT-II of order m by FFT (Makhoul 1980): with x permuted to
 * v = (x_0, x_2, x_4, ..., x_5, x_3, x_1) and V its Fourier transform,
 *
 *     X_k = sum over j of  x_j cos(pi (2j + 1) k/(2m))  = Re(e_k V_k),   e_k = exp(-pi i k/(2m)).
 *
 * For even m = 2h, V comes from Z, the transform of order h of z_j = v_2j + i v_(2j+1); with omega = exp(-2 pi i/m)
 *
 *     X_k = Re(a_k Z_k + conj(b_k) Z_(h-k)),   a_k = e_k (1 - i omega^k)/2,  b_k = e_k (1 + i omega^k)/2,
 *
 * indices modulo h, evaluated at the sampled k only.  For odd m, h = m, z = v, a_k = e_k and b_k = 0.  The columns of A
 * never share a complex transform: a NaN or a difference in scale in one column must not reach another.
 *
 * The adjoint: Z_k = conj(a_k) X_k, Z_(h-k) += b_k X_k, the conjugate transform, and the permutation backwards.
 *
 * Cost O(m log m) a column.  Memory: 4 h w reals a thread (a line's worth of columns w, fewer when m is very large),
 * read and written once per radix; passes over A or B itself: one.
 */
#include "fft_impl.h"
#include "threads_impl.h"

#include <string.h>

#define SQRT2 0x1.6a09e667f3bcdp+0
#define STRIP 64                                         /* rows packed at a time */
#define ROOM (4 * 1024 * 1024 / (int64_t)sizeof(real_t)) /* reals that a thread may have, if one column allows */
#define SMALL 32768                                      /* entries of A below which threads do not pay */

/* A sampled row: X = Re(a Z_i + conj(b) Z_j). */
typedef struct term {
    int64_t i, j;
    real_t a[2], b[2];
} term;

typedef struct plan {
    const randblas_xproblem *p;
    randblas_rfft fft;
    int64_t order, d;
    int64_t begin, end; /* the columns of S that are used */
    bool packed;        /* even order */
    term *terms;
} plan;

/* c exp(-2 pi i t/n) */
static void scaled_root(double c, uint64_t t, uint64_t n, real_t z[2])
{
    double cosine, sine;
    randblas_cos_sin(t, n, &cosine, &sine);
    z[0] = (real_t)(c * cosine);
    z[1] = (real_t)(-c * sine);
}

/*
 * a = cos(pi k/m + pi/4) exp(-i (3 pi k/(2m) + pi/4)) and b the same with -pi/4: products instead of the sums above.
 * Angles are counted in units of 2 pi/(8m).
 */
static term packed_term(int64_t k, int64_t m)
{
    const uint64_t n = 8 * (uint64_t)m, u = (uint64_t)m, v = n - u, t = (uint64_t)k;
    const int64_t h = m / 2;
    term r = {.i = k % h, .j = (2 * h - k) % h};
    const double norm = k ? SQRT2 : 1;
    double c, s;
    randblas_cos_sin((4 * t + u) % n, n, &c, &s);
    scaled_root(norm * c, (6 * t + u) % n, n, r.a);
    randblas_cos_sin((4 * t + v) % n, n, &c, &s);
    scaled_root(norm * c, (6 * t + v) % n, n, r.b);
    return r;
}

static term term_of(const plan *g, int64_t k)
{
    if (g->packed) return packed_term(k, g->order);
    term r = {.i = k, .j = k};
    scaled_root(k ? SQRT2 : 1, (uint64_t)k, 4 * (uint64_t)g->order, r.a);
    return r;
}

static int plan_make(plan *g, const randblas_xproblem *p, randblas_arena *arena)
{
    *g = (plan){.p = p, .order = p->S->order, .packed = p->S->order % 2 == 0};
    g->d = p->trans ? p->k : p->m;
    g->begin = p->co;
    g->end = p->co + (p->trans ? p->m : p->k);
    g->terms = randblas_arena_get(arena, g->d, sizeof *g->terms);
    if (!arena->info) randblas_rfft_make(&g->fft, g->packed ? g->order / 2 : g->order, arena);
    for (int64_t r = 0; !arena->info && r < g->d; r++) g->terms[r] = term_of(g, p->S->index[p->ro + r]);
    return arena->info;
}

/* Where row j of x stands in z. */
static real_t *permuted_row(const plan *g, rows z, int64_t w, int64_t j)
{
    const int64_t t = j % 2 ? g->order - 1 - j / 2 : j / 2;
    if (!g->packed) return z.re + t * w;
    return (t % 2 ? z.im : z.re) + t / 2 * w;
}

/* z = the permuted columns of D A, for c columns of A. */
static void load_columns(const plan *g, randblas_xview A, int64_t c, int64_t w, real_t *strip, rows z)
{
    real_t sign[STRIP];
    if (!g->packed || g->end - g->begin < g->order) {
        memset(z.re, 0, (size_t)(g->fft.n * w) * sizeof *z.re);
        memset(z.im, 0, (size_t)(g->fft.n * w) * sizeof *z.im);
    }
    for (int64_t j = g->begin; j < g->end; j += STRIP) {
        const int64_t n = min_i64(STRIP, g->end - j);
        randblas_rsigns(&g->p->S->stream, j, n, sign);
        randblas_xpack(n, c, sign, view_from(A, j - g->begin, 0), w, strip);
        for (int64_t i = 0; i < n; i++) memcpy(permuted_row(g, z, w, j + i), strip + i * w, (size_t)w * sizeof *strip);
    }
}

/* B += alpha D times the columns that stand permuted in z. */
static void store_columns(const plan *g, randblas_xview B, int64_t c, int64_t w, real_t *strip, rows z)
{
    const scalar_t factor = g->p->alpha * (real_t)g->p->S->scale;
    real_t sign[STRIP];
    for (int64_t j = g->begin; j < g->end; j += STRIP) {
        const int64_t n = min_i64(STRIP, g->end - j);
        for (int64_t i = 0; i < n; i++) memcpy(strip + i * w, permuted_row(g, z, w, j + i), (size_t)w * sizeof *strip);
        randblas_rsigns(&g->p->S->stream, j, n, sign);
        randblas_xunpack(n, c, factor, sign, w, strip, view_from(B, j - g->begin, 0));
    }
}

/* x = the row that a term stands for. */
static void evaluate(const term *t, int64_t w, rows z, real_t *x)
{
    const real_t *re = z.re + t->i * w, *im = z.im + t->i * w, *re2 = z.re + t->j * w, *im2 = z.im + t->j * w;
    for (int64_t l = 0; l < w; l++) x[l] = (t->a[0] * re[l] - t->a[1] * im[l]) + (t->b[0] * re2[l] + t->b[1] * im2[l]);
}

/* Its adjoint. */
static void distribute(const term *t, int64_t w, const real_t *x, rows z)
{
    real_t *re = z.re + t->i * w, *im = z.im + t->i * w, *re2 = z.re + t->j * w, *im2 = z.im + t->j * w;
    for (int64_t l = 0; l < w; l++) {
        re[l] += t->a[0] * x[l];
        im[l] -= t->a[1] * x[l];
    }
    for (int64_t l = 0; l < w; l++) {
        re2[l] += t->b[0] * x[l];
        im2[l] += t->b[1] * x[l];
    }
}

static void sketch_columns(const plan *g, randblas_xview A, randblas_xview B, int64_t c, int64_t w, real_t *strip,
                           rows x, rows y)
{
    const scalar_t factor = g->p->alpha * (real_t)g->p->S->scale;
    const real_t one = 1;
    load_columns(g, A, c, w, strip, x);
    const rows z = randblas_rfft_run(&g->fft, w, x, y);
    for (int64_t i = 0; i < g->d; i++) {
        evaluate(g->terms + i, w, z, strip);
        randblas_xunpack(1, c, factor, &one, w, strip, view_from(B, i, 0));
    }
}

static void adjoint_columns(const plan *g, randblas_xview A, randblas_xview B, int64_t c, int64_t w, real_t *strip,
                            rows x, rows y)
{
    const real_t one = 1;
    memset(x.re, 0, (size_t)(g->fft.n * w) * sizeof *x.re);
    memset(x.im, 0, (size_t)(g->fft.n * w) * sizeof *x.im);
    for (int64_t i = 0; i < g->d; i++) {
        randblas_xpack(1, c, &one, view_from(A, i, 0), w, strip);
        distribute(g->terms + i, w, strip, x);
    }
    const rows swapped = randblas_rfft_run(&g->fft, w, (rows){x.im, x.re}, (rows){y.im, y.re});
    store_columns(g, B, c, w, strip, (rows){swapped.im, swapped.re});
}

/* How many scalar columns go together: fewer when the buffers would be large. */
static int64_t choose_width(const plan *g)
{
    int64_t width = batch_width(g->p->n);
    while (width > 1 && 4 * g->fft.length * width * PARTS > ROOM) width /= 2;
    return width;
}

static void run_batches(const plan *g, randblas_xview A, int64_t width, int64_t threads, real_t *work, int64_t room)
{
    const int64_t w = width * PARTS, part = (room - STRIP * LINE) / 4, n = g->p->n;
    (void)threads; /* without OpenMP */
#pragma omp parallel for schedule(dynamic) num_threads((int)threads) if ((g->end - g->begin) * n > SMALL)
    for (int64_t c0 = 0; c0 < n; c0 += width) {
        real_t *strip = work + thread_index() * room, *z = strip + STRIP * LINE;
        const rows x = {z, z + part}, y = {z + 2 * part, z + 3 * part};
        const randblas_xview a = view_from(A, 0, c0), b = view_from(g->p->B, 0, c0);
        const int64_t c = min_i64(width, n - c0);
        if (g->p->trans)
            adjoint_columns(g, a, b, c, w, strip, x, y);
        else
            sketch_columns(g, a, b, c, w, strip, x, y);
    }
}

int randblas_xapply_srft(const randblas_xproblem *p, randblas_xview A)
{
    randblas_arena arena = randblas_arena_open(NULL);
    plan g;
    int info = plan_make(&g, p, &arena);
    if (!info) {
        const int64_t width = choose_width(&g), threads = threads_for((p->n + width - 1) / width);
        /* Lines between the four arrays: a power of two would put them into the same sets of the cache. */
        const int64_t part = (g.fft.length * width * PARTS + LINE - 1) / LINE * LINE + LINE;
        const int64_t room = 4 * part + STRIP * LINE;
        real_t *work = randblas_arena_get(&arena, randblas_size_product(threads, room), sizeof *work);
        info = arena.info;
        if (!info) run_batches(&g, A, width, threads, work, room);
    }
    randblas_arena_close(&arena);
    return info;
}
