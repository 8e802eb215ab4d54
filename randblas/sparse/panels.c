/* Draw units of vectors and sort their nonzeros by panel and row (counting sort, stable). */
#include "gather_kernel_impl.h"
#include "panels_impl.h"
#include "threads_impl.h"

#define PIECE 524288 /* nonzeros: about 6 MB */
#define MAX_UNIT ((int64_t)1 << 30)
#define MAX_COUNT 63 /* rows with more nonzeros need no order */

randblas_xpanels randblas_xpanels_open(const randblas_xproblem *p, int64_t unit, int64_t cut, randblas_form form,
                                       randblas_arena *arena)
{
    randblas_xpanels w = {.p = p, .form = form, .columns_are_vectors = sparse_columns_are_vectors(p->S, p->trans)};
    w.vectors = w.columns_are_vectors ? p->k : p->m;
    w.minors = w.columns_are_vectors ? p->m : p->k;
    w.nnz = sparse_vector_nnz(p->S);
    w.unit = max_i64(1, min_i64(unit, w.vectors));
    w.cut = w.columns_are_vectors ? w.unit : cut;
    w.cuts = w.columns_are_vectors ? 1 : (p->k + cut - 1) / cut;
    if (w.nnz > MAX_UNIT / w.unit || (!w.columns_are_vectors && w.cuts > MAX_UNIT / w.unit)) {
        arena->info = RANDBLAS_TOO_LARGE;
        return w;
    }
    w.keys = w.columns_are_vectors ? p->m : w.unit * w.cuts;
    const int64_t needed = (w.vectors + w.unit - 1) / w.unit;
    w.units = min_i64(needed, max_i64(1, PIECE / (w.unit * w.nnz)));
    if (form == RANDBLAS_FORM_ORDERED)
        w.order = randblas_arena_get(arena, randblas_size_product(w.units, w.keys), sizeof *w.order);
    if (form != RANDBLAS_FORM_UNSORTED) w.ptr = randblas_arena_get(arena, w.units * (w.keys + 1), sizeof *w.ptr);
    const int64_t room = w.units * w.unit * w.nnz;
    if (form != RANDBLAS_FORM_VALUES) {
        w.code = randblas_arena_get(arena, room, sizeof *w.code);
    } else {
        w.index = randblas_arena_get(arena, room, sizeof *w.index);
        w.value = randblas_arena_get(arena, room, sizeof *w.value);
    }
    w.panel = randblas_arena_get(arena, randblas_size_product(w.units, w.cuts), sizeof *w.panel);
    return w;
}

typedef struct draws {
    int64_t *minor;
    double *value;
    int64_t count;  /* vectors */
    int32_t *start; /* of each key's nonzeros */
} draws;

/* Nonzero (v, i) of a unit goes to row key of the unit's panels, one after another; column is within the panel. */
typedef struct place {
    int64_t key;
    int32_t column;
} place;

static inline place place_of(const randblas_xpanels *w, int64_t count, int64_t v, int64_t i)
{
    if (w->columns_are_vectors) return (place){i, (int32_t)v};
    if (w->cuts == 1) return (place){v, (int32_t)i};
    const int64_t q = i / w->cut;
    return (place){q * count + v, (int32_t)(i - q * w->cut)};
}

/* Where the nonzeros of a unit are kept. */
typedef struct unit {
    int32_t *ptr, *index;
    real_t *value;
    uint16_t *code;
    uint8_t *order;
} unit;

static unit unit_at(const randblas_xpanels *w, int64_t u)
{
    const int64_t first = u * w->unit * w->nnz;
    if (w->form == RANDBLAS_FORM_UNSORTED) return (unit){NULL, NULL, NULL, w->code + first, NULL};
    if (w->code)
        return (unit){w->ptr + u * (w->keys + 1), NULL, NULL, w->code + first,
                      w->order ? w->order + u * w->keys : NULL};
    return (unit){w->ptr + u * (w->keys + 1), w->index + first, w->value + first, NULL, NULL};
}

static void store(const unit *U, int32_t q, int32_t column, double value)
{
    if (U->code) {
        U->code[q] = (uint16_t)(2 * column + (value < 0));
    } else {
        U->index[q] = column;
        U->value[q] = (real_t)value;
    }
}

/* start[key] = number of nonzeros of the key; minors become relative to op(S'). */
static void count_keys(const randblas_xpanels *w, const draws *D, int64_t keys)
{
    const int64_t first = sparse_by_column(w->p->S) ? w->p->ro : w->p->co;
    memset(D->start, 0, (size_t)keys * sizeof *D->start);
    for (int64_t v = 0, e = 0; v < D->count; v++)
        for (int64_t t = 0; t < w->nnz; t++, e++) {
            const int64_t i = D->minor[e] -= first;
            if (i >= 0 && i < w->minors) D->start[place_of(w, D->count, v, i).key]++;
        }
}

/* The rows of a block by their counts: a counting sort. */
static void order_block(int64_t rows, const int32_t *count, uint8_t *order)
{
    int32_t where[MAX_COUNT + 2] = {0};
    for (int64_t i = 0; i < rows; i++) where[min_i64(count[i], MAX_COUNT) + 1]++;
    for (int64_t c = 0; c <= MAX_COUNT; c++) where[c + 1] += where[c];
    for (int64_t i = 0; i < rows; i++) order[where[min_i64(count[i], MAX_COUNT)]++] = (uint8_t)i;
}

/* Counts in start become first places, in the order of the rows of each panel. */
static void lay_out(const draws *D, int64_t keys, int64_t rows, const unit *U)
{
    int32_t total = 0;
    for (int64_t k = 0, n; k < keys; k += n) {
        n = min_i64(rows - k % rows, ROW_BLOCK);
        if (U->order) order_block(n, D->start + k, U->order + k);
        for (int64_t i = 0; i < n; i++) {
            const int64_t key = k + (U->order ? U->order[k + i] : i);
            const int32_t count = D->start[key];
            U->ptr[k + i] = D->start[key] = total;
            total += count;
        }
    }
    U->ptr[keys] = total;
}

static void sort_unit(const randblas_xpanels *w, const draws *D, const unit *U)
{
    const int64_t keys = w->columns_are_vectors ? w->keys : D->count * w->cuts;
    count_keys(w, D, keys);
    lay_out(D, keys, w->columns_are_vectors ? keys : D->count, U);
    for (int64_t v = 0, e = 0; v < D->count; v++)
        for (int64_t t = 0; t < w->nnz; t++, e++) {
            const int64_t i = D->minor[e];
            if (i < 0 || i >= w->minors) continue;
            const place at = place_of(w, D->count, v, i);
            store(U, D->start[at.key]++, at.column, D->value[e]);
        }
}

/* Codes in the order drawn. */
static void code_unit(const randblas_xpanels *w, const draws *D, const unit *U)
{
    const int64_t count = D->count * w->nnz;
    for (int64_t e = 0; e < count; e++) {
        const int64_t i = D->minor[e] - w->p->ro, row = i >= 0 && i < w->minors ? i : w->minors;
        U->code[e] = (uint16_t)(2 * row + (D->value[e] < 0));
    }
}

static void describe_unit(const randblas_xpanels *w, int64_t v0, int64_t count, const unit *U, randblas_xpanel *panel)
{
    if (w->columns_are_vectors) {
        *panel = (randblas_xpanel){0, w->p->m, v0, count, U->ptr, U->index, U->value, U->code, U->order};
        return;
    }
    for (int64_t q = 0; q < w->cuts; q++) {
        const int64_t l0 = q * w->cut, cols = min_i64(w->cut, w->p->k - l0);
        panel[q] = (randblas_xpanel){v0,
                                     count,
                                     l0,
                                     cols,
                                     U->ptr + q * count,
                                     U->index,
                                     U->value,
                                     U->code,
                                     U->order ? U->order + q * count : NULL};
    }
}

/* Vectors v0 .. v0 + count to unit u. */
static void load_unit(const randblas_xpanels *w, const randblas_drawer *g, draws *D, int64_t u, int64_t v0)
{
    const unit U = unit_at(w, u);
    const int64_t first = sparse_by_column(w->p->S) ? w->p->co : w->p->ro;
    randblas_draw(g, first + v0, D->count, D->minor, D->value);
    if (w->form == RANDBLAS_FORM_UNSORTED)
        code_unit(w, D, &U);
    else
        sort_unit(w, D, &U);
    describe_unit(w, v0, D->count, &U, w->panel + u * w->cuts);
}

int randblas_xpanels_load(randblas_xpanels *w, int64_t v0)
{
    const int64_t here = min_i64(w->units, (w->vectors - v0 + w->unit - 1) / w->unit);
    int info = 0;
    w->blocks = w->columns_are_vectors ? 1 : here;
    w->across = w->columns_are_vectors ? here : w->cuts;
#pragma omp parallel if (here > 1) reduction(min : info)
    {
        randblas_arena arena = randblas_arena_open(NULL);
        const randblas_drawer g = randblas_drawer_open(w->p->S, &arena);
        draws D = {.minor = randblas_arena_get(&arena, randblas_size_product(w->unit, w->nnz), sizeof *D.minor),
                   .value = randblas_arena_get(&arena, randblas_size_product(w->unit, w->nnz), sizeof *D.value)};
        if (w->form != RANDBLAS_FORM_UNSORTED) D.start = randblas_arena_get(&arena, w->keys, sizeof *D.start);
        info = arena.info;
#pragma omp for schedule(static)
        for (int64_t u = 0; u < here; u++) {
            const int64_t first = v0 + u * w->unit;
            D.count = min_i64(w->unit, w->vectors - first);
            if (!info) load_unit(w, &g, &D, u, first);
        }
        randblas_arena_close(&arena);
    }
    return info;
}
