#include "memdet_plan_impl.h"

#include "memdet_scratch_impl.h"

#define MOST_CHUNK 256           /* columns; products gain nothing from more */
#define GOOD_CHUNK 128           /* and lose little with as few */
#define MOST_RESERVE (16L << 20) /* bytes of the budget for the BLAS and the program */
#define REQUESTS 12
#define OVERHEAD 128 /* of a request, with its alignment */

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t rmt_memdet_panel_offset(const rmt_memdet_plan *p, int64_t k)
{
    return p->b * (k * (p->n - p->lower * p->b) - p->b * (k * (k - 1) / 2));
}

int64_t rmt_memdet_tile_index(const rmt_memdet_plan *p, int64_t k, int64_t q)
{
    const int64_t before = k * (p->nb - p->lower) - k * (k - 1) / 2;
    return before * rmt_memdet_chunks(p) + q * (p->nb - rmt_memdet_first(p, k));
}

int64_t rmt_memdet_most_tiles(const rmt_memdet_plan *p)
{
    return p->nb * (p->nb + 1) / 2 * rmt_memdet_chunks(p);
}

int64_t rmt_memdet_product(const rmt_memdet_plan *p)
{
    return p->b * (p->c + 1) + 65 * p->b + 1; /* the rest is for LAPACK */
}

/* Half of the diagonal tile is not computed when it is symmetric. */
double rmt_memdet_update_work(const rmt_memdet_plan *p, int64_t j, int64_t k)
{
    const double w = (double)rmt_memdet_tile(p, j), b = (double)p->b;
    const double rows = (double)rmt_memdet_rows(p, p->lower ? j : k);
    return 2 * (rows - (p->lower ? w : b) / 2) * w * b;
}

double rmt_memdet_factor_work(const rmt_memdet_plan *p, int64_t j)
{
    const double w = (double)rmt_memdet_tile(p, j), rows = (double)rmt_memdet_rows(p, j);
    return p->lower ? w * w * (rows - w) + w * w * w / 3 : w * w * (rows - w / 3);
}

double rmt_memdet_total_work(const rmt_memdet_plan *p)
{
    double sum = 0;
    for (int64_t j = 0; j < p->nb; j++) {
        sum += rmt_memdet_factor_work(p, j);
        for (int64_t k = 0; k < j; k++) sum += rmt_memdet_update_work(p, j, k);
    }
    return sum;
}

/* Bytes of workspace for scalars of `item` bytes. */
static int64_t workspace_of(const rmt_memdet_plan *p, rmt_memdet_method method, int64_t item)
{
    const int64_t panel = p->n * p->b, chunk = p->n * (p->c + 1), b = p->b;
    int64_t scalars = panel + 2 * chunk, words = 2 * rmt_memdet_image_words(p) + 2 * b;
    if (method == RMT_MEMDET_LDL) scalars += rmt_memdet_product(p);
    return scalars * item + words * 8 + REQUESTS * OVERHEAD;
}

/* Whether c columns at a time fit, and then as many as do up to `most`. */
static bool fit_chunk(rmt_memdet_plan *p, const rmt_memdet_options *o, int64_t item, int64_t least, int64_t most,
                      int64_t budget)
{
    p->c = min_i64(least, p->b);
    if (workspace_of(p, o->method, item) > budget) return false;
    most = min_i64(most, p->b);
    const int64_t rest = budget - workspace_of(p, o->method, item);
    if (budget == INT64_MAX || rest / (2 * (p->n + p->b) * item) >= most - p->c)
        p->c = most;
    else
        p->c += rest / (2 * (p->n + p->b) * item); /* that chunks become fewer saves checksums */
    return true;
}

static void set_block(rmt_memdet_plan *p, int64_t b)
{
    p->b = b;
    p->nb = (p->n + b - 1) / b;
}

/* The fewest panels that leave room for chunks of at least `least` columns, or b / 4. */
static bool fewest_panels(rmt_memdet_plan *p, const rmt_memdet_options *o, int64_t item, int64_t least, int64_t budget)
{
    for (int64_t nb = 1; nb <= p->n; nb++) {
        const int64_t b = (p->n + nb - 1) / nb, most = o->chunk ? o->chunk : MOST_CHUNK;
        if (b < 2 && p->n > 1) return false; /* a block of order 2 on the diagonal of D needs two columns */
        set_block(p, b);
        const int64_t some = nb == 1 ? 1 : min_i64(least, (b + 3) / 4);
        if (fit_chunk(p, o, item, o->chunk ? o->chunk : some, most, budget)) return true;
    }
    return false;
}

int rmt_memdet_make_plan(rmt_memdet_plan *p, int64_t n, const rmt_memdet_options *o, int64_t item)
{
    const int64_t limit = o->control.memory_limit, reserve = min_i64(limit / 4, MOST_RESERVE);
    const int64_t budget = limit ? limit - reserve : INT64_MAX;
    *p = (rmt_memdet_plan){.n = n, .lower = o->method != RMT_MEMDET_LU};
    if (n > ((int64_t)1 << 30)) return RANDBLAS_TOO_LARGE;
    if (o->block) {
        set_block(p, min_i64(o->block, n));
        const int64_t most = o->chunk ? o->chunk : MOST_CHUNK;
        return fit_chunk(p, o, item, o->chunk ? o->chunk : 1, most, budget) ? 0 : RANDBLAS_MEMORY_LIMIT;
    }
    if (fewest_panels(p, o, item, GOOD_CHUNK, budget) || fewest_panels(p, o, item, 1, budget)) return 0;
    return RANDBLAS_MEMORY_LIMIT;
}
