/* B += alpha op(S') A for the sparse families: choose an engine and block sizes, then go through S in pieces. */
#include "gather_kernel_impl.h"
#include "panels_impl.h"
#include "threads_impl.h"

#define MAX_CUT 8192 /* rows of the packed block X: 1 MB */
#define MIN_CUT 2048
#define UNIT 65536        /* nonzeros of a unit, where nothing else decides */
#define MAX_BLOCK 16384   /* rows of a block, when vectors are rows */
#define SCATTER_UNIT 512  /* rows of X when it is scattered: 64 KB */
#define MAX_SCATTER 16384 /* rows of Y then: 2 MB */
#define MIN_COLUMNS 4     /* of A, for packing */

_Static_assert(MAX_CUT <= MAX_CODED && MAX_SCATTER < MAX_CODED, "columns and rows must fit their codes");

typedef struct apply_plan {
    int (*engine)(const randblas_xpanels *w, randblas_xview A);
    int64_t unit, cut;
    randblas_form form;
} apply_plan;

/*
 * With one or two nonzeros a column the strip of A is better scattered to Y as it is transposed, through a packed block
 * that fits the first-level cache: sorting would not find several nonzeros in a row.  Threads share by strips only.
 */
static bool plan_scatter(const randblas_xproblem *p, randblas_xview A, apply_plan *plan)
{
    const int64_t nnz = sparse_vector_nnz(p->S), strips = p->n * (int64_t)sizeof(scalar_t) / GATHER_BYTES;
    plan->engine = randblas_xapply_packed;
    plan->form = RANDBLAS_FORM_UNSORTED;
    plan->unit = plan->cut = SCATTER_UNIT;
    return sparse_columns_are_vectors(p->S, p->trans) && sparse_signs_only(p->S) && nnz <= 2 && !A.row_major &&
           strips >= thread_limit() && p->m <= MAX_SCATTER && p->k >= p->m / nnz;
}

/*
 * Packing pays when most of what is packed is used (a quarter of the rows, of the cache lines of a column-major A), and
 * when a row of a panel has at least one nonzero on average, since the rows of Y are visited once for each panel.
 */
static bool plan_packed(const randblas_xproblem *p, randblas_xview A, apply_plan *plan)
{
    const int64_t nnz = sparse_vector_nnz(p->S);
    plan->engine = randblas_xapply_packed;
    plan->form = !sparse_signs_only(p->S)                               ? RANDBLAS_FORM_VALUES
                 : A.row_major && randblas_rgather_select()->strips > 1 ? RANDBLAS_FORM_ORDERED
                                                                        : RANDBLAS_FORM_CODES;
    if (p->n < MIN_COLUMNS) return false;
    if (sparse_columns_are_vectors(p->S, p->trans)) {
        /* Eight nonzeros a row, if X may be so tall: then loading and storing Y is a quarter of the work at most. */
        plan->unit = plan->cut = max_i64(MIN_CUT, min_i64(MAX_CUT, 8 * (p->m / nnz)));
        return min_i64(plan->unit, p->k) >= p->m / nnz;
    }
    const int64_t cuts = (p->k + MAX_CUT - 1) / MAX_CUT;
    plan->cut = (p->k + cuts - 1) / cuts;
    plan->unit = max_i64(64, min_i64(MAX_BLOCK / 4, UNIT / nnz));
    if (cuts > 1) plan->unit = min_i64(MAX_BLOCK, max_i64(plan->unit, 4 * (p->k / nnz))); /* each unit packs all of A */
    return cuts <= nnz && min_i64(plan->unit, p->m) >= p->k / nnz / 4;
}

/* About one nonzero for each row of A, all row major: nothing would be used twice from the packed block. */
static bool prefer_rows(const randblas_xproblem *p, randblas_xview A)
{
    const int64_t nnz = sparse_vector_nnz(p->S);
    const bool columns = sparse_columns_are_vectors(p->S, p->trans);
    if (!A.row_major || !p->B.row_major || p->n < MIN_COLUMNS) return false;
    if (IS_COMPLEX && p->alpha != (scalar_t)REAL(p->alpha)) return false;
    return columns ? nnz < 2 : p->m / 2 < p->k / nnz;
}

static apply_plan choose(const randblas_xproblem *p, randblas_xview A)
{
    const int64_t nnz = sparse_vector_nnz(p->S);
    apply_plan plan;
    if (plan_scatter(p, A, &plan)) return plan;
    if (!prefer_rows(p, A) && plan_packed(p, A, &plan)) return plan;
    plan.form = RANDBLAS_FORM_VALUES;
    const bool rows = A.row_major && p->B.row_major && (!IS_COMPLEX || p->alpha == (scalar_t)REAL(p->alpha));
    plan.engine = rows && p->n >= MIN_COLUMNS ? randblas_xapply_rows : randblas_xapply_columns;
    /* A unit should have nonzeros in most rows of B, or visiting the rows would be the work. */
    const bool columns = sparse_columns_are_vectors(p->S, p->trans);
    plan.unit = max_i64(1, (columns ? max_i64(UNIT, min_i64(2 * p->m, (int64_t)1 << 29)) : UNIT) / nnz);
    plan.cut = min_i64(p->k, INT32_MAX);
    return plan;
}

int randblas_xapply_sparse(const randblas_xproblem *p, randblas_xview A)
{
    if (sparse_vector_nnz(p->S) == 0) return 0;
    const apply_plan plan = choose(p, A);
    randblas_arena arena = randblas_arena_open(NULL);
    randblas_xpanels w = randblas_xpanels_open(p, plan.unit, plan.cut, plan.form, &arena);
    int info = arena.info;
    for (int64_t v = 0; !info && v < w.vectors; v += w.unit * w.units) {
        info = randblas_xpanels_load(&w, v);
        if (!info) info = plan.engine(&w, A);
    }
    randblas_arena_close(&arena);
    return info;
}
