/*
 * Sketches of a matrix whose rows pass by once @cite tropp2017practical @cite tropp2019 : rows A_b with indices b give
 *
 *     Y_b = A_b X,    H += A_b^T Y_b,    W += Psi(:, b) A_b,    E += Theta(:, b) A_b
 *
 * Entries of Psi and Theta are functions of their indices, so that the number of rows need not be known; X is kept
 * because batches may be small.  Where no left vectors are wanted, of Y only the triangle R of Y = Q R is kept, renewed
 * by Householder QR of R and the rows that have come since.
 *
 * H = A^T Y, which rows that come whole allow @cite yu2017, holds Q^T A without the error that Psi adds, but for
 * directions that rounding has taken; for those there is W.  stream_finish.c tells them apart.
 */
#include "stream_impl.h"

#include "frobenius_impl.h"
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include "apply_impl.h"
#include "blas_impl.h"
#include "family_impl.h"

#include <math.h>
#include <string.h>

#define PROBES RANDLAPACK_STREAM_PROBES
#define SAFE_EXPONENT (IS_SINGLE ? 30 : 400) /* squares of 2^this are far from the limits */
#define LEAST_BLOCK 256                      /* rows of Y between renewals of the triangle, at least */

/* Families whose columns do not depend on how many there are. */
static bool endless(randblas_family family)
{
    return family == 0 || family == RANDBLAS_GAUSSIAN || family == RANDBLAS_UNIFORM || family == RANDBLAS_RADEMACHER ||
           family == RANDBLAS_SPARSE_SIGN || family == RANDBLAS_SPARSE_STACK;
}

bool randlapack_xstream_read(randlapack_xstream *s, const randlapack_stream_options *options)
{
    randlapack_stream_options *o = &s->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (!(o->tolerance >= 0) || o->corange_rows < 0 || o->corange_rows > RANDBLAS_MAX_SIZE) return false;
    if (o->expected_rows < 0 || o->first_row < 0 || o->first_row > RANDBLAS_MAX_SIZE || o->batch_rows < 0) return false;
    if (!endless(o->family)) return false;
    const int64_t over = o->oversampling < 0 ? 0 : o->oversampling ? o->oversampling : s->k + 10;
    s->l = s->k >= s->n ? s->n : s->k + min_i64(over, s->n - s->k);
    s->r = o->corange_rows ? o->corange_rows : s->l + s->l / 2 + 10;
    return s->r > s->l;
}

void randlapack_xstream_count(randlapack_xstream *s, int64_t more)
{
    s->bytes = max_i64(s->bytes, s->arena.used + s->y_arena.used + more);
}

/* Psi and Theta, and X written out. */
static int make_operators(randlapack_xstream *s)
{
    const randblas_dist range = randblas_gaussian(s->l, s->n), probes = randblas_gaussian(PROBES, RANDBLAS_MAX_SIZE);
    randblas_dist corange = randblas_gaussian(s->r, RANDBLAS_MAX_SIZE);
    randblas_state state = s->options.state;
    randblas_sketch *S = NULL;
    if (s->options.family) corange.family = s->options.family;
    int info = randblas_sketch_create(&range, &state, &S, &state);
    if (!info) info = randblas_xfill(RANDBLAS_ROW_MAJOR, s->l, s->n, S, 0, 0, s->X, max_i64(s->n, 1)); /* transposed */
    randblas_sketch_destroy(S);
    if (!info) info = randblas_sketch_create(&corange, &state, &s->Psi, &state);
    if (!info) info = randblas_sketch_create(&probes, &state, &s->Theta, &state);
    return info;
}

/* Room for `rows` rows of Y, old ones copied. */
static int reserve(randlapack_xstream *s, int64_t rows)
{
    const int64_t limit = s->options.control.memory_limit, left = limit - s->arena.used - s->y_arena.used;
    if (rows <= s->capacity) return 0;
    if (limit > 0 && left <= 0) return RANDBLAS_MEMORY_LIMIT;
    s->y_control.memory_limit = limit > 0 ? left : 0;
    randblas_arena grown = randblas_arena_open(&s->y_control);
    scalar_t *Y = randblas_arena_get(&grown, randblas_size_product(rows, s->l), sizeof *Y);
    const int info = grown.info;
    if (info) {
        randblas_arena_close(&grown);
        return info;
    }
    for (int64_t j = 0; j < s->l && s->filled > 0; j++)
        memcpy(Y + j * rows, s->Y + j * s->capacity, (size_t)s->filled * sizeof *Y);
    randlapack_xstream_count(s, grown.used);
    randblas_arena_close(&s->y_arena);
    s->y_arena = grown;
    s->Y = Y;
    s->capacity = rows;
    return 0;
}

/* With rows to come that are not known: half as many again, so that each is copied twice in the mean. */
static int reserve_more(randlapack_xstream *s, int64_t rows)
{
    const int64_t wanted = s->filled + rows;
    if (wanted <= s->capacity) return 0;
    return reserve(s, max_i64(max_i64(wanted, s->capacity + s->capacity / 2), s->options.expected_rows));
}

static int open_arrays(randlapack_xstream *s)
{
    const int64_t n = s->n;
    randblas_arena *arena = &s->arena;
    s->X = randblas_arena_get(arena, randblas_size_product(n, s->l), sizeof *s->X);
    s->W = randblas_arena_get(arena, randblas_size_product(n, s->r), sizeof *s->W);
    s->E = randblas_arena_get(arena, randblas_size_product(n, PROBES), sizeof *s->E);
    s->H = randblas_arena_get(arena, randblas_size_product(n, s->l), sizeof *s->H);
    if (s->options.right_only) {
        s->tau = randblas_arena_get(arena, s->l, sizeof *s->tau);
        s->work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(s->l), sizeof *s->work);
    }
    if (arena->info) return arena->info;
    memset(s->W, 0, (size_t)(n * s->r) * sizeof *s->W);
    memset(s->E, 0, (size_t)(n * PROBES) * sizeof *s->E);
    memset(s->H, 0, (size_t)(n * s->l) * sizeof *s->H);
    return s->options.right_only ? reserve(s, s->l + max_i64(s->l, LEAST_BLOCK)) : 0;
}

int randlapack_xstream_create(int64_t n, int64_t k, const randlapack_stream_options *options,
                              randlapack_xstream **stream)
{
    if (stream) *stream = NULL;
    if (n < 0 || n > RANDBLAS_MAX_SIZE) return -1;
    if (k < 0 || k > RANDBLAS_MAX_SIZE) return -2;
    randlapack_xstream given = {.n = n, .k = k};
    if (!randlapack_xstream_read(&given, options)) return -3;
    if (!stream) return -4;
    randblas_arena arena = randblas_arena_open(&given.options.control);
    randlapack_xstream *s = randblas_arena_get(&arena, 1, sizeof *s);
    if (!s) {
        randblas_arena_close(&arena);
        return arena.info;
    }
    *s = given;
    s->arena = arena;
    s->arena.control = &s->options.control;
    s->y_control = s->options.control;
    s->y_arena = randblas_arena_open(&s->y_control);
    int info = open_arrays(s);
    if (!info) info = make_operators(s);
    randlapack_xstream_count(s, 0);
    if (info) randlapack_xstream_destroy(s);
    if (!info) *stream = s;
    return info;
}

void randlapack_xstream_destroy(randlapack_xstream *s)
{
    if (!s) return;
    const randblas_control control = s->options.control; /* which lies in a block that is released */
    randblas_arena arena = s->arena;
    arena.control = &control;
    randblas_sketch_destroy(s->Psi);
    randblas_sketch_destroy(s->Theta);
    randblas_arena_close(&s->y_arena);
    randblas_arena_close(&arena);
}

int64_t randlapack_xstream_rows(const randlapack_xstream *s)
{
    return s ? s->rows : 0;
}

int randlapack_xstream_reduce(randlapack_xstream *s)
{
    const int64_t l = s->l, ld = s->capacity, length = max_i64(s->filled, l);
    for (int64_t j = 0; j < l; j++)
        for (int64_t i = s->filled; i < l; i++) s->Y[i + j * ld] = 0;
    const int info = l > 0 ? randlapack_xgeqrf(length, l, s->Y, ld, s->tau, s->work) : 0;
    for (int64_t j = 0; j < l; j++)
        for (int64_t i = j + 1; i < l; i++) s->Y[i + j * ld] = 0;
    s->filled = l;
    return info;
}

/* H keeps within the range of the arithmetic although it is a square: the exponent, 0 for norms near 1, that a matrix
 * of this norm takes. */
static int exponent_of_h(double norm)
{
    const int e = norm > 0 ? ilogb(norm) : 0;
    return e > -SAFE_EXPONENT && e < SAFE_EXPONENT ? 0 : e;
}

static void scale_array(int64_t count, int exponent, scalar_t *x)
{
    for (int64_t i = 0; i < count; i++) x[i] = (scalar_t)ldexp((double)x[i], exponent);
}

/* What there is of H for another exponent. */
static void rescale_h(randlapack_xstream *s, int exponent)
{
    if (exponent != s->h_exponent) scale_array(s->n * s->l, s->h_exponent - exponent, s->H);
    s->h_exponent = exponent;
}

/* H += A^T Y / 2^h_exponent: Y is divided, for products could over- or underflow, and put right again. */
static void add_to_h(randlapack_xstream *s, int64_t rows, randblas_xview A, randblas_xview y)
{
    for (int64_t j = 0; j < s->l && s->h_exponent; j++) scale_array(rows, -s->h_exponent, view_at(y, 0, j));
    randblas_xgemm(s->n, s->l, rows, 1, view_transposed(A), y, (randblas_xview){s->H, s->n, false});
    for (int64_t j = 0; j < s->l && s->h_exponent; j++) scale_array(rows, s->h_exponent, view_at(y, 0, j));
}

/* The next rows of Y, and what they add to H. */
static int add_to_range(randlapack_xstream *s, int64_t rows, randblas_xview A)
{
    int info = 0;
    for (int64_t done = 0, c; done < rows && !info; done += c) {
        c = min_i64(rows - done, s->capacity - s->filled);
        const randblas_xview y = {s->Y + s->filled, s->capacity, false}, a = view_from(A, done, 0);
        randblas_xscale_view(c, s->l, 0, y);
        randblas_xgemm(c, s->l, s->n, 1, a, (randblas_xview){s->X, s->n, false}, y);
        add_to_h(s, c, a, y);
        s->filled += c;
        if (s->options.right_only && s->filled == s->capacity) info = randlapack_xstream_reduce(s);
    }
    return info;
}

int randlapack_xstream_sketch(const randblas_sketch *S, int64_t first, int64_t rows, int64_t columns, randblas_xview A,
                              randblas_xview B)
{
    const randblas_xproblem p = {
        .S = S, .co = first, .m = randblas_sketch_rows(S), .n = columns, .k = rows, .alpha = 1, .B = B};
    return p.m > 0 && p.n > 0 && p.k > 0 ? randblas_xapply_dense(&p, A) : 0;
}

/* All sketches, once nothing but a lack of memory can fail; a batch taken in part is remembered. */
static int take(randlapack_xstream *s, int64_t rows, randblas_xview A)
{
    const int64_t first = s->options.first_row + s->rows;
    const randblas_xview w = {s->W, s->n, true}, e = {s->E, s->n, true};
    int info = randlapack_xstream_sketch(s->Psi, first, rows, s->n, A, w);
    if (!info) info = randlapack_xstream_sketch(s->Theta, first, rows, s->n, A, e);
    rescale_h(s, exponent_of_h(s->norm));
    if (!info && s->l > 0) info = add_to_range(s, rows, A);
    s->info = info;
    s->rows += rows;
    s->batches++;
    return info;
}

/* ||A_b||_F joined with what was; not finite if one of the two is not. */
static int add_norm(const randlapack_xstream *s, randblas_layout layout, int64_t rows, const scalar_t *A, int64_t lda,
                    double *norm)
{
    const randblas_xlinop batch = randblas_xlinop_dense(layout, rows, s->n, A, lda);
    const int info = randlapack_xfrobenius(NULL, &batch, norm);
    *norm = hypot(*norm, s->norm);
    return !info && !isfinite(*norm) ? RANDBLAS_NOT_FINITE : info;
}

int randlapack_xstream_push(randlapack_xstream *s, randblas_layout layout, int64_t rows, const scalar_t *A, int64_t lda)
{
    const double begin = randlapack_seconds();
    double norm = 0;
    if (!s || s->finished) return -1;
    if (bad_layout(layout)) return -2;
    if (rows < 0) return -3;
    if (!A && rows > 0 && s->n > 0) return -4;
    if (bad_ld(layout, rows, s->n, lda)) return -5;
    if (s->info || rows == 0) return s->info;
    if (bad_range(s->options.first_row, s->rows + rows, RANDBLAS_MAX_SIZE)) return RANDBLAS_TOO_LARGE;
    const double expected = (double)s->options.expected_rows;
    int info =
        randlapack_progress(&s->options.control, "stream", expected > 0 ? fmin((double)s->rows / expected, 1) : -1);
    if (!info && s->n > 0) info = add_norm(s, layout, rows, A, lda, &norm);
    if (!info && !s->options.right_only) info = reserve_more(s, rows);
    if (info) return info;
    s->norm = norm;
    info = take(s, rows, view_make(A, lda, layout));
    s->seconds += randlapack_seconds() - begin;
    return info;
}

/* sqrt of the sum of squares over a team. */
static int join_norms(const randlapack_xteam *team, double *norm)
{
    double largest = isfinite(*norm) ? *norm : INFINITY, square = 0;
    int info = team->largest(team->context, 1, &largest);
    if (largest > 0 && isfinite(largest)) square = pow(*norm / largest, 2);
    if (!info) info = team->add(team->context, 1, &square);
    *norm = isfinite(largest) ? largest * sqrt(square) : INFINITY;
    return info;
}

int randlapack_xstream_join(randlapack_xstream *s, const randlapack_xteam *team, int64_t *rows)
{
    double norm = s->norm, count = (double)s->rows;
    int info = join_norms(team, &norm);
    if (!info) info = team->add(team->context, 1, &count);
    if (info) return info;
    *rows = (int64_t)count;
    s->norm = norm;
    rescale_h(s, exponent_of_h(norm));
    info = team->sum(team->context, s->n * s->r, s->W);
    if (!info) info = team->sum(team->context, s->n * PROBES, s->E);
    return info ? info : team->sum(team->context, s->n * s->l, s->H);
}

/* Whether the sketches of b continue those of a. */
static bool continues(const randlapack_xstream *a, const randlapack_xstream *b)
{
    const randlapack_stream_options *p = &a->options, *q = &b->options;
    if (a == b || b->finished || b->info) return false;
    if (a->n != b->n || a->l != b->l || a->r != b->r || p->family != q->family) return false;
    if (!p->right_only != !q->right_only || memcmp(&p->state, &q->state, sizeof p->state) != 0) return false;
    return q->first_row == p->first_row + a->rows;
}

/* The rows of Y that `next` holds behind ours; with right_only those of its triangle. */
static int append_range(randlapack_xstream *s, const randlapack_xstream *next)
{
    int info = 0;
    for (int64_t done = 0, c; done < next->filled && !info; done += c) {
        c = min_i64(next->filled - done, s->capacity - s->filled);
        for (int64_t j = 0; j < s->l; j++)
            memcpy(s->Y + s->filled + j * s->capacity, next->Y + done + j * next->capacity, (size_t)c * sizeof *s->Y);
        s->filled += c;
        if (s->options.right_only && s->filled == s->capacity) info = randlapack_xstream_reduce(s);
    }
    return info;
}

int randlapack_xstream_merge(randlapack_xstream *s, const randlapack_xstream *next)
{
    if (!s || s->finished) return -1;
    if (!next || !continues(s, next)) return -2;
    if (s->info) return s->info;
    if (bad_range(s->options.first_row, s->rows + next->rows, RANDBLAS_MAX_SIZE)) return RANDBLAS_TOO_LARGE;
    int info = s->options.right_only || s->l == 0 ? 0 : reserve_more(s, next->filled);
    if (info) return info;
    for (int64_t i = 0; i < s->n * s->r; i++) s->W[i] += next->W[i];
    for (int64_t i = 0; i < s->n * PROBES; i++) s->E[i] += next->E[i];
    s->norm = hypot(s->norm, next->norm);
    rescale_h(s, exponent_of_h(s->norm));
    for (int64_t i = 0; i < s->n * s->l; i++)
        s->H[i] += (scalar_t)ldexp((double)next->H[i], next->h_exponent - s->h_exponent);
    s->rows += next->rows;
    s->batches += next->batches;
    s->seconds += next->seconds;
    return s->info = s->l > 0 ? append_range(s, next) : 0;
}
